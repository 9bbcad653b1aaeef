"""The error tree: codes, exit statuses, and the drawing atop the file."""

import json

import pytest

from onetake import errors


@pytest.mark.parametrize(
    ("kind", "parent", "status"),
    [
        (errors.BadRequest, errors.OnetakeError, 2),
        (errors.Refused, errors.BadRequest, 2),
        (errors.MediaError, errors.BadRequest, 2),
        (errors.Failure, errors.OnetakeError, 1),
        (errors.WeightsError, errors.Failure, 1),
        (errors.DiskError, errors.Failure, 1),
        (errors.OutOfMemory, errors.Failure, 1),
        (errors.Interrupted, errors.OnetakeError, 130),
        (errors.ReaderGone, errors.OnetakeError, 141),
    ],
)
def test_each_kind_has_its_place_and_exit_status(kind, parent, status):
    assert issubclass(kind, parent)
    assert kind.exit_status == status
    assert kind.__name__ in errors.__doc__


def test_an_error_is_a_sentence_a_code_and_a_way_out():
    error = errors.BadRequest("bad-size", "A video cannot be 7x7.", "Ask for 8x8.")
    assert str(error) == "A video cannot be 7x7. Ask for 8x8."
    assert json.loads(json.dumps(error.as_json())) == {
        "error": {"code": "bad-size", "message": "A video cannot be 7x7.", "hint": "Ask for 8x8."}
    }
    assert str(errors.Failure("x", "Without a hint.")) == "Without a hint."
