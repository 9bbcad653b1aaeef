"""A tiny model, what it is told of a take, and samplers of it."""

from pathlib import Path

import pytest

from onetake.model.weights import load_weights
from onetake.plan import make_plan
from onetake.sampling.sampler import Sampler, Settings
from onetake.take import condition_of

SIZE = (7, 12)
QUICK = Settings(steps=3)


@pytest.fixture(scope="module")
def model(tiny):
    return load_weights(Path(tiny))[1]


@pytest.fixture(scope="module")
def told(tiny, tmp_path_factory):
    """What the network is told of a sentence."""

    def make(prompt, seconds):
        output = tmp_path_factory.mktemp("plan") / "a.mp4"
        return condition_of(make_plan(prompt, seconds=seconds, model=tiny, output=output))

    return make


@pytest.fixture
def sampler(model, condition):
    """A sampler of the module's own ``condition``."""

    def make(seed=0, settings=QUICK, condition=condition):
        return Sampler(model, condition, SIZE, seed, settings)

    return make
