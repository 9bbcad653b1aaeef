"""The reader and the measurements, with an untrained reader and without a model."""

import argparse
import json

import numpy as np
import pytest
import torch

from onetake.errors import BadRequest, WeightsError
from onetake.evaluation import nearest, prompts, report, sentences
from onetake.evaluation.intervals import Share, wilson
from onetake.evaluation.read_train import Store, check, confusions, fit, noise_bank, spoil
from onetake.evaluation.reader import AT, FIELDS, SMALL, Reader, load_reader, pick, read, same, save_reader, shrink
from onetake.evaluation.truth import has_main_subject, labels, sample_subject, small_clip
from onetake.model.codec import Codec
from onetake.prompt.ontology import PLACES
from onetake.training.pool import Pool, quantum
from onetake.types import Entity, Scene
from onetake.world.take import HELD_OUT


@pytest.fixture(scope="module")
def reader():
    torch.manual_seed(0)
    return Reader(8, 8, 16, 16).eval()


@pytest.fixture(scope="module")
def codec():
    basis = torch.linalg.qr(torch.randn(3072, 32, generator=torch.Generator().manual_seed(0)))[0].T
    return Codec(basis.contiguous(), torch.zeros(3072), torch.ones(32), torch.full((32,), 40.0))


def test_wilson_interval_matches_known_values_and_stays_inside():
    low, high = wilson(8, 10)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)
    assert wilson(0, 10)[0] == 0 and wilson(10, 10)[1] == 1 and wilson(0, 0) == (0, 1)
    assert Share.count([True, False]).as_json()["right"] == 1


def test_a_full_reader_is_small_enough_to_ship(tmp_path):
    """A few megabytes at most, and the answers, which grow with the vocabulary, are less than half of it."""
    full = Reader()
    save_reader(tmp_path / "full.safetensors", full)
    assert (tmp_path / "full.safetensors").stat().st_size < 5_000_000
    answers = sum(p.numel() for p in full.heads.parameters())
    assert answers == sum((2 * 256 + 224 + 1) * len(names) for names in FIELDS.values())
    assert answers < sum(p.numel() for p in full.parameters()) / 2


def test_reader_reads_any_length_and_size(reader):
    for shape in ((5, 112, 192, 3), (24, 192, 112, 3), (48, 448, 768, 3)):
        said = read(reader, np.full(shape, 128, np.uint8))
        assert set(said.answers) == set(FIELDS)
        assert all(abs(s.sum() - 1) < 1e-4 for s in said.scores.values())
        assert said.rather("action", "eat", "dance") in ("eat", "dance")


def test_pick_takes_the_middle_and_holds_the_end():
    frames = np.zeros((10, 112, 192, 3), np.uint8)
    frames[9] = 200
    small = pick(frames)
    assert small.shape == (len(AT), SMALL[1], SMALL[0], 3) and (small[-1] == 200).all()
    tall = np.zeros((1, 192, 112, 3), np.uint8)
    tall[:, :40] = 255
    assert not shrink(tall).any()


def test_reader_survives_the_disk_and_foreign_files_are_refused(reader, tmp_path):
    path = tmp_path / "reader.safetensors"
    save_reader(path, reader)
    clip = np.random.default_rng(0).integers(0, 256, (24, 112, 192, 3)).astype(np.uint8)
    before, after = read(reader, clip), read(load_reader(path), clip)
    assert all(np.allclose(before.scores[f], after.scores[f], atol=5e-3) for f in FIELDS)
    with pytest.raises(WeightsError) as missing:
        load_reader(tmp_path / "none")
    assert missing.value.code == "reader-missing"
    path.write_bytes(path.read_bytes()[:999])
    with pytest.raises(WeightsError) as damaged:
        load_reader(path)
    assert damaged.value.code == "reader-damaged"


def test_look_alike_actions_count_as_one_and_kinds_do_not():
    assert same("action", "look around", "stand") and not same("action", "eat", "dance")
    assert not same("kind", "wolf", "dog")


def test_a_scene_with_two_subjects_has_no_main_one():
    dog, cat, ball = Entity("dog"), Entity("cat"), Entity("ball")
    assert not has_main_subject(Scene((dog, cat), "park"))
    assert has_main_subject(Scene((Entity("dog", verb="kick", target=1), ball), "park"))
    assert all(has_main_subject(sample_subject(s)) for s in range(30))
    assert labels(Scene((dog,), "park")) == {"kind": "dog", "count": "1", "action": "stand", "place": "park"}


def test_sentences_come_from_the_seed_alone_and_hold_new_pairs():
    made = sentences.held_out_sentences(20, 3)
    assert made == sentences.held_out_sentences(20, 3)
    assert made[:5] == sentences.held_out_sentences(5, 3) and made != sentences.held_out_sentences(20, 4)
    new = [s for s in made if s.pair]
    assert len(new) == 3 and all((s.scene.entities[0].kind, s.scene.entities[0].verb) in HELD_OUT for s in new)
    assert any("\u4e00" <= c <= "\u9fff" for s in made for c in s.text)
    told = sentences.eat_or_dance(0)
    assert len(told) == 20 and {s.scene.entities[0].verb for s in told} == {"eat", "dance"}


def test_shuffling_leaves_nothing_in_its_place():
    order = prompts.shuffled(50, 0)
    assert sorted(order) == list(range(50)) and all(i != j for i, j in enumerate(order))


def test_evaluation_is_one_json_object_and_a_table(reader):
    def grey(sentence):
        return np.full((24, 112, 192, 3), sentence.seed % 200, np.uint8)

    one, two = (prompts.evaluate(3, 1, grey, reader=reader) for _ in range(2))
    assert json.dumps(one) == json.dumps(two)
    assert {"kind", "count", "action", "place", "all_right"} == set(one["generated"])
    assert one["generated"]["kind"]["of"] == 3 and one["nearest_training_clip"] is None
    table = report.prompts_table(one)
    assert "floor" in table and "ceiling" in table and "eating told from dancing" in table


def test_the_nearest_training_clip_is_found(codec, tmp_path):
    rng = np.random.default_rng(0)
    pool = Pool.create(tmp_path / "pool", 5, "landscape", codec.dims)
    stored = rng.normal(0, 30, pool.arrays["latents"].shape).round().clip(-127, 127)
    pool.arrays["latents"][:] = stored
    pool.mark(slice(None))
    latents = torch.from_numpy(stored[3, 4:10]).float() * quantum(codec)
    same_clip = codec.decode(latents[None])[0].numpy()
    other = rng.integers(0, 256, same_clip.shape).astype(np.uint8)
    db = nearest.nearest(np.stack([same_clip, other]), pool, codec)
    assert db[0] > db[1] + 3
    assert nearest.open_pool(tmp_path / "none") is None


def test_training_resumes_and_spoils_without_breaking(codec, tmp_path):
    store = Store(tmp_path, 4)
    store.collect(float("inf"))
    larger = Store(tmp_path, 6)
    assert store.count == larger.count == 4 and (larger.clips[:4] == store.clips).all() and len(larger.clips) == 6
    scene, clip = small_clip(210_000_001)
    assert (store.clips[1] == clip).all() and FIELDS["kind"][store.answers[1, 0]] == scene.entities[0].kind
    bank = noise_bank(codec, 1)
    spoilt = spoil(np.asarray(store.clips), bank, np.random.default_rng(0))
    assert spoilt.min() >= 0 and spoilt.max() <= 255 and spoilt.shape == store.clips.shape
    small = Reader(8, 8, 16, 16)
    assert fit(small, store, bank, tmp_path, 1, 2, float("inf")) == 1
    small.eval()
    with torch.no_grad():
        assert check(small, codec, 1)["clips"] == 1


def test_confusions_name_the_commonest_mistake_first():
    truth = [np.array([0, 0, 0, 0])] * 3
    said = [np.array([1, 0, 0, 0]), np.array([1, 0, 0, 0]), np.array([2, 0, 0, 0])]
    assert confusions(said, truth)["kind"][0] == "man → woman (2)" and confusions(said, truth)["place"] == []


def test_bad_counts_are_refused():
    options = argparse.Namespace(what="prompts", model=None, count=0, seed=0, output=None, json=True, quiet=True)
    with pytest.raises(BadRequest) as refused:
        report.main(options)
    assert refused.value.code == "bad-count"


def test_places_of_pairs_fit():
    assert all(s.scene.hour in PLACES[s.scene.place].hours for s in sentences.held_out_sentences(40, 0))
