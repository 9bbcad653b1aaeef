"""Counting what a pass costs, on a tiny transformer that was never trained."""

import json

import pytest
import torch

from onetake.evaluation import nine, report, speed
from onetake.evaluation.reader import Reader
from onetake.model.codec import Codec
from onetake.model.presets import PRESETS
from onetake.model.transformer import Denoiser
from onetake.model.weights import save_weights


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    torch.manual_seed(0)
    basis = torch.linalg.qr(torch.randn(3072, 384))[0].T.contiguous()
    codec = Codec(basis, torch.zeros(3072), torch.ones(384), torch.ones(384))
    folder = tmp_path_factory.mktemp("weights")
    return str(save_weights(folder / "tiny", codec, Denoiser(PRESETS["tiny"]), "tiny", {})[0])


def test_counted_is_two_for_a_multiply_and_an_add():
    a, b = torch.randn(3, 5), torch.randn(5, 7)
    assert speed.counted(lambda: torch.mm(a, b)) == 2 * 3 * 5 * 7
    q, k = torch.randn(1, 2, 4, 8), torch.randn(1, 2, 6, 8)
    assert speed.counted(lambda: torch.nn.functional.scaled_dot_product_attention(q, k, k)) == 2 * 2 * 4 * 6 * 16


def test_speed_measures_everything_in_one_run(weights):
    result = speed.evaluate(1, model=weights, repeats=1)
    t = result["transformer"]
    assert t["gflop_per_pass"] > 0 and 0 < t["share_of_own_shapes"] and 0 < t["share_of_peak"]
    assert result["peak_memory_mb"] > 10 and 0 < result["first_frame_seconds"] <= result["wall_seconds"]
    assert abs(sum(s["share"] for s in result["stages"].values()) - 1) < 0.01
    json.dumps(result, allow_nan=False)
    assert "video seconds a second" in report.speed_table(result)


def test_the_nine_are_drawn_with_a_sheet(weights, tmp_path):
    reader = Reader(8, 8, 16, 16).eval()
    result = nine.evaluate(tmp_path / "new" / "nine", 0, weights, ("A panda dancing.", "A red ball"), 1, reader)
    assert (tmp_path / "new" / "nine" / "nine.png").stat().st_size > 1000
    assert len(result["sentences"]) == 2 and result["sentences"][0]["times_faster"] > 1
    assert "A panda dancing." in report.nine_table(result)
