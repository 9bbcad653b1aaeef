"""Make .venv and install onetake into it; run again, it is done at once. Called by make.

    python3 scripts/install.py demo|test

It needs nothing but Python, and is written so that an older Python can read it far enough to say what is wrong.
Environment: TORCH_SPEC (default torch==2.13.0), TORCH_INDEX (a package index that has the wanted build of torch).
"""

import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PYTORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"
DEFAULT_TORCH = "torch==2.13.0"
TORCH = os.environ.get("TORCH_SPEC") or DEFAULT_TORCH
INDEX = os.environ.get("TORCH_INDEX") or ""
TARGETS = {"demo": ".", "test": ".[train,dev]"}
LEAST = (3, 11)


def main() -> str:
    """Check, announce, install, remember; returns a sentence if that failed."""
    target = sys.argv[1] if len(sys.argv) == 2 else ""
    if target not in TARGETS:
        return "usage: python3 scripts/install.py demo|test"
    if sys.version_info < LEAST:
        found = sys.version.split()[0]
        return f"onetake needs Python 3.11 or newer, and this is {found}; name another: make {target} PYTHON=python3.11"
    for module in ("venv", "ensurepip"):
        if find_spec(module) is None:
            return (
                f"This Python lacks its module {module}: install it first (Debian, Ubuntu: apt install python3-venv)."
            )
    if is_ready(target):
        return ""
    return make_environment() or install_torch() or install_package(target)


def make_environment() -> str:
    """A virtual environment with a working pip, made anew if an earlier attempt was broken off."""
    if PYTHON.exists() and run([PYTHON, "-m", "pip", "--version"], quiet=True) == 0:
        return ""
    print("Making a virtual environment in .venv …", flush=True)
    if run([sys.executable, "-m", "venv", "--clear", VENV]):
        return "The virtual environment could not be made; the lines above say why."
    return ""


def install_torch() -> str:
    """Try the builds in order of preference: the index that was named, the configured one, PyTorch's own, any."""
    if has_torch():
        return ""
    print(announcement(), flush=True)
    if INDEX:
        done = pip("--index-url", INDEX, TORCH)
    elif sys.platform == "darwin" or has_nvidia() or "==" not in TORCH or "+" in TORCH:
        done = pip(TORCH)
    else:
        cpu = TORCH + "+cpu"
        impatient = ("--retries", "1", "--timeout", "15", "--extra-index-url", PYTORCH_CPU_INDEX)
        done = pip(cpu, quiet=True) or pip(*impatient, cpu, quiet=True) or pip(TORCH)
    return "" if done else "torch could not be installed; the lines above say why. make TORCH_INDEX=URL names a source."


def install_package(target: str) -> str:
    """The package itself, editable, with the exact versions that were tested together."""
    print("Installing onetake and what it needs …", flush=True)
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    if TORCH != DEFAULT_TORCH:  # another torch was asked for, and is here already
        constraints = "\n".join(line for line in constraints.splitlines() if not line.startswith("torch=="))
    exact = VENV / "constraints.txt"
    exact.write_text(constraints, encoding="utf-8")
    if not pip("-c", str(exact), "-e", TARGETS[target]):
        return "The installation failed; the lines above say why. The same command goes on from here."
    for name in {"demo", target}:  # what was installed for the tests also serves the demonstration
        stamp(name).write_text(fingerprint(), encoding="utf-8")
    return ""


def announcement() -> str:
    """The size of the download, said before it begins."""
    if has_nvidia() and not INDEX:
        return "Downloading torch with CUDA (2 to 3 GB), then about 120 MB of other packages …"
    return "Downloading torch's CPU build (about 200 MB), then about 120 MB of other packages …"


def has_nvidia() -> bool:
    """Whether the driver of an NVIDIA GPU is here."""
    return Path("/proc/driver/nvidia/version").exists() or shutil.which("nvidia-smi") is not None


def has_torch() -> bool:
    """Whether the environment has the release of torch that is asked for, whatever its build."""
    wanted = TORCH.partition("==")[2].partition("+")[0]
    code = "import importlib.metadata as m, sys; sys.exit(not m.version('torch').startswith(sys.argv[1]))"
    return run([PYTHON, "-c", code, wanted], quiet=True) == 0


def is_ready(target: str) -> bool:
    """Whether the last installation for ``target`` was whole and nothing that it depends on has changed."""
    try:
        return PYTHON.exists() and stamp(target).read_text(encoding="utf-8") == fingerprint()
    except OSError:
        return False


def fingerprint() -> str:
    """A digest of what decides the installation, and of its place: an environment cannot be moved."""
    digest = hashlib.sha256(f"{VENV} {TORCH} {INDEX}".encode())
    for name in ("pyproject.toml", "constraints.txt", "scripts/install.py"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def stamp(target: str) -> Path:
    """The file that says ``target`` was installed."""
    return VENV / f".{target}-is-installed"


def pip(*arguments: str, quiet: bool = False) -> bool:
    """Whether pip could install that."""
    return run([PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", *arguments], quiet=quiet) == 0


def run(command: "list[str | Path]", *, quiet: bool = False) -> int:
    """Run in the repository's root; returns the exit status."""
    words = [str(word) for word in command]
    silent = subprocess.DEVNULL if quiet else None
    return subprocess.run(words, cwd=ROOT, stdout=silent, stderr=silent, check=False).returncode


if __name__ == "__main__":
    sys.exit(main() or 0)
