"""What a caption asks of its video, and whether a witness sees it there: for any video file, and to choose among takes.

Nothing here needs the simulated world.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onetake.errors import BadRequest
from onetake.evaluation.flaw_sentences import ACTIONS, Asked
from onetake.evaluation.flaws import ALIKE_ACTIONS, judge
from onetake.evaluation.seen import VOCABULARY
from onetake.evaluation.witness import PICTURE, SCORES, SELECTS, Figures, load_witness, look, read_figures, shipped
from onetake.media.clip import open_clip
from onetake.prompt.ontology import COUNTS, KINDS
from onetake.prompt.understand import understand
from onetake.types import Beat, Entity

__all__ = ["ENOUGH", "EVERY", "UNSUPPORTED", "answered", "evaluate_video", "questions", "witness_told"]

UNSUPPORTED = "unsupported"
ENOUGH = 0.95
"""Share of held-out true films and planted flaws that the witness must get right for its word to count, and of
questions about clips labelled by hand."""
EVERY = 1
"""The witness looks at every frame: what falls is in the air for half a second."""


def questions(beats: Sequence[Beat]) -> list[Asked]:
    """What a caption asks, as far as a witness knows its words."""
    entities = beats[0].scene.entities
    known = [e.kind in VOCABULARY for e in entities]
    out = []
    for e, knows in zip(entities, known, strict=True):
        if knows and KINDS[e.kind].family not in ("plant",) and e.count in COUNTS:
            out.append(Asked("count", "", {"kind": e.kind, "count": e.count}))
    pairs = [[e.kind, e.colour] for e, k in zip(entities, known, strict=True) if k and e.colour and e.count == 1]
    if pairs:
        out.append(Asked("binding", "", {"pairs": pairs}))
    for i, e in enumerate(entities):
        if known[i] and e.count == 1:
            out += _of_one(e, [b.scene.entities[i].verb for b in beats], entities, known)
    return out


def _of_one(e: Entity, verbs: Sequence[str], entities: Sequence[Entity], known: Sequence[bool]) -> list[Asked]:
    """What is asked of one individual."""
    out = []
    if len(verbs) > 1 and len(set(verbs)) == len(verbs) and set(verbs) <= set(ACTIONS):
        out.append(Asked("order", "", {"kind": e.kind, "verbs": list(verbs)}))
    elif len(verbs) == 1 and e.verb in ACTIONS and e.target is None:
        out.append(Asked("action", "", {"kind": e.kind, "verb": e.verb}))
    if e.target is not None and known[e.target]:
        out += _done_to(e, entities[e.target])
    anchor = None if e.anchor is None or not known[e.anchor] else entities[e.anchor].kind
    if (
        anchor is not None
        and anchor != e.kind
        and e.relation in ("left of", "right of", "on", "under")
        and e.verb != "fall"
    ):
        out.append(Asked("space", "", {"kind": e.kind, "how": e.relation, "anchors": [anchor]}))
    if e.verb == "enter" and len(verbs) == 1 and e.side in ("left", "right"):
        out.append(Asked("space", "", {"kind": e.kind, "how": f"from the {e.side}", "anchors": []}))
    if e.verb == "fall" and e.kind in ("wine glass", "vase"):
        out.append(Asked("cause", "", {"kind": e.kind, "state": [0, 1], "falls": True}))
    if e.verb in ("fall", "bounce") and e.kind in ("ball", "apple", "wine glass", "vase"):
        out.append(Asked("physics", "", {"kind": e.kind, "law": e.verb}))
    return out


def _done_to(e: Entity, target: Entity) -> list[Asked]:
    """What somebody does to somebody or something."""
    who = {"who": e.kind, "what": e.verb, "whom": target.kind}
    if e.verb in ("chase", "follow", "push", "pull", "ride", "carry") and target.kind != e.kind:
        return [Asked("interaction", "", who)]
    states = {"blow out": [0, 1], "light": [1, 0], "eat": [0, 1]}
    if e.verb in states and KINDS[target.kind].states and target.kind in ("cake", "candle", "lamp", "apple"):
        return [Asked("cause", "", {"kind": target.kind, "by": e.kind, "state": states[e.verb]})]
    if e.verb == "kick" and target.kind == "ball":
        return [Asked("cause", "", {"kind": "ball", "by": e.kind, "moves": True})]
    return []


# ── any video ─────────────────────────────────────────────────────────────────────────────────────────────────


def evaluate_video(video: Path, caption: str, witness: int = SCORES) -> dict[str, Any]:
    """Every question that a caption asks, answered for a video file.

    Raises ``BadRequest`` (``no-question``, and those of the prompt), ``MediaError``, ``WeightsError``.
    """
    beats, words, _ = understand(caption, 5.0, None)
    asked = questions(beats)
    if not asked:
        raise BadRequest(
            "no-question", f"Nothing in “{words}” can be held against a video.",
            "Name something of the witness's vocabulary, for instance: Two dogs run in a park.",
        )  # fmt: skip
    clip = open_clip(video, lambda width, height: PICTURE)
    figures = read_figures(shipped(witness))
    seen = look(load_witness(shipped(witness)), clip.small_NYXC, 1, clip.fps)
    rows = []
    for one in asked:
        verdict = judge(one.family, seen, one.ask)
        supported = min(figures.of(one.family), figures.by_hand(one.family)) >= ENOUGH
        rows.append({
            "family": one.family, "ask": one.ask, "right": verdict.right if supported else UNSUPPORTED,
            "seen": verdict.said,
        })  # fmt: skip
    return {"video": str(video), "caption": words, "questions": rows, "witness": witness_told(figures)}


def answered(frames_NYXC: NDArray[np.uint8], asked: Sequence[Asked]) -> int:
    """How many questions a video of the model's own answers, in the eyes of the witness that may choose."""
    seen = look(load_witness(shipped(SELECTS)), frames_NYXC, EVERY)
    return sum(judge(one.family, seen, one.ask).right for one in asked)


def witness_told(figures: Figures) -> dict[str, Any]:
    """What stands beside every score about who looked."""
    return {
        **figures.told, "enough": ENOUGH, "alike": ALIKE_ACTIONS,
        "labelled_by_hand": figures.told.get("hand", {}).get("clips", 0),
    }  # fmt: skip
