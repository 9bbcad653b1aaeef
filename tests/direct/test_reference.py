"""The same character again: told by a plan, read off a picture, or moved as the picture it is."""

from collections import deque
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from onetake import api
from onetake.direct import Options, extend, run, still, storyboard, take, upscale
from onetake.direct.likeness import Likeness, _Search, likeness
from onetake.direct.reference import _from_recipe, pairs, read_figure, read_references
from onetake.errors import OnetakeError
from onetake.media.figure import cut_out
from onetake.model.weights import load_weights
from onetake.plan import fingerprint, make_plan, plan_json
from onetake.prompt.recipe import read_recipe
from onetake.take import condition_of, draw
from onetake.types import Reference

ZOG = (240, 60, 160)


@pytest.fixture(scope="module")
def zog(tmp_path_factory):
    """A foreign figure on a plain ground."""
    path = tmp_path_factory.mktemp("zog") / "zog.png"
    picture = Image.new("RGB", (120, 160), (250, 240, 220))
    pen = ImageDraw.Draw(picture)
    pen.rectangle([40, 60, 80, 140], fill=ZOG)
    pen.ellipse([30, 20, 90, 80], fill=(60, 200, 190))
    picture.save(path)
    return path


@pytest.fixture(scope="module")
def sprites(tiny):
    return load_weights(Path(tiny))[1].layers.sprites


def refused(make):
    with pytest.raises(OnetakeError) as caught:
        make()
    assert caught.value.message.endswith(".") and caught.value.hint
    return caught.value.code


def test_what_the_painter_painted_is_recognised_by_its_facts(sprites):
    """Whatever a painter paints, the facts it was told are nearest to the picture, which may be mirrored; and the whole
    search comes nearer than where it begins."""
    told = Likeness("dog", "stand", 0.8, "black", ("scarf",))
    made = _Search(sprites, np.zeros((8, 8, 4), np.uint8))._paint([told])[0].permute(1, 2, 0)
    straight = torch.cat([made[..., :3] / made[..., 3:].clamp_min(1e-3), made[..., 3:]], -1)
    picture = (straight.clamp(0, 1) * 255).round().byte().numpy()
    rows, columns = np.nonzero(picture[..., 3] > 64)
    picture = picture[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    others = [replace(told, kind=k, colour=c, traits=t) for k in ("dog", "cat", "man") for c in ("black", None)
              for t in ((), ("scarf",), ("hat",))]  # fmt: skip
    for shown, mirrored in ((picture, False), (picture[:, ::-1].copy(), True)):
        first, second, *_ = _Search(sprites, shown).nearest(others, 3)
        (itself,) = _Search(sprites, shown).nearest([told], 1)
        assert first.kind == told.kind and first.distance < second.distance
        assert itself.mirrored == mirrored and itself.distance < first.distance + 0.05
    found = likeness(sprites, picture, ["dog", "ball"])
    (begun,) = _Search(sprites, picture).nearest([Likeness(found.kind, "stand", 0.8)], 1)
    assert found.distance <= begun.distance


def test_a_foreign_figure_becomes_a_puppet(zog, tiny):
    (read,) = read_references([("Zog", zog)], "Zog walks on the moon", tiny)
    assert read.cutout and read.kind == "robot" and read.distance > 0.24
    (named,) = read_references([("dog", zog)], "A dog walks", tiny)
    assert named.kind == "dog"
    plan = make_plan("Zog walks on the moon", seconds=1, model=tiny, seed=2, output=zog.with_suffix(".mp4"),
                     references=(read,))  # fmt: skip
    assert any("puppet" in note for note in plan.warnings)
    told = condition_of(plan)
    assert told.puppet_BE.tolist() == [[1]] and len(told.puppets) == 1
    painted = replace(plan, references=(replace(read, cutout=b""),))
    with_puppet, without = draw(replace(plan, steps=0)), draw(replace(painted, steps=0))
    reddish = [(np.abs(f.astype(int) - ZOG).sum(-1) < 90).sum() for f in (with_puppet[4], without[4])]
    assert reddish[0] > 20 > reddish[1]


def test_a_puppet_stands_where_the_layout_puts_it_and_turns_with_it(zog, tiny):
    """Its middle is where the track is; facing the other way it is its own mirror image."""
    one = np.zeros((40, 40, 4), np.uint8)
    one[..., 3], one[:, :20, 0], one[:, 20:, 2] = 255, 255, 255
    ref = Reference("Bo", "ball", cutout=_png(one))
    plan = make_plan("Bo stands on the beach", seconds=1, model=tiny, steps=0, output=zog.with_suffix(".mp4"),
                     references=(ref,))  # fmt: skip
    tracks = plan.staging.tracks_NEF.copy()
    tracks[:, 0, :5] = 0.3, 0.2, 0.5, 1, 0
    tracks[:, 0, 5] = 0
    sides = []
    for facing in (1, -1):
        tracks[:, 0, 3] = facing
        frame = draw(replace(plan, staging=replace(plan.staging, tracks_NEF=tracks.copy())))[2].astype(int)
        x, y = round(96 + 0.3 * 112), round(56 + (0.2 - 0.25) * 112)
        sides.append((frame[y, x - 12] - frame[y, x + 12])[[0, 2]])
    assert sides[0][0] > 60 > -60 > sides[0][1] and sides[1][0] < -60 < 60 < sides[1][1]


def _png(rgba):
    from onetake.media.figure import packed

    return packed(rgba, 64)


def test_it_is_part_of_the_plan_and_a_kept_take_tells_it(zog, tiny, tmp_path):
    bao = Reference("Bao", "panda", None, ("hat",), 2)
    zog_read = read_figure("Zog", cut_out(np.asarray(Image.open(zog))), tiny)
    plan = make_plan("Bao and Zog run", seconds=1, model=tiny, output=tmp_path / "a.mp4", references=(bao, zog_read))
    assert fingerprint(plan) != fingerprint(replace(plan, references=(bao, replace(zog_read, cutout=b"x"))))
    assert fingerprint(plan) == fingerprint(
        make_plan("Bao and Zog run", seconds=1, model=tiny, output=tmp_path / "b.mp4", references=(bao, zog_read))
    )
    (tmp_path / "plan.json").write_text(plan_json(plan))
    again = read_references([("Bao", tmp_path), ("Zog", tmp_path)], "Zog sits and Bao eats", tiny)
    assert again == (bao, zog_read)
    (panda,) = read_references([("panda", tmp_path)], "A panda sits", tiny)
    assert (panda.kind, panda.traits, panda.variant) == ("panda", ("hat",), 2)
    assert refused(lambda: read_references([("cat", tmp_path)], "A cat sits", tiny)) == "reference-not-there"
    assert refused(lambda: read_references([("cat", tmp_path.parent)], "A cat sits", tiny)) == "plan-missing"


def test_files_of_ours_say_who_is_in_them(tiny, tmp_path, options, done):
    """A picture and a video: the same looks, down to the variant that the seed had chosen."""
    done(still("A panda in a hat runs", options=options("bao.png", seed=9)))
    done(take("A panda in a hat runs", seconds=1, options=options("bao.mp4", seed=9)))
    variant = int(
        make_plan("A panda in a hat runs", seed=9, model=tiny, output=tmp_path / "x.mp4").staging.variant_E[0]
    )
    for name in ("bao.png", "bao.mp4"):
        (read,) = read_references([("Bao", tmp_path / name)], "Bao eats", tiny)
        assert read == Reference("Bao", "panda", None, ("hat",), variant)


def test_every_command_takes_it_and_the_recipe_keeps_the_variant(ours, tiny, tmp_path, options, done):
    bao = tmp_path / "kept"
    bao.mkdir()
    told = Reference("Bao", "panda", None, ("scarf",), 1)
    plan = make_plan("Bao runs", seconds=1, model=tiny, output=tmp_path / "a.mp4", references=(told,))
    (bao / "plan.json").write_text(plan_json(plan))
    refs = (("Bao", bao),)
    job = take("Bao dances on the moon", seconds=1, options=options(references=refs))
    assert "panda with a scarf" in job.caption and job.parts[0].looks == (1,)
    assert job.spans[0].arrangement.staging.cast_E.tolist() == [1]
    done(job)
    (again,) = read_references([("Bao", tmp_path / "out.mp4")], "Bao eats", tiny)
    assert again == told
    assert "Bao" not in str(job.notes)  # facts were told, nothing was guessed
    longer = extend(ours, "Bao enters", seconds=1, options=options("long.mp4", references=refs))
    assert 1 in longer.spans[0].arrangement.staging.cast_E.tolist() and "panda" in longer.caption
    cards = tmp_path / "cards.yaml"
    cards.write_text(
        "cards:\n- {at: 0, seconds: 1, text: Bao runs}\n- {at: 1, seconds: 1, text: it jumps}\n"
        "- {at: 2, seconds: 1, text: A cat and Bao sleep, cut: true}\n"
    )
    board = storyboard(cards, options=options("board.mp4", references=refs))
    assert [s.arrangement.staging.cast_E.max() for s in board.spans] == [1, 1]
    assert refused(lambda: upscale(ours, options=options("up.mp4", references=refs))) == "reference-unmentioned"


def test_python_and_resuming(zog, tiny, tmp_path):
    video = api.generate(
        "Zog jumps", seconds=1, seed=1, size="192x112", steps=0, model=tiny, reference={"Zog": zog}, keep=tmp_path / "k"
    )
    again = api.generate(
        "Zog jumps", seconds=1, seed=1, size="192x112", steps=0, model=tiny, reference={"Zog": zog}, keep=tmp_path / "k"
    )
    assert np.array_equal(video.frames, again.frames) and any("puppet" in w for w in video.warnings)
    assert (
        refused(lambda: api.generate("A dog runs", seconds=1, model=tiny, reference={"Zog": zog}))
        == "reference-unmentioned"
    )


def test_recipes_of_puppets_are_not_written(zog, ours, options):
    job = take("Zog runs", seconds=1, options=options(references=(("Zog", zog),)))
    assert job.parts == () and sum("puppet" in n for n in job.notes) == 1
    longer = extend(ours, "Zog enters", seconds=1, options=options("long.mp4", references=(("Zog", zog),)))
    assert longer.parts == () and sum("puppet" in n for n in longer.notes) == 1
    deque(run(job), maxlen=0)
    assert read_recipe("") is None and _from_recipe("x", (replace_part(),)) is None


def replace_part():
    from onetake.prompt.recipe import Part

    return Part("In a park, in the daytime.", 12, 0)


BAD = {
    "Bao": "bad-reference", "=a.png": "bad-reference", "Bao=": "bad-reference", "Bao=no.png": "picture-missing",
    "Mei=no.png": "reference-unmentioned", "Bao=text.png": "video-unreadable", "Bao=flat.png": "no-figure",
}  # fmt: skip


@pytest.mark.parametrize(("given", "code"), BAD.items())
def test_bad_references_are_refused(given, code, tiny, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("text.png").write_text("no picture")
    Image.new("RGB", (64, 64), "white").save("flat.png")
    assert refused(lambda: read_references(pairs([given]), "Bao runs", tiny)) == code
    out = tmp_path / "out.mp4"
    refused(lambda: take("Bao runs", options=Options(output=out, model=tiny, references=pairs([given]))))
    assert not out.exists()
