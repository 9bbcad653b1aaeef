"""True films of the benchmark's sentences, and the same with a flaw planted in them.

The sentence is staged as a model's layout is, but moved by the physics engine and drawn by the simulated world.
"""

from __future__ import annotations

import numpy as np

from onetake.evaluation.take_truth import Truth
from onetake.prompt.staging import stage
from onetake.prompt.understand import understand
from onetake.types import FPS, SHAPES, Beat, Geometry, Scene
from onetake.world.physics import simulate

TRAIN_SEEDS, CHECK_SEEDS = 250_000_000, 260_000_000
"""First seeds of the true films that teach a witness (each witness ten million further), and that check it."""
SECONDS = 5


def told(text: str, seed: int, seconds: int = SECONDS) -> Truth:
    """The true film of a sentence."""
    return staged(understand(text, float(seconds), None)[0], seed, seconds)


def staged(beats: tuple[Beat, ...], seed: int, seconds: int = SECONDS) -> Truth:
    """The true film of timed scenes."""
    width, height = SHAPES["landscape"]
    geometry = Geometry(width, height, seconds * FPS)
    staging = simulate(beats, stage(beats, geometry, seed), geometry, seed)
    return Truth(beats, staging, geometry, seed)


def of_scene(scene: Scene, seed: int, seconds: int = SECONDS) -> Truth:
    """The true film of one scene."""
    return staged((Beat(0.0, float(seconds), scene, ""),), seed, seconds)


def film_frames(truth: Truth) -> np.ndarray:
    """Every frame of a true film: uint8 (N, Y, X, 3)."""
    return truth.renderer().frames(0, len(truth.staging.tracks_NEF))
