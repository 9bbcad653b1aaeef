"""The measures of controls: right about motion that is known, and true about what a control keeps."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from onetake.evaluation import controls, finishing, identity
from onetake.evaluation.flow import camera_motion, flicker, motion_at, psnr, sharpness, ssim
from onetake.media import network

ROOT = Path(__file__).resolve().parent.parent.parent


def scenery(seed=0):
    """A large picture with something to see everywhere (224, 384, 3)."""
    rng = np.random.default_rng(seed)
    noise = rng.integers(0, 255, (28, 48, 3)).astype(np.uint8)
    return cv2.resize(noise, (384, 224), interpolation=cv2.INTER_CUBIC)


def seen(dx=0.0, dy=0.0, zoom=0.0, frames=5):
    """A camera that moves over it by so many pixels, and comes closer by such a share, each frame."""
    out = []
    for n in range(frames):
        scale = (1 + zoom) ** n
        matrix = np.array([[scale, 0, 96 - scale * (192 + dx * n)], [0, scale, 56 - scale * (112 + dy * n)]], float)
        out.append(cv2.warpAffine(scenery(), matrix, (192, 112), flags=cv2.INTER_LINEAR))
    return np.stack(out)


@pytest.mark.parametrize(("dx", "dy", "zoom"), [(1.5, 0, 0), (-2, 0, 0), (0, 1, 0), (0, 0, 0.02), (0, 0, -0.015)])
def test_the_camera_is_measured_as_it_moved(dx, dy, zoom):
    found = camera_motion(seen(dx, dy, zoom))
    assert found["right"] == pytest.approx(dx, abs=0.2)
    assert found["down"] == pytest.approx(dy, abs=0.2)
    assert found["zoom"] == pytest.approx(zoom, abs=0.004)


def test_a_subject_is_measured_inside_its_box():
    still = seen()
    for n in range(5):
        still[n, 40:70, 40 + 3 * n : 80 + 3 * n] = scenery(1)[:30, :40]
    boxes = np.array([[40 + 3 * n, 40, 80 + 3 * n, 70] for n in range(4)], np.float32)
    right, down = motion_at(still, boxes).mean(0)  # smoothed with what stands still around it
    assert 1.2 < right < 3.5 and abs(down) < 0.3
    assert camera_motion(still)["right"] == pytest.approx(0, abs=0.1)


def test_quality_falls_with_noise_and_blur():
    clip = seen(1)
    noisy = np.clip(clip + np.random.default_rng(0).normal(0, 12, clip.shape), 0, 255).astype(np.uint8)
    blurred = np.stack([cv2.blur(f, (7, 7)) for f in clip])
    assert psnr(clip, clip) == 99 and ssim(clip, clip) == pytest.approx(1)
    assert 24 < psnr(noisy, clip) < 30 and max(ssim(blurred, clip), ssim(noisy, clip)) < 0.97
    assert sharpness(blurred) < 0.9 * sharpness(clip) and flicker(noisy) > 2 * flicker(clip)


@pytest.fixture(scope="module")
def bench(tiny, tmp_path_factory):
    return controls.prepare(tmp_path_factory.mktemp("bench"), 0, tiny)


@pytest.mark.parametrize("name", ["retake", "fill", "expand", "still", "extend_backward", "motion", "storyboard"])
def test_every_control_has_its_numbers(bench, name):
    numbers = controls.MEASURES[name](bench)
    assert all(np.isfinite(v) for v in numbers.values())
    assert numbers.get("kept_to_the_bit", True) is True
    numbers.pop("cut_step", None)
    assert not [v for k, v in numbers.items() if k.startswith("seam") and "without" not in k and v > 3]
    if name == "motion":  # the true clip moves as the stroke asks
        assert numbers["true_right"] > 0.7 * numbers["asked_right"] > 1
        assert numbers["true_up"] < 0.7 * numbers["asked_up"] < -1


def test_the_table_and_the_page_are_made_from_what_was_measured(tmp_path):
    measured = json.loads((ROOT / "docs" / "controls.json").read_text(encoding="utf-8"))
    assert set(measured["controls"]) == set(controls.MEASURES)
    text = controls.as_table(measured)
    assert all(name.replace("_", " ") in text for name in controls.MEASURES)
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "compare.py"), "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
    page = (ROOT / "docs" / "compare.md").read_text(encoding="utf-8")
    assert f"{measured['controls']['upscale']['ours']['psnr_db']:.3g} dB" in page


def test_references_are_measured_against_others(bench, monkeypatch):
    """One cut of each reference; with an untrained painter nothing is read right but that the stranger is one."""
    alone = replace(identity.held_out(0), cast=identity.held_out(0).cast[:1])
    monkeypatch.setattr(identity, "held_out", lambda seed: alone)
    monkeypatch.setattr(identity, "CAST", identity.CAST[1:2])
    numbers = controls.MEASURES["reference"](replace(bench, quick=True))
    assert numbers["cuts"] == numbers["references"] == numbers["tuned_cuts"] == 2 and 1 <= numbers["read_right"] <= 2
    assert 0 <= numbers["recognised"] <= 2 and numbers["own_over_nearest_other"] > 0
    assert numbers["foreign_above_bound"] == 1


def test_the_held_out_company_shares_nothing_with_the_tuned_one():
    one, again, other = identity.held_out(0), identity.held_out(0), identity.held_out(1)
    kinds = [r.kind for r in one.cast]
    assert one.cast == again.cast != other.cast and np.array_equal(one.foreign, again.foreign)
    assert len(set(kinds)) == 4 and not {r.kind for r in identity.CAST} & set(kinds)
    assert not set(identity.CUTS) & set(one.cuts) and len(one.pictures) * len(one.cuts) == 20


def test_a_look_is_that_of_the_figure_in_its_light():
    pictures = {r.name: identity.portrait(r) for r in identity.CAST} | {"Zog": identity.stranger()}
    night, day = (0.5, 0.55, 0.8), (1.0, 1.0, 1.0)
    dark = (pictures["Rex"] * np.array(night)).round().astype(np.uint8)
    seen = np.abs(pictures["Rex"].astype(int) - identity.PAPER).sum(-1) > 24
    own = identity.look(dark, seen)
    at_night = {n: float(np.linalg.norm(own - identity.reference_look(p, night))) for n, p in pictures.items()}
    assert min(at_night, key=at_night.get) == "Rex" and at_night["Rex"] < 0.01
    assert np.linalg.norm(own - identity.reference_look(pictures["Rex"], day)) > 0.2
    assert identity.look(dark, np.zeros_like(seen)) is None


def test_finishing_is_told_side_by_side():
    clip = np.stack([cv2.GaussianBlur(f, (5, 5), 0) for f in seen(2, frames=8)])
    up, smooth = finishing.upscaled([clip], clip), finishing.smoothed([clip])
    assert min(up["ours"]["psnr_db"], up["bicubic"]["psnr_db"]) > 30
    assert ("network" in up) == network.there()
    assert {"ours", "blocks", "dis", "blended", "repeated"} == set(smooth)
    best = min(smooth["ours"]["psnr_db"], smooth["dis"]["psnr_db"])
    assert best > smooth["blended"]["psnr_db"] > smooth["repeated"]["psnr_db"]
