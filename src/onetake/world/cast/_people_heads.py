"""Whose head is what: face, hair, beard, glasses and headgear of every kind, changed by what someone wears or has."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from onetake.world.cast import _people_hair as hairs
from onetake.world.cast import _people_hats as hats
from onetake.world.cast._figure import curve, ring
from onetake.world.cast._people_body import Style
from onetake.world.cast._people_face import DARK, LOOKS, WHITE_HAIR, HeadPart, face, hair_of, head_part, skin_of
from onetake.world.shapes import Colour, ellipse, shade

__all__ = ["DARK", "LOOKS", "WHITE_HAIR", "HeadPart", "Style", "head", "head_part"]

_CHILDREN = ("boy", "girl", "baby")
_MEN = (
    "man",
    "old man",
    "chef",
    "firefighter",
    "police officer",
    "farmer",
    "builder",
    "king",
    "wizard",
    "pirate",
    "monk",
)
"""Whose cheeks are not rosy."""
_BOW: Colour = (240, 92, 150)


@dataclass(slots=True)
class _Head:
    """What a head is put together from, each back to front; ``back`` is drawn before the face."""

    hair: list[HeadPart] = field(default_factory=list)
    beard: list[HeadPart] = field(default_factory=list)
    lenses: list[HeadPart] = field(default_factory=list)
    eyewear: list[HeadPart] = field(default_factory=list)
    gear: list[HeadPart] = field(default_factory=list)
    back: list[HeadPart] = field(default_factory=list)
    faceless: bool = False
    nose: Colour | None = None
    skin: Colour | None = None


def _usual(kind: str, variant: int, top: Colour) -> _Head:
    """A kind's own head: people in everyday clothes."""
    hair, skin = hair_of(kind, variant), skin_of(kind, variant)
    if kind == "man":
        return _Head(hairs.short(hair))
    if kind == "woman":
        return _Head(hairs.long(hair), eyewear=hats.glasses(True) if variant % 3 == 1 else [])
    if kind == "boy":
        return _Head(hairs.nape(hair), gear=hats.cap(top))
    if kind == "girl":
        return _Head(hairs.pigtails(hair, top))
    if kind == "old man":
        return _Head(hairs.ring_of_hair(WHITE_HAIR), hairs.full_beard(WHITE_HAIR))
    if kind == "old woman":
        frame = (88, 62, 92)
        round_ones = [head_part(ring(x, 0.02, r, 0.1), frame) for x, r in ((0.14, 0.31), (0.75, 0.28))]
        return _Head(hairs.bun(WHITE_HAIR, r=0.42), eyewear=round_ones)
    if kind == "baby":
        return _Head([*hairs.ear(skin), *hairs.curl(hair)])
    return _at_work(kind, variant, top, hair, skin)


def _at_work(kind: str, variant: int, top: Colour, hair: Colour, skin: Colour) -> _Head:
    """Heads of those who are known by what they do."""
    second = variant % 3 == 1
    if kind == "doctor":
        return _Head(hairs.bob(hair) if second else hairs.short(hair), gear=hats.head_mirror())
    if kind == "nurse":
        return _Head(hairs.bun(hair, -1.02, -0.1, 0.4), gear=hats.nurse_cap())
    if kind == "chef":
        return _Head(hairs.nape(hair), hairs.moustache(hair), gear=hats.toque())
    if kind == "firefighter":
        return _Head(hairs.nape(hair), gear=hats.fire_helmet())
    if kind == "police officer":
        return _Head(hairs.bob(hair) if second else hairs.nape(hair), gear=hats.police_cap())
    if kind == "farmer":
        return _Head(hairs.nape(hair), gear=hats.hat((240, 204, 104), (196, 78, 60), 1.25))
    if kind == "builder":
        return _Head(hairs.nape(hair), gear=hats.hard_hat())
    if kind == "ballerina":
        bun = hairs.bun(hair, -0.3, 1.2, 0.36)
        return _Head([*bun, head_part(ellipse(-0.24, 0.96, 0.34, 0.1, 10), shade(top, 1.2))])
    if kind == "monk":
        return _Head(hairs.ear(skin))
    return _of_tales(kind, variant, top, hair, skin)


def _of_tales(kind: str, variant: int, top: Colour, hair: Colour, skin: Colour) -> _Head:
    """Heads out of stories."""
    if kind == "astronaut":
        back, shell = hats.space_helmet()
        return _Head(hairs.short(hair), gear=shell, back=back)
    if kind == "knight":
        return _Head(gear=hats.knight_helm((214, 52, 52)), faceless=True)
    if kind == "king":
        return _Head(hairs.nape(hair), hairs.full_beard(hair, 0.62), gear=hats.crown())
    if kind == "queen":
        return _Head(hairs.bun(hair, -1.0, 0.2, 0.5), gear=hats.crown((86, 170, 120), 1.1, 0.8))
    if kind == "princess":
        return _Head(hairs.very_long(hair), gear=hats.tiara())
    if kind == "wizard":
        return _Head(hairs.nape(WHITE_HAIR), hairs.full_beard(WHITE_HAIR, 2.5), gear=hats.wizard_hat(top))
    if kind == "witch":
        nose = [
            head_part(
                curve([(0.5, -0.06), (0.84, -0.18), (1.16, -0.44), (0.8, -0.4), (0.46, -0.32)]), shade(skin, 0.84)
            )
        ]
        return _Head(
            hairs.long(hair),
            nose,
            gear=hats.witch_hat((52, 46, 66) if top[0] < 80 else shade(top, 0.62), (146, 84, 180)),
        )
    if kind == "pirate":
        return _Head(hairs.nape(hair), hairs.full_beard(hair, 0.5), hats.eye_patch(), hats.pirate_hat())
    muzzle = [head_part(ellipse(0.42, -0.48, 0.56, 0.36, 14), (252, 250, 248))]
    return _Head(hairs.puffs(hair), muzzle, gear=hats.clown_hat((70, 168, 110)), nose=(228, 46, 48))


def _changed(own: _Head, kind: str, variant: int, top: Colour, traits: tuple[str, ...]) -> None:
    """What someone wears or has, in place of what the kind has there."""
    hair = WHITE_HAIR if kind.startswith("old") else hair_of(kind, variant)
    if "bald" in traits:
        own.hair, own.gear = hairs.ear(skin_of(kind, variant)), [] if kind == "boy" else own.gear
    elif "curly hair" in traits:
        own.back, own.hair = hairs.curly(hair)
        own.gear = [] if kind == "boy" else own.gear
    elif "long hair" in traits:
        own.hair = hairs.very_long(hair)
    if "beard" in traits and not own.beard:
        own.beard = hairs.full_beard(hair, 0.7)
    if "sunglasses" in traits:
        own.eyewear = hats.glasses(True)
    elif "glasses" in traits:
        own.lenses, own.eyewear = hats.glasses_with_lenses()
    if "hat" in traits:
        own.gear = hats.hat()
    elif "cap" in traits:
        own.gear = hats.cap(top)
    elif "crown" in traits:
        own.gear = hats.crown()
        own.hair = hairs.short(hair) if kind == "boy" else own.hair
    elif "bow" in traits:
        own.gear = [*own.gear, *hats.bow(_BOW)]


@lru_cache(maxsize=512)
def head(kind: str, variant: int, top: Colour, traits: tuple[str, ...] = ()) -> tuple[HeadPart, ...]:
    """All parts of a head, back to front. ``top`` is the colour of the clothes, for hats and bands."""
    own = _usual(kind, variant, top)
    if traits:
        _changed(own, kind, variant, top, traits)
    if own.faceless:
        return (face(DARK, 0.2, False)[0], *own.gear)
    skin = own.skin or skin_of(kind, variant)
    eye = 0.24 if kind in _CHILDREN else 0.2
    neck, skull, cheek, nose, mouth, *eyes = face(skin, eye, kind not in _MEN or kind == "old man", own.nose)
    # The mouth shows on a beard, and whoever has a big nose has it above a moustache.
    return (
        neck,
        *own.back,
        skull,
        cheek,
        *own.beard,
        nose,
        mouth,
        *own.lenses,
        *eyes,
        *own.hair,
        *own.eyewear,
        *own.gear,
    )
