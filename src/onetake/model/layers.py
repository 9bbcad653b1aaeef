"""What words and layout already decide, as a picture: the painted place, and everyone painted over it, far to near.

Places and individuals are painted by networks (``places``, ``sprites``) in windows of their own; here they are put
where the layout says, through the camera, and the result becomes latents. The denoiser begins from these: it adds what
a collage lacks.

Axes: B batch, T latent frames, N video frames, P planes, E individuals, L facts, C channels, Y X pixels.
Sources: spatial transformers (1506.02025); layered generation of scenes from a layout (1904.01790, and MarioNette,
2104.14553).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import chain

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from onetake.model.condition import Condition, Moves, Puppet, motion_of, view_of
from onetake.model.falls import covered, veils, weather_of
from onetake.model.places import CELL, UNIT, Places
from onetake.model.presets import Preset
from onetake.model.sprites import Colours, Outlines, Polygons, Sprites, by_owner, fill, kind_of
from onetake.prompt.tokens import FIELDS
from onetake.types import PLANES, STRIDE

WHO = tuple(FIELDS.index(f) for f in ("kind", "verb", "colour", "trait"))
WHERE = tuple(FIELDS.index(f) for f in ("place", "hour", "weather", "look"))
LOW, HIGH = 10, 16
"""Rows of cells of a painted place, for a camera that tilts: of a landscape or square picture, and of a portrait."""
SWAY = 0.06
"""Radians by which a puppet leans to and fro in the rhythm of what it does: it has no limbs to move."""
EDGE = 1
"""Cells painted beyond what is seen."""
Enlarger = Callable[[NDArray[np.uint8], int, int], NDArray[np.uint8]]
"""Frames (N, Y, X, 3), a width and a height -> the frames at that size."""


class Layers(nn.Module):
    """Paints what a condition tells: (B, 4T, 3, Y, X) in -1..1."""

    def __init__(self, preset: Preset) -> None:
        super().__init__()
        self.sprites, self.places = Sprites(preset), Places(preset)
        self._hung: tuple[tuple[Tensor, ...], Tensor] | None = None

    def forward(self, condition: Condition, rows: int, columns: int) -> Tensor:
        """``rows`` x ``columns`` latent patches of 16x16 pixels."""
        height, width = rows * 16, columns * 16
        out = self.place(condition, height, width).clone()
        for b, n, (left, top, right, bottom), seen in self._shown(condition, height, width):
            part = out[b, n, :, top:bottom, left:right]
            shown = seen.to(out.device)
            out[b, n, :, top:bottom, left:right] = part * (1 - shown[3:]) + shown[:3]
        return out * 2 - 1

    def frames(
        self, condition: Condition, native: tuple[int, int], height: int, width: int, way: Enlarger
    ) -> Iterator[Tensor]:  # fmt: skip
        """The same of a single item (B = 1) at a larger size, frame by frame: (3, Y, X) in 0..1.

        Outlines are filled at that size. A place is painted at its ``native`` height and width, once where the camera
        rests, and made larger: ``way(frames_NYXC, width, height)``, bytes.
        """
        scene_NCYX = self._scene(condition, where(condition)[:, 0], *native)[0]
        bytes_NYXC = (scene_NCYX * 255).round().clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy()
        still = None if len(bytes_NYXC) > 1 else way(bytes_NYXC, width, height)
        count = condition.camera_BTC.shape[1] * STRIDE
        layers = [by_frame(self.figures(condition, height, width), count)]
        layers += [by_frame(self.falls(condition, height, width), count)]
        for n, shown in enumerate(zip(*layers, strict=True)):
            place_NYXC = way(bytes_NYXC[n : n + 1], width, height) if still is None else still
            out = torch.from_numpy(place_NYXC[0]).permute(2, 0, 1).float().div_(255)
            for _, _, (left, top, right, bottom), seen in chain(*shown):
                part = out[:, top:bottom, left:right]
                part.mul_(1 - seen[3:]).add_(seen[:3])
            yield out

    def _shown(self, condition: Condition, height: int, width: int) -> Iterator[Figure]:
        return chain(self.figures(condition, height, width), self.falls(condition, height, width))

    def place(self, condition: Condition, height: int, width: int) -> Tensor:
        """The place alone in every video frame, (B, N, 3, Y, X) in 0..1; one place for a whole item of the batch."""
        scene = self._scene(condition, where(condition)[:, 0], height, width)
        return scene.expand(-1, condition.camera_BTC.shape[1] * STRIDE, -1, -1, -1)

    # ── places ──────────────────────────────────────────────────────────────────────────────────────────────

    def _scene(self, c: Condition, where_BL: Tensor, height: int, width: int) -> Tensor:
        """The place of every video frame, or of one if the camera rests, (B, N or 1, 3, Y, X) in 0..1."""
        eyes_BNP3 = view_of(c.camera_BTC)
        if bool((eyes_BNP3 == eyes_BNP3[:, :1]).all()):
            eyes_BNP3 = eyes_BNP3[:, :1]
        unit = min(height, width)
        half = width / unit / 2
        low = (eyes_BNP3[..., 0] - half / eyes_BNP3[..., 2]).amin(1)
        high = (eyes_BNP3[..., 0] + half / eyes_BNP3[..., 2]).amax(1)
        first_BP = (low * UNIT / CELL).floor().long() - EDGE
        cells = int(((high * UNIT / CELL).ceil() - first_BP).amax()) + EDGE
        tall = HIGH if height > width else LOW
        planes = self._planes(where_BL, c.set_B, first_BP, torch.tensor([tall, cells]))
        y = (torch.arange(height, device=planes.device) + 0.5 - height / 2) / unit
        x = (torch.arange(width, device=planes.device) + 0.5 - width / 2) / unit
        out: Tensor | None = None
        for plane in range(len(PLANES)):
            eye = eyes_BNP3[:, :, plane, :, None]
            across = (x / eye[:, :, 2] + eye[:, :, 0]) * UNIT - first_BP[:, plane, None, None] * CELL
            down = (y / eye[:, :, 2] + eye[:, :, 1]) * UNIT + tall * CELL / 2
            u, v = across * 2 / (cells * CELL) - 1, down * 2 / (tall * CELL) - 1
            grid = torch.stack([u[:, :, None].expand(-1, -1, height, -1), v[..., None].expand(-1, -1, -1, width)], -1)
            seen = _sampled(planes[:, plane], grid)
            out = seen[:, :, :3] if out is None else out * (1 - seen[:, :, 3:]) + seen[:, :, :3]
        assert out is not None
        return out

    def _planes(self, *asked: Tensor) -> Tensor:
        """Painted planes, premultiplied RGBA (B, P, 4, Y, X); the last ones are kept, for a camera that rests."""
        if not self.training and self._hung is not None:
            before, planes = self._hung
            if all(a.shape == b.shape and bool((a == b).all()) for a, b in zip(asked, before, strict=True)):
                return planes
        scene_BL, set_B, first_BP, size = asked
        painted: Tensor = self.places(scene_BL, set_B, first_BP, *size.tolist())
        if not self.training:
            self._hung = asked, painted
        return painted

    # ── individuals ─────────────────────────────────────────────────────────────────────────────────────────

    def figures(self, condition: Condition, height: int, width: int) -> Iterator[Figure]:
        """Everyone who is in sight, item by item, frame by frame, far to near."""
        c = condition
        if not c.slot_BE.shape[1]:
            return
        who_BTEL, where_BTL = _facts(c, c.slot_BE, WHO), where(c)
        moves = motion_of(c.tracks_BTEF)  # (B, N, E) each
        known_BNE = (kind_of(who_BTEL) > 0).repeat_interleave(STRIDE, 1)
        there_BNE = (moves.visible > 0) & known_BNE
        if not bool(there_BNE.any()):
            return
        i, f, e = there_BNE.nonzero(as_tuple=True)
        t = f // STRIDE
        drawn = self.sprites.draw(
            who_BTEL[i, t, e], where_BTL[i, t], c.variant_BE[i, e], moves.phase[i, f, e], moves.state[i, f, e]
        )
        pixels = _on_screen(moves, (i, f, e), drawn, height, width)
        outlines = list(by_owner(drawn.owner_M, pixels, drawn.rgb_M3, len(i)))
        order = np.lexsort((moves.depth[i, f, e].cpu().numpy(), f.cpu().numpy(), i.cpu().numpy()))
        for m in order.tolist():
            number = 0 if c.puppet_BE is None else int(c.puppet_BE[i[m], e[m]])
            if number:
                shown = _held_up(c.puppets[number - 1], moves, (i[m], f[m], e[m]), height, width)
            else:
                polygons, colours = outlines[m]
                shown = _drawn(polygons, colours, height, width)
            if shown is not None:
                yield int(i[m]), int(f[m]), *shown

    # ── what falls ──────────────────────────────────────────────────────────────────────────────────────────

    def falls(self, condition: Condition, height: int, width: int) -> Iterator[Figure]:
        """Rain and snow before everyone, item by item, frame by frame; of each item all frames are one take's."""
        c = condition
        if c.falling is None:
            return
        for b, scene_TL in enumerate(where(c)):
            inks_TS4 = self.places.falls(scene_TL).cpu()
            for t, scene_L in enumerate(scene_TL.cpu()):
                weather = weather_of(scene_L)
                if weather is None:
                    continue
                for n in range(t * STRIDE, (t + 1) * STRIDE):
                    for veil in veils(inks_TS4[t], covered(weather, c.falling, n, width, height)):
                        yield b, n, (0, 0, width, height), veil


def _sampled(planes_BCYX: Tensor, at_BNYX2: Tensor) -> Tensor:
    """Each frame's view of its plane; beyond the painted rows the last one goes on: (B, N, C, Y, X)."""
    b, n = at_BNYX2.shape[:2]
    still = n == 1 or bool((at_BNYX2 == at_BNYX2[:, :1]).all())
    at = at_BNYX2[:, :1] if still else at_BNYX2
    planes = planes_BCYX[:, None].expand(-1, at.shape[1], -1, -1, -1).flatten(0, 1)
    seen = F.grid_sample(planes, at.flatten(0, 1), padding_mode="border", align_corners=False)
    return seen.view(b, -1, *seen.shape[1:]).expand(-1, n, -1, -1, -1)


def _on_screen(
    moves: Moves, at: tuple[Tensor, Tensor, Tensor], drawn: Outlines, height: int, width: int
) -> Tensor:  # fmt: skip
    """Where in the picture the points of outlines are, in pixels, (M, P, 2): turned about the middle of their box."""
    x, y, tall, facing, turn = (
        v[at][drawn.owner_M, None] for v in (moves.x, moves.y, moves.height, moves.facing, moves.angle)
    )
    tall = tall.clamp_min(0.02)
    across, up = drawn.points_MP2[..., 0] * facing, drawn.points_MP2[..., 1] - 0.5
    right = turn.cos() * across + turn.sin() * up
    above = turn.cos() * up - turn.sin() * across
    unit = min(height, width)
    return torch.stack(
        [(x + tall * right) * unit + width / 2, (y - tall / 2 - tall * above) * unit + height / 2], -1
    )  # fmt: skip


Figure = tuple[int, int, tuple[int, int, int, int], Tensor]
"""Item of the batch, video frame, and what is shown there of an individual, as in :data:`Shown`."""
Shown = tuple[tuple[int, int, int, int], Tensor] | None
"""Pixels of the picture that an individual covers (left, top, right, bottom) and what it shows there, premultiplied
RGBA (4, Y, X); None if it is out of sight."""


def by_frame(shown: Iterator[Figure], count: int) -> Iterator[list[Figure]]:
    """What is shown of a single item, in order, frame by frame."""
    ahead = next(shown, None)
    for n in range(count):
        own = []
        while ahead is not None and ahead[1] == n:
            own.append(ahead)
            ahead = next(shown, None)
        yield own


def _drawn(polygons: Polygons, colours: Colours, height: int, width: int) -> Shown:
    """Outlines in pixels, filled."""
    if not polygons:
        return None
    points = np.array(polygons).reshape(-1, 2)
    left, top = np.floor(points.min(0)).clip(0).astype(int).tolist()
    right, bottom = np.ceil(points.max(0)).clip(0, (width, height)).astype(int).tolist()
    if left >= right or top >= bottom:
        return None
    box = (left, top, right, bottom)
    return box, torch.from_numpy(fill(polygons, colours, box)).permute(2, 0, 1)


def _held_up(puppet: Puppet, moves: Moves, at: tuple[Tensor, Tensor, Tensor], height: int, width: int) -> Shown:
    """A puppet, moved as a whole."""
    unit = min(height, width)
    y = (torch.arange(height) + 0.5 - height / 2) / unit
    x = (torch.arange(width) + 0.5 - width / 2) / unit
    px, py, tall = float(moves.x[at]), float(moves.y[at]), max(0.02, float(moves.height[at]))
    facing, turn = float(moves.facing[at]), float(moves.angle[at]) + SWAY * math.sin(float(moves.phase[at]))
    cosine, sine = math.cos(turn), math.sin(turn)
    reach = puppet.half * tall * (abs(cosine) + abs(sine))
    middle = py - tall / 2
    rows, columns = _within(y, middle - reach, middle + reach), _within(x, px - reach, px + reach)
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return None
    across, up = (x[columns] - px) / tall, (middle - y[rows]) / tall
    u = (cosine * across[None] - sine * up[:, None]) * facing
    v = sine * across[None] + cosine * up[:, None]
    picture = puppet.fit(2 * puppet.half * tall * unit)
    grid = torch.stack([u, -v], -1)[None] / puppet.half
    seen = F.grid_sample(picture[None].float().cpu(), grid, align_corners=False)[0]
    return (columns.start, rows.start, columns.stop, rows.stop), seen


def _within(values: Tensor, low: float, high: float) -> slice:
    """Those of rising, evenly spaced values that lie between two."""
    step = float(values[1] - values[0])
    start = math.ceil((low - float(values[0])) / step)
    stop = math.floor((high - float(values[0])) / step) + 1
    return slice(max(0, start), min(len(values), stop))


def where(c: Condition) -> Tensor:
    """Concepts of place, hour, weather and look that every frame is told, (B, T, L), 0 elsewhere."""
    return _facts(c, c.slot_BE.new_zeros(len(c.slot_BE), 1), WHERE)[:, :, 0]


def _facts(c: Condition, slot_BE: Tensor, fields: tuple[int, ...]) -> Tensor:
    """Concepts that the text of every frame says of each slot, in some fields: ids (B, T, E, L), 0 elsewhere."""
    if not c.ids_BKL.shape[-1]:
        return slot_BE.new_zeros(*c.text_BT.shape, slot_BE.shape[1], 1)
    own = c.text_BT[..., None].expand(-1, -1, c.ids_BKL.shape[-1])
    ids, slots, kinds = (table.gather(1, own) for table in (c.ids_BKL, c.slots_BKL, c.fields_BKL))
    right = torch.isin(kinds, torch.tensor(fields, device=kinds.device)) & (ids > 0)
    mine = right[:, :, None] & (slots[:, :, None] == slot_BE[:, None, :, None])
    found = torch.where(mine, ids[:, :, None], 0)
    most = max(1, int(mine.sum(-1).max()))
    return found.sort(-1, descending=True).values[..., :most]
