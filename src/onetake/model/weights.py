"""Weights on disk: one safetensors file with the codec, the transformer in bf16, and its preset in the header.

Loading runs no code from the file, and a file that does not fit is refused by name before anything is built.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from onetake.errors import WeightsError
from onetake.model.codec import Codec
from onetake.model.files import FORMAT, has_denoiser, read_header, shards
from onetake.model.presets import Preset
from onetake.model.transformer import Denoiser, channels_last

LARGEST_SHARD = 15_000_000
"""Bytes a file may have, so that the weights travel through anything that limits files to 16 MB."""


def save_weights(path: Path, codec: Codec, model: Denoiser, preset: str, notes: dict[str, str]) -> list[Path]:
    """Write ``NAME-1.safetensors`` … for ``path`` NAME, each atomically; the transformer in bf16.

    ``notes`` go into the header; if they say that there are painters alone (:func:`files.has_denoiser`), the rest of
    the model is left out.
    The codec's basis is kept in fp16: its rows are orthonormal to 1e-4, far below what a pixel shows.
    """
    state = model.state_dict() if has_denoiser(notes) else painted_parts(model)
    tensors = {f"model.{k}": _kept(k, v.detach()).contiguous() for k, v in state.items()}
    tensors |= {
        k: v.to(torch.float16 if k == "codec.basis" else torch.float32).contiguous() for k, v in codec.state().items()
    }
    parts: list[dict[str, Tensor]] = [{}]
    room = LARGEST_SHARD
    for name, tensor in tensors.items():
        if tensor.nbytes > room and parts[-1]:
            parts.append({})
            room = LARGEST_SHARD
        parts[-1][name] = tensor
        room -= tensor.nbytes
    header = {
        "format": FORMAT,
        "preset": preset,
        "sizes": json.dumps(asdict(model.preset)),
        "shards": str(len(parts)),
        **notes,
    }
    written = []
    for i, part in enumerate(parts, 1):
        target = path.with_name(f"{path.name}-{i}.safetensors")
        temporary = target.with_suffix(".tmp")
        save_file(part, temporary, header)
        temporary.chmod(0o644)  # the library writes for the owner alone
        temporary.replace(target)
        written.append(target)
    return written


_EXACT = ("sprites.base", "sprites.reach")
"""Tables of coordinates: three digits in bf16 would be seen."""
_CODES = "places.memory"
"""Codes in -1..1, kept in steps of 1/127."""
_DRAWS = "layers.sprites."
"""What works out coordinates, in fp32: outlines would tremble by a quarter of a pixel, and it takes no longer."""


def _kept(name: str, tensor: Tensor) -> Tensor:
    """A tensor as it is kept on disk."""
    if name.endswith(_CODES):
        return (tensor.float() * 127).round().clamp(-127, 127).to(torch.int8)
    if not tensor.is_floating_point():
        return tensor.to(torch.int32)
    return tensor.to(torch.float16 if name.endswith(_EXACT) else torch.bfloat16)


def _used(name: str, tensor: Tensor, dtype: torch.dtype) -> Tensor:
    """A tensor from disk as it is used."""
    if name.endswith(_CODES):
        return (tensor.float() / 127).to(dtype)
    if not tensor.is_floating_point():
        return tensor.long()
    return tensor.to(torch.float32 if _DRAWS in name else dtype)


def painted_parts(model: Denoiser) -> dict[str, Tensor]:
    """What of a model's state draws without a denoiser: the painters, and the scale of latents."""
    return {k: v for k, v in model.state_dict().items() if k.startswith("layers.") or k == "sigma"}


def load_weights(path: Path, dtype: torch.dtype = torch.float32) -> tuple[Codec, Denoiser]:
    """Codec (fp32) and transformer (``dtype``, evaluation mode; the painter of individuals always in fp32). A
    denoiser that is not in the file is all zeros."""
    header = read_header(path)
    tensors: dict[str, Tensor] = {}
    try:
        preset = Preset(**json.loads(header["sizes"]))
        for part in shards(path):
            tensors |= load_file(part)
        codec = Codec.from_state(tensors)
        with torch.device("meta"):
            model = Denoiser(preset)
        state = {k[6:]: _used(k, v, dtype) for k, v in tensors.items() if k.startswith("model.")}
        if not has_denoiser(header):  # it is never asked
            whole = model.state_dict()
            state |= {k: torch.zeros(whole[k].shape, dtype=dtype) for k in whole.keys() - painted_parts(model).keys()}
        model.load_state_dict(state, assign=True)
        channels_last(model)
    except (RuntimeError, KeyError, TypeError, ValueError, SafetensorError) as error:
        raise WeightsError(
            "weights-foreign", f"{path} does not fit its own preset.", "Train it again with this version."
        ) from error
    return codec, model.attach(codec).eval().requires_grad_(False)
