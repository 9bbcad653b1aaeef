"""How the policy does on lists of prompts: python scripts/red_team.py [LIST.tsv …]"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from onetake.prompt._policy_trial import score, table  # noqa: E402

if __name__ == "__main__":
    lists = [Path(name) for name in sys.argv[1:]] or sorted((ROOT / "tests/prompt/data").glob("red_team_*.tsv"))
    print(table([score(path) for path in lists]))
