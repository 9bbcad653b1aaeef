"""Build ``src/onetake/prompt/data/words_zh.txt.gz``: Chinese words that can cross the edge of a word of the policy.

    python scripts/build_words.py dict.txt        # the dictionary of the pip package jieba (MIT)

A line: a power of two, and the words that are used about that often, as jieba counted.
"""

from __future__ import annotations

import gzip
import re
import sys
import tomllib
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "src/onetake/prompt/data"
OFTEN, LONGEST = 8, 5
ALONG = re.compile("[出下起进过上回][来去]")
"""What follows any verb (赶出, 赶出去) and never makes another word of it."""


def terms() -> set[str]:
    """The Chinese words of all groups, two characters or more."""
    found: set[str] = set()
    for file in sorted(DATA.glob("policy*.toml")):
        for languages in tomllib.loads(file.read_text(encoding="utf-8")).get("words", {}).values():
            for language, entry in languages.items():
                if language.startswith("zh"):
                    found.update(re.findall(r"[\u3400-\u9fff]{2,}", entry))
    return found


def main() -> None:
    """Read the dictionary, keep what can matter, write the table."""
    sought = terms()
    heads = {t[:n] for t in sought for n in range(1, len(t))}
    tails = {t[n:] for t in sought for n in range(1, len(t))}
    by_power: dict[int, list[str]] = {}
    for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        word, count, _ = line.split(" ")
        if int(count) < OFTEN or ALONG.fullmatch(word) or not re.fullmatch(rf"[\u3400-\u9fff]{{1,{LONGEST}}}", word):
            continue
        inner = range(1, len(word))
        if len(word) == 1 or word in sought or any(word[n:] in heads or word[:n] in tails for n in inner):
            by_power.setdefault(int(count).bit_length() - 1, []).append(word)
    text = "\n".join(f"{power} {' '.join(sorted(words))}" for power, words in sorted(by_power.items()))
    (DATA / "words_zh.txt.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{sum(map(len, by_power.values()))} words")


if __name__ == "__main__":
    main()
