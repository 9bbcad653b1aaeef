"""The judges of flaws on what is truly there, and on what is truly wrong; the command around them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from onetake.cli import main
from onetake.errors import BadRequest
from onetake.evaluation.flaw_bench import scored
from onetake.evaluation.flaw_films import Film, film_of, planted, true_film
from onetake.evaluation.flaw_sentences import DECIDING, FAMILIES, REPORTED, Asked, read_asked, sentence
from onetake.evaluation.flaw_table import table
from onetake.evaluation.flaws import Verdict, judge, kendall
from onetake.evaluation.questions import UNSUPPORTED, questions
from onetake.evaluation.seen import Seen, Sighting, of_truth
from onetake.media.write import VideoWriter
from onetake.prompt.understand import understand

SEED = 290_000_000


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("number", range(4))
def test_true_films_pass_and_planted_flaws_are_caught(family: str, number: int) -> None:
    asked = sentence(family, np.random.default_rng((number, 5)))
    true = judge(family, Film.whole(true_film(asked, SEED + number)).seen(), asked.ask)
    assert true.right, f"{asked.text}: {true.said}"
    flawed = judge(family, planted(asked, SEED + number).seen(), asked.ask)
    assert not flawed.right, f"{asked.text}: {flawed.said}"


@pytest.mark.parametrize("family", FAMILIES)
def test_an_empty_film_answers_no_question(family: str) -> None:
    asked = sentence(family, np.random.default_rng((1, 5)))
    assert not judge(family, Seen(((),) * 60), asked.ask).right


def test_a_pup_added_midway_is_told_with_its_time() -> None:
    asked = Asked("count", "Three wolf pups play in a snowy field.", {"kind": "wolf pup", "count": 3})
    verdict = judge("count", planted(asked, SEED).seen(), asked.ask)
    assert not verdict.right
    assert verdict.said == "3, then 4"
    counts = verdict.measure
    assert isinstance(counts, list)
    assert max(counts[:30]) == 3
    assert max(counts[30:]) == 4


def test_what_falls_is_measured_in_the_gravity_of_the_world() -> None:
    asked = Asked("physics", "A ball falls in a park.", {"kind": "ball", "law": "fall"})
    verdict = judge("physics", Film.whole(true_film(asked, SEED)).seen(), asked.ask)
    assert verdict.measure == pytest.approx(1.0, abs=0.1)


def test_who_is_hidden_or_outside_counts_neither_way() -> None:
    beats, _, _ = understand("A dog enters from the right in a meadow.", 5.0, None)
    truth = true_film(Asked("space", "A dog enters from the right in a meadow.", {}), SEED)
    seen = of_truth(beats, truth.staging, truth.geometry)
    clear = [any(s.clear for s in frame) for frame in seen.frames]
    there = [bool(frame) for frame in seen.frames]
    assert not clear[0]
    assert clear[-1]
    assert sum(there) > sum(clear)


def test_taus() -> None:
    assert kendall([1.0, 2.0, 3.0]) == 1
    assert kendall([3.0, 2.0, 1.0]) == -1
    assert kendall([1.0, 3.0, 2.0]) == pytest.approx(1 / 3)


def test_no_score_from_a_witness_that_is_not_sure_enough() -> None:
    verdicts = [Verdict(True, ""), Verdict(False, "")] * 30
    sure, unsure, unlike = (scored(verdicts, [True], [True], a) for a in ((0.96, 0.95), (0.94, 1.0), (1.0, 0.94)))
    assert sure["score"] == 0.5
    assert 0.37 < sure["low"] < 0.5 < sure["high"] < 0.63
    assert unsure["score"] == unlike["score"] == UNSUPPORTED
    assert unsure["low"] is unsure["high"] is None
    assert sure["n"] == unsure["n"] == 60


def test_the_sentences_are_sixty_of_each_family_and_no_file_has_one_of_the_other() -> None:
    deciding, reported = read_asked(DECIDING), read_asked(REPORTED)
    for asked in (deciding, reported):
        assert [a.family for a in asked] == [f for f in FAMILIES for _ in range(60)]
    assert not {a.text for a in deciding} & {a.text for a in reported}


@pytest.mark.parametrize("text", ["", "Two dogs run.", '{"family": "taste", "text": "", "ask": {}}', '{"text": "x"}'])
def test_bad_files_of_sentences_are_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "asked.jsonl"
    file.write_text(text)
    with pytest.raises(BadRequest) as refused:
        read_asked(file)
    assert refused.value.code == "bad-prompts"


def asked_by(text: str) -> dict[str, list[dict[str, object]]]:
    out: dict[str, list[dict[str, object]]] = {}
    for one in questions(understand(text, 5.0, None)[0]):
        out.setdefault(one.family, []).append(one.ask)
    return out


def test_a_caption_asks_what_its_words_ask() -> None:
    assert asked_by("Three wolf pups play in a snowy field.") == {"count": [{"kind": "wolf pup", "count": 3}]}
    asked = asked_by("A red ball and a blue car in a park.")
    assert asked["binding"] == [{"pairs": [["ball", "red"], ["car", "blue"]]}]
    asked = asked_by("In a park, a dog sits, then runs.")
    assert asked["order"] == [{"kind": "dog", "verbs": ["sit", "run"]}]
    asked = asked_by("A cat chases a dog in a meadow.")
    assert asked["interaction"] == [{"who": "cat", "what": "chase", "whom": "dog"}]
    asked = asked_by("An old man blows out the candles on a cake.")
    assert asked["cause"] == [{"kind": "cake", "by": "old man", "state": [0, 1]}]
    assert "physics" in asked_by("A wine glass falls from a table and breaks.")
    assert not asked_by("A submarine.")


def error_of(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["evaluate", "flaws", *words, "--json"]) == 2
    code: str = json.loads(capsys.readouterr().out)["error"]["code"]
    return code


def test_bad_requests_have_their_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    junk = tmp_path / "junk.mp4"
    junk.write_bytes(b"no video at all")
    asked = ["--caption", "Two dogs run in a park."]
    assert error_of(["--video", str(junk)], capsys) == "bad-arguments"
    assert error_of(["--video", str(junk), "--caption", " "], capsys) == "prompt-empty"
    assert error_of(["--video", str(junk), "--caption", "A submarine."], capsys) == "no-question"
    assert error_of(["--video", str(junk), *asked], capsys) == "video-unreadable"
    assert error_of(["--video", str(tmp_path / "none.mp4"), *asked], capsys) == "video-missing"
    assert error_of(["--prompts", str(tmp_path / "none.jsonl")], capsys) == "bad-prompts"


def test_one_sighting_is_not_the_other() -> None:
    one = Sighting("dog", 50, 60, 30, 30, colour="brown")
    seen = Seen(((one,),) * 20)
    assert judge("binding", seen, {"pairs": [["dog", "brown"]]}).right
    assert not judge("binding", seen, {"pairs": [["dog", "black"]]}).right


def test_the_whole_road_from_sentences_to_families(
    tiny: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "asked.jsonl"
    asked = [sentence(family, np.random.default_rng((2, 5))) for family in ("space", "action")]
    file.write_text("\n".join(a.as_json() for a in asked))
    assert main(["evaluate", "flaws", "--model", str(tiny), "--prompts", str(file), "--quick", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert list(result["families"]) == ["action", "space"]
    for row in result["families"].values():
        assert {"score", "n", "low", "high", "ceiling", "control", "witness_accuracy"} <= set(row)
        assert row["n"] == row["ceiling"]["of"] == row["control"]["of"] == 1
        assert (row["score"] == UNSUPPORTED) == (min(row["witness_accuracy"], row["by_hand"]) < 0.95)
    assert [case["text"] for case in result["cases"]["space"]] == [asked[0].text]
    assert all(family in table(result) for family in result["families"])


def test_a_video_with_a_caption_is_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth = true_film(Asked("space", "A cat is to the left of a dog in a park.", {}), SEED)
    video = tmp_path / "film.mp4"
    with VideoWriter(video, 192, 112, 12) as writer:
        writer.write(film_of(truth)[:24])
    words = ["--video", str(video), "--caption", "A cat is to the left of a dog in a park."]
    assert main(["evaluate", "flaws", *words, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert [q["family"] for q in result["questions"]] == ["count", "count", "space"]
    assert all(q["right"] in (True, False, UNSUPPORTED) for q in result["questions"])
