"""``--camera "pan right, then zoom in"``: named moves one after another, each as its own beats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onetake.errors import BadRequest, OnetakeError
from onetake.prompt.caption import long_caption
from onetake.prompt.ontology import CAMERAS
from onetake.prompt.parse import parse
from onetake.types import Beat

_THEN = re.compile(
    r"\s*(?:[,;，；、]\s*(?:and\s+)?then\b|[,;，；、]|\band then\b|\bthen\b|然后|接着|再)\s*", re.IGNORECASE
)


def camera_moves(text: str) -> tuple[str, ...]:
    """Names of the moves in ``text``, in order; none for an empty one. Raises ``BadRequest`` (``bad-camera``)."""
    words = [part for part in _THEN.split(text.strip()) if part]
    return tuple(_move(part) for part in words)


def _move(words: str) -> str:
    plain = " ".join(words.lower().replace("-", " ").split()).strip(" .。")
    for name, (english, chinese) in CAMERAS.items():
        if plain in (name, english, chinese):
            return name
    for sentence in (f"A ball, the camera {plain}s", f"A ball, {plain}", f"一个球，{plain}", f"一个球，镜头{plain}"):
        try:
            found = parse(sentence).beats[0].camera
        except OnetakeError:
            continue
        if found != "static":
            return found
    raise BadRequest("bad-camera", f"{words[:60]!r} is not a camera move.", f"Known are {', '.join(CAMERAS)}.")


def under_moves(beats: Sequence[Beat], moves: Sequence[str], seconds: float) -> tuple[Beat, ...]:
    """Beats under those moves, each for an equal share of the time; unchanged where there are none."""
    if not moves:
        return tuple(beats)
    edges = [seconds * i / len(moves) for i in range(len(moves) + 1)]
    edges[-1] = max(edges[-1], beats[-1].end)
    out = []
    for move, start, end in zip(moves, edges, edges[1:], strict=False):
        for beat in beats:
            a, z = max(beat.start, start), min(beat.end, end)
            if z - a > 1e-6:
                scene = replace(beat.scene, camera=move)
                out.append(Beat(a, z, scene, long_caption(scene)))
    return tuple(out)
