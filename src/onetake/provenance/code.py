"""Sixty-four bits as chips of a watermark's tile, and back: key, checksum, convolutional code.

The tile has 32 × 32 chips of ±1. A key decides which of them are the pilot (known to the reader, who finds scale
and place by them) and which carry the message, in which order and with which sign. The message is the identity and
a 32-bit keyed checksum, sent through a convolutional code of rate 1/4, every coded bit twice.

Why a false alarm is rarer than ``TRIES`` × 2⁻³²: the code is linear and its signs are drawn from the key, so for any
picture that was not made with the key, decoding gives each of the 2⁹⁶ messages equally often over the keys: flipping
the signs by a codeword moves the answer by that codeword's message. One message in 2³² has the right checksum.
The pilot's key stream is independent of the signs, so choosing where to look by the pilot changes nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from onetake.types import Array

TILE = 32
"""Chips along each side of the tile, which repeats over the picture."""
ID_BITS, CHECK_BITS = 64, 32
MEMORY = 8
"""Bits that the convolutional code remembers: 256 states."""
# Rate 1/4, constraint length 9, free distance 24 (Larsen, IEEE Trans. Inf. Theory 19, 1973).
_POLYNOMIALS = (0o463, 0o535, 0o733, 0o745)
_REPEATS = 2
_STEPS = ID_BITS + CHECK_BITS + MEMORY
DATA_CHIPS = _STEPS * len(_POLYNOMIALS) * _REPEATS
PILOT_CHIPS = TILE * TILE - DATA_CHIPS
TRIES = 64
"""Messages that the reader decodes at most for one file."""
FALSE_ALARM = TRIES * 2.0**-CHECK_BITS
"""Upper bound on the probability that something unmarked is taken for marked."""

PUBLIC_KEY = b"onetake watermark 1: anybody may read this mark"
"""Known to everybody, so that everybody can read the mark. An operator's own key also makes it hard to copy."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What a key decides. ``pilot_TT``: ±1 on the pilot's chips, 0 elsewhere; ``data``: flat index of each coded
    chip in the tile; ``signs``: ±1 for each coded chip."""

    pilot_TT: Array
    data: NDArray[np.int64]
    signs: Array


@lru_cache(maxsize=16)
def layout(key: bytes) -> Layout:
    """The layout of a key; a pure function of it, on every machine."""
    chips = TILE * TILE
    order = np.argsort(np.frombuffer(_stream(key, b"order", 8 * chips), "<u8"), kind="stable")
    signs = np.unpackbits(np.frombuffer(_stream(key, b"signs", DATA_CHIPS // 8), np.uint8)).astype(np.float32) * 2 - 1
    pilot_bits = np.unpackbits(np.frombuffer(_stream(key, b"pilot", PILOT_CHIPS // 8), np.uint8))
    pilot = np.zeros(chips, np.float32)
    pilot[order[DATA_CHIPS:]] = pilot_bits.astype(np.float32) * 2 - 1
    return Layout(pilot.reshape(TILE, TILE), order[:DATA_CHIPS].astype(np.int64), signs)


def encode(identity: int, key: bytes) -> Array:
    """The tile of ±1 (TILE, TILE) that carries ``identity`` (64 bits)."""
    plan = layout(key)
    message = identity << CHECK_BITS | _check(identity, key)
    bits = [message >> i & 1 for i in reversed(range(ID_BITS + CHECK_BITS))] + [0] * MEMORY
    state, coded = 0, []
    for bit in bits:
        register = bit << MEMORY | state
        coded += [_output(register, p) for p in _POLYNOMIALS]
        state = register >> 1
    tile = plan.pilot_TT.copy().reshape(-1)
    tile[plan.data] = np.tile(np.array(coded, np.float32), _REPEATS) * plan.signs
    return tile.reshape(TILE, TILE)


def decode(soft_STT: Array, key: bytes) -> list[int | None]:
    """The identity in each of S tiles of soft chips (positive is +1), or None where the checksum is wrong."""
    mask = (1 << CHECK_BITS) - 1
    pairs = [(message >> CHECK_BITS, message & mask) for message in messages(soft_STT, key)]
    return [identity if check == _check(identity, key) else None for identity, check in pairs]


def messages(soft_STT: Array, key: bytes) -> list[int]:
    """The likeliest 96 bits in each tile, whatever their checksum.

    Viterbi's algorithm on soft values (Forney, Proc. IEEE 61, 1973): the best path through the 256 states.
    """
    plan = layout(key)
    tries = len(soft_STT)
    chips = soft_STT.reshape(tries, -1)[:, plan.data] * plan.signs
    heard = chips.reshape(tries, _REPEATS, _STEPS, len(_POLYNOMIALS)).sum(1)
    before, outputs = _trellis()
    score = np.full((tries, 1 << MEMORY), -np.inf)
    score[:, 0] = 0
    choices = np.empty((_STEPS, tries, 1 << MEMORY), bool)
    for step in range(_STEPS):
        reached = score[:, before] + np.einsum("sp,nkp->snk", heard[:, step], outputs)
        choices[step] = reached[..., 1] > reached[..., 0]
        score = reached.max(-1)
    return [_walk_back(choices[:, i], before) for i in range(tries)]


def identity_text(identity: int) -> str:
    """An identity as people and files write it: sixteen hexadecimal digits."""
    return f"{identity:016x}"


@lru_cache(maxsize=1)
def _trellis() -> tuple[NDArray[np.int64], Array]:
    """For each state its two predecessors (states, 2), and what is heard on the way (states, 2, polynomials)."""
    states = 1 << MEMORY
    before = np.array([[(s << 1 | old) & (states - 1) for old in (0, 1)] for s in range(states)])
    heard = np.empty((states, 2, len(_POLYNOMIALS)), np.float32)
    for state in range(states):
        for choice, old in enumerate(before[state]):
            # The newest bit is the top bit of the state that it leads to.
            register = (state >> (MEMORY - 1)) << MEMORY | int(old)
            heard[state, choice] = [_output(register, p) for p in _POLYNOMIALS]
    return before, heard


def _output(register: int, polynomial: int) -> float:
    return 1.0 if (register & polynomial).bit_count() % 2 else -1.0


def _walk_back(choices: NDArray[np.bool_], before: NDArray[np.int64]) -> int:
    """The message of the path that ends in state 0, where the tail leads."""
    state, message = 0, 0
    for step in reversed(range(_STEPS)):
        if step < _STEPS - MEMORY:
            message |= (state >> (MEMORY - 1)) << (_STEPS - MEMORY - 1 - step)
        state = int(before[state, int(choices[step, state])])
    return message


def _check(identity: int, key: bytes) -> int:
    digest = hmac.digest(key, b"check" + identity.to_bytes(ID_BITS // 8, "big"), "sha256")
    return int.from_bytes(digest[: CHECK_BITS // 8], "big")


def _stream(key: bytes, purpose: bytes, length: int) -> bytes:
    """Bytes that depend on the key and the purpose only."""
    return hashlib.shake_256(hmac.digest(key, purpose, "sha256")).digest(length)
