"""docs/compare.md: what other systems offer, what onetake measured of its own: python scripts/compare.py [FILE.json]

The other systems' column is their reports' word (see the sources under the table); ours is written only where
``docs/controls.json``, the output of ``onetake evaluate controls --json``, holds a number for it. With a file, that
output becomes docs/controls.json first.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MEASURED, PAGE = ROOT / "docs" / "controls.json", ROOT / "docs" / "compare.md"
SYSTEMS = ("Sora report", "Gen-2", "Pika 1.0", "SVD", "MagicVideo-V2", "ModelScope")


@dataclass(frozen=True, slots=True)
class Row:
    """One control: its name, the command, what the six systems have (y, p by words, i as a stage inside, n, ? not
    stated), where ours was measured, and the figures of it that are shown: field → words with a {} for the number; a ?
    before the field: only where it was measured."""

    name: str
    command: str
    others: str
    measured: str
    shown: tuple[tuple[str, str], ...]


_SEAM = ("seam_ours", "seam {}"), ("seam_foreign", "foreign clip {}")
_KEPT = ("kept_to_the_bit", "given pixels kept to the bit: {}")
ROWS = (
    Row("Picture from words", "still", "y??nyn", "still", (("seconds", "{} s a picture"),)),
    Row("Picture to video", "animate", "yyyyin", "animate", (
        ("first_frame_db_ours", "first frame {} dB"), ("first_drawn_db_ours", "as drawn {} dB"),
        ("seconds_above_20_db_texture", "unknown picture above 20 dB for {} s"))),
    Row("Extend", "extend", "yyynnn", "extend", (_KEPT, *_SEAM)),
    Row("Extend backward", "extend --backward", "ynnnnn", "extend_backward", (_KEPT, *_SEAM)),
    Row("Connect two videos", "connect", "ynnnnn", "connect", (
        _KEPT, ("seam_first", "seams {}"), ("seam_second", "and {}"))),
    Row("Loop", "loop", "ynnnnn", "loop", (_KEPT, ("seam_back", "seam {}"), ("seam_from_words", "from words {}"))),
    Row("Retake a stretch", "retake", "nnnnnn", "retake", (_KEPT, ("seam_in", "seams {}"), ("seam_out", "and {}"))),
    Row("Storyboard", "storyboard", "nnnnnn", "storyboard", (_KEPT, ("seam_in", "seam {}"), ("cut_step", "cut {}"))),
    Row("Restyle, remix", "remix", "yy?nin", "remix", (
        ("change_db_at_0.4", "{} dB from the video at strength 0.4"), ("change_db_at_0.8", "{} at 0.8"),
        ("same_motion_at_0.8", "motion correlates {}"))),
    Row("Fill a region", "fill", "nnynnn", "fill", (_KEPT, ("changed_db", "inside {} dB from before"))),
    Row("Widen the canvas", "expand", "nnynnn", "expand", (_KEPT, ("border_over_usual", "border {} of usual rows"))),
    Row("Camera moves", "--camera", "pyynnn", "camera", (
        ("right_direction", "{} of"), ("of", "{} moves go the right way"),
        ("right_direction_true", "the measure itself, on true clips: {}"))),
    Row("Motion brush", "--motion", "nynnnn", "motion", (
        ("asked_right", "{} px a frame asked,"), ("measured_right", "{} drawn,"), ("true_right", "{} on true clips"))),
    Row("Style presets", "--style", "nyynnn", "style", (
        ("looks", "{} looks"), ("mean_apart", "{} grey levels apart"), ("same_look", "one look, two seeds: {}"))),
    Row("The same one again", "--reference", "nnnnnn", "reference", (
        ("recognised", "{} of"), ("cuts", "{} cuts nearer to the own reference than to another's"),
        ("own_over_nearest_other", "at {} of the distance"), ("read_right", "{} of"),
        ("references", "{} pictures read right"))),
    Row("Super-resolution", "upscale", "???nyn", "upscale", (
        ("ours.psnr_db", "{} dB"), ("bicubic.psnr_db", "bicubic {} dB"), ("ours.cpu_ms_a_frame", "{} ms a frame"),
        ("?network.psnr_db", "`--sharp` {} dB"), ("?network.cpu_ms_a_frame", "{} ms a frame"))),
    Row("Frame interpolation", "smooth", "???nyn", "smooth", (
        ("ours.psnr_db", "{} dB"), ("ours.cpu_ms_a_frame", "{} ms a frame"), ("blocks.psnr_db", "`--blocks` {} dB"),
        ("blocks.cpu_ms_a_frame", "{} ms"), ("?dis.psnr_db", "OpenCV's flow {} dB"), ("?dis.cpu_ms_a_frame", "{} ms"),
        ("blended.psnr_db", "blending {} dB"))),
)  # fmt: skip
_WORDS = {"y": "yes", "p": "by words", "i": "inside", "n": "–", "?": "not stated"}

HEAD = """<!-- made by scripts/compare.py from docs/controls.json; do not edit -->

# Controls, beside those of other systems

Each control of `onetake` is one primitive: a stretch is drawn given the text and any set of known latents. Its column
is written from what `onetake evaluate controls` measured with the weights named below, before marks and encoding, on a
clip that the model drew itself and on one that it knows nothing about; "not measured" stands where that run has no such
number, which then was added to the measures later. What the others offer is what is written of them (2023 and 2024):
none of them can be run here, so nothing of theirs was measured. A dash: nobody says that they have it. "Not stated":
what was read tells neither. Their pictures are of another class: this compares controls, not beauty.

**Seam** is the step at a join over the median step around it: about 1 is no seam. The hand-over of the difference makes
it so by design; without it such joins score {without}. 99 dB: equal to the bit.

Model `{model}`, seed {seed}.

"""
FOOT = """
## What the numbers do not say

- A picture unlike anything the model knows (soft noise) is {lost} dB from the video in the first frame, after one
  second and after three; above 20 dB for {texture} s of three, because given pixels are held wherever nothing moves. It
  moves by {motion} grey levels a frame, and what the model itself draws of it is {drawn} dB from it in the first frame.
- `upscale` and `smooth` are classical (back-projected bicubic held between neighbours; frames looked up along the
  motion in both neighbours); no network was trained for them. `--sharp` (`onetake[sharp]`) is Real-ESRGAN's network,
  run by ncnn: its edges are as sharp as the truth's and it cleans what the model draws, but it is farther from the
  truth, flickers more and takes several times as long: so it is an option. So are ffmpeg's moved blocks: faster, but
  less true and flickering more. OpenCV's dense flow lies between the two, and is too large a dependency for that.
- References: somebody of this world is read off a picture as facts; a foreign figure is moved as it is, a puppet
  without limbs. Recognised is whose colours, in three thirds of the figure, are nearest in the light of the cut. Cast
  and cuts are chosen by chance among what reader and measure were not tuned on{tuned}.
- Camera moves and strokes are told to the model exactly; whether they are seen depends on the weights. The measure is
  checked on clips that the simulated world draws under the same layout.

Sources: OpenAI's world-simulators report (Sora); public descriptions of Runway Gen-2 and Pika 1.0, and of the
camera controls that both got in 2023; the model cards of
Stable Video Diffusion and ModelScope; MagicVideo-V2 (2401.04468).
"""


def page(measured: dict[str, Any]) -> str:
    """The whole page."""
    controls = measured["controls"]
    names = [row.measured for row in ROWS]
    bare = [v for c in controls.values() for k, v in c.items() if k.startswith("seam_without_hand_over")]
    without = f"{min(bare):.1f} to {max(bare):.1f}" if bare else "what was not measured"
    lines = [
        "| control | command | onetake, measured | " + " | ".join(SYSTEMS) + " |",
        "|---" * (3 + len(SYSTEMS)) + "|",
    ]
    for row in ROWS:
        others = " | ".join(_WORDS[letter] for letter in row.others)
        lines.append(f"| {row.name} | `{row.command}` | {_own(row, controls.get(row.measured, {}))} | {others} |")
    assert len(set(names)) == len(names)
    animate = controls.get("animate", {})
    texture = animate.get("seconds_above_20_db_texture", 0)
    lost = [animate.get(f"{when}_db_texture", 0) for when in ("first_frame", "after_one_second", "after_three_seconds")]
    told = ", ".join(f"{value:.3g}" for value in lost)
    head = HEAD.format(without=without, model=measured["model"], seed=measured["seed"])
    moved = animate.get("motion_texture", 0)
    drawn = animate.get("first_drawn_db_texture", 0)
    return (
        head
        + "\n".join(lines)
        + "\n"
        + FOOT.format(
            texture=f"{texture:.2g}", drawn=f"{drawn:.3g}", lost=told, motion=f"{moved:.2g}", tuned=_tuned(controls)
        )
    )


def _tuned(controls: dict[str, Any]) -> str:
    """What the tuned cast scored, where it was measured beside the other."""
    told = controls.get("reference", {})
    return f"; of the tuned ones {told['tuned_recognised']} of {told['tuned_cuts']}" if "tuned_cuts" in told else ""


def _own(row: Row, numbers: dict[str, Any]) -> str:
    said: list[str] = []
    value: Any
    for field, words in row.shown:
        path, value = field.removeprefix("?"), numbers
        for part in [path] if path in numbers else path.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if value is None and field.startswith("?"):
            continue
        if value is None:
            return "not measured"
        said.append(words.format("yes" if value is True else "**no**" if value is False else f"{value:.3g}"))
    return "; ".join(said).replace(",;", ",").replace("of; ", "of ")


def main() -> int:
    """Write the page, or with ``--check`` say whether it is stale."""
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
        MEASURED.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    text = page(json.loads(MEASURED.read_text(encoding="utf-8")))
    stale = not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != text
    if check and stale:
        print("docs/compare.md is stale: python scripts/compare.py")
    elif stale:
        PAGE.write_text(text, encoding="utf-8")
        print("docs/compare.md")
    return int(check and stale)


if __name__ == "__main__":
    sys.exit(main())
