"""Both painters' lessons, side by side: a process and a core each, until their time is over."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import torch
from torch import Tensor

from onetake.errors import Failure
from onetake.model.files import PAINTERS_ONLY, locate, read_header
from onetake.model.layers import Layers
from onetake.model.presets import PRESETS
from onetake.model.sprites import Sprites
from onetake.model.transformer import Denoiser
from onetake.model.weights import load_weights, save_weights
from onetake.prompt.ontology import GROUPS, PLACES
from onetake.training import places, sprites
from onetake.training.lessons import Lesson, Pupil
from onetake.training.recipes import RECIPES, Recipe
from onetake.world.pictures import available_kinds

PAINTERS = ("sprites", "places")
SHARE = {"sprites": 8, "places": 6}
"""Sixteenths of a machine's cores that draw for each painter when a GPU learns."""
KEPT = {"MALLOC_MMAP_THRESHOLD_": "4000000000", "MALLOC_TRIM_THRESHOLD_": "8000000000"}
"""glibc keeps the memory of a batch for the next: a tenth of the time went into giving it back and asking again."""


def lesson_of(painter: str, recipe: Recipe, seed: int, device: str = "cpu", encoder: bool = True) -> Lesson:
    """The lesson of one painter as a recipe has it. For a GPU, figures and places are drawn by the other cores.
    ``encoder``: see :class:`onetake.training.places.Scholar`."""
    torch.manual_seed(recipe.seed)
    workers = 0 if device == "cpu" else max(1, (os.cpu_count() or 2) * SHARE[painter] // 16)
    preset = PRESETS[recipe.preset]
    if painter == "sprites":
        kinds = [k for k in available_kinds() if k in set(GROUPS[recipe.group])]
        model = Sprites(preset).to(device)
        return sprites.lesson(model, kinds, seed, recipe.batch["figures"], workers)
    scholar = places.Scholar(preset, encoder).to(device)
    return places.lesson(scholar, tuple(PLACES)[: recipe.places], seed, recipe.batch["stretches"], workers)


@dataclass(frozen=True)
class Learnt:
    """How long a painter has been at school: steps, and seconds of a core."""

    step: int
    seconds: float


def load_painters(model: Denoiser, folder: Path) -> dict[str, Learnt]:
    """Take over what the painters have learnt in ``folder``, if they have; how long it took, by name."""
    out = {}
    for name in PAINTERS:
        path = folder / f"{name}.pt"
        if path.exists():
            state = torch.load(path, map_location="cpu", weights_only=True)
            getattr(model.layers, name).load_state_dict(_painter(state["ema"]))
            out[name] = Learnt(state["step"], state["seconds"])
    return out


def seen_by(learnt: Mapping[str, Learnt], recipe: Recipe) -> dict[str, str]:
    """What a header tells of the painters' lessons."""
    return {
        "figures": str(learnt["sprites"].step * recipe.batch["figures"]),
        "stretches": str(learnt["places"].step * recipe.batch["stretches"]),
        "painter_minutes": f"{sum(one.seconds for one in learnt.values()) / 60:.0f}",
    }


def _painter(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """The painter alone, where its encoder learns with it."""
    own = {k.removeprefix("places."): v for k, v in state.items() if k.startswith("places.")}
    return own or state


def take_up(recipe: Recipe, folder: Path, start: Path | str) -> bool:
    """Where ``folder`` holds no lessons yet, begin from the painters of the weights ``start`` and the counts they tell.

    False if there is nothing to begin from: lessons have begun, or those painters are of other sizes than the
    recipe's. Raises ``WeightsError``.
    """
    known = locate(str(start))
    if any((folder / f"{name}.pt").exists() for name in PAINTERS):
        return False
    layers, header = load_weights(known)[1].layers, read_header(known)
    with torch.device("meta"):
        wanted = Layers(PRESETS[recipe.preset]).state_dict()
    if {k: v.shape for k, v in layers.state_dict().items()} != {k: v.shape for k, v in wanted.items()}:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    for name, seen in zip(PAINTERS, ("figures", "stretches"), strict=True):
        state = getattr(layers, name).state_dict()
        if name == "places":
            state = {f"places.{k}": v for k, v in state.items()}
        # The header counts both painters' time together.
        told = {
            "step": int(header.get(seen, 0)) // recipe.batch[seen],
            "seconds": 30.0 * float(header.get("painter_minutes", header.get("core_minutes", 0))),
        }
        torch.save({"model": state, "ema": state, **told}, folder / f"{name}.pt")
    return True


def study(recipe: Recipe, folder: Path, minutes: float, device: str = "cpu") -> Iterator[str]:
    """Let both painters learn for so long; yields their lines as they come. Raises ``Failure`` (``lesson-failed``)."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "onetake.training.painters", "--recipe", recipe.name, "--folder", str(folder),
               "--minutes", str(minutes), "--device", device]  # fmt: skip
    environment = {**os.environ, "OMP_NUM_THREADS": "1", **KEPT}
    processes = {
        painter: subprocess.Popen([*command, "--painter", painter], stdout=subprocess.PIPE, env=environment, text=True)
        for painter in PAINTERS
    }
    try:
        for painter, process in processes.items():
            assert process.stdout is not None
            for line in process.stdout:
                yield line.rstrip()
            if process.wait():
                raise Failure("lesson-failed", f"The lesson of {painter} ended early.", "The lines above say why.")
    finally:
        for process in processes.values():
            process.terminate()


def export(recipe: Recipe, folder: Path, start: Path | str) -> list[Path]:
    """What the painters have learnt, as weights to draw with, and no denoiser: codec and scales of ``start``.
    Raises ``WeightsError``."""
    codec, before = load_weights(locate(str(start)))
    model = Denoiser(PRESETS[recipe.preset])
    model.sigma.copy_(before.sigma)
    learnt = load_painters(model, folder)
    seen = seen_by(learnt, recipe)
    notes = {"step": "0", "samples": "0", "flops": "0", "steps": "0", "parts": PAINTERS_ONLY,
             "core_minutes": seen["painter_minutes"], **seen}  # fmt: skip
    return save_weights(folder / recipe.preset, codec, model, recipe.preset, notes)


def main() -> None:
    """Command line of one painter's process."""
    parser = argparse.ArgumentParser(description="one painter's lesson")
    parser.add_argument("--painter", choices=PAINTERS, required=True)
    parser.add_argument("--recipe", choices=sorted(RECIPES), default="S")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--device", default="cpu")
    told = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.set_float32_matmul_precision("high")
    state = told.folder / f"{told.painter}.pt"
    # A lesson that goes on must not see its first figures again.
    before = torch.load(state, weights_only=True) if state.exists() else None
    encoder = before is None or any(k.startswith("encoder.") for k in before["model"])
    seed = 1 + (before["step"] if before else 0)
    lesson = lesson_of(told.painter, RECIPES[told.recipe], seed, told.device, encoder)
    pupil = Pupil(lesson, told.folder)
    for line in pupil.run(told.minutes):
        print(json.dumps(line), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
