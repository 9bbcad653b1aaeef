"""The painter of places at school: stretches of scenery, plane by plane, drawn by the world and painted again.

What stands in a place is the same whatever the light. So an encoder looks at every cell by plain daylight (and at what
is there only at night, or under clouds) and notes a code; the painter learns to make the cell again from its code, and
to put it into any light. In the end all codes are written down, and the encoder is not needed any more.
"""

from __future__ import annotations

import inspect
import itertools
import os
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from einops import rearrange
from numpy.typing import NDArray
from torch import Tensor, nn

from onetake.cache import cache_folder
from onetake.model.falls import covered, veils, weather_of
from onetake.model.places import BASES, CELL, CELLS, FORMS, RING, SHEET, SHEETS, UNIT, Places, premultiplied
from onetake.model.presets import Preset
from onetake.processor import fast_bf16
from onetake.prompt.falling import Falling
from onetake.prompt.ontology import CONCEPTS, HOURS, LOOKS, PLACES, WEATHERS
from onetake.training.lessons import Lesson, decibels, feed
from onetake.types import PLANES, SHAPES, VARIANTS
from onetake.world import sets
from onetake.world.sets import Backdrop, backdrop
from onetake.world.weather import Weather

EDGES = (0.2, 0.45, 0.8, 9.0)
"""A layer of the world belongs to the first plane whose edge its parallax does not exceed."""
SIZES = {"landscape": (10, 13), "portrait": (16, 8)}
"""Rows and columns of cells in a stretch."""
PLAIN, RESTING = 0.3, 0.5
"""Share of stretches by clear daylight in the flat look, and of those that a camera sees that has not moved."""
RATE = 1e-3
HELD = 6
"""Held-out stretches at most in each of sixteen batches."""
STRETCHES = 3
"""Stretches taken from every place that is painted: painting costs more than cutting."""
SINGLE, EVERY = 512, 2
"""Single cells, in the light in which they were noted, that are learnt from beside each stretch; a stretch costs as
much as 800 of them, so there are stretches in every second step only."""
DIFFERENT, SMOOTH, HIDDEN, REACH = 8, 1.0, 5, 3
"""Levels by which a cell must differ from the usual one of its row to have a code of its own, somewhere or in the mean
of a quarter (a glow that ends in squares is seen at once); by which it must show through nearer planes; and how many
cells off it may come into sight when the camera moves."""
LOW, QUARTER = 4.0, CELL // 2
"""Weight of errors in the mean of a quarter of a cell: in a sky or a glow these are what is seen."""
WET = 0.1
"""Weight of what falls: few numbers decide it."""
UNLIKE = ((12.0, 4.0), (16.0, 6.0), (16.0, 6.0), (16.0, 6.0))
"""Levels, of each plane, by which a cell at another hour must differ from what daylight changed to that hour's would
make of it, to have another code there: root mean square, and in the mean. The sun moves on, and windows are lit."""
PATCH = CELL * CELL * 4


@dataclass(frozen=True)
class Stretch:
    """``rgba_PYXC`` premultiplied uint8; concepts of the scene, the place's variant, the leftmost cell; rows of pixels
    that the world has painted."""

    rgba_PYXC: NDArray[np.uint8]
    scene_L: NDArray[np.int64]
    variant: int
    first: int
    seen: slice


def cut(painting: Backdrop, first: int, rows: int, columns: int) -> tuple[NDArray[np.uint8], slice]:
    """Planes of a painted place from cell ``first`` on: the world's layers, put together by distance."""
    out = np.zeros((len(PLANES), rows * CELL, columns * CELL, 4), np.uint8)
    middle, seen = rows * CELL // 2, slice(0, rows * CELL)
    for layer in painting.layers:
        plane = next(p for p, edge in enumerate(EDGES) if layer.parallax <= edge)
        top, left = round(layer.top * UNIT) + middle, round(layer.left * UNIT)
        height, width = layer.image_YXC.shape[:2]
        columns_X = (first * CELL - left + np.arange(columns * CELL)) % (RING * UNIT)
        columns_X = np.minimum(columns_X, width - 1)
        low, high = max(0, top), min(rows * CELL, top + height)
        over = layer.image_YXC[low - top : high - top, columns_X].astype(np.float32)
        under = out[plane, low:high]
        under[:] = np.round(under * (1 - over[..., 3:] / 255) + over)
        seen = slice(low, high)
    return out, seen


def stretches(rng: np.random.Generator, places: Sequence[str] = tuple(PLACES)) -> list[Stretch]:
    """A few stretches of one place in one light."""
    shape = "landscape" if rng.random() < 0.8 else "portrait"
    width, height = SHAPES[shape]
    rows, columns = SIZES[shape]
    place, variant = str(rng.choice(places)), int(rng.integers(VARIANTS))
    hour, weather, look = "day", "clear", "flat"
    if rng.random() > PLAIN:
        hour = str(rng.choice(list(HOURS)))
        weather = str(rng.choice(list(WEATHERS))) if rng.random() < 0.5 else "clear"
        look = str(rng.choice(list(LOOKS))) if rng.random() < 0.4 else "flat"
    scene = [CONCEPTS[p] for p in (("place", place), ("hour", hour), ("weather", weather), ("look", look))]
    resting = rng.random() < RESTING
    middle = 0.0 if resting else rng.uniform(-RING / 2, RING / 2) if rng.random() < 0.3 else rng.normal(0, 1.5)
    half = columns * CELL / UNIT / 2
    painting = backdrop(place, hour, width, height, variant, weather, look, (middle - half - 0.5, middle + half + 0.5))
    out = []
    for _ in range(STRETCHES):
        shift = 0 if resting else int(rng.integers(-3, 4))
        first = round(middle * UNIT / CELL) - columns // 2 + shift * (not resting) + (resting and -int(rng.integers(2)))
        rgba, seen = cut(painting, first, rows, columns)
        out.append(Stretch(rgba, np.array(scene, np.int64), variant, first, seen))
    return out


class Gallery:
    """A stirred stream of stretches; batches are of one shape."""

    def __init__(self, seed: int, buffer: int = 240, places: Sequence[str] = tuple(PLACES)) -> None:
        self.rng, self.size, self.places = np.random.default_rng(seed), buffer, places
        self.hung: dict[tuple[int, ...], list[Stretch]] = {}

    def _hang(self) -> None:
        for stretch in stretches(self.rng, self.places):
            self.hung.setdefault(stretch.rgba_PYXC.shape, []).append(stretch)

    def batch(self, n: int) -> list[Stretch]:
        while sum(map(len, self.hung.values())) < self.size:
            self._hang()
        shapes = [s for s, kept in self.hung.items() if len(kept) >= n]
        weight = np.array([len(self.hung[s]) for s in shapes], float)
        kept = self.hung[shapes[int(self.rng.choice(len(shapes), p=weight / weight.sum()))]]
        return [kept.pop(int(self.rng.integers(len(kept)))) for _ in range(n)]


# ── what stands where ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Survey:
    """What stands where: ``patches_NX`` every different cell, premultiplied RGBA uint8; which cells have one of their
    own, which, and which the others of a row are, as in ``Places.keep``."""

    patches_NX: NDArray[np.uint8]
    own: NDArray[np.bool_]
    which: NDArray[np.int32]
    rows: NDArray[np.int32]


def cells_of(rgba_PYXC: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(P, rows, columns, pixels of a cell)."""
    return rearrange(rgba_PYXC, "p (h y) (w x) c -> p h w (y x c)", y=CELL, x=CELL)


def differs(change_PHWX: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Cells that are not the usual ones of their row, (P, rows, columns)."""
    quarters = rearrange(change_PHWX, "p h w (a y b x c) -> p h w a y b x c", a=2, b=2, y=CELL // 2, x=CELL // 2)
    smooth = np.abs(quarters.mean((4, 6), dtype=np.float32)).max((3, 4, 5)) > SMOOTH
    return np.asarray(smooth | (np.abs(change_PHWX).max(-1) > DIFFERENT), bool)


def unexplained(
    day_PHWX: NDArray[np.int16], now_PHWX: NDArray[np.int16], there_PHW: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Cells that another light does not explain, (P, rows, columns): not what a linear map of all colours, the best for
    most of the cells ``there`` of a plane, makes of how they differ by day from the usual cells of their rows."""
    out = np.ones(there_PHW.shape, bool)
    quarter = CELL // 4
    day, now = (
        rearrange(t, "p h w (a y b x c) -> p h w a b (y x) c", a=4, b=4, y=quarter, x=quarter, c=4)
        .mean(-2, dtype=np.float64).reshape(*t.shape[:3], 16, 4)
        for t in (day_PHWX, now_PHWX)
    )  # fmt: skip
    for plane, (rough, mean) in enumerate(UNLIKE):
        there = there_PHW[plane]
        if there.sum() < 4:
            continue
        x, y = (t[plane][there].reshape(-1, 4) for t in (day, now))
        most = np.ones(len(x), bool)
        for _ in range(3):  # the fifth that fits worst, lit windows and the sun, does not count
            light = np.linalg.lstsq(x[most], y[most], rcond=None)[0]
            error = np.abs(y - x @ light).max(1)
            most = error <= max(4.0, float(np.quantile(error, 0.8)))
        left = now[plane] - day[plane] @ light
        out[plane] = (np.sqrt((left**2).mean((-1, -2))) > rough) | (np.abs(left.mean(-2)).max(-1) > mean)
    return out


def in_sight(rgba_PYXC: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Cells of a sheet, (P, rows, columns), that show through nearer planes from somewhere."""
    clear = (255 - rgba_PYXC[..., 3].astype(np.float32)) / 255
    through = np.ones_like(clear)
    for plane in range(len(clear) - 2, -1, -1):
        through[plane] = through[plane + 1] * clear[plane + 1]
    shows = rearrange(through * 255, "p (h y) (w x) -> p h w (y x)", y=CELL, x=CELL).max(-1) > HIDDEN
    near = shows.copy()
    for step in range(1, REACH + 1):
        near |= np.roll(shows, step, 2) | np.roll(shows, -step, 2)
    low = near.copy()
    low[:, 1:] |= near[:, :-1]
    low[:, :-1] |= near[:, 1:]
    return np.asarray(low, bool)


def survey(places: Sequence[str] = tuple(PLACES)) -> Survey:
    """Walk all round every variant of these places, in every form, by day, at night and under clouds."""
    found: dict[bytes, int] = {bytes(PATCH): 0}
    own = np.zeros(CELLS, bool)
    number = np.zeros(own.shape, np.int32)
    rows = np.zeros((FORMS, *SHEETS, SHEET[0]), np.int32)

    def known(cell_X: NDArray[np.uint8]) -> int:
        return found.setdefault(cell_X.tobytes(), len(found))

    for name in places:
        place = list(PLACES).index(name)
        for variant in range(VARIANTS):
            for form, shape in enumerate(("landscape", "portrait")):
                at = (form, place, variant)
                for base, (hour, weather) in enumerate(BASES):
                    painting = backdrop(name, hour, *SHAPES[shape], variant, weather, "flat")
                    sheet = cut(painting, -SHEET[1] // 2, *SHEET)[0]
                    cells_PHWX = cells_of(sheet)
                    usual = np.median(cells_PHWX[:, :, ::4], axis=2).astype(np.uint8)
                    change = cells_PHWX.astype(np.int16) - usual[:, :, None]
                    strange = differs(change)
                    if form:  # where a wider picture has something
                        strange |= own[base, 0, place, variant]
                    if base == 0:
                        rows[at] = np.array([[known(c) for c in row] for row in usual])
                        mine = by_day = strange & in_sight(sheet)
                        first = change
                    else:  # what is there by day too is mostly only lit otherwise
                        mine = in_sight(sheet) & np.where(by_day, unexplained(first, change, by_day), strange)
                    own[base][at] = mine
                    number[base][at][mine] = [known(c) for c in cells_PHWX[mine]]
    # A portrait's cells that are as in a wider picture need no entry.
    wide = np.where(own[:, 0], number[:, 0], -1)
    wide[0] = np.where(own[0, 0], wide[0], rows[0, ..., None])
    own[:, 1] &= number[:, 1] != wide
    patches = np.frombuffer(b"".join(found), np.uint8).reshape(len(found), PATCH)
    return Survey(patches, own, number[own], rows)


def surveyed(places: Sequence[str] = tuple(PLACES)) -> Survey:
    """:func:`survey`, which takes minutes, from the cache folder if this world has been walked round before."""
    of = zlib.crc32(repr((tuple(places), DIFFERENT, SMOOTH, HIDDEN, REACH, UNLIKE)).encode())
    for source in sorted(Path(sets.__file__).parent.glob("*.py")):
        of = zlib.crc32(source.read_bytes(), of)
    for step in (survey, cut, cells_of, differs, unexplained, in_sight):
        of = zlib.crc32(inspect.getsource(step).encode(), of)
    path = cache_folder() / "data" / f"survey-{of:08x}.npz"
    if path.exists():
        with np.load(path) as kept:
            return Survey(**kept)
    found = survey(places)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}.npz")
    np.savez(temporary, **{f.name: getattr(found, f.name) for f in fields(found)})
    temporary.replace(path)
    return found


class Scholar(nn.Module):
    """The painter, and the encoder that notes for it what stands where; without one, as after it has been taken up
    from weights, the painter learns from its memory."""

    def __init__(self, preset: Preset, encoder: bool = True) -> None:
        super().__init__()
        self.places = Places(preset)
        wide = 2 * preset.field
        self.encoder = nn.Sequential(
            nn.Linear(PATCH, wide), nn.SiLU(), nn.Linear(wide, wide), nn.SiLU(), nn.Linear(wide, preset.memory),
            nn.Tanh(),
        ) if encoder else None  # fmt: skip

    def codes(self, number_N: Tensor, patches_NX: NDArray[np.uint8]) -> Tensor:
        """Codes by their numbers, (N, memory)."""
        if self.encoder is None:
            return self.places.memory[number_N]
        seen = torch.from_numpy(patches_NX[number_N.cpu().numpy()]).to(number_N.device)
        code: Tensor = self.encoder(seen.float() / 255)
        return code

    @torch.no_grad()
    def write_down(self, patches_NX: NDArray[np.uint8]) -> None:
        """Put all codes into the painter's memory."""
        for part in torch.split(torch.arange(len(patches_NX), device=self.places.memory.device), 4096):
            self.places.memory[part] = self.codes(part, patches_NX).to(self.places.memory.dtype)


def singles(model: Scholar, number_N: Tensor, patches_NX: NDArray[np.uint8]) -> tuple[Tensor, Tensor]:
    """Single cells as the network makes them and as they are, premultiplied RGBA 0..1, (N, 4, Y, X)."""
    logits, inks = model.places.drawn(model.codes(number_N, patches_NX))
    made = torch.einsum("nkc,nkyx->ncyx", premultiplied(inks), torch.softmax(logits.float(), 1))
    truth = torch.from_numpy(patches_NX[number_N.cpu().numpy()]).to(made.device).float() / 255
    return made, truth.view(-1, CELL, CELL, 4).permute(0, 3, 1, 2)


def paint(model: Scholar, batch: Sequence[Stretch], patches_NX: NDArray[np.uint8]) -> tuple[Tensor, Tensor, Tensor]:
    """What the network makes of stretches, what they are (premultiplied RGBA 0..1, (B P, 4, Y, X)), and the weight of
    every plane's every pixel: what nearer planes hide hardly counts."""
    places = model.places
    device = places.plane.device
    first = torch.tensor([[s.first] * len(PLANES) for s in batch], device=device)
    rows, columns = (n // CELL for n in batch[0].rgba_PYXC.shape[1:3])
    scene = torch.from_numpy(np.stack([s.scene_L for s in batch])).to(device)
    variant = torch.tensor([s.variant for s in batch], device=device)
    number, base = places.numbers(scene, variant, first, rows, columns)
    made = places.painted(scene, number, base, lambda n: model.codes(n, patches_NX))
    truth = torch.from_numpy(np.stack([s.rgba_PYXC for s in batch])).to(device).permute(0, 1, 4, 2, 3).float() / 255
    clear = 1 - truth[:, :, 3:]
    through = torch.ones_like(clear)
    for plane in range(len(PLANES) - 2, -1, -1):
        through[:, plane] = through[:, plane + 1] * clear[:, plane + 1]
    weight = through.clamp_min(0.05)
    for i, s in enumerate(batch):
        weight[i, :, :, : s.seen.start] = weight[i, :, :, s.seen.stop :] = 0
    return made.flatten(0, 1), truth.flatten(0, 1), weight.flatten(0, 1)


NAMES = {number: name for (field, name), number in CONCEPTS.items() if field in ("hour", "weather", "look")}


def before(model: Scholar, batch: Sequence[Stretch], chance: np.random.Generator) -> Tensor | None:
    """How far what the network lets fall before stretches is from what the world does, where anything falls: mean
    square; None if no stretch has such a weather."""
    errors = []
    for stretch in batch:
        weather = weather_of(torch.from_numpy(stretch.scene_L))
        if weather is None:
            continue
        height, width = stretch.rgba_PYXC.shape[1:3]
        seed, frame = (int(n) for n in chance.integers(0, 2**20, 2))
        rgba = torch.from_numpy(stretch.rgba_PYXC).permute(0, 3, 1, 2)[None].float() / 255
        behind = together(rgba)[0]
        picture = (behind * 255).round().to(torch.uint8).permute(1, 2, 0).contiguous().numpy().copy()
        hour, look = NAMES[int(stretch.scene_L[1])], NAMES[int(stretch.scene_L[3])]
        Weather(weather, hour, width, height, seed, look).draw(picture, frame)
        true = torch.from_numpy(picture).permute(2, 0, 1).float() / 255
        covers = covered(weather, Falling(seed, np.array([frame])), 0, width, height)
        inks = model.places.falls(torch.from_numpy(stretch.scene_L)[None].to(model.places.plane.device))[0].cpu()
        made = behind
        for veil in veils(inks, covers):
            made = made * (1 - veil[3:]) + veil[:3]
        wet = (covers.amax(0) > 0.05)[stretch.seen]
        errors.append((made - true)[:, stretch.seen][:, wet].square().mean())
    return torch.stack(errors).mean() if errors else None


def squared(error_NCYX: Tensor) -> Tensor:
    """Mean square of errors, and of their means over quarters of cells."""
    return error_NCYX.square().mean() + LOW * F.avg_pool2d(error_NCYX, QUARTER).square().mean()


def together(rgba_BPCYX: Tensor) -> Tensor:
    """All planes over one another, (B, 3, Y, X)."""
    out = rgba_BPCYX[:, 0, :3]
    for plane in range(1, rgba_BPCYX.shape[1]):
        out = out * (1 - rgba_BPCYX[:, plane, 3:]) + rgba_BPCYX[:, plane, :3]
    return out


def lesson(
    model: Scholar, places: Sequence[str] = tuple(PLACES), seed: int = 1, batch: int = 6, workers: int = 0
) -> Lesson:
    """The painter's lesson; checked on sixteen batches of held-out stretches. ``workers``: processes that draw."""
    known, device = surveyed(places), model.places.plane.device
    if model.encoder is not None:
        model.places.keep(*(torch.from_numpy(t) for t in (known.own, known.which, known.rows)))
    few = min(HELD, batch)
    held = Gallery(999_983, 16 * few, places)
    fixed = [held.batch(few) for _ in range(16)]

    def source(own: int) -> Callable[[], list[Stretch]]:
        gallery = Gallery(own, (4 if workers else 40) * batch, places)
        return lambda: gallery.batch(batch)

    seen, chance = feed(source, seed, workers), torch.Generator().manual_seed(seed)
    turn, drops = itertools.count(), np.random.default_rng(seed)
    half = torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda" or fast_bf16())

    def loss() -> Tensor:
        with half:
            which = torch.randint(0, len(known.patches_NX), (SINGLE * batch,), generator=chance).to(device)
            alone, cells = singles(model, which, known.patches_NX)
            total = squared(alone - cells)
            if next(turn) % EVERY == 0:
                stretched = seen()
                made, truth, weight = paint(model, stretched, known.patches_NX)
                total = total + squared((made - truth) * weight.sqrt())
                if (wrong := before(model, stretched, drops)) is not None:
                    total = total + WET * wrong
        return total

    def check() -> dict[str, float]:
        errors = []
        for stretch in fixed:
            made, truth, _ = paint(model, stretch, known.patches_NX)
            two = [together(t.view(-1, len(PLANES), *t.shape[1:])) for t in (made, truth)]
            rows = stretch[0].seen
            errors.append((two[0] - two[1])[:, :, rows].square().mean())
        alone, cells = singles(model, torch.arange(0, len(known.patches_NX), 97, device=device), known.patches_NX)
        fallen = before(model, [s for some in fixed for s in some], np.random.default_rng(0))
        return {
            **({} if fallen is None else {"psnr_falls": decibels(float(fallen))}),
            "psnr": decibels(float(torch.stack(errors).mean())),
            "psnr_cells": decibels(float(F.mse_loss(alone, cells))),
        }  # fmt: skip

    def settle() -> None:
        if model.encoder is not None:
            model.write_down(known.patches_NX)

    return Lesson("places", model, loss, check, batch, RATE, settle)
