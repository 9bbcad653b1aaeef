"""He, she, it or they: what English words agree with, and who can wear or have a trait."""

from __future__ import annotations

from onetake.prompt._wearing import can_have as can_have
from onetake.prompt.ontology import KINDS

_HE = frozenset(("man", "old man", "boy", "king", "wizard", "monk", "knight", "pirate", "chef", "farmer"))
_SHE = frozenset(("woman", "girl", "old woman", "nurse", "queen", "princess", "witch", "ballerina"))


def possessive(kind: str, count: int = 1) -> str:
    """its, his, her or their (many, and people who may be either)."""
    if count > 1:
        return "their"
    if kind in _HE:
        return "his"
    if kind in _SHE:
        return "her"
    return "their" if KINDS[kind].family == "person" else "its"


def subject_pronoun(kind: str, count: int = 1) -> str:
    """it, he, she or they."""
    return {"its": "it", "his": "he", "her": "she", "their": "they"}[possessive(kind, count)]


def called(kind: str, pronoun: str) -> bool:
    """Whether one of a kind may be meant by "it", "he" or "she"."""
    usual = subject_pronoun(kind)
    return pronoun == usual or (usual == "they" and pronoun in ("he", "she"))
