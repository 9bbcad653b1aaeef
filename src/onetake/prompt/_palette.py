"""Colours that can be said, with the paint that shows them. Append only."""

from __future__ import annotations

COLOURS: dict[str, tuple[str, tuple[int, int, int]]] = {
    "red": ("红色", (214, 62, 58)),
    "orange": ("橙色", (240, 142, 56)),
    "yellow": ("黄色", (248, 206, 76)),
    "green": ("绿色", (92, 168, 88)),
    "blue": ("蓝色", (66, 124, 206)),
    "purple": ("紫色", (142, 92, 182)),
    "pink": ("粉色", (242, 150, 178)),
    "brown": ("棕色", (146, 98, 62)),
    "black": ("黑色", (46, 46, 54)),
    "white": ("白色", (246, 246, 242)),
    "grey": ("灰色", (146, 150, 158)),
    "golden": ("金色", (226, 180, 92)),
}
ANY = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "white", "black")
FUR = ("brown", "black", "white", "grey", "golden")
