"""Soft contact shadows: where the ground below everyone is, and the dark it gets there."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from onetake.types import ANGLE, FPS, HEIGHT, VISIBLE, Array, Staging, X, Y

Box = tuple[int, int, int, int, int]
"""Left, upper, width, height in pixels, and strength (0: no shadow)."""
_GROUND_FROM = 0.10  # stage y above which nothing stands on the ground
_DARKEST = 0.34
_SHADOW = (1.0, 0.95, 0.80)  # what a shadow takes of red, green, blue: the sky lights it
_LEVELS = 8  # strengths of shadow, so that few sprites are made


def shadow_boxes(track_NF: Array, ground_N: Array, aspect: float, width: int, height: int) -> list[Box]:
    """An individual's shadow per frame: an ellipse on the ground, paler and smaller the higher it is above it."""
    unit = min(width, height)
    nearness_N = np.clip(1 - np.maximum(0, ground_N - track_NF[:, Y]) / 0.4, 0, 1)
    seen_N = (track_NF[:, VISIBLE] >= 0.5) & (ground_N >= _GROUND_FROM)
    wide_N = track_NF[:, HEIGHT] * min(aspect, 1.5) * (0.62 + 0.38 * nearness_N) * unit
    columns_N, rows_N = np.maximum(3, np.rint(wide_N)), np.maximum(2, np.rint(wide_N * 0.17))
    left_N = np.rint(width / 2 + track_NF[:, X] * unit - columns_N / 2)
    upper_N = np.rint(height / 2 + ground_N * unit - rows_N * 0.55)
    strength_N = np.rint(_LEVELS * nearness_N) * seen_N
    boxes_N5 = np.stack([left_N, upper_N, columns_N, rows_N, strength_N], -1).astype(np.int64)
    return [(a, b, c, d, e) for a, b, c, d, e in boxes_N5.tolist()]


def paint_shadow(image_YXC: NDArray[np.uint8], box: Box) -> None:
    """Darken an RGB picture where a shadow lies, in place."""
    left, upper, width, height, level = box
    if level == 0:
        return
    x0, x1 = max(0, left), min(image_YXC.shape[1], left + width)
    y0, y1 = max(0, upper), min(image_YXC.shape[0], upper + height)
    if x0 >= x1 or y0 >= y1:
        return
    region = image_YXC[y0:y1, x0:x1]
    light = _sprite(width, height, level)[y0 - upper : y1 - upper, x0 - left : x1 - left]
    cv2.multiply(region, light, dst=region, scale=1 / 255)


@lru_cache(maxsize=512)
def _sprite(width: int, height: int, level: int) -> NDArray[np.uint8]:
    """What a soft shadow leaves of the light below it, RGB 0..255."""
    x = (np.arange(width, dtype=np.float32) + 0.5) / width * 2 - 1
    y = (np.arange(height, dtype=np.float32) + 0.5) / height * 2 - 1
    inside = np.clip(1 - (x[None] ** 2 + y[:, None] ** 2), 0, 1)
    dark = np.clip(inside * 1.6, 0, 1) * (_DARKEST * level / _LEVELS)
    left: NDArray[np.uint8] = np.round(255 * (1 - dark[..., None] * np.array(_SHADOW))).astype(np.uint8)
    return left


def ground_below(staging: Staging, aspect_E: Array) -> Array:
    """Where the ground below each individual is, on screen: the lowest that its feet (or, when it is turned, its
    lowest corner) come within a second and a half before or after, measured on the stage so that a moving camera does
    not count as falling. (N, E)"""
    camera_NC = staging.camera_NC
    height_NE, angle_NE = staging.tracks_NEF[:, :, HEIGHT], staging.tracks_NEF[:, :, ANGLE]
    reach_NE = np.abs(np.sin(angle_NE)) * aspect_E + np.abs(np.cos(angle_NE)) - 1
    feet_NE = (staging.tracks_NEF[:, :, Y] + height_NE * reach_NE / 2) / camera_NC[:, 2:3] + camera_NC[:, 1:2]
    if not feet_NE.size:
        return np.asarray(feet_NE, np.float32)
    reach = 2 * (3 * FPS // 2) + 1
    lowest_NE = cv2.dilate(np.ascontiguousarray(feet_NE, np.float32), np.ones((reach, 1), np.uint8))
    return np.asarray((lowest_NE.reshape(feet_NE.shape) - camera_NC[:, 1:2]) * camera_NC[:, 2:3], np.float32)
