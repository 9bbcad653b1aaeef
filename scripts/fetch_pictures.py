"""Fetch the pictures that the long tail of things is drawn from, for training: python scripts/fetch_pictures.py

They are Microsoft's Fluent Emoji in flat style (MIT licence), as Iconify packs them. The package is fetched with npm
at the version that ``pictures.lock.json`` names and is only used if its check sum is the one written there. Its
drawings are turned into polygons (which needs ``svgelements``) and kept in the cache folder; nothing of
it is shipped with the package.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import cv2

from onetake.errors import Failure, OnetakeError
from onetake.world._drawings import Fitting, polygons
from onetake.world._picture_names import DRAWINGS
from onetake.world.pictures import Picture, pictures_file, save_pictures

LOCK = Path(__file__).resolve().parent.parent / "pictures.lock.json"
_MEMBER = "package/icons.json"


def fetch(lock: dict[str, str], folder: Path) -> Path:
    """The package as npm's registry has it, in ``folder``. Raises ``Failure``."""
    npm = shutil.which("npm")
    if npm is None:
        raise Failure("npm-missing", "npm is needed to fetch the pictures.", "Install Node.js, or give --tarball.")
    name = f"{lock['package']}@{lock['version']}"
    command = [npm, "pack", name, "--ignore-scripts", "--json", "--pack-destination", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = sorted(folder.glob("*.tgz"))
    if done.returncode or len(found) != 1:
        last = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
        raise Failure("fetch-failed", f"npm could not fetch {name}: {last}", "Try again, or give --tarball.")
    return found[0]


def integrity(path: Path) -> str:
    """The check sum of a file as npm writes it: sha512-, then base64."""
    return "sha512-" + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()


def icons(tarball: Path, lock: dict[str, str]) -> dict[str, Any]:
    """The verified package's drawings. Raises ``Failure`` if it is not the package that is locked."""
    if integrity(tarball) != lock["integrity"]:
        raise Failure("wrong-check-sum", f"{tarball.name} is not the package of pictures.lock.json.", "Fetch it again.")
    with tarfile.open(tarball, "r:gz") as package:
        member = package.extractfile(_MEMBER)
        if member is None:
            raise Failure("wrong-package", f"{tarball.name} holds no {_MEMBER}.")
        found: dict[str, Any] = json.load(member)
    return found


def drawn(found: dict[str, Any]) -> dict[str, Picture]:
    """Every picture of the ontology, from the package's drawings."""
    size = float(found.get("width", 32))
    pictures = {}
    for name, drawing in DRAWINGS.items():
        body = found["icons"][drawing.icon]["body"]
        flats, aspect = polygons(body, size, Fitting(drawing.turn, drawing.mirror, drawing.without))
        pictures[name] = Picture(tuple(f.points_P2 for f in flats), tuple(f.colour for f in flats), aspect)
    return pictures


def main() -> int:
    """Fetch, verify, convert, keep."""
    parser = argparse.ArgumentParser(description="Fetch the pictures for training.")
    parser.add_argument(
        "--tarball", type=Path, help="use this file instead of fetching it (it is verified all the same)"
    )
    parser.add_argument("--out", type=Path, help="the file to write (default: in the cache folder)")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    lock: dict[str, str] = json.loads(LOCK.read_text("utf-8"))["pictures"]
    out = options.out or pictures_file()
    try:
        with tempfile.TemporaryDirectory() as temporary:
            found = icons(options.tarball or fetch(lock, Path(temporary)), lock)
        pictures = drawn(found)
        save_pictures(out, pictures)
    except ModuleNotFoundError as error:
        print(f"{error.name} is needed to read the drawings: pip install svgelements", file=sys.stderr)
        return 1
    except OnetakeError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    (out.parent / "LICENCE.txt").write_text(
        f"{lock['title']}: {lock['copyright']}, {lock['licence']} licence, {lock['licence_url']}\n", encoding="utf-8"
    )
    print(f"{len(pictures)} pictures in {out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
