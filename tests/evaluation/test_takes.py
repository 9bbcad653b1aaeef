"""The take benchmark: measures that notice what they are named for, and controls that fail."""

import json

import numpy as np
import pytest
import torch

from onetake.errors import BadRequest
from onetake.evaluation import take_bands, take_measures, takes
from onetake.evaluation.take_table import table
from onetake.evaluation.take_truth import Truth, judge
from onetake.model.codec import Codec
from onetake.plan import make_plan
from onetake.prompt.understand import understand

BANDS = {"drift.colour": [-0.2, 0.2], "drift.saturation": [-0.2, 0.2], "drift.sharpness": [-0.1, 0.1], "loop": [0, 0.2]}
PROMPT = "A red car drives on a city street. Then it stands."


@pytest.fixture(scope="module")
def codec():
    basis = torch.linalg.qr(torch.randn(3072, 3072, generator=torch.Generator().manual_seed(0)))[0]
    return Codec(basis, torch.zeros(3072), torch.ones(3072), torch.ones(3072))


@pytest.fixture(scope="module")
def truth(tiny, tmp_path_factory):
    output = tmp_path_factory.mktemp("takes") / "a.mp4"
    return Truth.of_plan(make_plan("A dog runs on the beach. Then it sits.", seconds=12, model=tiny, output=output))


@pytest.fixture(scope="module")
def true(truth):
    return truth.renderer().frames(0, len(truth.staging.tracks_NEF))


def test_a_cut_is_seen_and_motion_is_none(true):
    assert take_measures.cuts(take_measures.small(true)) == []
    cut = np.concatenate([true[:70], 255 - true[70:]])
    assert take_measures.cuts(take_measures.small(cut)) == [70]


def test_slopes_are_per_minute():
    assert take_measures.slope(np.arange(121) / 12 / 60 * 0.5) == pytest.approx(0.5)
    assert take_measures.slope(np.array([1.0])) == 0


def test_a_jump_at_every_border_is_a_seam():
    rng = np.random.default_rng(0)
    change = rng.uniform(1, 2, 119)
    change[11::12] = 6
    quiet = take_measures.Curves(np.zeros((120, 3)), np.zeros(120), np.zeros(120), change)
    assert take_measures.seam(quiet) > 3


def test_a_true_take_is_itself(true, truth):
    found = judge(true, truth).figures
    assert found["identity"] == 1 and found["place"] == 1 and found["beats"]["share"] == 1
    elsewhere = truth.elsewhere("living room").renderer().frames(0, len(true))
    assert judge(elsewhere, truth).figures["place"] == 0


def test_the_four_that_must_fail_do(true, truth):
    for name, frames in takes.spoilt(true, truth).items():
        missed = takes.measured(frames, truth, BANDS)[0]["outside"]
        assert takes.CONTROLS[name] in missed, (name, missed)
    missed = takes.measured(true, truth, BANDS)[0]["outside"]
    assert not set(missed) & set(takes.CONTROLS.values())


def test_the_whole_benchmark(tiny, tmp_path):
    result = takes.evaluate(3, [PROMPT], model=tiny, folder=tmp_path, scenes=2, cold=False)
    json.dumps(result, allow_nan=False)
    (take,) = result["takes"]
    keys = {"cuts", "identity", "place", "drift", "motion", "motion_ratio", "beats", "seam", "loop"}
    keys |= {"realtime_factor", "first_frame_seconds", "peak_memory"}
    assert keys <= set(take) and keys <= set(result["overall"])
    assert take["peak_memory"] > 50 and take["realtime_factor"] > 0
    assert (tmp_path / "takes.png").stat().st_size > 1000 and (tmp_path / "01.mp4").exists()
    assert "unsupported" in table(result) and "control, frozen: fails as it must" in table(result)


def test_prompts_of_its_own_and_of_a_file(tmp_path):
    own = takes.prompts_of(None)
    assert len(own) >= 12 and all(understand(text, 60)[0] for text in own)
    (tmp_path / "mine.txt").write_text("# mine\n\nA cat sleeps\n")
    assert takes.prompts_of(tmp_path / "mine.txt") == ["A cat sleeps"]
    (tmp_path / "none.txt").write_text("#\n")
    for name in ("none.txt", "missing.txt"):
        with pytest.raises(BadRequest) as refused:
            takes.prompts_of(tmp_path / name)
        assert refused.value.code == "bad-prompts"


def test_bands_are_shipped_for_a_minute():
    known = take_bands.known(60)
    assert known["scenes"] == 24
    bands = known["bands"]
    assert bands["identity"][0] >= 0.95 and bands["place"][0] >= 0.95 and bands["cuts"][1] == 0
    assert take_bands.known(17) is None
