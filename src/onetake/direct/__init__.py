"""Direct it: every control from one primitive, a stretch is drawn given any set of known latents at any times.

    job = extend(Path("panda.mp4"), "it dances", seconds=4)      # read and checked; no weight is loaded
    for event in run(job): ...                                   # draws, joins, marks, writes

Outside what is drawn anew the input's own decoded pixels are kept; they never pass through the codec.
"""

from onetake.direct.edit import expand, fill, remix
from onetake.direct.finish import cascade, smooth, take, upscale
from onetake.direct.job import Job, Options
from onetake.direct.picture import animate, still
from onetake.direct.road import run
from onetake.direct.storyboard import storyboard
from onetake.direct.video import connect, extend, loop, retake

__all__ = [
    "Job", "Options", "animate", "cascade", "connect", "expand", "extend", "fill", "loop", "remix", "retake", "run",
    "smooth", "still", "storyboard", "take", "upscale",
]  # fmt: skip
