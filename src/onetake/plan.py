"""The first stage of the road: a request, checked and staged in milliseconds, before any weight is loaded.

Nothing here imports torch. Whatever cannot be done is refused with the nearest thing that can.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import os
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from onetake.errors import BadRequest, MediaError
from onetake.media.read import read_picture
from onetake.media.write import check_output, default_output
from onetake.model.files import has_denoiser, locate, read_header, shards
from onetake.model.shape import WIDEST, shape_for
from onetake.prompt.caption import joined
from onetake.prompt.expand import expand as expanded
from onetake.prompt.names import as_cast, check_mentioned, notes_on, understand_names
from onetake.prompt.ontology import COLOURS, KINDS, TRAITS
from onetake.prompt.staging import stage
from onetake.prompt.taught import fit_to
from onetake.prompt.timed import is_timed
from onetake.types import (
    CHUNK,
    FIRST_SHIFT,
    FPS,
    NEXT_SHIFT,
    SHAPES,
    STRIDE,
    TEMPERATURE,
    VARIANTS,
    Geometry,
    Plan,
    Reference,
    Staging,
)

LONGEST = 600
STEPS, MOST_STEPS = 2, 100
GUIDANCE, MOST_GUIDANCE = 1.0, 20.0
ENLARGE = 4
"""The shapes are drawn small and enlarged this much unless a size in pixels is asked for."""
SMALLEST, LARGEST = 64, 4096
TALLEST = 2
"""The most a height can be of a width where places are painted: there is no scenery above and below that."""


def make_plan(
    prompt: str, *, seconds: float = 8, size: str = "landscape", fps: float | None = None, seed: int | None = None,
    image: Path | None = None, model: str = "", steps: int | None = None, guidance: float = GUIDANCE,
    output: Path | None = None, llm: str | None = None, expand: bool = True, references: tuple[Reference, ...] = (),
) -> Plan:  # fmt: skip
    """Check a request and decide everything but the pixels. ``expand``: fill a long take with what a short sentence
    implies (``prompt.expand``). ``references``: those whom the prompt calls by name (``direct.reference`` reads them).

    Raises ``BadRequest`` (``bad-seconds``, ``bad-size``, ``bad-fps``, ``bad-seed``, ``bad-steps``,
    ``bad-guidance`` and those of the prompt and the output), ``MediaError`` for a picture, ``WeightsError``.
    """
    frames = _frames(seconds)
    (width, height), output_size, notes = read_size(size)
    check_fps(fps)
    check_numbers(seed, steps, guidance)
    check_mentioned(prompt, [r.name for r in references])
    beats, caption, warnings, who = understand_names(prompt, max(1.0, float(seconds)), references, llm)
    text = prompt.encode(errors="replace").decode()  # half of a pair of surrogates cannot be written down
    weights = locate(model)
    shards(weights)  # every part is there, before anything is drawn
    if image is not None:
        rows, columns = read_picture(image).shape[:2]
        notes = (*notes, "the first picture decides who is where; the sentence only what they do")
        if abs(columns / rows * height / width - 1) > 0.03:
            notes = (*notes, f"its edges are cut to fit {width}x{height}; onetake animate keeps its shape")
    output = check_output(output or default_output(text))
    if seed is None:
        seed = zlib.crc32(text.encode())
    if expand and not is_timed(text):
        beats, caption, added = expanded(beats, caption, frames / FPS, seed)
        notes = (*added, *notes)
    chunk = CHUNK * STRIDE
    whole = Geometry(width, height, -(-frames // chunk) * chunk)
    header = read_header(weights)
    steps = steps_for(header, steps)
    if header.get("kinds"):
        beats, untaught = fit_to(beats, frozenset(header["kinds"].split(",")))
        caption, notes = joined([b.caption for b in beats]) if untaught else caption, (*untaught, *notes)
    staging = as_cast(stage(beats, whole, seed), references, who)
    return Plan(
        prompt=text, caption=caption, beats=beats, staging=staging, geometry=Geometry(width, height, frames),
        seed=seed, model=model or header["preset"], steps=steps, guidance=guidance, output=output,
        image=image, output_size=output_size, warnings=(*notes_on(references), *warnings, *notes),
        references=references,
    )  # fmt: skip


def steps_for(header: Mapping[str, str], steps: int | None) -> int:
    """The denoising steps to take with weights of this header. Raises ``BadRequest`` (``no-denoiser``)."""
    if steps and not has_denoiser(header):
        raise BadRequest(
            "no-denoiser",
            f"These weights only paint: no denoiser is in them that could take {steps} steps.",
            "Leave --steps out, or use weights with a denoiser (onetake train).",
        )
    return int(header.get("steps", STEPS)) if steps is None else steps


def _frames(seconds: float) -> int:
    if not isinstance(seconds, (int, float)) or not math.isfinite(seconds) or seconds <= 0:
        raise BadRequest(
            "bad-seconds",
            f"A video cannot last {seconds} seconds.",
            f"Ask for up to {LONGEST}, for instance --seconds 8.",
        )
    if seconds > LONGEST:
        raise BadRequest(
            "bad-seconds", f"{seconds:g} seconds are too long for one take.", f"Ask for up to --seconds {LONGEST}."
        )
    return max(1, round(seconds * FPS))


def read_size(size: str) -> tuple[tuple[int, int], tuple[int, int], tuple[str, ...]]:
    """Width and height that the model draws, the output's, and notes of ``--size``. Raises ``BadRequest``
    (``bad-size``)."""
    if size in SHAPES:
        width, height = SHAPES[size]
        return SHAPES[size], (width * ENLARGE, height * ENLARGE), ()
    width_text, cross, height_text = size.lower().partition("x")
    if not (cross and width_text.isdecimal() and height_text.isdecimal()) or len(size) > 16:
        raise BadRequest(
            "bad-size",
            f"{size[:40]!r} is not a size.",
            f"Use {', '.join(SHAPES)} or WIDTHxHEIGHT, for instance 768x448.",
        )
    width, height = int(width_text), int(height_text)
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise BadRequest(
            "bad-size",
            f"{size} is outside what can be drawn.",
            f"Both sides have to lie between {SMALLEST} and {LARGEST}, for instance 768x448.",
        )
    if width % 2 or height % 2:
        raise BadRequest(
            "bad-size", f"H.264 needs even sizes; {size} is odd.", f"Ask for {width + width % 2}x{height + height % 2}."
        )
    if width > WIDEST * height:
        raise BadRequest(
            "bad-size", f"{size} is too wide to be drawn.", f"Ask for {int(WIDEST * height) // 2 * 2}x{height}."
        )
    if height > TALLEST * width:
        raise BadRequest("bad-size", f"{size} is too tall to be drawn.", f"Ask for {width}x{TALLEST * width}.")
    native = shape_for(width, height)
    stretch = width / height * native[1] / native[0]
    notes = () if abs(stretch - 1) < 0.01 else (f"drawn as {native[0]}x{native[1]} and fitted to {size}",)
    return native, (width, height), notes


def check_fps(fps: float | None) -> None:
    """Raises ``BadRequest`` (``bad-fps``)."""
    if fps is not None and fps != FPS:
        raise BadRequest(
            "bad-fps",
            f"The model draws {FPS} frames a second, not {fps:g}.",
            f"Leave --fps out, or ask for {FPS}: no rate is met by repeating frames.",
        )


def check_numbers(seed: int | None, steps: int | None, guidance: float) -> None:
    """Raises ``BadRequest``: ``bad-seed``, ``bad-steps``, ``bad-guidance``."""
    if seed is not None and not (isinstance(seed, int) and 0 <= seed < 1 << 53):
        raise BadRequest("bad-seed", f"{seed} cannot be a seed.", "Use a whole number from 0 to 9007199254740991.")
    if not (steps is None or (isinstance(steps, int) and 0 <= steps <= MOST_STEPS)):
        raise BadRequest(
            "bad-steps",
            f"{steps} steps cannot be taken.",
            f"Ask for 0 to {MOST_STEPS}; 0 shows what is painted, undenoised.",
        )
    if not math.isfinite(guidance) or not 0 <= guidance <= MOST_GUIDANCE:
        raise BadRequest(
            "bad-guidance",
            f"A guidance of {guidance} is not possible.",
            f"Ask for 0 to {MOST_GUIDANCE:g}; {GUIDANCE:g} is usual.",
        )


def plan_json(plan: Plan) -> str:
    """The plan as it is saved: everything that determines the pixels. The output's name does not."""
    staging: Staging = plan.staging
    told = {
        "prompt": plan.prompt, "caption": plan.caption, "seed": plan.seed, "model": plan.model, "steps": plan.steps,
        "guidance": plan.guidance, "geometry": asdict(plan.geometry), "beats": [asdict(b) for b in plan.beats],
        "image": plan.image and _picture(plan.image),
        "weights": weights_identity(plan.model),
        "tracks": np.round(staging.tracks_NEF, 4).tolist(), "entity": staging.entity_E.tolist(),
        "camera": np.round(staging.camera_NC, 4).tolist(), "variant": staging.variant,
        "variants": [] if staging.variant_E is None else staging.variant_E.tolist(),
        "sampler": {"temperature": TEMPERATURE, "shifts": [FIRST_SHIFT, NEXT_SHIFT]},
    }  # fmt: skip
    if plan.references and staging.cast_E is not None:
        told |= {"references": [reference_json(r) for r in plan.references], "cast": staging.cast_E.tolist()}
    return json.dumps(told, ensure_ascii=False)


def reference_json(reference: Reference) -> dict[str, Any]:
    """A reference as it is saved; a puppet's picture in base 64. :func:`reference_from` undoes it."""
    told = asdict(reference) | {"cutout": base64.b64encode(reference.cutout).decode("ascii")}
    return {name: value for name, value in told.items() if value or name in ("name", "kind")}


def reference_from(told: dict[str, Any]) -> Reference:
    """:func:`reference_json` undone. Raises ``ValueError``, ``TypeError`` or ``KeyError`` where it is none."""
    colour = told.get("colour")
    fit = told["kind"] in KINDS and (colour is None or colour in COLOURS)
    traits = tuple(told.get("traits", ()))
    if not fit or any(t not in TRAITS for t in traits) or not 0 <= int(told.get("variant", 0)) < VARIANTS:
        raise ValueError("no such looks")
    return Reference(
        str(told["name"]), told["kind"], colour, traits, int(told.get("variant", 0)),
        base64.b64decode(told.get("cutout", "")), float(told.get("distance", 0)),
    )  # fmt: skip


def _picture(path: Path) -> str:
    """What tells one picture from another."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise MediaError("picture-missing", f"There is no picture at {path} any more.", "Put it back.") from error


def weights_identity(model: str) -> str:
    """What tells one set of weights from another without reading it all: both ends of every file."""
    told = hashlib.sha256()
    for path in shards(locate(model)):
        with path.open("rb") as file:
            told.update(file.read(1 << 16))
            file.seek(-min(path.stat().st_size, 1 << 16), os.SEEK_END)
            told.update(file.read())
    return told.hexdigest()


def fingerprint(plan: Plan) -> str:
    """Sixteen hex digits that are equal exactly when the pixels have to be."""
    return hashlib.sha256(plan_json(plan).encode()).hexdigest()[:16]
