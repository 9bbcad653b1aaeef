"""What the tests of layouts share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from onetake.prompt.ontology import KINDS
from onetake.types import ANGLE, HEIGHT, Scene, Staging


def turned_half_size(staging: Staging, scene: Scene) -> tuple[np.ndarray, np.ndarray]:
    """Half width and half height of the boxes as they are turned."""
    kinds = [KINDS[scene.entities[e].kind] for e in staging.entity_E]
    h = staging.tracks_NEF[..., HEIGHT]
    w = h * np.array([k.aspect for k in kinds])
    a = staging.tracks_NEF[..., ANGLE]
    ball = np.array([k.family == "ball" for k in kinds])
    c, s = np.where(ball, 1, np.abs(np.cos(a))), np.where(ball, 0, np.abs(np.sin(a)))
    return (c * w + s * h) / 2, (s * w + c * h) / 2


@pytest.fixture(scope="session")
def half_size() -> Callable[[Staging, Scene], tuple[np.ndarray, np.ndarray]]:
    return turned_half_size
