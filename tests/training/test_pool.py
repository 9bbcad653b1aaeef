"""The pool: records that depend on their seed alone, files that are filled again or further."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from onetake.model.codec import Codec
from onetake.prompt.ontology import CONCEPTS, FIRST_KINDS
from onetake.prompt.tokens import FIELDS, concept_tokens
from onetake.training.pool import (
    FRAMES,
    HELD_OUT,
    WINDOW,
    Pool,
    Record,
    beats_of,
    fill,
    make_record,
    padded,
    quantum,
    simulate_take,
)
from onetake.types import FPS, MAX_INDIVIDUALS, PATCH, SHAPES, STRIDE


def contents(folder: Path, rows: slice = slice(None)) -> dict[str, bytes]:
    return {name: array[rows].tobytes() for name, array in Pool(folder).arrays.items()}


def test_create_append_and_open_again(tmp_path: Path, records: list[Record], codec: Codec) -> None:
    pool = Pool.create(tmp_path / "p", 12, "landscape", codec.dims)
    assert pool.capacity == 12 and pool.count == 0
    for i in range(9):
        pool.append(i, records[i % len(records)])
    assert pool.count == 8  # counted in eights
    again = Pool.create(tmp_path / "p", 12, "landscape", codec.dims)
    assert again.count == 8 and contents(tmp_path / "p", slice(0, 8)) == {
        n: a[:8].tobytes() for n, a in pool.arrays.items()
    }
    for i in range(9, 12):
        again.append(i, records[i % len(records)])
    assert again.count == 12
    reader = Pool(tmp_path / "p")
    assert np.array_equal(reader.arrays["latents"][11], records[3].latents_THWZ)
    with pytest.raises(ValueError, match="read-only"):
        reader.append(0, records[0])


def test_a_full_pool_and_one_killed_half_way_are_the_same(tmp_path: Path, codec: Codec) -> None:
    fill(tmp_path / "whole", "square", codec, 12, seed=5, first_until=4)
    shutil.copytree(tmp_path / "whole", tmp_path / "killed")
    killed = Pool(tmp_path / "killed", "r+")
    for array in killed.arrays.values():
        array[8:] = 1  # whatever a process that was killed had half written
    Pool._write_count(tmp_path / "killed", 8)
    fill(tmp_path / "killed", "square", codec, 12, seed=5, first_until=4)
    assert contents(tmp_path / "killed") == contents(tmp_path / "whole")
    assert Pool(tmp_path / "killed").count == 12
    assert not list(tmp_path.rglob("*.tmp"))


def test_another_seed_gives_other_records(tmp_path: Path, codec: Codec) -> None:
    for seed in (1, 2):
        fill(tmp_path / str(seed), "landscape", codec, 2, seed=seed)
    assert contents(tmp_path / "1")["latents"] != contents(tmp_path / "2")["latents"]
    before = contents(tmp_path / "1")
    fill(tmp_path / "1", "landscape", codec, 2, seed=9)  # full: nothing to do
    assert contents(tmp_path / "1") == before


def test_a_record_depends_on_its_seed_alone(codec: Codec) -> None:
    one, _, again = (make_record(simulate_take(seed, "portrait", None), 0, codec) for seed in (11, 12, 11))
    for name in Record.__dataclass_fields__:
        assert np.array_equal(getattr(one, name), getattr(again, name)), name


@pytest.mark.parametrize("shape", SHAPES)
def test_what_a_record_holds(shape: str, codec: Codec) -> None:
    take = simulate_take(21, shape, None, seconds=8)
    record = make_record(take, 3, codec)
    width, height = SHAPES[shape]
    assert record.latents_THWZ.shape == (FRAMES, height // PATCH, width // PATCH, codec.dims)
    assert record.latents_THWZ.dtype == np.int8 and record.start == 3
    assert record.concepts_K3L.shape == (2, 3, 48)
    assert record.tracks_TEF.shape[:2] == (FRAMES, MAX_INDIVIDUALS) and record.camera_TC.shape == (FRAMES, 4)
    assert np.isfinite(record.tracks_TEF).all() and np.isfinite(record.camera_TC).all()
    shown = len(take.staging.entity_E)
    assert (record.slot_E[:shown] > 0).all() and not record.slot_E[shown:].any()
    assert not record.tracks_TEF[:, shown:].any()
    assert set(record.text_T.tolist()) <= {0, 1}


def test_latents_decode_to_the_pictures(codec: Codec) -> None:
    """Anchor, held picture and stretch are where the docstring says, and eight bits are enough."""
    take = simulate_take(22, "landscape", None, seconds=8)
    record = make_record(take, 2, codec)
    video = codec.decode(torch.from_numpy(record.latents_THWZ)[None].float() * quantum(codec))[0].numpy()
    second = take.renderer.frames(2 * FPS, 2 * FPS + WINDOW * STRIDE)
    for found, truth in (
        (video[:STRIDE], take.renderer.frames(0, STRIDE)),
        (video[STRIDE : 2 * STRIDE], np.repeat(second[:1], STRIDE, 0)),
        (video[2 * STRIDE :], second),
    ):
        kept = codec.decode(codec.encode(torch.from_numpy(truth)[None]))[0].numpy()
        assert np.abs(found.astype(int) - kept).mean() < 3
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
        take = simulate_take(seed, "landscape", None, seconds=8)
        if len(take.beats) > 1:
            break
    record = make_record(take, 0, codec)
    c = concept_tokens(take.beats[0].scene)
    assert np.array_equal(record.concepts_K3L[0], np.stack([c.ids_L, c.slots_L, c.fields_L]))
    middle = np.arange(WINDOW) * STRIDE + 1
    beat = [next(i for i, b in enumerate(take.beats) if n < b.end * FPS) for n in middle]
    assert record.text_T[2:].tolist() == [min(b, 1) for b in beat]


def test_held_out_pairs_are_never_shown() -> None:
    for seed in range(150):
        for beat in simulate_take(seed, "landscape", None).beats:
            for e in beat.scene.entities:
                assert (e.kind, e.verb) not in HELD_OUT


def test_first_records_show_the_first_kinds(tmp_path: Path, codec: Codec) -> None:
    fill(tmp_path / "p", "square", codec, 4, seed=3, first_until=4)
    concepts = Pool(tmp_path / "p").arrays["concepts"]
    first = {CONCEPTS["kind", kind] for kind in FIRST_KINDS}
    kinds = concepts[:, :, 0][concepts[:, :, 2] == FIELDS.index("kind")]
    assert len(kinds) and set(kinds.tolist()) <= first
    assert Pool(tmp_path / "p").first_rows().tolist() == [0, 1, 2, 3]


def test_first_rows_show_nothing_else(pool: Pool) -> None:
    rows = pool.first_rows().tolist()
    assert 0 < len(rows) < pool.count
    for i in range(pool.count):
        concepts = pool.arrays["concepts"][i]
        nouns = {
            int(n) for n, field in zip(concepts[:, 0].flat, concepts[:, 2].flat, strict=True) if FIELDS[field] == "kind"
        }
        if not nouns <= {CONCEPTS["kind", kind] for kind in FIRST_KINDS}:
            assert i not in rows


def test_beats_divide_a_take() -> None:
    scene = simulate_take(1, "landscape", None).beats[0].scene
    beats = beats_of((scene, scene, scene), 8)
    assert [(b.start, b.end) for b in beats] == [(0, 3), (3, 5), (5, 8)]
    assert all(b.caption for b in beats)


def test_padding_and_quantum(codec: Codec) -> None:
    assert padded(np.ones((4, 3, 9), np.float32)).shape == (4, MAX_INDIVIDUALS, 9)
    assert not padded(np.ones((4, 3, 9), np.float32))[:, 3:].any()
    assert torch.allclose(quantum(codec) * 127, codec.peak_D * 1.2)
