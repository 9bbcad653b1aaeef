"""What our own tools make of a signed video names it, and the signature of the video comes along and holds."""

from __future__ import annotations

import json

import c2pa
import pytest

from onetake.direct import extend, smooth, upscale
from onetake.provenance.keys import anchors
from onetake.provenance.marks import Marks
from onetake.provenance.verify import verify


@pytest.fixture
def signed(ours, options, done, tmp_path):
    """A video of ours with every mark."""
    done(extend(ours, seconds=1, options=options("signed.mp4", marks=Marks())))
    return tmp_path / "signed.mp4"


def store(path):
    """The whole store of manifests of a file, as the library reads it with our roots."""
    told = {"version": 1, "trust": {"trust_anchors": anchors().decode()}, "verify": {"remote_manifest_fetch": False}}
    with (
        c2pa.Context(c2pa.Settings.from_dict(told)) as context,
        path.open("rb") as file,
        c2pa.Reader("video/mp4", file, context=context) as reader,
    ):
        return json.loads(reader.json()), reader.get_validation_state()


@pytest.mark.parametrize(
    "make",
    [
        lambda video, options: upscale(video, by=2, options=options),
        lambda video, options: smooth(video, options=options),
        lambda video, options: extend(video, seconds=1, options=options),
    ],
    ids=["upscale", "smooth", "extend"],
)
def test_a_signed_video_is_the_parent_with_its_manifest(make, signed, options, done, tmp_path):
    done(make(signed, options("child.mp4", marks=Marks())))
    parent, _ = store(signed)
    child, state = store(tmp_path / "child.mp4")
    assert state == "Trusted"
    active = child["manifests"][child["active_manifest"]]
    (ingredient,) = active["ingredients"]
    assert (ingredient["title"], ingredient["relationship"]) == ("signed.mp4", "parentOf")
    assert ingredient["active_manifest"] == parent["active_manifest"], "the very manifest, not a copy of its words"
    kept = child["manifests"][ingredient["active_manifest"]]
    assert kept["signature_info"] == parent["manifests"][parent["active_manifest"]]["signature_info"]
    failed = {entry["code"] for entry in ingredient["validation_results"]["activeManifest"]["failure"]}
    assert failed <= {"signingCredential.untrusted"}, "when it is signed no root is asked for; nothing else is amiss"
    verdict = verify(tmp_path / "child.mp4")
    assert verdict.c2pa.parents == ("signed.mp4",) and verdict.verdict == "made-here" and not verdict.contradictions


def test_a_parent_that_was_changed_after_signing_is_told_so(signed, options, done, tmp_path):
    """Its manifest is kept all the same; the child's reader sees that the parent no longer fitted it."""
    data = bytearray(signed.read_bytes())
    at = data.index(b"mdat") + 2000
    data[at] ^= 1
    signed.write_bytes(data)
    done(upscale(signed, by=2, options=options("child.mp4", marks=Marks())))
    child, state = store(tmp_path / "child.mp4")
    (ingredient,) = child["manifests"][child["active_manifest"]]["ingredients"]
    codes = [entry["code"] for entry in ingredient["validation_results"]["activeManifest"]["failure"]]
    assert "assertion.bmffHash.mismatch" in codes and state != "Invalid"
