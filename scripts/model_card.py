"""The model card, src/onetake/weights/README.md, from what lies beside it; ``--check`` exits 1 when it is stale.

Read are the weights' own headers, LAB.md's table, and in src/onetake/weights, where they exist:

    codec.json    the codec gate's figures
    reader.json   the reader's accuracy (written by its training)
    scores.json   onetake evaluate prompts --json
    painters.json onetake evaluate painters --json
    speed.json    onetake evaluate speed --json
    witness-2.json clips labelled by hand, and what the witness of the flaws says of them

A share is a number from 0 to 1 or an object with share, low and high. What is not there is "not measured yet".
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

import lab  # noqa: E402
from onetake.errors import WeightsError  # noqa: E402
from onetake.model.files import SHIPPED, locate, read_header, shards  # noqa: E402
from onetake.prompt.ontology import CAMERAS, COLOURS, KINDS, PLACES, VERBS  # noqa: E402
from onetake.types import FPS, MAX_INDIVIDUALS, SHAPES  # noqa: E402

CARD = SHIPPED / "README.md"
LATER = "not measured yet"
TABLES = """
The outline and colour that each part of a figure has at rest are a table taken once from the simulated world; what is
seen of it, where and in which light is learnt. What stands where in a place is kept as codes that an encoder noted,
learnt as in an autoencoder; what they show in which light is learnt too."""
PAINTED = """
The denoiser, a diffusion transformer, is to add what a collage lacks: shadows, weather that falls, glow. **It is not in
these weights**: what one sees is painted, not denoised."""
DENOISED = """
The denoiser, a diffusion transformer, adds what a collage lacks: shadows, glow, the finish of looks. **It has learnt
little yet**, about two hours of a processor core; `--steps 0` shows the collage alone."""
FIELDS = ("kind", "count", "action", "place", "all_right")

TEXT = """# Model card

<!-- made by scripts/model_card.py; do not edit -->

Networks that draw cartoons from sentences, trained from nothing by this project in its own simulated world. They draw
{shapes}
at {fps} frames a second, one second at a time, on a CPU.

{about}

## What it is for

Short cartoon clips from one sentence in English or Chinese; learning how text-to-video works; a baseline that can be
trained again in an afternoon. Not for anything that must look real.

It can be told {vocabulary}
(`docs/vocabulary.md`). Other words are mapped to the nearest of these, and the user is told.
{taught}
**Who stands where, who goes where, and when a flame goes out is not decided by these weights** but by `prompt/`, which
gives the networks a layout (tracks). **What every pixel shows is**: two networks, the painters, paint every individual
and the place, and their collage becomes latents.{denoiser}

## Scores

{scores}
{painters}
{hand}
{reader}
{codec}
{speed}
## What it cannot draw

- Photographs, or any style but this one flat cartoon. Real people, faces with likeness, readable letters.
- Nouns, verbs and places outside its vocabulary; more than five of a kind or {most} individuals in all.
- Deeds between individuals beyond what its verbs say. There is no sound.
{mixed}- More than 60 seconds in one take. Drift over a whole minute: {later}.
- From a picture (`--image`): what the picture shows hardly moves yet.

`docs/gallery.md` shows fixed sentences and seeds, good and bad alike.

## Training data

All of it was simulated by this project's own code (`world/`): no video and no text of anyone else was trained on. The
long tail of nouns is drawn from Fluent Emoji in flat style (© Microsoft, MIT), fetched for training and not shipped.
Captions are exact because the simulator writes them. Thirty pairs of noun and verb were held out. Words are understood
with tables in `prompt/data`: WordNet 3.0 (© Princeton University, WordNet 3.0 licence), emojibase-data (MIT) and
CC-CEDICT (CC BY-SA 4.0); no network was trained on them.

Code, weights and simulated data: Apache-2.0.

## Cost

{cost}
## Risks

It can draw cartoon people but nobody in particular. Sexual content and invented speech of public figures are refused
before anything is drawn (`docs/safety-policy.md`). Everything made is labelled, watermarked and signed
(`docs/safety.md`).
"""


@dataclass(frozen=True, slots=True)
class Weights:
    """What the files say of themselves."""

    preset: str
    sizes: dict[str, int]
    parameters: int
    bytes: int
    files: tuple[str, ...]
    step: int
    clips: int
    core_minutes: float
    flops: float
    figures: int
    stretches: int


def weights() -> Weights | None:
    """The best weights in the package; None where there are none."""
    try:
        paths = shards(locate(""))
    except Exception:
        return None
    parameters = 0
    for path in paths:
        with path.open("rb") as file:
            table = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        for name, entry in table.items():
            if name.startswith("model."):
                size = 1
                for side in entry["shape"]:
                    size *= side
                parameters += size
    h = lab.header_of(paths[0])
    return Weights(
        h["preset"], json.loads(h["sizes"]), parameters, sum(p.stat().st_size for p in paths),
        tuple(p.name for p in paths), int(h.get("step", 0)), int(h.get("samples", 0)),
        float(h.get("core_minutes", 0)), float(h.get("flops", 0)), int(h.get("figures", 0)), int(h.get("stretches", 0)),
    )  # fmt: skip


def known(name: str) -> dict[str, Any]:
    """A JSON file beside the weights; empty where it is missing."""
    path = SHIPPED / name
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def share(value: Any) -> str:
    """0.83, or {"share": 0.83, "low": 0.75, "high": 0.89} -> "83 % [75–89]"."""
    if isinstance(value, dict) and "share" in value:
        if not value.get("of", 1):
            return LATER
        return f"{100 * value['share']:.0f} % [{100 * value['low']:.0f}–{100 * value['high']:.0f}]"
    return f"{100 * value:.0f} %" if isinstance(value, (int, float)) else LATER


def table(columns: dict[str, dict[str, Any]], fields: tuple[str, ...], first: str = "") -> str:
    """A Markdown table: a row for each field, a column for each set of shares."""
    lines = [f"| {first} | {' | '.join(columns)} |", f"|---|{'---:|' * len(columns)}"]
    for field in fields:
        lines.append(f"| {field.replace('_', ' ')} | {' | '.join(share(c.get(field)) for c in columns.values())} |")
    return "\n".join(lines) + "\n"


def scores_section() -> str:
    """What the reader sees on held-out sentences."""
    s = known("scores.json")
    if not s:
        return f"Held-out sentences: {LATER}.\n"
    columns = {
        "drawn": s.get("generated", {}), "floor: shuffled sentences": s.get("shuffled", {}),
        "ceiling: true scenes": s.get("true", {}), "unseen pairs of noun and verb": s.get("held_out_pairs", {}),
    }  # fmt: skip
    parts = [
        f"{s.get('count', '?')} held-out sentences, clips of {s.get('seconds', '?')} s, seed {s.get('seed', '?')}, "
        f"{'the collage alone (`--steps 0`), ' if s.get('steps') == 0 else ''}"
        "read by a separate small network; 95 % intervals in brackets.\n",
        table(columns, FIELDS, "right"),
    ]
    compared = s.get("compared")
    if compared:
        parts.append(
            "The same clips without any reader: is what was drawn nearer, pixel by pixel, to what was asked than to\n"
            "the same scene with each of 99 other nouns, each other verb of the noun, each other place; is everybody\n"
            "there?\n"
        )
        columns = {"drawn": compared["generated"], "ceiling: true scenes after the codec": compared["true"]}
        parts.append(table(columns, FIELDS, "nearest"))
    between = s.get("eating_or_dancing")
    if between:
        parts.append(
            f"Eating told from dancing: {share(between['generated'].get('of_two'))} of drawn clips, "
            f"{share(between['true'].get('of_two'))} of true ones.\n"
        )
    near = s.get("nearest_training_clip")
    if near and "generated" in near:
        parts.append(
            f"Distance to the nearest of {near['records']:,} training clips, as PSNR: median "
            f"{near['generated']['median']} dB for drawn clips, {near['true']['median']} dB for true clips that were "
            "never trained on (higher is nearer).\n"
        )
    misses = s.get("misses") or []
    if misses:
        causes = [w["cause"] for m in misses for w in m["wrong"]]
        counted = ", ".join(f"{causes.count(c)} {c}" for c in ("drawing", "words", "reader") if c in causes)
        parts.append(f"Wrong fields by cause: {counted}. Each one is listed in scores.json.\n")
    return "\n".join(parts)


def painters_section() -> str:
    """How often what was asked for is the nearest of everything."""
    p = known("painters.json")
    if not p:
        return f"What is painted against everything it could be: {LATER}.\n"
    lines = [
        f"What is painted, held against the world's own pictures of all {p['kinds']} nouns (or of all verbs of its",
        f"noun, or all places): {p['count']} figures, {p['right']['place']['of']} places; no judge is trained.\n",
        "| | nearest is what was asked | among the nearest five |",
        "|---|---:|---:|",
    ]
    for name, share in p["right"].items():
        cells = " | ".join(f"{100 * s['share']:.0f} % [{100 * s['low']:.0f}–{100 * s['high']:.0f}]"
                           for s in (share, p["near"][name]))  # fmt: skip
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines) + "\n"


def reader_section() -> str:
    """How far the reader itself can be trusted."""
    r = known("reader.json")
    if not r:
        return f"The reader's own accuracy: {LATER}.\n"
    columns = {
        title: r[key]
        for title, key in (
            ("true clips", "true"), ("after the codec", "after_codec"), ("20 % latent error", "latent_error_20"),
            ("40 % latent error", "latent_error_40"),
        )
        if isinstance(r.get(key), dict)
    }  # fmt: skip
    alike = ", ".join(f"“{a}” counts as “{b}”" for a, b in r.get("alike", {}).items())
    return (
        f"The reader ({r.get('parameters', 0):,} parameters, {r.get('core_minutes', '?')} core-minutes) on "
        f"{r.get('clips', '?')} held-out true clips{f'; {alike}' if alike else ''}:\n\n"
        + table(columns, FIELDS, "right")
    )


def hand_section() -> str:
    """What a person saw, and how often the witness of the flaws says the same."""
    h = known("witness-2.json").get("hand")
    if not h:
        return f"Clips labelled by hand, without knowing the prompt: {LATER}.\n"
    columns = {"right, by hand": h["right"], "witness agrees": h["families"]}
    said = f"{h['clips']} drawn clips, labelled by hand without knowing the prompt:"
    return f"{said}\n\n{table(columns, tuple(h['families']))}"


def codec_section() -> str:
    """The gate."""
    c = known("codec.json")
    if not c:
        return f"Codec, held-out takes: {LATER}.\n"
    truth = c["border_over_inside_truth"]
    rows = [
        ("fidelity, whole picture", f"{c['psnr']:.1f} dB", "≥ 31 dB", c["psnr"] >= 31),
        ("fidelity, moving pixels", f"{c['psnr_moving']:.1f} dB", "≥ 25 dB", c["psnr_moving"] >= 25),
        *(
            (name, f"{c[key] / truth:.2f} × the originals'", "≤ 1.1 ×", c[key] <= 1.1 * truth)
            for name, key in (
                ("gradient at patch borders over inside", "border_over_inside"),
                ("the same, with 40 % latent error", "border_over_inside_wrong_latents"),
            )
        ),
    ]
    lines = ["| codec, held-out takes | | goal | |", "|---|---:|---:|---|"]
    lines += [f"| {a} | {b} | {goal} | {'met' if good else '**missed**'} |" for a, b, goal, good in rows]
    return "\n".join(lines) + "\n"


def speed_section() -> str:
    """How fast it was where it was measured."""
    s = known("speed.json")
    if not s:
        return f"Speed: {LATER}; `onetake evaluate speed` measures your machine.\n"
    t = s["transformer"]
    return (
        f"{s['seconds']:g} seconds of video in {s['wall_seconds']:.1f} s on {s['threads']} processor threads, "
        f"{s['peak_memory_mb']:,.0f} MB of memory at most, first frames after {s['first_frame_seconds']:.1f} s; the "
        f"transformer at {100 * t['share_of_own_shapes']:.0f} % of the rate that its own matrix "
        f"shapes reach alone ({t['dtype']}).\n"
    )


def cost_section(w: Weights | None) -> str:
    """What the weights took, and what was spent on the way."""
    rows = lab.runs(lab.LAB.read_text(encoding="utf-8"))
    _, minutes, flops, clips = lab.totals(rows)["all"]
    own = "" if w is None else (
        f"The run that made these weights: {w.figures:,} figures and {w.stretches:,} stretches of scenery for the\n"
        f"painters, {w.clips:,} clips and single frames for the denoiser, each time they are seen; "
        f"{w.core_minutes:,.0f} core-minutes.\n\n"
    )  # fmt: skip
    return (
        f"{own}With every trial and failure that LAB.md tells of: {minutes:,.0f} core-minutes, "
        f"{f'{flops:.2e} FLOPs counted, ' if flops else ''}{clips:,} clips.\n"
    )


def mixed_up(most: int = 8) -> str:
    """Lines on what was drawn as something else, commonest first; empty before it was measured."""
    wrong = [
        (field["field"], f"{field['asked']} → {field['read']}")
        for miss in known("scores.json").get("misses") or []
        for field in miss["wrong"]
        if field["cause"] == "drawing"
    ]
    lines = ""
    for field in ("kind", "action"):
        pairs = [pair for f, pair in wrong if f == field]
        ranked = sorted(set(pairs), key=lambda pair: (-pairs.count(pair), pair))[:most]
        if ranked:
            lines += f"- Read as another {field} on held-out sentences (asked → read): {', '.join(ranked)}.\n"
    return lines


def about(w: Weights | None) -> str:
    """Size and files."""
    if w is None:
        return "There are no weights in this checkout."
    files = ", ".join(f"`{f}`" for f in w.files)
    return (
        f"Preset {w.preset}: {w.parameters / 1e6:.1f} M parameters in bf16 ({w.sizes['depth']} layers × "
        f"{w.sizes['width']}); with the codec {w.bytes / 1e6:.1f} MB in\n{files}."
    )


def taught() -> str:
    """The nouns that these weights know, if not all."""
    try:
        kinds = read_header(locate("")).get("kinds", "")
    except WeightsError:
        return ""
    if not kinds:
        return ""
    names = kinds.split(",")
    said = f"{', '.join(names)}. The others get a stand-in or a warning."
    return f"\n**These weights were taught {len(names)} of the nouns**: {said}\n"


def card() -> str:
    """The whole page."""
    w = weights()
    return TEXT.format(
        shapes=", ".join(f"{a}×{b} ({name})" for name, (a, b) in SHAPES.items()),
        fps=FPS,
        about=about(w),
        taught=taught(),
        denoiser=f"{PAINTED if w is not None and not w.clips else DENOISED}{TABLES}",
        vocabulary=f"{len(KINDS)} nouns, {len(VERBS)} verbs, {len(PLACES)} places, {len(COLOURS)} colours and "
        f"{len(CAMERAS)} camera moves",
        scores=scores_section(),
        painters=painters_section(),
        hand=hand_section(),
        reader=reader_section(),
        codec=codec_section(),
        speed=speed_section(),
        most=MAX_INDIVIDUALS,
        mixed=mixed_up(),
        later=LATER,
        cost=cost_section(w),
    )


def main() -> int:
    """Write the card, or compare."""
    text = card()
    if "--check" in sys.argv[1:]:
        fresh = CARD.is_file() and CARD.read_text(encoding="utf-8") == text
        if not fresh:
            print(f"{CARD.relative_to(ROOT)} is stale: python scripts/model_card.py")
        return 0 if fresh else 1
    CARD.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
