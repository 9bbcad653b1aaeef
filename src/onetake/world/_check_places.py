"""Whether relations, sides and camera movements that a caption names are those of the tracks."""

from __future__ import annotations

import numpy as np

from onetake.prompt.ontology import KINDS
from onetake.types import DEPTH, HEIGHT, VISIBLE, X, Y
from onetake.world._check_motion import Flags, Span

_CLOSE = 0.35
_TO_REST = 2.0
_LEFT, _MIDDLE = 0.02, 0.3


def keeps_side(span: Span, entity: int, side: str, least: float) -> bool:
    """Whether the middle of an entity's individuals is on a side of the picture for this share of the frames."""
    x_N = span.tracks[:, span.of(entity), X].mean(1)
    half = span.geometry.half_extent[0]
    on_N = {"left": x_N < -_LEFT, "right": x_N > _LEFT, "middle": np.abs(x_N) < _MIDDLE * 2 * half}[side]
    return float(on_N.mean()) >= least


def keeps_relation(span: Span, entity: int, anchor: int, relation: str, least: float, first_only: bool = False) -> bool:
    """Whether some individual of the entity stands in this relation to some individual of the anchor for this share
    of the frames; ``first_only``: in the first frame, for what falls off."""
    pairs = [(i, j) for i in span.of(entity) for j in span.of(anchor)]
    held = [_holds(span, i, j, relation) for i, j in pairs]
    return any(bool(h[0]) if first_only else float(h.mean()) >= least for h in held)


def _holds(span: Span, one: int, other: int, relation: str) -> Flags:
    a, b = span.tracks[:, one], span.tracks[:, other]
    shown = (a[:, VISIBLE] > 0.5) & (b[:, VISIBLE] > 0.5)
    width_a, width_b = (t[:, HEIGHT] * _aspect(span, i) for t, i in ((a, one), (b, other)))
    dx = a[:, X] - b[:, X]
    beside = np.abs(dx) - (width_a + width_b) / 2
    over = beside < 0.05
    feet, top = a[:, Y], b[:, Y] - b[:, HEIGHT]
    slack = 0.15 * b[:, HEIGHT]
    holds = {
        "on": over & (feet < b[:, Y] - 0.05 * b[:, HEIGHT]) & (feet > top - slack - 0.05),
        "under": over & (a[:, Y] - a[:, HEIGHT] > top - slack - 0.1),
        "left of": dx < 0,
        "right of": dx > 0,
        "behind": (a[:, DEPTH] <= b[:, DEPTH] + 1e-4) & (beside < _CLOSE),
        "in front of": (a[:, DEPTH] >= b[:, DEPTH] - 1e-4) & (beside < _CLOSE),
        "near": beside < _CLOSE,
    }[relation]
    kept: Flags = holds & shown
    return kept


def _aspect(span: Span, individual: int) -> float:
    return KINDS[span.scene.entities[int(span.staging.entity_E[individual])].kind].aspect


def camera_moves(camera: str, span: Span) -> str:
    """Why the camera does not do what is said of it; empty if it does."""
    camera_NC = span.camera
    if len(camera_NC) < 6:
        return ""
    if camera == "static" and span.start:  # it may come to rest first
        if span.seconds < _TO_REST:
            return ""
        camera_NC = camera_NC[-(len(camera_NC) // 4) :]
    x, y, zoom = (float(camera_NC[-1, c] - camera_NC[0, c]) for c in range(3))
    path = float(np.abs(np.diff(camera_NC, axis=0)).sum())
    wanted = {
        "static": path < 1e-3, "pan left": x < -0.01, "pan right": x > 0.01, "track left": x < -0.01,
        "track right": x > 0.01, "zoom in": zoom > 0.01, "zoom out": zoom < -0.01, "dolly in": zoom > 0.01,
        "dolly out": zoom < -0.01, "crane up": y < -0.005 or path > 0.005, "crane down": y > 0.005 or path > 0.005,
        "handheld": path > 0.01,
    }  # fmt: skip
    if camera == "follow":  # it may have nobody to follow but those who stay
        return ""
    return "" if wanted[camera] else f"it moves by {x:.2f}, {y:.2f} and zooms by {zoom:.2f}"
