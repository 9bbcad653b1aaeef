"""The take benchmark as a table for people."""

from __future__ import annotations

from typing import Any

_COLUMNS = (("cuts", "cuts"), ("identity", "identity"), ("place", "place"), ("beats", "beats"),
            ("motion_of_true", "motion"), ("motion_ratio", "last/first"), ("seam", "seam"),
            ("loop", "loop"))  # fmt: skip


def _number(value: Any) -> str:
    if isinstance(value, dict):
        value = value["share"]
    return "-" if value is None else str(value) if isinstance(value, int) else f"{value:.2f}"


def table(result: dict[str, Any]) -> str:
    """Every take, all together with bands and goals, the reader's ceilings, and the takes that must fail."""
    overall, bands = result["overall"], result["bands"]
    lines = [
        f"{len(result['takes'])} takes of {result['seconds']} s, model {result['model']}, seed {result['seed']}",
        "",
    ]
    lines.append(f"{'':>4}" + "".join(f"{name:>11}" for _, name in _COLUMNS) + f"{'x real time':>13}  outside")
    for i, take in enumerate(result["takes"]):
        row = "".join(f"{_number(take[key]):>11}" for key, _ in _COLUMNS)
        lines.append(f"{i + 1:>4}{row}{take['realtime_factor']:>13.2f}  {', '.join(take['outside']) or 'nothing'}")
    lines.append(f"{'all':>4}" + "".join(f"{_number(overall[k]):>11}" for k, _ in _COLUMNS)
                 + f"{overall['realtime_factor']:>13.2f}")  # fmt: skip
    lines.append(f"{'true':>4}" + "".join(f"{_band(bands.get(k)):>11}" for k, _ in _COLUMNS)
                 + f"  (5th to 95th percentile of {result['bands_of']} true scenes)")  # fmt: skip
    lines += ["", "drift a minute, mean of all takes (true scenes)"]
    lines += [
        f"  {name:<12}{overall['drift'][name]:>9.4f}  ({_band(bands.get('drift.' + name), 4)})"
        for name in ("colour", "saturation", "sharpness")
    ]
    first = overall["first_frame_seconds"]
    cold = "not measured" if first["cold"] is None else f"{first['cold']:.2f} s"
    lines += ["", f"first frame after {first['loaded']:.2f} s loaded, {cold} cold; "
                  f"peak memory {overall['peak_memory']:.0f} MB"]  # fmt: skip
    for field, told in result["reader"].items():
        said = overall["read"][field]
        what = f"{100 * said:.0f} %" if told["supported"] and said is not None else "unsupported"
        lines.append(f"reader, {field}: {what} (its ceiling on true scenes {100 * told['ceiling']:.0f} %)")
    for name, control in result["controls"].items():
        how = "fails as it must" if control["fails"] else f"PASSES {control['must']}: this benchmark proves nothing"
        lines.append(f"control, {name}: {how} ({', '.join(control['missed']) or 'nothing'})")
    return "\n".join([*lines, str(result["plot"])])


def _band(band: list[float] | None, digits: int = 2) -> str:
    return "-" if band is None else f"{band[0]:.{digits}f}..{band[1]:.{digits}f}"
