"""docs/direct.md: every control with an example, drawn with the weights at hand: python scripts/direct_page.py [--text]

Fixed sentences and seeds, chosen before anything was drawn, each drawn once, good and bad alike. Written are
docs/media/direct-NAME.jpg (five frames each) and the page; ``--text`` writes the page alone.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from onetake.direct import (  # noqa: E402
    Options,
    animate,
    connect,
    expand,
    extend,
    fill,
    loop,
    remix,
    retake,
    run,
    still,
    storyboard,
    take,
)
from onetake.direct.road import Run  # noqa: E402
from onetake.evaluation.controls import OTHER, OURS, SENTENCES, board  # noqa: E402
from onetake.evaluation.identity import CAST, portrait, stranger  # noqa: E402
from onetake.media.scale import resize  # noqa: E402
from onetake.media.sheet import contact_sheet, spread  # noqa: E402

FRAMES, WIDTH, LARGEST = 5, 192, 90_000

HEAD = """<!-- made by scripts/direct_page.py; do not edit -->

# Direct it

Every control is one primitive: **a stretch of video is drawn given the text and any set of known latents at any
times.** `sampling/known.py` draws; a command only chooses which tokens are known, or from which noise level drawing
begins. None has a sampling loop of its own.

- **What is not drawn anew keeps its own pixels.** They are decoded from the input and encoded again, and never pass
  through the model's codec. Only the place of our own label is filled in, because the label is put on again.
- **Joins.** What the model draws differs from what was given. As much of that difference as is no motion is handed
  over and fades within half a second (`direct/joins.py`). In `animate`, a given picture stays as it is wherever nothing
  moves.
- **Layouts go on.** A file that was made here says how (one line of JSON under the metadata key `onetake`: the
  canonical caption and the seed; `--no-metadata` leaves it out). What comes next starts where everyone stood. For a
  file that does not say, `--made DIR` names the folder it was kept in; else the pictures alone decide.
- **Inputs.** Whatever PyAV decodes: MP4, MOV, WebM, MKV, GIF, AVIF, and pictures of phones (HEIC); any rate, constant
  or not, becomes the model's twelve frames a second; turned phones, odd sizes (a last row or column is cut off),
  transparency (over white) and any number of sound tracks are seen to. HDR (PQ, HLG) is tone mapped. At most 120
  seconds.
- **Foreign pictures** hold, but hardly move: {lost}.
- **Any shape.** From one to two (upright) to 2.6 to one (lying), a video is drawn in its own shape, from words as from
  pictures: `--size 400x300` is drawn as 176x128, and at most a few pixels of the edges are cut to fit.
- **Marks.** Everything made is marked like any other video, with its inputs as parents.

`--camera`, `--motion`, `--style` and `--reference` are options of `generate` and of every command that draws. What each
control achieves is measured in [compare.md](compare.md). Examples are drawn once with fixed seeds, good and bad alike.

"""


@dataclass(frozen=True, slots=True)
class Example:
    """A command as it is typed, what it does, and the file name of its sheet."""

    name: str
    typed: str
    does: str


STILL = SENTENCES[0][1]
EXAMPLES = (
    Example("extend", 'onetake extend dog.mp4 "it jumps" --seconds 3', "Goes on where a video ends."),
    Example("backward", "onetake extend dog.mp4 --backward --seconds 2", "Finds out how it came to this."),
    Example("connect", "onetake connect dog.mp4 car.mp4 --seconds 2", "A passage from one video to another."),
    Example("loop", 'onetake loop --prompt "A panda dancing" --seconds 3', "Ends where it began; also: a given video."),
    Example("retake", 'onetake retake dog.mp4 "it sits" --from 1 --to 2', "Draws a stretch again."),
    Example("remix", 'onetake remix dog.mp4 "A horse running in the snow"', "The same motion with another subject."),
    Example("fill", 'onetake fill dog.mp4 "A red ball" --box 0.55,0.5,0.35,0.45', "Draws a region; or --mask FILE."),
    Example("expand", "onetake expand dog.mp4 --to portrait", "A larger canvas around a video."),
    Example(
        "animate", 'onetake animate panda.png "A panda eats" --seconds 3', "A picture to video; --at S=FILE for more."
    ),
    Example(
        "storyboard", "onetake storyboard cards.yaml", "Cards with words, pictures and clips, one take or in cuts."
    ),
    Example("camera", 'onetake generate "A cat in a park" --camera "pan right, then zoom in"', "Camera moves."),
    Example("motion", 'onetake generate "A red ball" --motion 0.2,0.7:0.5,0.3:0.8,0.7', "A stroke to go along."),
    Example("style", f'onetake generate "{OURS}" --style ink', "Six looks."),
    Example(
        "reference",
        'onetake generate "Bao dances on the moon" --reference Bao=bao.png',
        "The same one again, in another place and action. First the picture that was given.",
    ),
    Example(
        "puppet",
        'onetake generate "Zog walks in the snow" --reference Zog=zog.png',
        "A figure that is nothing of the world is moved as it is.",
    ),
    Example("still", f'onetake still "{STILL}"', "One picture."),
)
TAIL = """
## Finishing

What is drawn gets its size by a small network of our own, which has learnt in the world how edges run
(`media/crisp.py`); `--plain` enlarges smoothly instead. `onetake upscale VIDEO --by 2|4` and `onetake smooth VIDEO
--fps 24|48` finish a video by classical methods (`media/finish.py`, `media/between.py`; `smooth --blocks` moves blocks
as ffmpeg does, faster and less true); `generate --finish` gives a take twice the frames, and crisp edges also with
`--plain`. `--sharp` enlarges by Real-ESRGAN's network instead, if `onetake[sharp]` is
installed: sharper and cleaner, several times as slow ([compare.md](compare.md)). `generate --cascade` runs a picture
from words, a video from the picture, and both of these.

## References

`--reference NAME=FILE` says whom NAME stands for in the prompt; NAME may be Chinese, and six can be given.

- A **take's folder** (`--keep`), and a video or PNG that was made here, tell the facts themselves: kind, colour, what
  is worn, and which of the few looks of its kind.
- Of **any other picture** the figure is cut out (by its transparency, or as the largest thing unlike the border), and
  the painter paints until its picture is nearest: some seconds. A name that is a noun ("panda") says which kind it is.
- A figure that is **nothing of this world** becomes a puppet: the cut-out itself goes where the layout puts NAME, is
  scaled, mirrored and leans to and fro with its steps, but cannot move its limbs. A warning says so. It moves like a
  robot if it is taller than wide, else like a dog; a noun as its name decides otherwise.

The plan keeps all of it, so a take that was stopped goes on the same. Give pictures of one figure on a plain ground.

## A storyboard

```yaml
size: landscape
cards:
  - {at: 0, seconds: 3, text: A dog runs on the beach}
  - {at: 3, seconds: 2, text: it jumps}
  - {at: 6, seconds: 3, clip: sea.mp4}
  - {at: 10, seconds: 3, text: A cat sleeps on a sofa, cut: true}
```

Between cards the take goes on by itself. Errors name line and column.
"""


def jobs(folder: Path) -> dict[str, Any]:
    """Every example's job, made when it is asked for."""
    o = Options(output=folder / "out.mp4", seed=7)
    dog, car, panda = folder / "dog.mp4", folder / "car.mp4", folder / "panda.png"
    for path, words, seed in ((dog, OURS, 3), (car, OTHER, 4)):
        deque(run(take(words, seconds=3, options=replace(o, output=path, seed=seed))), maxlen=0)
    deque(run(still(STILL, options=replace(o, output=panda))), maxlen=0)
    cards = folder / "cards.yaml"
    cards.write_text(board(car.name))
    bao, zog = folder / "bao.png", folder / "zog.png"
    Image.fromarray(portrait(CAST[0])).save(bao)
    Image.fromarray(stranger()).save(zog)

    def named(name: str, path: Path, prompt: str) -> Any:
        return take(prompt, seconds=2, options=replace(o, references=((name, path),)))

    return {
        "extend": lambda: extend(dog, "it jumps", seconds=3, options=o),
        "backward": lambda: extend(dog, seconds=2, backward=True, options=o),
        "connect": lambda: connect(dog, car, options=o),
        "loop": lambda: loop(None, "A panda dancing", seconds=3, options=o),
        "retake": lambda: retake(dog, 1, 2, "it sits", options=o),
        "remix": lambda: remix(dog, "A horse running in the snow", options=o),
        "fill": lambda: fill(dog, "A red ball", box=(0.55, 0.5, 0.35, 0.45), options=o),
        "expand": lambda: expand(dog, "portrait", options=o),
        "animate": lambda: animate(panda, "A panda eats", seconds=3, options=o),
        "storyboard": lambda: storyboard(cards, options=o),
        "camera": lambda: take("A cat in a park", seconds=4, options=replace(o, camera="pan right, then zoom in")),
        "motion": lambda: take("A red ball", seconds=3, options=replace(o, motion=("0.2,0.7:0.5,0.3:0.8,0.7",))),
        "style": lambda: take(OURS, seconds=2, options=replace(o, style="ink")),
        "reference": lambda: named("Bao", bao, "Bao dances on the moon"),
        "puppet": lambda: named("Zog", zog, "Zog walks in the snow"),
        "still": lambda: still(STILL, options=replace(o, output=folder / "again.png")),
    }


def sheet(job: Any, path: Path) -> None:
    """Five frames of a job, before marks, as one JPEG below 90 kB."""
    running = Run(job)
    deque(running.draw(), maxlen=0)
    height = round(WIDTH * job.size[1] / job.size[0])
    frames = [frame for batch in running.compose() for frame in resize(batch, WIDTH, height)]
    given = [_shown(path, WIDTH, height) for _, path in job.options.references]
    picture = Image.fromarray(contact_sheet([*given, *spread(np.stack(frames), FRAMES - len(given))], FRAMES))
    for quality in range(90, 30, -10):
        picture.save(path, quality=quality)
        if path.stat().st_size <= LARGEST:
            return


def _shown(path: Path, width: int, height: int) -> Any:
    """A picture on a sheet: whole, in the middle of its place."""
    with Image.open(path) as picture:
        whole = ImageOps.pad(picture.convert("RGB"), (width, height), color=picture.convert("RGB").getpixel((0, 0)))
        return np.asarray(whole)


def lost() -> str:
    """How fast a picture unlike anything in the world is lost, as it was measured."""
    told = json.loads((ROOT / "docs" / "controls.json").read_text(encoding="utf-8"))["controls"]["animate"]
    one, three = told["after_one_second_db_texture"], told["after_three_seconds_db_texture"]
    return (
        f"one unlike anything in the world is {one:.3g} dB from its picture after a second and {three:.3g} dB\n"
        f"  after three, while it moves by {told['motion_texture']:.2g} grey levels a frame"
    )


def page() -> str:
    """The whole page."""
    parts = []
    for e in EXAMPLES:
        drawn = (ROOT / "docs" / "media" / f"direct-{e.name}.jpg").is_file()
        picture = f"\n![{e.name}](media/direct-{e.name}.jpg)\n" if drawn else ""
        parts.append(f"## {e.name}\n\n{e.does}\n\n```sh\n{e.typed}\n```\n{picture}")
    return HEAD.format(lost=lost()) + "\n".join(parts) + TAIL


def main() -> int:
    """Draw the examples, then write the page."""
    if "--text" not in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            for name, make in jobs(Path(folder)).items():
                sheet(make(), ROOT / "docs" / "media" / f"direct-{name}.jpg")
                print(name)
    (ROOT / "docs" / "direct.md").write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
