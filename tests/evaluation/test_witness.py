"""The witness: what it is taught, that it learns, and that what it says is read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from onetake.errors import WeightsError
from onetake.evaluation.flaw_films import film_of, told
from onetake.evaluation.follow import steadied
from onetake.evaluation.seen import TINTS, VOCABULARY, Seen, Sighting, of_truth
from onetake.evaluation.witness import (
    CELL,
    CLASSES,
    PICTURE,
    Witness,
    load_witness,
    look,
    overlap,
    read_figures,
    save_witness,
    shipped,
    with_motion,
)
from onetake.evaluation.witness_check import Tally
from onetake.evaluation.witness_train import lesson, loss_of, targets
from onetake.model.codec import Codec, fit_codec

SEED = 290_100_000


@pytest.fixture(scope="module")
def codec() -> Codec:
    generator = torch.Generator().manual_seed(0)
    return fit_codec(torch.randn(600, 3072, generator=generator), torch.ones(600), 16)


@pytest.mark.parametrize("text", ["A cat is to the left of a dog in a park.", "A ball is under a table in a kitchen."])
def test_targets_say_where_everybody_is(text: str) -> None:
    """Also who stands beneath a table has a middle of their own."""
    truth = told(text, SEED)
    frame = of_truth(truth.beats, truth.staging, truth.geometry, [20]).frames[0]
    t = targets([frame], np.random.default_rng(0))
    assert int((t.heat == 1).sum()) == 2
    for (_, row, column), spot, kind in zip(t.where.tolist(), t.spot.tolist(), t.kind.tolist(), strict=True):
        said = next(s for s in frame if s.kind == CLASSES[kind])
        assert ((column + 0.5 + spot[0]) * CELL, (row + 0.5 + spot[1]) * CELL) == pytest.approx(
            (said.x, said.y), abs=1e-3
        )
        assert np.exp(spot[3]) * CELL == pytest.approx(said.height, rel=1e-4)


def test_lessons_depend_on_their_number_alone(codec: Codec) -> None:
    one, same, other = lesson(3, 1, codec), lesson(3, 1, codec), lesson(3, 2, codec)
    assert np.array_equal(one.frames_NYXC, same.frames_NYXC)
    assert one.seen == same.seen
    assert not np.array_equal(one.frames_NYXC, other.frames_NYXC)
    assert one.frames_NYXC.shape == (28, PICTURE[1], PICTURE[0], 3)


def test_it_learns(codec: Codec) -> None:
    torch.manual_seed(0)
    witness = Witness("separable").train()
    optimiser = torch.optim.AdamW(witness.parameters(), lr=2e-3)
    film = lesson(1, 1, codec)
    pictures = torch.from_numpy(with_motion(film.frames_NYXC, [2, 4], 1))
    losses = []
    for step in range(6):
        loss, _ = loss_of(witness, pictures, targets([film.seen[2], film.seen[4]], np.random.default_rng(step)))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.7 * losses[0]


def test_weights_are_read_back(tmp_path: Path) -> None:
    torch.manual_seed(1)
    witness = Witness("plain").eval()
    save_witness(tmp_path / "w.safetensors", witness)
    again = load_witness(tmp_path / "w.safetensors")
    pictures = torch.randint(0, 255, (2, 7, PICTURE[1], PICTURE[0]), dtype=torch.uint8)
    with torch.no_grad():
        assert torch.allclose(witness(pictures)[0], again(pictures)[0], atol=0.02)
    (tmp_path / "w.safetensors").write_bytes(b"broken")
    with pytest.raises(WeightsError) as damaged:
        load_witness(tmp_path / "w.safetensors")
    assert damaged.value.code == "witness-damaged"
    with pytest.raises(WeightsError) as missing:
        load_witness(tmp_path / "none.safetensors")
    assert missing.value.code == "witness-missing"
    assert read_figures(tmp_path / "none.safetensors").of("count") == 0


@pytest.mark.parametrize("number", [1, 2])
def test_the_shipped_witness_sees_a_panda(number: int) -> None:
    truth = told("A panda stands in a meadow.", SEED)
    frames = film_of(truth)
    seen = look(load_witness(shipped(number)), frames, 12)
    true = of_truth(truth.beats, truth.staging, truth.geometry, range(0, len(frames), 12))
    for said, (panda,) in zip(seen.frames, true.frames, strict=True):
        near = [s for s in said if overlap(s, panda) > 0.5]
        assert [s.kind for s in near] == ["panda"]
    assert set(CLASSES) > set(VOCABULARY)


def as_said(s: Sighting, kind: str | None = None) -> Sighting:
    kind, colour = kind or s.kind, s.colour or "red"
    return replace(
        s, kind=kind, kinds=tuple(0.8 * (k == kind) + 0.2 / len(CLASSES) for k in CLASSES),
        tints=tuple(float(t == colour) for t in TINTS),
    )  # fmt: skip


def test_slips_are_mended_along_a_track_and_changes_are_not() -> None:
    truth = told("A black cat chases a dog in a meadow.", SEED)
    true = of_truth(truth.beats, truth.staging, truth.geometry, range(0, 60, 2))
    rng = np.random.default_rng(0)
    slips = [tuple(as_said(s, "lion" if rng.random() < 0.1 else None) for s in frame) for frame in true.frames]
    flash = as_said(Sighting("panda", 20, 20, 20, 20))
    slips[7] = (*slips[7], flash)
    mended = steadied(Seen(tuple(slips), 6), CLASSES)
    assert [sorted(s.kind for s in f) for f in mended.frames] == [sorted(s.kind for s in f) for f in true.frames]
    assert {s.colour for f in mended.frames for s in f if s.kind == "cat"} == {"black"}
    turned = [tuple(as_said(s, "lion" if n >= 15 else None) for s in frame) for n, frame in enumerate(true.frames)]
    kinds = [{s.kind for s in f} for f in steadied(Seen(tuple(turned), 6), CLASSES).frames]
    assert kinds[5] == {"cat", "dog"}
    assert kinds[25] == {"lion"}


def test_a_tally_counts_what_is_found_and_what_is_not() -> None:
    truth = told("A cat is to the left of a dog in a park.", SEED)
    frame = of_truth(truth.beats, truth.staging, truth.geometry, [20]).frames[0]
    tally = Tally()
    tally.add(frame, frame)
    tally.add(frame[:1], frame)
    tally.add(frame, frame[:1])
    assert sum(tally.right["found"]) == 4
    assert len(tally.right["found"]) == 5
    assert tally.right["there"].count(False) == 1
    assert all(tally.right["kind"])
