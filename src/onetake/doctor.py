"""What this machine can run, how fast, and why: ``onetake doctor``.

Everything is measured here and now, in about two seconds; the predicted speed is arithmetic on the measured
rate, and says so.
"""

from __future__ import annotations

import os
import platform
import shutil
import time
from importlib.resources import files
from pathlib import Path
from typing import Any

from onetake import __version__
from onetake.media.write import FREE_BYTES
from onetake.model.presets import PRESETS, Preset
from onetake.types import CHUNK, FPS, PATCH, SHAPES, STRIDE

MATRIX = 1024
SECONDS_EACH = 0.5
PASSES = 9
"""Eight denoising steps and the pass that writes what was drawn into the cache."""
EFFICIENCY = 0.5
"""Share of the matrix peak that the transformer usually reaches."""
FRAMES_PER_CORE = 1200.0
"""Decoding, scaling and H.264 on one core, frames a second."""
_FLAGS = ("avx2", "avx512f", "avx512_bf16", "amx_tile", "amx_bf16", "asimd", "bf16")


def examine(seconds_each: float = SECONDS_EACH) -> dict[str, Any]:
    """Every finding as one JSON-ready object; ``seconds_each`` is the time given to each matrix measurement."""
    import torch

    cpu = _cpu(torch.backends.cpu.get_cpu_capability())
    gpus = _gpus()
    device = "cuda" if gpus else "cpu"
    rates = {name: _matmul_rate(name, device, seconds_each) for name in ("float32", "bfloat16")}
    fast = "bfloat16" if rates["bfloat16"] > rates["float32"] else "float32"
    findings: dict[str, Any] = {
        "onetake": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cpu": cpu,
        "memory": _memory(),
        "gpus": gpus,
        "torch": {"version": torch.__version__, "threads": torch.get_num_threads()},
        "device": device,
        "precision": fast,
        "matmul_gflops": {name: round(rate / 1e9, 1) for name, rate in rates.items()},
        "encoder": _encoder(),
        "disk_free_mb": shutil.disk_usage(Path.cwd()).free >> 20,
        "weights": _weights(),
        "predicted_realtime_factor": {
            name: round(predict(preset, rates[fast], int(cpu["cores"])), 2)
            for name, preset in PRESETS.items()
            if name != "tiny"
        },
    }
    findings["problems"] = _problems(findings)
    return findings


def as_text(findings: dict[str, Any]) -> str:
    """The findings for a person."""
    cpu, memory, rates = findings["cpu"], findings["memory"], findings["matmul_gflops"]
    flags = ", ".join(cpu["flags"]) or "no vector extensions that matter here"
    rows = [
        ("onetake", f"{findings['onetake']}, Python {findings['python']}, {findings['system']}"),
        ("processor", f"{cpu['name']}, {cpu['cores']} cores to use ({cpu['capability']}: {flags})"),
        ("memory", f"{memory['available_mb']} MB free of {memory['total_mb']} MB"),
        ("GPU", "; ".join(f"{gpu['name']}, {gpu['memory_mb']} MB" for gpu in findings["gpus"]) or "none (none needed)"),
        ("torch", f"{findings['torch']['version']}, {findings['torch']['threads']} threads"),
        ("matrix rate", f"fp32 {rates['float32']:.0f}, bf16 {rates['bfloat16']:.0f} GFLOP/s on {findings['device']}"),
        ("precision", f"{findings['precision']}, because it is the faster of the two here"),
        ("encoder", findings["encoder"]["name"] or "missing"),
        ("weights", ", ".join(f"{w['name']} ({w['mb']} MB)" for w in findings["weights"]) or "none found"),
    ]
    rows += [
        (f"model {name}", f"about {factor:g} seconds of video a second (predicted from the matrix rate)")
        for name, factor in findings["predicted_realtime_factor"].items()
    ]
    lines = [f"{name:<12} {value}" for name, value in rows]
    problems = [f"! {problem}" for problem in findings["problems"]] or ["Everything that is needed is here."]
    return "\n".join([*lines, "", *problems])


def predict(preset: Preset, flops_per_second: float, cores: int) -> float:
    """Seconds of video per second of wall clock, landscape, by arithmetic: two operations a weight and token."""
    width, height = SHAPES["landscape"]
    tokens = CHUNK * (width // PATCH) * (height // PATCH)
    trunk = preset.depth * (4 * preset.width**2 + 3 * preset.width * preset.hidden)
    attention = preset.depth * 2 * preset.width * tokens * (1 + preset.window)
    cells = 4 * 4 * 9 * preset.cells**2  # stem and head: two 3x3 convolutions each, on four cells a token
    chunk_seconds = 2.0 * tokens * (trunk + attention + cells) * PASSES / (flops_per_second * EFFICIENCY)
    video_seconds = CHUNK * STRIDE / FPS
    return video_seconds / (chunk_seconds + video_seconds * FPS / (FRAMES_PER_CORE * max(1, cores)))


def _matmul_rate(dtype_name: str, device: str, seconds: float) -> float:
    """Operations a second of a square matrix product, the best of many."""
    import torch

    dtype = getattr(torch, dtype_name)
    left, right = (torch.randn(MATRIX, MATRIX, device=device, dtype=dtype) for _ in range(2))
    best, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end or best == float("inf"):
        began = time.perf_counter()
        product = torch.mm(left, right)
        if device == "cuda":
            product[0, 0].item()  # waits until the device is done
        best = min(best, time.perf_counter() - began)
    return 2.0 * MATRIX**3 / best


def _cpu(capability: str) -> dict[str, Any]:
    name, flags = platform.processor() or platform.machine(), set[str]()
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "model name":
                name = value.strip()
            elif key.strip() in {"flags", "Features"}:
                flags = set(value.split())
                break
    except OSError:
        pass
    # Containers and taskset allow fewer cores than the machine has.
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return {
        "name": name,
        "cores": cores,
        "capability": capability,
        "flags": [flag for flag in _FLAGS if flag in flags],
        "amx": "amx_bf16" in flags,
        "avx512": "avx512f" in flags,
    }


def _memory() -> dict[str, int]:
    """Total and available megabytes; 0 where the system does not say."""
    try:
        rows = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
        return {
            "total_mb": int(rows["MemTotal"].split()[0]) >> 10,
            "available_mb": int(rows["MemAvailable"].split()[0]) >> 10,
        }
    except (OSError, KeyError, ValueError):
        pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0
        return {"total_mb": pages >> 20, "available_mb": pages >> 20}


def _gpus() -> list[dict[str, Any]]:
    import torch

    if not torch.cuda.is_available():
        return []
    found = [torch.cuda.get_device_properties(index) for index in range(torch.cuda.device_count())]
    return [{"name": gpu.name, "memory_mb": gpu.total_memory >> 20} for gpu in found]


def _encoder() -> dict[str, str | None]:
    import av

    return {"name": "libx264" if "libx264" in av.codecs_available else None, "pyav": av.__version__}


def _weights() -> list[dict[str, Any]]:
    """The weight files in the package."""
    folder = Path(str(files("onetake"))) / "weights"
    found = sorted(folder.rglob("*.safetensors")) if folder.is_dir() else []
    return [{"name": path.relative_to(folder).as_posix(), "mb": round(path.stat().st_size / 1e6, 1)} for path in found]


def _problems(findings: dict[str, Any]) -> list[str]:
    problems = []
    if findings["encoder"]["name"] is None:
        problems.append("PyAV has no libx264 encoder: pip install --force-reinstall --only-binary av av")
    if not findings["weights"]:
        problems.append("No weights are in the package: clone the repository again, or give --model PATH.")
    if 0 < findings["memory"]["available_mb"] < 2048:
        problems.append("Less than 2 GB of memory is free: close something, or ask for short videos.")
    if findings["disk_free_mb"] < FREE_BYTES >> 20:
        problems.append("The disk is nearly full here: work in another folder.")
    return problems
