"""Draw the sentences of the flaws benchmark, once: python scripts/flaw_prompts.py [--check]

Two files by two seeds, with no sentence in both: one for decisions, one for reported numbers. Sentences are never
chosen by hand; of each family they are taken in the order in which they come, without repeats, and those whose
question the other file asks with the same words are left out.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np

from onetake.evaluation.flaw_sentences import DECIDING, FAMILIES, REPORTED, sentence

COUNT = 60
SEEDS = {DECIDING: 41, REPORTED: 42}
MOST = 20_000


def texts() -> dict[str, str]:
    """What each file should say, by name."""
    said: set[str] = set()
    out = {}
    for path, seed in SEEDS.items():
        lines = []
        for number, family in enumerate(FAMILIES):
            rng, found = np.random.default_rng((seed, number)), 0
            for _ in range(MOST):
                one = sentence(family, rng)
                if one.text in said:
                    continue
                said.add(one.text)
                lines.append(one.as_json())
                found += 1
                if found == COUNT:
                    break
            if found < COUNT:
                raise SystemExit(f"{family} has only {found} different sentences")
        out[str(path)] = "\n".join(lines) + "\n"
    return out


def main() -> int:
    """Write the files, or say whether they are as they were drawn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is not as it was drawn")
    check = parser.parse_args().check
    stale = []
    for path in SEEDS:
        text = texts()[str(path)]
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            stale.append(path.name)
        elif not check:
            path.write_text(text, encoding="utf-8")
    if stale:
        sys.stderr.write(f"not as drawn: {', '.join(stale)}\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
