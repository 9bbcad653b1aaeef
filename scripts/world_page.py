"""Make docs/world.md, everything in the world with pictures of it: python scripts/world_page.py [--check] [--only NAME]

Every picture is drawn by the world's own renderer from a fixed scene; they lie in docs/media/world-*.webp. ``--check``
compares the text alone and draws nothing; ``--only verbs`` draws one of the pictures again.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402
from PIL import Image, ImageDraw, ImageFont  # noqa: E402

from onetake.prompt import ontology as o  # noqa: E402
from onetake.types import FPS, HEIGHT, VISIBLE, Entity, Geometry, Happening, Scene, X, Y  # noqa: E402
from onetake.world.render import Renderer  # noqa: E402
from onetake.world.script import places_for  # noqa: E402
from onetake.world.take import Take, simulate_take  # noqa: E402

Picture = NDArray[np.uint8]

PAGE, MEDIA = ROOT / "docs" / "world.md", ROOT / "docs" / "media"
MADE = "<!-- made by scripts/world_page.py; do not edit -->\n"
CELL, TALL = (96, 56), (120, 70)
TIMES = 4
COLUMNS = 3
LABEL = 14
PAPER, INK = (250, 249, 246), (40, 40, 46)
QUALITY = 62
MOST = 2_500_000
_FINE = Geometry(384, 224, 0)

_GROUPS: tuple[tuple[str, str, tuple[str, ...], bool], ...] = (
    ("people", "People", ("person", "robot"), True),
    ("beasts", "Four-legged animals", ("quadruped",), True),
    ("animals", "Birds, sea animals, insects", ("bird", "fish", "insect"), True),
    ("vehicles", "Vehicles", ("vehicle",), True),
    ("things", "Things and plants", ("thing", "ball", "plant"), True),
    ("more", "More things, from pictures", (), False),
)
"""File, title, families, and whether they have a rig of their own."""
_TELLING = ("walk", "fly", "swim", "drive", "sail", "explode", "break", "burn", "melt", "spill", "open", "tip over",
            "float", "swing", "bounce", "roll", "grow", "fall", "slide", "spin")  # fmt: skip
"""What shows best what something is, best first."""
_SCENES: dict[str, tuple[str, ...]] = {
    "stand": ("boy",),
    "walk": ("man",),
    "run": ("dog",),
    "jump": ("girl",),
    "dance": ("panda",),
    "sit": ("boy",),
    "eat": ("panda", "bamboo"),
    "sleep": ("cat",),
    "wave": ("girl",),
    "look around": ("owl",),
    "blow out": ("old man", "cake"),
    "play": ("puppy", "ball"),
    "swim": ("duck",),
    "fly": ("bird",),
    "hop": ("rabbit",),
    "drive": ("car",),
    "float": ("balloon",),
    "roll": ("ball",),
    "bounce": ("basketball",),
    "fall": ("wine glass", "table"),
    "spin": ("ballerina",),
    "kick": ("boy", "football"),
    "tiptoe": ("man",),
    "climb": ("monkey", "tree"),
    "sail": ("sailing ship",),
    "ride": ("knight", "horse"),
    "slide": ("penguin",),
    "crawl": ("baby",),
    "skate": ("girl",),
    "enter": ("man",),
    "leave": ("woman",),
    "stand up": ("boy",),
    "lie down": ("dog",),
    "wake": ("man",),
    "bow": ("wizard",),
    "nod": ("man",),
    "shake head": ("woman",),
    "clap": ("clown",),
    "stretch": ("cat",),
    "drink": ("man", "cup"),
    "hold": ("girl", "flower"),
    "carry": ("man", "box"),
    "put down": ("chef", "cake"),
    "throw": ("boy", "ball"),
    "catch": ("girl", "ball"),
    "push": ("man", "cart"),
    "pull": ("girl", "sled"),
    "pour": ("woman", "teapot"),
    "open": ("boy", "door"),
    "close": ("man", "box"),
    "light": ("woman", "candle"),
    "cut": ("chef", "watermelon"),
    "build": ("boy", "sandcastle"),
    "knock over": ("cat", "vase"),
    "read": ("old woman", "book"),
    "play music": ("man", "guitar"),
    "chase": ("dog", "cat"),
    "follow": ("puppy", "dog"),
    "hug": ("girl", "panda"),
    "fight": ("knight", "dragon"),
    "talk": ("king", "queen"),
    "give": ("boy", "flower", "girl"),
    "hide": ("cat", "tree"),
    "break": ("vase",),
    "spill": ("bucket",),
    "melt": ("snowman",),
    "burn": ("campfire",),
    "grow": ("flower",),
    "sink": ("paper boat",),
    "explode": ("rocket",),
    "swing": ("bell",),
    "tip over": ("chair",),
}
"""Who shows a verb, what it is done to (or what it stands on), and who gets it."""
_ON_TABLE = {"blow out": "cake", "light": "candle", "knock over": "vase"}
_LONG = (
    "enter",
    "leave",
    "cut",
    "melt",
    "grow",
    "sink",
    "chase",
    "hide",
    "climb",
    "build",
    "play",
    "skate",
    "slide",
    "carry",
)
_FOLLOWED = ("drive", "sail", "swim", "fly", "chase", "follow")
"""Verbs that are shown by a picture that goes along; all others by one that rests, so that the way is to be seen."""


# ── what is shown ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Shown:
    """A strip: its label, the scenes, the frames, and which entities it is about (none: the whole
    picture), and the verb that it is to show (None: a noun)."""

    label: str
    scene: Scene
    seconds: tuple[float, ...]
    about: tuple[int, ...] = (0,)
    length: int = 4
    seed: int = 1
    verb: str | None = None


def kinds_of(group: str) -> list[o.Kind]:
    """The nouns of one picture."""
    _, _, families, drawn = next(g for g in _GROUPS if g[0] == group)
    return [k for k in o.KINDS.values() if k.drawn == drawn and (not families or k.family in families)]


def _moments(verb: str) -> tuple[float, ...]:
    """Four seconds of a take that show a verb: through one turn of it, or from before to after."""
    v = o.VERBS[verb]
    if verb in (
        "enter",
        "leave",
        "melt",
        "grow",
        "sink",
        "chase",
        "hide",
        "climb",
        "build",
        "play",
        "skate",
        "slide",
        "carry",
    ):
        return (0.3, 1.3, 2.4, 3.8)
    if verb in ("jump", "bounce"):
        return (1.0, 1.25, 1.5, 1.75)
    if verb == "give":
        return (0.3, 1.0, 1.6, 3.2)
    if v.once or verb == "bow":
        return (0.2, 1.1, 1.7, 3.2)
    if v.hertz >= 0.5 and not v.going:
        return tuple(1.0 + k / v.hertz / TIMES for k in range(TIMES))
    return (0.8, 1.175, 1.55, 1.925)


def _around(verb: str, happenings: Sequence[Happening]) -> tuple[float, ...] | None:
    """Before, at and after the moment at which a deed that is done once has its effect."""
    told = [h.seconds for h in happenings if h.what == verb]
    if not o.VERBS[verb].once or not told or verb in ("melt", "grow", "sink"):
        return None
    if verb in ("stand up", "lie down", "wake"):  # recorded when they begin, and shown on the way
        return tuple(min(told[0], 1.5) + since for since in (0.0, 0.6, 1.1, 2.2))
    at = min(max(told[0], 0.5), 2.6)
    land = min((h.seconds for h in happenings if h.what == "land" and h.seconds > at), default=None)
    if land is not None and land < 3.3:
        return at - 0.4, at + 0.1, max(at + 0.3, land - 0.12), land + 0.6
    last = max((h.seconds for h in happenings), default=at)
    return at - 0.5, at, at + 0.3, min(3.9, max(at + 1.3, last + 0.4))


def _noun(kind: o.Kind) -> Shown:
    verb = next((v for v in _TELLING if v in kind.verbs), kind.verbs[0])
    places = places_for(kind, verb)
    indoors = [p for p in places if o.PLACES[p].indoors] if kind.family == "thing" and kind.height < 0.45 else []
    place = o.PLACES[(indoors or places)[0]]
    hour = "day" if "day" in place.hours else place.hours[0]
    return Shown(kind.name, Scene((Entity(kind.name, verb=verb),), place.name, hour), _moments(verb))


def _verb(name: str) -> Shown:
    doer, *rest = _SCENES[name]
    others = [Entity(kind) for kind in rest]
    first = Entity(doer, verb=name)
    if name == "fall":
        first = replace(first, relation="on", anchor=1)
    elif rest:
        first = replace(first, target=1, partner=2 if len(rest) > 1 else None)
    if name in _ON_TABLE:
        others = [replace(others[0], relation="on", anchor=2), Entity("table")]
    if name in ("chase", "follow"):
        others[0] = replace(others[0], verb="run" if name == "chase" else "walk")
    places = places_for(o.KINDS[doer], name)
    shared = [p for p in places if all(p in places_for(o.KINDS[e.kind], "stand") for e in others)] or places
    inside = [p for p in shared if o.PLACES[p].indoors and p != "cave"]
    place = o.PLACES[(inside if name in (*_ON_TABLE, "fall", "open", "put down") and inside else shared)[0]]
    hour = "day" if "day" in place.hours else place.hours[0]
    scene = Scene((first, *others), place.name, hour)
    return Shown(
        f"{name}: {' + '.join((doer, *rest))}", scene, _moments(name), tuple(range(1 + len(others))), verb=name
    )


def _dog(place: str = "meadow", **setting: str) -> Scene:
    return Scene((Entity("dog", verb="walk"),), place, **setting)


def _settings() -> list[Shown]:
    """Hours, weathers, looks and cameras, each a strip of the whole picture."""
    girl, car = Entity("girl", verb="walk", colour="red"), Entity("car", colour="blue")
    street = Scene((girl, car), "city street")
    shown = [Shown(hour, _dog(hour=hour), (1.0, 1.5), ()) for hour in o.HOURS]
    shown += [Shown(weather, _dog("mountains", weather=weather), (1.0, 1.5), ()) for weather in o.WEATHERS]
    shown += [Shown(look, replace(street, look=look), (1.0, 1.5), ()) for look in o.LOOKS]
    shown += [Shown(camera, replace(street, camera=camera), (0.0, 1.3, 2.6, 3.9), ()) for camera in o.CAMERAS]
    return shown


def _places() -> list[Shown]:
    out = []
    for place in o.PLACES.values():
        cast = {"underwater": "fish", "lake": "duck", "sky": "bird", "outer space": "spaceship"}.get(place.name, "girl")
        verb = {"fish": "swim", "duck": "swim", "bird": "fly", "spaceship": "fly"}.get(cast, "walk")
        hours = [h for h in ("day", "sunset", "night", "dusk") if h in place.hours][:2]
        for hour in hours:
            scene = Scene((Entity(cast, verb=verb),), place.name, hour)
            out.append(Shown(f"{place.name}, {hour}", scene, (0.5,), ()))
        if len(hours) == 1:  # a place of one hour shows another of its looks
            out.append(replace(out[-1], seed=2, label=f"{place.name} again"))
    return out


# ── drawing ───────────────────────────────────────────────────────────────────────────────────────────────────


def frames(shown: Shown) -> tuple[Take, list[int], list[Picture]]:
    """The take, and its frames at the seconds that are shown, at twice the usual size."""
    take = simulate_take(shown.seed, "landscape", None, shown.length, (shown.scene,))
    seconds = (_around(shown.verb, take.staging.happenings) if shown.verb else None) or shown.seconds
    numbers = [min(take.geometry.frames - 1, round(second * FPS)) for second in seconds]
    fine = replace(_FINE, frames=take.geometry.frames)
    r = take.renderer
    renderer = Renderer(r.scene, take.staging, fine, r.looks, r.segments, r.seed, beats=take.beats)
    return take, numbers, [renderer.frames(n, n + 1)[0] for n in numbers]


def window(
    take: Take, numbers: Sequence[int], about: Sequence[int], size: tuple[int, int], rests: bool, above: float
) -> list[tuple[float, ...]]:
    """Where to crop each frame (left, top, right, bottom in stage units): one size, around whom it is about."""
    half_x, half_y = take.geometry.half_extent
    if not about:
        return [(-half_x, -half_y, half_x, half_y)] * len(numbers)
    boxes_K4 = np.array([_box(take, n, about, above) for n in numbers])
    if rests:
        boxes_K4[:, :2], boxes_K4[:, 2:] = boxes_K4[:, :2].min(0), boxes_K4[:, 2:].max(0)
    wide, high = (boxes_K4[:, 2:] - boxes_K4[:, :2]).max(0)
    high = float(np.clip(max(high, wide * size[1] / size[0]) * 1.22, 0.3, 2 * half_y))
    wide = high * size[0] / size[1]
    x_K = np.clip(boxes_K4[:, ::2].mean(1), -half_x + wide / 2, half_x - wide / 2)
    y_K = np.clip(boxes_K4[:, 1::2].mean(1), -half_y + high / 2, half_y - high / 2)
    return [(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2) for x, y in zip(x_K, y_K, strict=True)]


def _box(take: Take, n: int, about: Sequence[int], above: float) -> tuple[float, ...]:
    """The box around all of these entities that are to be seen in a frame, within the picture; ``above`` is how far
    up it reaches, in their height."""
    half_x, half_y = take.geometry.half_extent
    boxes = []
    for row_F, e in zip(take.staging.tracks_NEF[n], take.staging.entity_E.tolist(), strict=True):
        if e in about and row_F[VISIBLE] > 0.5:
            aspect = o.KINDS[take.beats[0].scene.entities[e].kind].aspect
            reach = float(row_F[HEIGHT]) * max(0.7, aspect) / 2
            x, y = float(row_F[X]), float(row_F[Y])
            boxes.append((x - reach, y - above * float(row_F[HEIGHT]), x + reach, y))
    boxes = boxes or [(-0.2, -0.1, 0.2, 0.3)]
    found = [min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)]
    return tuple(np.clip(found, (-half_x, -half_y) * 2, (half_x, half_y) * 2).tolist())


def strip(shown: Shown, size: tuple[int, int]) -> Picture:
    """Frames side by side, one pixel of paper between them."""
    take, numbers, pictures = frames(shown)
    half_x, half_y = take.geometry.half_extent
    unit = _FINE.short_side
    cut = []
    rests = shown.verb is not None and shown.verb not in _FOLLOWED
    windows = window(take, numbers, shown.about, size, rests, 1.4 if shown.verb == "jump" else 1.0)
    for picture, (left, top, right, bottom) in zip(pictures, windows, strict=True):
        box = ((left + half_x) * unit, (top + half_y) * unit, (right + half_x) * unit, (bottom + half_y) * unit)
        box = (max(0, box[0]), max(0, box[1]), min(_FINE.width, box[2]), min(_FINE.height, box[3]))
        cut.append(np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS, box)))
    out = np.full((size[1], (size[0] + 1) * len(cut) - 1, 3), PAPER, np.uint8)
    for k, piece in enumerate(cut):
        out[:, k * (size[0] + 1) : k * (size[0] + 1) + size[0]] = piece
    return out


def sheet(strips: Sequence[tuple[str, Picture]], columns: int) -> Image.Image:
    """Strips in rows, each with its name below it."""
    high = max(s.shape[0] for _, s in strips) + LABEL
    wide = max(s.shape[1] for _, s in strips) + 6
    made = Image.new("RGB", (wide * columns, high * -(-len(strips) // columns)), PAPER)
    pen, font = ImageDraw.Draw(made), ImageFont.load_default(11)
    for k, (label, picture) in enumerate(strips):
        x, y = k % columns * wide + 3, k // columns * high
        made.paste(Image.fromarray(picture), (x, y))
        pen.text((x, y + picture.shape[0]), label, fill=INK, font=font)
    return made


def sheets() -> Iterator[tuple[str, list[Shown], tuple[int, int], int]]:
    """Every picture file: its name, its strips, their size, the columns."""
    for name, _, _, _ in _GROUPS:
        shown = [_noun(k) for k in kinds_of(name)]
        half = -(-len(shown) // 2)
        parts = [shown] if len(shown) < 200 else [shown[:half], shown[half:]]
        for k, part in enumerate(parts):
            yield name + (f"-{k + 1}" if len(parts) > 1 else ""), part, CELL, COLUMNS
    yield "verbs", [_verb(v) for v in o.VERBS], TALL, 2
    yield "places", _places(), (144, 84), 6
    settings = _settings()
    yield "settings", [s for s in settings if len(s.seconds) == 2], (144, 84), 3
    yield "cameras", [s for s in settings if len(s.seconds) > 2], (144, 84), 1


def draw(only: str | None) -> None:
    """Draw the pictures; raises ``Failure`` where those of the long tail have not been fetched."""
    MEDIA.mkdir(parents=True, exist_ok=True)
    for name, shown, size, columns in sheets():
        if only is None or name == only:
            path = MEDIA / f"world-{name}.webp"
            sheet([(s.label, strip(s, size)) for s in shown], columns).save(path, quality=QUALITY, method=6)
            print(path.relative_to(ROOT), path.stat().st_size)
    total = sum(path.stat().st_size for path in MEDIA.glob("world-*.webp"))
    if total > MOST:
        raise SystemExit(f"the pictures are {total} bytes together, more than {MOST}")


# ── the page ──────────────────────────────────────────────────────────────────────────────────────────────────


_SOURCE = "Drawn from Microsoft's Fluent Emoji in flat style (MIT licence), fetched for training only.\n"


def _grid(pairs: Sequence[tuple[str, str]], columns: int) -> str:
    """Names in both languages in as many columns as the picture has."""
    cells = [f"{name} {zh}" for name, zh in pairs]
    rows = [cells[k : k + columns] for k in range(0, len(cells), columns)]
    rows[-1] += [""] * (columns - len(rows[-1]))
    return _table(("",) * columns, rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head), *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines) + "\n"


def page() -> str:
    """The text of docs/world.md."""
    images: dict[str, list[str]] = {}
    for name, *_ in sheets():
        images.setdefault(name.split("-")[0], []).append(f"![{name}](media/world-{name}.webp)\n")
    drawn = sum(k.drawn for k in o.KINDS.values())
    parts = [
        MADE,
        "# The world\n",
        f"Everything the model can be told of, as the simulated world draws it: {len(o.KINDS)} nouns ({drawn} with\n"
        f"rigs of their own, the others from pictures), {len(o.VERBS)} verbs, {len(o.PLACES)} places. Four moments of\n"
        "each; the names stand in the tables in the same order. `onetake world census` counts them, and\n"
        "[vocabulary.md](vocabulary.md) says who does what.\n",
    ]
    for name, title, _, own in _GROUPS:
        source = "" if own else _SOURCE
        parts += [f"## {title}\n", *([source] if source else []), *images[name],
                  _grid([(k.name, k.zh) for k in kinds_of(name)], COLUMNS)]  # fmt: skip
    parts += ["## Verbs\n", *images["verbs"], _grid([(v.name, v.zh) for v in o.VERBS.values()], 2)]
    parts += ["## Places\n", *images["places"], _grid([(p.name, p.zh) for p in o.PLACES.values()], 3)]
    parts += ["## Hours, weather, looks\n", *images["settings"]]
    for head, table in (("hour", o.HOURS), ("weather", o.WEATHERS), ("look", o.LOOKS)):
        parts.append(_table((head, "as in", "中文"), [(n, en, zh) for n, (en, zh) in table.items()]))
    parts += ["## Cameras\n", *images["cameras"]]
    parts.append(_table(("camera", "as in", "中文"), [(n, en, zh) for n, (en, zh) in o.CAMERAS.items()]))
    return "\n".join(parts)


def main() -> int:
    """Write page and pictures, or with ``--check`` compare the text."""
    parser = argparse.ArgumentParser(description="make docs/world.md")
    parser.add_argument("--check", action="store_true", help="exit 1 if the text is stale; draw nothing")
    parser.add_argument("--only", metavar="NAME", help="draw this picture only")
    options = parser.parse_args()
    text = page()
    if options.check:
        fresh = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text
        missing = [name for name, *_ in sheets() if not (MEDIA / f"world-{name}.webp").is_file()]
        if not fresh or missing:
            print(f"{PAGE.relative_to(ROOT)} is stale: python scripts/world_page.py")
        return 0 if fresh and not missing else 1
    draw(options.only)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
