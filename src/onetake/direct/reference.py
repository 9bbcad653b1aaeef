"""``--reference NAME=FILE``: whom a name in the prompt stands for, read off a picture, a video, or a take's folder.

- A take's plan, and a file that says how it was made, tell the facts of who is called so.
- Of any other picture the figure is cut out; its facts are those whose painted picture is nearest (``likeness``).
- Where nothing that is painted is near enough, it becomes a puppet: the cut-out itself is moved.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from onetake.direct.likeness import likeness
from onetake.errors import BadRequest, MediaError, OnetakeError
from onetake.media.figure import cut_out, packed, unpacked
from onetake.media.read import empty_video, read_clear, read_video
from onetake.media.scale import resize
from onetake.model.files import locate, read_header
from onetake.plan import reference_from
from onetake.prompt.names import check_mentioned, check_names, noun_of
from onetake.prompt.ontology import COLOURS, KINDS, TRAITS
from onetake.prompt.parse import parse
from onetake.prompt.policy import check_input, read_consent
from onetake.prompt.recipe import RECIPE_KEY, Part, read_recipe
from onetake.provenance.containers import read_tags
from onetake.provenance.labels import sees_mark, without_mark
from onetake.take import PUPPET, load
from onetake.types import VARIANTS, Entity, Reference

__all__ = ["BOUND", "pairs", "read_figure", "read_references"]

BOUND = 0.24
"""A painted figure farther than this from the picture is another one: it becomes a puppet. Measured by
``onetake evaluate controls``: figures of this world lie below it where they are recognised, foreign shapes above."""
STAND_INS = ("robot", "dog")
"""By whose ways a puppet that nobody gave a noun moves: one that is taller than wide, and one that is not."""


def pairs(given: Sequence[str]) -> tuple[tuple[str, Path], ...]:
    """Names and files of ``NAME=FILE``. Raises ``BadRequest`` (``bad-reference``)."""
    out = []
    for text in given:
        name, equals, path = text.partition("=")
        if not (equals and name.strip() and path):
            raise BadRequest("bad-reference", f"{text[:60]!r} is no name and file.", "Write --reference Bao=bao.png.")
        out.append((name.strip(), Path(path)))
    return tuple(out)


def read_references(
    given: Sequence[tuple[str, Path]], prompt: str, model: str = "", consent: str | None = None
) -> tuple[Reference, ...]:
    """References of a prompt, in order; a few seconds for each that has to be recognised.

    Raises ``BadRequest`` (``bad-reference``, ``reference-unmentioned``, ``reference-not-there``), and ``MediaError``:
    those of pictures and videos, ``no-figure``, ``plan-missing``; ``Refused``.
    """
    names = [name for name, _ in given]
    check_names(names)
    check_mentioned(prompt, names)
    return tuple(_read(name, path, model, consent) for name, path in given)


def _read(name: str, path: Path, model: str, consent: str | None) -> Reference:
    if path.is_dir():
        return _from_plan(name, path)
    recipe, picture_YXC, ours = _open(path)
    if recipe is not None and (told := _from_recipe(name, recipe)) is not None:
        return told
    stated = read_consent(consent) if consent is not None else None
    check_input(resize(picture_YXC[..., :3], 64, 64)[None], stated, made_here=ours)
    return read_figure(name, cut_out(picture_YXC, str(path)), model)


# ── what is told ──────────────────────────────────────────────────────────────────────────────────────────────


def _from_plan(name: str, folder: Path) -> Reference:
    """Facts from the plan of a take that was kept."""
    try:
        told = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        for known in told.get("references", []):
            if known["name"].casefold() == name.casefold():
                return reference_from({**known, "name": name})
        entities = [_entity(e) for e in told["beats"][0]["scene"]["entities"]]
        looks = dict(zip(told["entity"], told["variants"] or [0] * len(told["entity"]), strict=True))
    except (OSError, ValueError, KeyError, TypeError, IndexError) as problem:
        raise MediaError(
            "plan-missing", f"{folder} holds no plan of a take.", "Name the folder that was given with --keep."
        ) from problem
    return _of(name, entities, looks, str(folder))


def _entity(told: dict[str, Any]) -> Entity:
    entity = Entity(told["kind"], colour=told.get("colour"), traits=tuple(told.get("traits", ())))
    if entity.kind not in KINDS or entity.colour not in (None, *COLOURS) or any(t not in TRAITS for t in entity.traits):
        raise ValueError("no such looks")
    return entity


def _from_recipe(name: str, parts: Sequence[Part]) -> Reference | None:
    """Facts from what a file says of how it was made; None where its words cannot be read any more."""
    try:
        entities = parse(parts[0].caption).beats[0].entities
    except OnetakeError:
        return None
    if not entities:
        return None
    # As ``prompt.staging`` decides it.
    drawn = np.random.default_rng([parts[0].seed, 77]).integers(0, VARIANTS, len(entities) + 1)
    looks = dict(enumerate(parts[0].looks or drawn.tolist()))
    return _of(name, entities, looks, "The file")


def _of(name: str, entities: Sequence[Entity], looks: dict[int, int], where: str) -> Reference:
    """Who in a scene a name means: the noun that it is, else the first who is alive, else the first."""
    noun = noun_of(name)
    alive = [i for i, e in enumerate(entities) if "animate" in KINDS[e.kind].roles]
    fit = [i for i, e in enumerate(entities) if e.kind == noun] if noun else [*alive, *range(len(entities))]
    if not fit:
        there = ", ".join(e.kind for e in entities) or "nobody"
        raise BadRequest(
            "reference-not-there", f"{where} shows no {noun}: {there}.", f"Call it by another name than {name}."
        )
    e = entities[fit[0]]
    return Reference(name, e.kind, e.colour, e.traits, int(looks.get(fit[0], 0)) % VARIANTS)


# ── what is seen ──────────────────────────────────────────────────────────────────────────────────────────────


def _open(path: Path) -> tuple[tuple[Part, ...] | None, NDArray[np.uint8], bool]:
    """How a file was made (None where it does not say), its picture or the first frame (RGB or RGBA), and whether it
    bears our label, which is taken out."""
    try:
        picture, text = read_clear(path), _told_by(path)
    except MediaError as problem:
        if problem.code != "picture-unreadable":
            raise
        picture = next(read_video(path), np.zeros((0, 0, 3), np.uint8))
        text = next((value for key, value in read_tags(path).items() if key.lower() == RECIPE_KEY), "")
        if not picture.size:
            raise empty_video(path) from problem
    recipe = read_recipe(text) if text else None
    ours = False
    if picture.shape[-1] == 3:
        ours = bool(sees_mark(picture.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)))
        picture = without_mark(picture) if ours else picture
    return (recipe[1] if recipe else None), picture, ours


def _told_by(path: Path) -> str:
    with Image.open(path) as picture:
        return str(picture.info.get(RECIPE_KEY, ""))


def read_figure(name: str, rgba_YXC: NDArray[np.uint8], model: str = "") -> Reference:
    """The reference that a cut-out figure is: facts, or a puppet. Raises ``WeightsError``."""
    return _read_figure(name, packed(rgba_YXC, PUPPET), model)


@lru_cache(maxsize=16)
def _read_figure(name: str, png: bytes, model: str) -> Reference:
    rgba_YXC, noun = unpacked(png), noun_of(name)
    taught = read_header(locate(model)).get("kinds", "")
    kinds = taught.split(",") if taught else list(KINDS)
    _, denoiser = load(model)
    found = likeness(denoiser.layers.sprites, rgba_YXC, [noun] if noun in kinds else kinds)
    if found.distance <= BOUND:
        return Reference(name, found.kind, found.colour, found.traits, found.variant, distance=round(found.distance, 4))
    kind = noun or STAND_INS[rgba_YXC.shape[1] > rgba_YXC.shape[0]]
    return Reference(name, kind, cutout=png, distance=round(found.distance, 4))
