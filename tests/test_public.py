"""What the package promises to others: its names, its types, and that importing it costs nothing."""

import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files

import pytest

import onetake


def test_the_public_names_are_sorted_and_there():
    assert onetake.__all__ == sorted(onetake.__all__)
    assert {"generate", "stream", "Video", "OnetakeError", "__version__"} <= set(onetake.__all__)
    for name in onetake.__all__:
        assert getattr(onetake, name) is not None
    assert set(onetake.__all__) <= set(dir(onetake))


def test_unknown_names_are_unknown():
    with pytest.raises(AttributeError, match="no attribute 'genrate'"):
        onetake.genrate  # noqa: B018


def test_importing_has_no_weight():
    script = "import sys, onetake; sys.exit(bool({'torch', 'numpy', 'av', 'argparse'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_the_types_are_public():
    assert files("onetake").joinpath("py.typed").is_file()


def test_there_is_one_version():
    try:
        installed = version("onetake")
    except PackageNotFoundError:
        pytest.skip("onetake runs from its source folder, not installed")
    assert installed == onetake.__version__
