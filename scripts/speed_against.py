"""How fast onetake draws, against the same network in a diffusers pipeline and a published pipeline of its size.

    pip install 'onetake[open]'
    OMP_NUM_THREADS=2 python scripts/speed_against.py --seconds 8

Everything in one run on one machine, same seconds and size of video, files written:

    onetake     the road as it is: text, chunks, decoding, marks, encoding
    (a)         the same network and number of steps inside a plain ``diffusers.DiffusionPipeline``: latents first,
                then decoding, then encoding
    (b)         ``LTXPipeline`` with transformer and video decoder scaled to the network's number of parameters, random
                weights, its own number of steps and guidance, a text that is already encoded
    roofline    the machine's large matrix products in fp32 and bf16

(a) and (b) get no text to encode and make no marks, which is in their favour.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import (
    AutoencoderKLLTXVideo,
    DiffusionPipeline,
    FlowMatchEulerDiscreteScheduler,
    LTXPipeline,
    LTXVideoTransformer3DModel,
)

from onetake.evaluation.speed import PROMPT, _peak
from onetake.media.write import VideoWriter
from onetake.model.flow import schedule
from onetake.plan import make_plan
from onetake.sampling.sampler import Sampler, begins, context_for, frames_at, noise_of
from onetake.take import load, run, start, to_size
from onetake.types import CHUNK, FPS, STRIDE, Plan

SIZE = (384, 224)
CAPTION = 256
"""Width of the text states that (b) is given, and how many of them there are."""


class SameNetwork(DiffusionPipeline):
    """(a): a minimal pipeline around the network, chunk by chunk, with diffusers' own scheduler."""

    def __init__(self, transformer: torch.nn.Module, scheduler: FlowMatchEulerDiscreteScheduler) -> None:
        super().__init__()
        self.register_modules(transformer=transformer, scheduler=scheduler)

    @torch.no_grad()
    def __call__(self, sampler: Sampler, chunks: int, steps: int) -> list[torch.Tensor]:
        self.set_progress_bar_config(disable=True)
        rows, columns = sampler.size
        out = []
        for chunk in range(chunks):
            condition = sampler.chunk_condition(chunk)
            context = context_for(sampler.memory, chunk * CHUNK, self.transformer, rows, columns)
            shift = sampler.settings.next_shift if sampler.memory.recent else sampler.settings.first_shift
            self.scheduler.set_timesteps(sigmas=schedule(steps, shift)[:-1])
            shape = (CHUNK, rows, columns, self.transformer.preset.latent_dims)
            z = sampler.settings.temperature * noise_of(sampler.seed, chunk, shape)[None]
            times = torch.arange(CHUNK) + begins(sampler.memory)
            for t in self.progress_bar(self.scheduler.timesteps):
                level = float(t) / self.scheduler.config.num_train_timesteps
                x, _ = self.transformer(z, frames_at(times, rows, columns, level), condition, context=context)
                z = self.scheduler.step((z - x.float()) / max(level, 1e-3), t, z, return_dict=False)[0]
            sampler.take_in(chunk, z[0])
            out.append(z)
        return out


def same_network(plan: Plan) -> float:
    """Seconds of (a), with the network loaded."""
    codec, network = load(plan.model)
    sampler = start(plan, codec, network)
    pipeline = SameNetwork(network, FlowMatchEulerDiscreteScheduler(shift=1.0))
    chunks = len(plan.staging.tracks_NEF) // (CHUNK * STRIDE)
    began = time.perf_counter()
    latents = torch.cat(pipeline(sampler, chunks, plan.steps), 1)
    frames = np.concatenate(list(codec.decoded(latents[0].split(CHUNK))))
    write(plan, to_size(frames[: plan.geometry.frames], *SIZE))
    return time.perf_counter() - began


def write(plan: Plan, frames: np.ndarray) -> None:
    """Encode frames as the road does, without marks."""
    with VideoWriter(plan.output.with_name("other.mp4"), *SIZE, FPS) as writer:
        writer.write(frames)


def published(parameters: int) -> LTXPipeline:
    """(b): LTX with as many parameters in its transformer, and a tenth of them in its decoder at most."""
    width = 64
    while True:
        heads = width // 32
        transformer = LTXVideoTransformer3DModel(
            in_channels=32, out_channels=32, num_attention_heads=heads, attention_head_dim=32,
            cross_attention_dim=width, num_layers=12, caption_channels=CAPTION,
        )  # fmt: skip
        if count(transformer) >= parameters:
            break
        width += 32
    vae = AutoencoderKLLTXVideo(
        latent_channels=32, block_out_channels=(16, 32, 64, 64), decoder_block_out_channels=(16, 32, 64, 64),
        layers_per_block=(1, 1, 1, 1, 1), decoder_layers_per_block=(1, 1, 1, 1, 1),
    )  # fmt: skip
    scheduler = FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True)
    pipeline = LTXPipeline(scheduler=scheduler, vae=vae, text_encoder=None, tokenizer=None, transformer=transformer)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def count(module: torch.nn.Module) -> int:
    """Parameters of a network."""
    return sum(p.numel() for p in module.parameters())


def published_seconds(pipeline: LTXPipeline, plan: Plan, steps: int | None) -> tuple[float, int]:
    """Seconds of (b) and the number of steps it took."""
    text, mask = torch.randn(1, 128, CAPTION), torch.ones(1, 128, dtype=torch.bool)
    frames = (plan.geometry.frames + 7) // 8 * 8 + 1
    options: dict[str, Any] = {} if steps is None else {"num_inference_steps": steps}
    began = time.perf_counter()
    video = pipeline(
        prompt_embeds=text, prompt_attention_mask=mask, negative_prompt_embeds=text * 0,
        negative_prompt_attention_mask=mask, width=SIZE[0], height=SIZE[1], num_frames=frames, frame_rate=FPS,
        output_type="np", **options,
    ).frames[0]  # fmt: skip
    write(plan, np.rint(np.nan_to_num(video)[: plan.geometry.frames] * 255).clip(0, 255).astype(np.uint8))
    return time.perf_counter() - began, int(pipeline.num_timesteps)


def onetake_seconds(plan: Plan) -> tuple[float, dict[str, float]]:
    """Seconds of the whole road, with the network loaded, and of its stages."""
    load(plan.model)
    began, stages = time.perf_counter(), {}
    with tempfile.TemporaryDirectory() as kept:
        for event in run(plan, Path(kept)):
            stages = dict(event.data["stages"]) if event.stage == "done" else stages
    return time.perf_counter() - began, stages


def main() -> None:
    """Measure all three in turn and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--model", default="")
    parser.add_argument("--rounds", type=int, default=1, help="rounds, taken in turn; the quickest of each counts")
    parser.add_argument("--their-steps", type=int, help="steps of (b), if not its own default")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onetake-speed-") as folder:
        size = f"{SIZE[0]}x{SIZE[1]}"
        plan = make_plan(
            PROMPT, seconds=options.seconds, size=size, seed=0, model=options.model, output=Path(folder) / "a.mp4"
        )
        network = load(plan.model)[1]
        pipeline = published(count(network))
        own, same, other = [], [], []
        stages: dict[str, float] = {}
        for _ in range(options.rounds):
            seconds, stages = onetake_seconds(plan)
            own.append(seconds)
            same.append(same_network(plan))
            seconds, steps = published_seconds(pipeline, plan, options.their_steps)
            other.append(seconds)
    result = {
        "seconds_of_video": options.seconds, "size": size, "threads": torch.get_num_threads(), "steps": plan.steps,
        "onetake": {"seconds": round(min(own), 2), "stages": {k: round(v, 2) for k, v in stages.items()},
                    "million_parameters": round(count(network) / 1e6, 1)},
        "same_network_in_diffusers": {"seconds": round(min(same), 2), "times_onetake": round(min(same) / min(own), 2)},
        "ltx_scaled": {"seconds": round(min(other), 2), "times_onetake": round(min(other) / min(own), 2),
                       "steps": steps,
                       "million_parameters": round(count(pipeline.transformer) / 1e6, 1),
                       "decoder_million_parameters": round(count(pipeline.vae.decoder) / 1e6, 1)},
        "roofline_tflop_per_second": {
            name: round(_peak(dtype, 2) / 1e12, 3)
            for name, dtype in (("fp32", torch.float32), ("bf16", torch.bfloat16))
        },
    }  # fmt: skip
    json.dump(result, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
