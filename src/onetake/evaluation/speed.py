"""``onetake evaluate speed``: how fast this machine draws, and how much of what it could do that is.

Everything is measured in one run: the road from sentence to file, one pass of the transformer (its matrix products
counted, not estimated), the machine's own peak in bf16 and fp32, and the rate that the transformer's own shapes
reach when they are run back to back with nothing between them.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode

from onetake.model.transformer import Denoiser
from onetake.take import load, make_plan, run, start

PROMPT = "A panda eating bamboo on a rock"
_PEAK_SIZE = 1536


def evaluate(seconds: float = 8, seed: int = 0, model: str = "", repeats: int = 5) -> dict[str, Any]:
    """All figures as one JSON object."""
    road = _road(seconds, seed, model)
    passed = pass_of(model, seed)
    spent = best_of(passed.again, repeats)
    alone = best_of(passed.shapes_alone, repeats)
    peaks = {name: _peak(dtype, repeats) for name, dtype in (("bf16", torch.bfloat16), ("fp32", torch.float32))}
    rate, shapes_rate = passed.flops / spent, passed.shape_flops / alone
    own = peaks["bf16" if passed.dtype == torch.bfloat16 else "fp32"]
    return {
        **road,
        "threads": torch.get_num_threads(),
        "transformer": {
            "dtype": str(passed.dtype).removeprefix("torch."),
            "gflop_per_pass": round(passed.flops / 1e9, 2),
            "ms_per_pass": round(1e3 * spent, 2),
            "tflop_per_second": round(rate / 1e12, 4),
            "own_shapes_tflop_per_second": round(shapes_rate / 1e12, 4),
            "peak_bf16_tflop_per_second": round(peaks["bf16"] / 1e12, 4),
            "peak_fp32_tflop_per_second": round(peaks["fp32"] / 1e12, 4),
            "share_of_own_shapes": round(rate / shapes_rate, 4),
            "share_of_peak": round(rate / own, 4),
        },
    }


def _road(seconds: float, seed: int, model: str) -> dict[str, Any]:
    """One video from sentence to file, cold: times, shares, memory."""
    with tempfile.TemporaryDirectory(prefix="onetake-speed-") as folder:
        began, first = time.perf_counter(), 0.0
        plan = make_plan(PROMPT, seconds=seconds, seed=seed, model=model, output=Path(folder) / "speed.mp4")
        planned = time.perf_counter() - began
        spent: dict[str, float] = {}
        for event in run(plan):
            if event.stage == "latents" and not first:
                first = time.perf_counter() - began
            if event.stage == "done":
                spent = dict(event.data["stages"])
        wall = time.perf_counter() - began
    spent["plan"] = spent.get("plan", 0.0) + planned
    total = sum(spent.values())
    return {
        "seconds": plan.geometry.seconds, "model": plan.model, "wall_seconds": round(wall, 3),
        "video_seconds_per_second": round(plan.geometry.seconds / wall, 3),
        "first_frame_seconds": round(first, 3), "load_seconds": round(spent.get("load", 0.0), 3),
        "stages": {k: {"seconds": round(v, 3), "share": round(v / total, 4)} for k, v in spent.items()},
        "peak_memory_mb": round(peak_memory_mb(), 1),
    }  # fmt: skip


def peak_memory_mb() -> float:
    """The most memory this process has had, in millions of bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024) / 1e6


@dataclass
class Pass:
    """One pass of the transformer as the road makes it, kept so that it can be made again."""

    network: Denoiser
    arguments: tuple[Any, ...]
    options: dict[str, Any]
    flops: int = 0
    shape_flops: int = 0
    products: list[tuple[Callable[..., Tensor], tuple[Any, ...]]] = field(default_factory=list)

    @property
    def dtype(self) -> torch.dtype:
        return next(self.network.parameters()).dtype

    @torch.inference_mode()
    def again(self) -> None:
        self.network(*self.arguments, **self.options)

    @torch.inference_mode()
    def shapes_alone(self) -> None:
        """The pass's own matrix products, back to back, nothing between them."""
        for product, given in self.products:
            product(*given)


def pass_of(model: str, seed: int = 0) -> Pass:
    """Catch the last pass of a take's second chunk (it sees a chunk of history), count it, and note its shapes."""
    output = Path(tempfile.gettempdir()) / "onetake-speed.mp4"  # checked by the plan, never written
    # Two steps even where the weights hold no denoiser: what a pass costs does not depend on its numbers.
    plan = replace(make_plan(PROMPT, seconds=2, seed=seed, model=model, output=output), steps=2)
    codec, network = load(plan.model)
    sampler = start(plan, codec, network)
    caught: list[Pass] = []

    def catch(_: nn.Module, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
        caught[:] = [Pass(network, arguments, options)]

    sampler.take_in(0, sampler.draw(0))
    hook = network.register_forward_pre_hook(catch, with_kwargs=True)
    try:
        sampler.draw(1)
    finally:
        hook.remove()
    _count(caught[0])
    return caught[0]


def _count(one: Pass) -> None:
    """Matrix-product FLOPs of the pass, and what every product of weights in it (linear or convolution) is given."""
    with _Noted(one.products):
        one.again()
    one.flops = counted(one.again)
    one.shape_flops = counted(one.shapes_alone)


class _Noted(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Notes products of weights as the library is asked for them: layers may be joined, or not be modules."""

    kinds = (torch.ops.aten.mm.default, torch.ops.aten.addmm.default, torch.ops.aten.convolution.default)

    def __init__(self, products: list[tuple[Callable[..., Tensor], tuple[Any, ...]]]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.products = products

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in self.kinds:
            self.products.append((func, args))
        else:
            with self:
                made = func.decompose(*args, **(kwargs or {}))
            if made is not NotImplemented:
                return made
        return func(*args, **(kwargs or {}))


def counted(call: Callable[[], None]) -> int:
    """FLOPs of the matrix products, convolutions and attentions in a call (2 for a multiply and an add)."""
    attention = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu

    def attention_flops(q: Any, k: Any, v: Any, *_: Any, **__: Any) -> int:
        b, h, queries, d = q
        return int(2 * b * h * queries * k[-2] * (d + v[-1]))

    with FlopCounterMode(display=False, custom_mapping={attention: attention_flops}) as counter:
        call()
    return int(counter.get_total_flops())


def best_of(call: Callable[[], None], repeats: int) -> float:
    """Seconds of the quickest of some calls, after one to warm up."""
    call()
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return min(times)


def _peak(dtype: torch.dtype, repeats: int, size: int = _PEAK_SIZE) -> float:
    """FLOP/s of one large square matrix product."""
    a, b = torch.randn(size, size).to(dtype), torch.randn(size, size).to(dtype)
    out = torch.empty_like(a)

    def multiply() -> None:
        torch.mm(a, b, out=out)

    return 2 * size**3 / best_of(multiply, repeats)
