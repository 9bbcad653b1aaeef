"""The pool: records that depend on their seed alone, files that are filled again or further."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from onetake.model.codec import Codec
from onetake.model.condition import CAMERA_FEATURES
from onetake.prompt.ontology import CONCEPTS, FIRST_KINDS, GROUPS
from onetake.prompt.tokens import FIELDS, concept_tokens
from onetake.training.pool import (
    FRAMES,
    WINDOW,
    Filling,
    Pool,
    Record,
    fill,
    make_record,
    padded,
    quantum,
)
from onetake.types import FPS, MAX_INDIVIDUALS, PATCH, SHAPES, STRIDE, VARIANTS
from onetake.world.take import HELD_OUT, Take, simulate_take


def contents(folder: Path, rows: slice = slice(None)) -> dict[str, bytes]:
    return {name: array[rows].tobytes() for name, array in Pool(folder).arrays.items()}


def test_create_write_and_open_again(tmp_path: Path, records: list[Record], codec: Codec) -> None:
    pool = Pool.create(tmp_path / "p", 12, "landscape", codec.dims)
    assert pool.capacity == 12 and pool.count == 0 and not len(pool.rows()) and Pool.there(tmp_path / "p")
    pool.arrays["painted"][:] = 1
    reader = Pool(tmp_path / "p")
    for i in (0, 1, 2, 7, 5):  # whichever is finished first
        pool.write(i, records[i])
    for seen in (pool, reader, Pool.create(tmp_path / "p", 99, "landscape", codec.dims)):
        assert seen.rows().tolist() == [0, 1, 2, 5, 7] and seen.count == 3 and seen.capacity == 12
    for i in (3, 4, 6, 8, 9, 10, 11):
        pool.write(i, records[i % len(records)])
    assert reader.count == 12 and reader.ready().all()
    assert np.array_equal(reader.arrays["latents"][11], records[3].latents_THWZ)
    with pytest.raises(ValueError, match="read-only"):
        reader.write(0, records[0])


def test_pools_that_only_count_still_open(tmp_path: Path, records: list[Record], codec: Codec) -> None:
    pool = Pool.create(tmp_path / "p", 6, "landscape", codec.dims)
    for i in range(5):
        pool.write(i, records[i])
    (tmp_path / "p" / "ready.npy").unlink()
    (tmp_path / "p" / "count.json").write_text(json.dumps({"count": 4}))
    old = Pool(tmp_path / "p")
    assert Pool.there(tmp_path / "p") and np.flatnonzero(old.ready()).tolist() == [0, 1, 2, 3] == list(range(old.count))
    assert set(old.rows_within("first")) <= set(range(4))
    fill(tmp_path / "p", codec, replace(SQUARE, capacity=6, shape="landscape"))  # goes on where it stopped
    assert old.ready().all() and Pool(tmp_path / "p").count == 6
    assert np.array_equal(old.arrays["latents"][3], records[3].latents_THWZ)
    assert not np.array_equal(old.arrays["latents"][4], records[4].latents_THWZ)


SQUARE = Filling("square", 8, seed=5, group="first")


def test_in_one_go_in_parts_or_after_a_kill_it_is_the_same(tmp_path: Path, codec: Codec) -> None:
    fill(tmp_path / "whole", codec, SQUARE)
    shutil.copytree(tmp_path / "whole", tmp_path / "killed")
    killed = Pool(tmp_path / "killed", "r+")
    for name in Pool.NAMES:
        killed.arrays[name][5:] = 1  # whatever a process that was killed had half written
    killed.mark(slice(5, None), complete=False)
    fill(tmp_path / "killed", codec, replace(SQUARE, part=1, parts=2))
    there = np.flatnonzero(Pool(tmp_path / "killed").ready())
    assert there.tolist() == [0, 1, 2, 3, 4, 6, 7]  # takes in turn: this part's alone
    fill(tmp_path / "killed", codec, replace(SQUARE, part=0, parts=2))
    assert contents(tmp_path / "killed") == contents(tmp_path / "whole")
    assert Pool(tmp_path / "killed").count == 8 and not list(tmp_path.rglob("*.tmp"))


def test_filling_ends_with_its_leg(tmp_path: Path, codec: Codec) -> None:
    fill(tmp_path / "p", codec, replace(SQUARE, parent=os.getpid()))  # nobody's child: the leg is over
    assert Pool(tmp_path / "p").count == 0
    fill(tmp_path / "p", codec, replace(SQUARE, capacity=2, parent=os.getppid(), parts=4))
    assert np.flatnonzero(Pool(tmp_path / "p").ready()).tolist() == [0, 1]


def test_another_seed_gives_other_records(tmp_path: Path, codec: Codec) -> None:
    for seed in (1, 2):
        fill(tmp_path / str(seed), codec, Filling("landscape", 2, seed))
    assert contents(tmp_path / "1")["latents"] != contents(tmp_path / "2")["latents"]
    before = contents(tmp_path / "1")
    fill(tmp_path / "1", codec, Filling("landscape", 2, 9))  # full: nothing to do
    assert contents(tmp_path / "1") == before


def test_pairs_are_those_held_out(tmp_path: Path, codec: Codec) -> None:
    fill(tmp_path / "p", codec, Filling("square", 4, 6, pairs=True))
    words = Pool(tmp_path / "p").arrays["concepts"]
    held = {(CONCEPTS["kind", kind], CONCEPTS["verb", verb]) for kind, verb in HELD_OUT}
    for ids, slots, fields in words[:, 0]:
        told = {
            slot: tuple(int(ids[(slots == slot) & (fields == FIELDS.index(f))][0]) for f in ("kind", "verb"))
            for slot in set(slots[fields == FIELDS.index("kind")].tolist())
        }
        assert held & set(told.values())


def test_a_record_depends_on_its_seed_alone(codec: Codec) -> None:
    one, _, again = (make_record(simulate_take(seed, "portrait"), 0, codec) for seed in (11, 12, 11))
    for name in Record.__dataclass_fields__:
        assert np.array_equal(getattr(one, name), getattr(again, name)), name


@pytest.mark.parametrize("shape", SHAPES)
def test_what_a_record_holds(shape: str, codec: Codec) -> None:
    take = simulate_take(21, shape, seconds=8)
    record = make_record(take, 3, codec)
    width, height = SHAPES[shape]
    assert record.latents_THWZ.shape == (FRAMES, height // PATCH, width // PATCH, codec.dims)
    assert record.latents_THWZ.dtype == np.int8 and record.start == 3
    assert record.concepts_K3L.shape == (2, 3, 48)
    assert record.tracks_TEF.shape[:2] == (FRAMES, MAX_INDIVIDUALS) and record.camera_TC.shape == (
        FRAMES,
        CAMERA_FEATURES,
    )
    assert np.isfinite(record.tracks_TEF).all() and np.isfinite(record.camera_TC).all()
    shown = len(take.staging.entity_E)
    assert (record.slot_E[:shown] > 0).all() and not record.slot_E[shown:].any()
    assert not record.tracks_TEF[:, shown:].any()
    assert set(record.text_T.tolist()) <= {0, 1}
    assert take.staging.variant_E is not None
    told = [take.staging.variant, *take.staging.variant_E]
    assert record.variant_V.shape == (1 + MAX_INDIVIDUALS,) and record.variant_V[: 1 + shown].tolist() == told
    assert 0 <= record.variant_V.min() and record.variant_V.max() < VARIANTS


def moves(take: Take, frame: int) -> bool:
    """Whether a picture and the next can be told apart."""
    one, two = take.renderer.frames(frame, frame + 2).astype(int)
    return bool(np.abs(one - two).mean() > 3)


def test_latents_decode_to_the_pictures(codec: Codec) -> None:
    """Anchor, held picture and stretch are where the docstring says, and eight bits are enough."""
    take = next(t for t in (simulate_take(seed, seconds=8) for seed in range(22, 60)) if moves(t, 2 * FPS))
    record = make_record(take, 2, codec)
    video = codec.decode(torch.from_numpy(record.latents_THWZ)[None].float() * quantum(codec))[0].numpy()
    second = take.renderer.frames(2 * FPS, 2 * FPS + WINDOW * STRIDE)
    for found, truth in (
        (video[:STRIDE], take.renderer.frames(0, STRIDE)),
        (video[STRIDE : 2 * STRIDE], np.repeat(second[:1], STRIDE, 0)),
        (video[2 * STRIDE :], second),
    ):
        kept = codec.decode(codec.encode(torch.from_numpy(truth)[None]))[0].numpy()
        assert np.abs(found.astype(int) - kept).mean() < 3.3
        assert np.abs(found.astype(int) - truth).mean() < 14
    held = torch.from_numpy(np.stack([np.repeat(second[k : k + 1], STRIDE, 0) for k in range(3)]))
    distance = np.abs(codec.decode(codec.encode(held)).numpy().astype(int) - video[STRIDE : 2 * STRIDE]).mean(
        (1, 2, 3, 4)
    )
    assert distance.argmin() == 0 and distance[0] < 0.9 * distance[1]  # the first picture, not the next
    start = make_record(take, 0, codec)
    assert np.array_equal(start.latents_THWZ[0], start.latents_THWZ[2])


def test_concepts_are_those_of_the_beat(codec: Codec) -> None:
    for seed in range(40):
        take = simulate_take(seed, seconds=8)
        if len(take.beats) > 1:
            break
    record = make_record(take, 0, codec)
    c = concept_tokens(take.beats[0].scene)
    assert np.array_equal(record.concepts_K3L[0], np.stack([c.ids_L, c.slots_L, c.fields_L]))
    middle = np.arange(WINDOW) * STRIDE + 1
    beat = [next(i for i, b in enumerate(take.beats) if n < b.end * FPS) for n in middle]
    assert record.text_T[2:].tolist() == [min(b, 1) for b in beat]


def test_first_records_show_the_first_kinds(tmp_path: Path, codec: Codec) -> None:
    fill(tmp_path / "p", codec, Filling("square", 4, seed=3, group="first"))
    concepts = Pool(tmp_path / "p").arrays["concepts"]
    first = {CONCEPTS["kind", kind] for kind in FIRST_KINDS}
    kinds = concepts[:, :, 0][concepts[:, :, 2] == FIELDS.index("kind")]
    assert len(kinds) and set(kinds.tolist()) <= first
    Pool(tmp_path / "p", "r+").arrays["painted"][:] = 1
    assert Pool(tmp_path / "p").rows_within("first").tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("group", GROUPS)
def test_rows_within_a_group_show_nothing_else(group: str, pool: Pool) -> None:
    rows, ids = set(pool.rows_within(group).tolist()), {CONCEPTS["kind", kind] for kind in GROUPS[group]}
    assert 0 < len(rows) and (len(rows) < pool.count) == (group == "first")
    for i in range(pool.count):
        concepts = pool.arrays["concepts"][i]
        nouns = {
            int(n) for n, field in zip(concepts[:, 0].flat, concepts[:, 2].flat, strict=True) if FIELDS[field] == "kind"
        }
        assert (i in rows) == (nouns <= ids)


def test_padding_and_quantum(codec: Codec) -> None:
    assert padded(np.ones((4, 3, 9), np.float32)).shape == (4, MAX_INDIVIDUALS, 9)
    assert not padded(np.ones((4, 3, 9), np.float32))[:, 3:].any()
    assert torch.allclose(quantum(codec) * 127, codec.peak_D * 1.2)
