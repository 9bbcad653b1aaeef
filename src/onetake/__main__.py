"""``python -m onetake`` is ``onetake``."""

from __future__ import annotations

import sys

from onetake.cli import main

if __name__ == "__main__":
    sys.exit(main())
