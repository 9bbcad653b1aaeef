"""``onetake evaluate prompts``: what a separate reader sees in the model's answers to held-out sentences.

Beside every score stand its floor (the same clips read against other sentences), its ceiling (the same scenes drawn
by the simulated world, read by the same reader), and how far the clips are from the nearest training clip. The reader
is small and its ceiling low, so the clips are also held against what else could have been asked (``choice``).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from onetake.evaluation.choice import choose
from onetake.evaluation.intervals import Share
from onetake.evaluation.nearest import nearest, open_pool
from onetake.evaluation.reader import ALIKE, FIELDS, Reader, Reading, load_reader, read, same
from onetake.evaluation.sentences import Sentence, eat_or_dance, held_out_sentences, understood
from onetake.evaluation.take_truth import Truth
from onetake.evaluation.truth import labels, true_clip
from onetake.model.files import locate, read_header
from onetake.plan import steps_for
from onetake.prompt.ontology import KINDS
from onetake.take import draw, load, make_plan
from onetake.training.pool import Pool
from onetake.types import FPS, Plan

SECONDS = 2
CEILING = 40
"""True clips that are compared with their alternatives: nearly all are right, so few tell enough."""
Draw = Callable[[Sentence], NDArray[np.uint8]]
Progress = Callable[[str, int, int], None]
_PAIRS = 20


@dataclass(frozen=True)
class Answer:
    """A sentence, the clip that was drawn for it (N, Y, X, 3), and what the reader says."""

    sentence: Sentence
    frames_NYXC: NDArray[np.uint8]
    reading: Reading


def by_model(model: str) -> Draw:
    """The road itself: sentence in, native frames out."""

    def draw_one(sentence: Sentence) -> NDArray[np.uint8]:
        return draw(_plan(sentence, model))

    return draw_one


def _plan(sentence: Sentence, model: str) -> Plan:
    output = Path(tempfile.gettempdir()) / "onetake-evaluation.mp4"  # checked by the plan, never written
    return make_plan(sentence.text, seconds=SECONDS, seed=sentence.seed, model=model, output=output)


def by_world(sentence: Sentence) -> NDArray[np.uint8]:
    """The truth: what the simulated world shows for the sentence's scene."""
    return true_clip(sentence.scene, sentence.seed, SECONDS).frames_NYXC


def answer(
    sentences: Sequence[Sentence], draw_one: Draw, reader: Reader, progress: Progress | None, what: str
) -> list[Answer]:
    """Draw and read every sentence."""
    out = []
    for i, sentence in enumerate(sentences):
        frames = draw_one(sentence)
        out.append(Answer(sentence, frames, read(reader, frames)))
        if progress is not None:
            progress(what, i + 1, len(sentences))
    return out


def verdicts(said: dict[str, str], truth: dict[str, str]) -> dict[str, bool]:
    """Which fields are right, and whether all are."""
    right = {field: same(field, said[field], truth[field]) for field in FIELDS}
    return {**right, "all_right": all(right.values())}


def score(said: Sequence[dict[str, str]], truth: Sequence[dict[str, str]]) -> dict[str, Share]:
    """Share of right answers in each field, and of clips with all of them right."""
    rows = [verdicts(s, t) for s, t in zip(said, truth, strict=True)]
    return {name: Share.count([row[name] for row in rows]) for name in (*FIELDS, "all_right")}


def compared(answers: Sequence[Answer], model: str, progress: Progress | None = None) -> dict[str, dict[str, Share]]:
    """Share of clips that are nearer to what was asked than to every alternative, field by field (``choice``); and of
    the first true ones after the codec, which is the ceiling. What was misunderstood is wrong."""
    rows: dict[str, list[dict[str, bool]]] = {"generated": [], "true": []}
    codec, _ = load(model)
    for i, answer in enumerate(answers):
        sentence, truth = answer.sentence, Truth.of_plan(_plan(answer.sentence, model))
        asked, heard = labels(sentence.scene), labels(truth.beats[0].scene)
        clips = {"generated": answer.frames_NYXC}
        if i < CEILING:
            true = truth.renderer().frames(0, SECONDS * FPS)
            clips["true"] = codec.decode(codec.encode(torch.from_numpy(true)[None]))[0].numpy()
        for name, frames in clips.items():
            found = choose(frames, truth)
            right = {field: found[field].right and heard[field] == asked[field] for field in FIELDS}
            rows[name].append({**right, "all_right": all(right.values())})
        if progress is not None:
            progress("compared", i + 1, len(answers))
    return {n: {f: Share.count([row[f] for row in got]) for f in (*FIELDS, "all_right")} for n, got in rows.items()}


def shuffled(count: int, seed: int) -> list[int]:
    """A permutation that leaves nothing in its place (for more than one)."""
    order = np.random.default_rng(seed).permutation(count)
    other = np.empty(count, np.int64)
    other[order] = np.roll(order, 1)
    return [int(i) for i in other]


def told_apart(answers: Sequence[Answer]) -> dict[str, Share]:
    """Eating against dancing: which of the two is likelier, and whether it is also the likeliest of all actions."""
    verbs = [a.sentence.scene.entities[0].verb for a in answers]
    two = [a.reading.rather("action", "eat", "dance") == v for a, v in zip(answers, verbs, strict=True)]
    free = [a.reading.answers["action"] == v for a, v in zip(answers, verbs, strict=True)]
    return {"of_two": Share.count(two), "of_all": Share.count(free)}


def taught(model: str) -> tuple[str, ...] | None:
    """The nouns that the weights were taught; None: all."""
    kinds = read_header(locate(model)).get("kinds")
    return tuple(kinds.split(",")) if kinds else None


def evaluate(
    count: int = 100, seed: int = 0, draw_one: Draw | None = None, model: str = "", reader: Reader | None = None,
    pool: Pool | None = None, progress: Progress | None = None,
) -> dict[str, Any]:  # fmt: skip
    """All figures as one JSON object. ``draw_one`` replaces the model, for tests."""
    reader = reader or load_reader()
    kinds = taught(model) if draw_one is None else None
    sentences = held_out_sentences(count, seed, kinds)
    pairs = eat_or_dance(seed, kinds)[: max(2, min(_PAIRS, count))]
    drawn = draw_one or by_model(model)
    generated = answer(sentences, drawn, reader, progress, "generated")
    true = answer(sentences, by_world, reader, progress, "true")
    truth = [labels(s.scene) for s in sentences]
    said = [a.reading.answers for a in generated]
    rows = {
        "generated": score(said, truth),
        "shuffled": score(said, [truth[i] for i in shuffled(count, seed)]),
        "true": score([a.reading.answers for a in true], truth),
        "understood": score([understood(s.text) for s in sentences], truth),
    }
    new = [i for i, s in enumerate(sentences) if s.pair]
    rows["held_out_pairs"] = score([said[i] for i in new], [truth[i] for i in new])
    rows["held_out_pairs_true"] = score([true[i].reading.answers for i in new], [truth[i] for i in new])
    between = {
        "generated": told_apart(answer(pairs, drawn, reader, progress, "eating or dancing")),
        "true": told_apart(answer(pairs, by_world, reader, progress, "eating or dancing, true")),
    }
    result: dict[str, Any] = {name: {f: share.as_json() for f, share in row.items()} for name, row in rows.items()}
    if draw_one is None:
        both = compared(generated, model, progress)
        result["compared"] = {n: {f: share.as_json() for f, share in row.items()} for n, row in both.items()}
    result["eating_or_dancing"] = {k: {n: s.as_json() for n, s in row.items()} for k, row in between.items()}
    pool = pool or (open_pool() if draw_one is None else None)
    result["nearest_training_clip"] = _distances(generated, true, pool, model)
    result["misses"] = _misses(generated, true, truth)
    result |= {"nouns": len(kinds or KINDS), "count": count, "seed": seed, "seconds": SECONDS, "alike": ALIKE}
    return result | {"steps": steps_for(read_header(locate(model)), None)}


def _distances(
    generated: Sequence[Answer], true: Sequence[Answer], pool: Pool | None, model: str
) -> dict[str, Any] | None:
    """PSNR against the nearest training clip, of what was drawn and of true held-out clips; None without a pool."""
    if pool is None:
        return None
    codec, _ = load(model)
    out: dict[str, Any] = {"records": pool.count, "unit": "dB (PSNR; higher is nearer)"}
    for name, answers in (("generated", generated), ("true", true)):
        db = nearest(np.stack([a.frames_NYXC for a in answers]), pool, codec)
        figures = {"median": np.median(db), "least": db.min(), "most": db.max()}
        out[name] = {key: round(float(value), 2) for key, value in figures.items()}
    return out


def _misses(
    generated: Sequence[Answer], true: Sequence[Answer], truth: Sequence[dict[str, str]]
) -> list[dict[str, Any]]:
    """Every field that was read wrong, and where the fault lies: the words, the reader, or the drawing."""
    out = []
    for made, real, right in zip(generated, true, truth, strict=True):
        said, wrong = made.reading.answers, []
        for field, good in verdicts(made.reading.answers, right).items():
            if field in FIELDS and not good:
                heard = same(field, understood(made.sentence.text)[field], right[field])
                readable = same(field, real.reading.answers[field], right[field])
                cause = "drawing" if heard and readable else "reader" if heard else "words"
                wrong.append({"field": field, "asked": right[field], "read": said[field], "cause": cause})
        if wrong:
            out.append({"sentence": made.sentence.text, "seed": made.sentence.seed, "wrong": wrong})
    return out
