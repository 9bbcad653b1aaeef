"""What denoising steps gain: measured on true scenes, against what they would be if nothing were added."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from onetake.evaluation import steps
from onetake.evaluation.report import steps_table
from onetake.take import load
from onetake.world.take import simulate_take


def test_figures_of_a_tiny_model(tiny: str) -> None:
    found = steps.evaluate(1, 3, tiny, steps=(0, 1))
    assert found["count"] == 1 and set(found["steps"]) == {"0", "1"}
    none, one = found["steps"]["0"], found["steps"]["1"]
    assert none["psnr"] != one["psnr"] and all(np.isfinite(v) for k, v in one.items() if k != "psnr_shadows")
    assert one["seconds_per_second"] > 0 < none["seconds_per_second"]
    assert steps_table(found).splitlines()[-1].startswith("    1")


def test_scenes_are_the_same_each_time_and_no_two_alike(tiny: str) -> None:
    codec, _ = load(tiny)
    one, again, other = (steps.scene(codec, 0, n)[2] for n in (0, 0, 1))
    assert np.array_equal(one, again) and not np.array_equal(one, other)


def test_shadows_are_under_feet() -> None:
    """Only where the world draws shadows, and only some pixels; the renderer is left as it was."""
    take = next(
        t for t in (simulate_take(i, seconds=4) for i in range(40))
        if t.beats[0].scene.look == "flat" and t.beats[0].scene.hour == "day" and t.renderer.look.grounded
        and steps.shaded(t, 4).any()
    )  # fmt: skip
    before = take.renderer.frames(0, 4)
    mask = steps.shaded(take, 4)
    assert 0 < mask.mean() < 0.3 and np.array_equal(take.renderer.frames(0, 4), before)


@pytest.mark.parametrize("missing", ["nothing-there.safetensors"])
def test_weights_that_are_not_there(missing: str, tmp_path: Path) -> None:
    with pytest.raises(Exception, match=missing):
        steps.evaluate(1, 0, str(tmp_path / missing))
