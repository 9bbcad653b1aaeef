"""The laws of nature in rendered pixels: they hold in what the world draws, and films that break them are noticed."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest

from onetake.evaluation import laws
from onetake.evaluation.bodies import bodies, body_of, changed, onset_of_motion, onset_of_state
from onetake.evaluation.law_scenes import bent, hastened, intruded, pair, pulled_through, sampled, slowed
from onetake.types import FPS, STATE, X, Y


@pytest.fixture(scope="module")
def report() -> laws.Report:
    cv2.setNumThreads(1)
    return laws.measure(40)


def test_a_body_is_found_where_it_was_painted() -> None:
    empty = np.full((3, 60, 80, 3), 90, np.uint8)
    film = empty.copy()
    for n in range(3):
        cv2.circle(film[n], (30 + 5 * n, 25), 9, (200, 40, 40), -1)
    film[..., 0] += np.uint8(4)  # less than a difference
    body = body_of(changed(film, empty))
    assert np.allclose(body.centre_N2, [(30, 25), (35, 25), (40, 25)], atol=0.6) and body.round
    assert np.allclose(body.box_N4[0], (21, 16, 40, 35), atol=1) and body.seen_N.all()
    assert onset_of_motion(body) == 1 and not body_of(np.zeros((2, 9, 9), bool)).seen_N.any()


@pytest.mark.parametrize("seed", range(4))
def test_pairs_of_bodies_meet_and_part(seed: int) -> None:
    met = pair(seed)
    tracks = met.film.renderer.staging.tracks_NEF
    apart = np.abs(tracks[:, 0, X] - tracks[:, 1, X])
    assert 4 < met.meet < len(tracks) - 6 and apart[0] > apart[met.meet] < apart[met.meet + 6]
    seen = bodies(met.film)
    assert all(f.holds for f in (*laws.momentum(met, seen), *laws.solid(met.film, seen, [(0, 1)])))
    through = pulled_through(met)
    assert not all(f.holds for f in laws.solid(through, bodies(through), [(0, 1)]))
    assert not all(f.holds for f in laws.momentum(met, bodies(slowed(met))))


def test_planted_violations_differ_in_nothing_else() -> None:
    rng = np.random.default_rng(0)
    film = next(met.film for met in map(pair, range(20)) if met.aloft)
    staging = film.renderer.staging
    turned = bent(film, 0, 1, 8, rng).renderer.staging
    assert np.array_equal(turned.tracks_NEF[:4], staging.tracks_NEF[:4])
    assert not np.array_equal(turned.tracks_NEF[5:9, 0, [X, Y]], staging.tracks_NEF[5:9, 0, [X, Y]])
    film = sampled(4)
    staging = film.renderer.staging
    more = intruded(film, rng).renderer.staging
    assert len(more.entity_E) == len(staging.entity_E) + 1 and more.happenings == staging.happenings
    early = hastened(film, int(staging.entity_E[0]), motion=False).renderer.staging
    assert np.array_equal(early.tracks_NEF[:-6, 0, STATE], staging.tracks_NEF[round(0.5 * FPS) :, 0, STATE])


def test_a_state_that_stays_is_never_seen_to_change() -> None:
    film = pair(0).film
    assert onset_of_state(film, 0) is None and not laws.claims(film)


def test_every_law_is_measured_and_holds(report: laws.Report) -> None:
    assert all(report.measured[law] >= 5 for law in laws.LAWS), report.as_text()
    assert not sum(report.broken.values()), report.as_text()


def test_planted_violations_are_caught(report: laws.Report) -> None:
    assert len(report.planted) == 5, report.as_text()
    planted, caught = sum(report.planted.values()), sum(report.caught.values())
    assert caught >= 0.95 * planted, report.as_text()


def test_figures_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert laws.main(["--scenes", "4", "--seed", "3", "--json"]) in (0, 1)
    said = json.loads(capsys.readouterr().out)
    assert said["scenes"] == 4 and set(said["measured"]) <= set(laws.LAWS)
    assert laws.main(["--scenes", "1", "--seed", "3"]) in (0, 1)
    assert capsys.readouterr().out.startswith("1 scenes")
