"""Weights on disk: what is saved is loaded, and what does not fit is refused by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from onetake.errors import BadRequest, WeightsError
from onetake.model import files, weights
from onetake.model.codec import Codec
from onetake.model.condition import Condition, Frames
from onetake.model.files import FORMAT, PAINTERS_ONLY, has_denoiser, locate, read_header, shards
from onetake.model.presets import PRESETS, Preset
from onetake.model.transformer import Denoiser
from onetake.model.weights import load_weights, save_weights
from onetake.plan import make_plan

NOTES = {"step": "7", "samples": "21"}


@pytest.fixture(scope="module")
def codec(cosine_codec: Callable[[int], Codec]) -> Codec:
    return cosine_codec(24)


@pytest.fixture(scope="module")
def model(make_model: Callable[..., Denoiser], small: Preset) -> Denoiser:
    return make_model(small)


def kept(name: str, value: torch.Tensor) -> torch.Tensor:
    """What is left of a tensor when it has been saved and loaded."""
    if not value.is_floating_point():
        return value
    if name.endswith("places.memory"):
        return (value * 127).round().clamp(-127, 127) / 127
    return value.to(torch.float16 if name.endswith(("sprites.base", "sprites.reach")) else torch.bfloat16).float()


@pytest.fixture
def saved(tmp_path: Path, codec: Codec, model: Denoiser) -> Path:
    (path,) = save_weights(tmp_path / "mine", codec, model, "tiny", NOTES)
    return path


def test_round_trip(saved: Path, codec: Codec, model: Denoiser, small: Preset) -> None:
    assert saved.name == "mine-1.safetensors"
    again_codec, again = load_weights(saved)
    assert again.preset == small and not again.training
    assert not any(p.requires_grad for p in again.parameters())
    for name, value in model.state_dict().items():
        assert torch.equal(again.state_dict()[name], kept(name, value)), name
    assert torch.equal(again_codec.basis_DP, codec.basis_DP.half().float())
    for name in ("mean_P", "scale_D", "peak_D"):
        assert torch.equal(getattr(again_codec, name), getattr(codec, name))
    half = load_weights(saved, torch.bfloat16)[1]
    whole = {p.dtype for p in half.layers.sprites.parameters()} | {half.layers.sprites.base.dtype}
    assert whole == {torch.float32}  # coordinates would be off by a quarter of a pixel
    rest = (half.layers.places, half.text)
    assert all({p.dtype for p in part.parameters()} == {torch.bfloat16} for part in rest)


def test_a_loaded_model_draws_the_same(
    saved: Path, model: Denoiser, make_condition: Callable[..., Condition], make_frames: Callable[..., Frames]
) -> None:
    z = torch.randn(1, 3, 2, 2, 24, generator=torch.Generator().manual_seed(0))
    frames, condition = make_frames(torch.full((1, 3), 0.5), 2, 2), make_condition(1, 3)
    codec, loaded = load_weights(saved)
    rounded = Denoiser(model.preset).attach(codec).eval()
    rounded.load_state_dict({k: kept(k, v) for k, v in model.state_dict().items()})
    with torch.no_grad():
        before, exact, after = (m(z, frames, condition)[0] for m in (model, rounded, loaded))
    assert torch.equal(exact, after)
    assert (before - after).square().mean() < 0.05**2 * before.square().mean()  # eight bits of a weight are enough


def test_every_part_runs_in_bf16(
    saved: Path, make_condition: Callable[..., Condition], make_frames: Callable[..., Frames]
) -> None:
    """As on a processor with matrix units, whatever this one has: painters with memory, text, trunk."""
    z = torch.randn(1, 3, 2, 2, 24, generator=torch.Generator().manual_seed(0))
    frames, condition = make_frames(torch.full((1, 3), 0.5), 2, 2), make_condition(1, 3)
    full, half = (load_weights(saved, dtype)[1] for dtype in (torch.float32, torch.bfloat16))
    with torch.no_grad():
        painted = [m.tell(condition, 2, 2).guess_BTHWZ for m in (full, half)]
        drawn = [m(z, frames, condition)[0] for m in (full, half)]
    for exact, rounded in (painted, drawn):
        assert (exact - rounded).square().mean() < 0.1**2 * exact.square().mean()


def test_header_says_what_it_is(saved: Path, small: Preset) -> None:
    header = read_header(saved)
    assert header["format"] == FORMAT and header["preset"] == "tiny" and header["step"] == "7"
    assert Preset(**json.loads(header["sizes"])) == small
    assert shards(saved) == [saved]


def test_many_files(tmp_path: Path, codec: Codec, model: Denoiser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "LARGEST_SHARD", 400_000)
    parts = save_weights(tmp_path / "mine", codec, model, "tiny", NOTES)
    assert len(parts) > 2 and [p.name for p in parts] == [f"mine-{i}.safetensors" for i in range(1, len(parts) + 1)]
    largest = max(v.nbytes for p in parts for v in load_file(p).values())
    assert all(p.stat().st_size < max(400_000, largest) + 20_000 for p in parts)
    assert shards(parts[0]) == parts
    again = load_weights(parts[0])[1]
    assert torch.equal(again.told.weight, model.told.weight.to(torch.bfloat16).float())

    save_weights(tmp_path / "other", codec, model, "tiny", {"step": "8"})
    (tmp_path / "other-2.safetensors").replace(parts[1])
    assert refusal(parts[0]) == "weights-damaged"  # two saves mixed
    parts[1].unlink()
    assert refusal(parts[0]) == "weights-missing"


def refusal(path: Path) -> str:
    with pytest.raises(WeightsError) as caught:
        load_weights(path)
    assert str(path.parent) in str(caught.value) and caught.value.hint
    return caught.value.code


@pytest.mark.parametrize("keep", [0, 5, 100, -1])
def test_a_truncated_file(saved: Path, keep: int) -> None:
    saved.write_bytes(saved.read_bytes()[:keep])
    assert refusal(saved) == "weights-damaged"


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 a zip", b"\xff" * 64, b"\x02" + b"\0" * 7 + b"[]", b"\x05" + b"\0" * 7 + b'"abc"']
)
def test_another_kind_of_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.safetensors"
    path.write_bytes(content)
    assert refusal(path) == "weights-damaged"


def test_a_longer_file(saved: Path) -> None:
    saved.write_bytes(saved.read_bytes() + b"more")
    assert refusal(saved) == "weights-damaged"


@pytest.mark.parametrize("header", [None, {"format": "pt"}, {"format": FORMAT}])
def test_foreign_safetensors(tmp_path: Path, header: dict[str, str] | None) -> None:
    save_file({"weight": torch.zeros(3)}, tmp_path / "x.safetensors", header)
    assert refusal(tmp_path / "x.safetensors") == "weights-foreign"


@pytest.mark.parametrize("broken", ["codec.basis", "model.to_tokens.weight", "sizes", "preset", "shards"])
def test_a_file_that_does_not_fit_itself(saved: Path, broken: str, small: Preset) -> None:
    tensors, header = load_file(saved), read_header(saved)
    if broken == "sizes":
        header["sizes"] = json.dumps({**asdict(small), "width": 192})
    elif broken == "preset":
        header["sizes"] = json.dumps({**asdict(small), "colour": 1})
    elif broken == "shards":
        header["shards"] = "many"
    else:
        del tensors[broken]
    save_file(tensors, saved, header)
    assert refusal(saved) == "weights-foreign"


def test_a_failed_save_leaves_the_old_file(
    saved: Path, codec: Codec, model: Denoiser, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = saved.read_bytes()

    def full(tensors: object, path: Path, header: object) -> None:
        path.write_bytes(b"half")
        raise OSError("no space left on device")

    monkeypatch.setattr(weights, "save_file", full)
    with pytest.raises(OSError, match="no space"):
        save_weights(saved.with_name("mine"), codec, model, "tiny", {"step": "8"})
    assert saved.read_bytes() == before
    monkeypatch.undo()
    save_weights(saved.with_name("mine"), codec, model, "tiny", {"step": "8"})
    assert read_header(saved)["step"] == "8"
    assert sorted(p.name for p in saved.parent.iterdir()) == ["mine-1.safetensors"]


def test_locate(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SHIPPED", tmp_path / "shipped")
    assert locate(str(saved)) == saved
    for model in ("", *PRESETS, str(tmp_path / "none.safetensors"), str(tmp_path)):
        with pytest.raises(WeightsError) as caught:
            locate(model)
        assert caught.value.code == "weights-missing" and caught.value.hint
    (tmp_path / "shipped").mkdir()
    for name in ("S", "B"):
        shipped = tmp_path / "shipped" / f"{name}-1.safetensors"
        shipped.write_bytes(b"")
        assert locate(name) == locate("") == shipped  # the best that is there
    assert locate("S").name == "S-1.safetensors"


def test_painters_alone(tmp_path: Path, codec: Codec, model: Denoiser) -> None:
    """What has learnt nothing is not in the file, and is zero when it is loaded; what is painted is the same."""
    (path,) = save_weights(tmp_path / "painters", codec, model, "tiny", {**NOTES, "parts": PAINTERS_ONLY, "steps": "0"})
    assert not has_denoiser(read_header(path)) and has_denoiser(NOTES)
    names = {name.split(".")[1] for name in load_file(path) if name.startswith("model.")}
    assert names == {"layers", "sigma"}
    again = load_weights(path)[1].state_dict()
    for name, value in model.state_dict().items():
        painted = name.startswith("layers.") or name == "sigma"
        assert torch.equal(again[name], kept(name, value) if painted else torch.zeros_like(value)), name
    with pytest.raises(BadRequest) as caught:
        make_plan("A panda", seconds=1, steps=2, model=str(path), output=tmp_path / "a.mp4")
    assert caught.value.code == "no-denoiser"
    assert make_plan("A panda", seconds=1, model=str(path), output=tmp_path / "a.mp4").steps == 0
