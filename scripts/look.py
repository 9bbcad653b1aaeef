"""Draw rigs on a contact sheet, to be looked at: python scripts/look.py OUT.png KIND[,KIND…] [VERB[,VERB…]]"""

import sys

import cv2
import numpy as np

from onetake.prompt.ontology import COLOURS, KINDS
from onetake.world.cast import RIGS
from onetake.world.shapes import Appearance, prepare


def main() -> None:
    """Six phases of every kind and verb, one row each."""
    out, kinds = sys.argv[1], sys.argv[2].split(",")
    verbs = sys.argv[3].split(",") if len(sys.argv) > 3 else None
    rows = []
    for name in kinds:
        kind = KINDS[name]
        for verb in verbs or kind.verbs[:3]:
            phase = np.linspace(0, 2 * np.pi, 6, endpoint=False).astype(np.float32)
            state = np.linspace(0, 1, 6).astype(np.float32)
            look = Appearance(COLOURS[kind.colours[0]][1] if kind.colours else None, 0)
            parts = RIGS[name](look, verb, phase, state)
            track = np.tile(np.array([0, 0.42, 0.75, 1, 0, 0, 0, 1, 0.5], np.float32), (6, 1))
            track[3:, 3] = -1
            drawn = prepare(parts, track, 144, 112)
            row = []
            for n in range(6):
                image = np.full((112, 144, 3), (176, 214, 190), np.uint8)
                drawn.draw(image, n)
                row.append(image)
            strip = np.concatenate(row, 1)
            cv2.putText(strip, f"{name}: {verb}", (4, 12), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (20, 20, 20), 1, cv2.LINE_AA)
            rows.append(strip)
    cv2.imwrite(out, np.concatenate(rows, 0)[..., ::-1])


if __name__ == "__main__":
    main()
