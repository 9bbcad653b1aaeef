"""``onetake evaluate …``: one of the measurements, as a table for people or one JSON object."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from onetake.errors import BadRequest, WeightsError

_COLUMNS = ("kind", "count", "action", "place", "all_right")
_MOST = 1000


def main(options: argparse.Namespace) -> int:
    """Measure what ``options.what`` names and write it to standard output."""
    measure: Callable[[argparse.Namespace], dict[str, Any]] = {
        "prompts": _prompts, "nine": _nine, "speed": _speed, "takes": _takes, "reader": _reader, "painters": _painters,
        "controls": _controls, "flaws": _flaws, "steps": _steps,
    }[options.what]  # fmt: skip
    if options.count is not None and not 1 <= options.count <= _MOST:
        raise BadRequest("bad-count", f"{options.count} sentences cannot be drawn.", f"Ask for 1 to {_MOST}.")
    if not 0 <= options.seed < 1000:
        raise BadRequest("bad-seed", f"{options.seed} cannot be the seed of an evaluation.", "Use 0 to 999.")
    result = measure(options)
    if options.json:
        _write(json.dumps(result, ensure_ascii=True, allow_nan=False))
    else:
        table = {
            "prompts": prompts_table,
            "nine": nine_table,
            "speed": speed_table,
            "takes": takes_table,
            "reader": reader_table,
            "painters": painters_table,
            "controls": controls_table,
            "flaws": flaws_table,
            "steps": steps_table,
        }
        _write(table[options.what](result))
    return 0


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")


def _progress(options: argparse.Namespace) -> Callable[[str, int, int], None] | None:
    """A line on standard error that counts; None when nobody looks."""
    if options.quiet or not sys.stderr.isatty():
        return None

    def show(what: str, done: int, total: int) -> None:
        sys.stderr.write(f"\r\x1b[K{what} {done}/{total}" if done < total else "\r\x1b[K")
        sys.stderr.flush()

    return show


def _prompts(options: argparse.Namespace) -> dict[str, Any]:
    from onetake.evaluation.prompts import evaluate

    return evaluate(options.count or 100, options.seed, model=options.model or "", progress=_progress(options))


def _nine(options: argparse.Namespace) -> dict[str, Any]:
    from onetake.evaluation.nine import evaluate

    folder = options.output or Path("onetake-nine")
    return evaluate(folder, options.seed, options.model or "", progress=_progress(options))


def _takes(options: argparse.Namespace) -> dict[str, Any]:
    from onetake.evaluation.takes import evaluate, prompts_of

    seconds = 60 if options.seconds is None else options.seconds
    if seconds < 2:
        raise BadRequest("bad-seconds", f"A take of {seconds} seconds cannot be judged.", "Ask for at least 2.")
    sentences = prompts_of(options.prompts)[: options.count]
    return evaluate(seconds, sentences, options.seed, options.model or "", options.output, progress=_progress(options))


def _speed(options: argparse.Namespace) -> dict[str, Any]:
    from onetake.evaluation.speed import evaluate

    return evaluate(options.seconds or 8, options.seed, options.model or "")


def _painters(options: argparse.Namespace) -> dict[str, Any]:
    from onetake.evaluation.painters import evaluate

    return evaluate(options.count or 100, options.seed, options.model or "", _progress(options))


def _steps(options: argparse.Namespace) -> dict[str, Any]:
    from onetake.evaluation.steps import evaluate

    return evaluate(options.count or 20, options.seed, options.model or "", _progress(options))


def _reader(options: argparse.Namespace) -> dict[str, Any]:
    from onetake.evaluation.reader import FIGURES

    try:
        figures: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    except (OSError, ValueError) as missing:
        hint = "Train it: python -m onetake.evaluation.read_train"
        raise WeightsError("reader-missing", f"There are no figures of a reader at {FIGURES}.", hint) from missing
    return figures


def _controls(options: argparse.Namespace) -> dict[str, Any]:
    from onetake.evaluation.controls import evaluate

    return evaluate(options.seed, options.model or "", options.quick, _progress(options))


def _flaws(options: argparse.Namespace) -> dict[str, Any]:
    from onetake.evaluation.witness import SCORES

    if (options.video is None) != (options.caption is None):
        raise BadRequest(
            "bad-arguments", "A video needs a caption, and a caption a video.", "--video FILE --caption TEXT"
        )
    witness = options.witness or SCORES
    if options.video is not None:
        from onetake.evaluation.questions import evaluate_video  # where there is no simulated world, too

        return evaluate_video(options.video, options.caption, witness)
    from onetake.evaluation.flaw_bench import evaluate

    return evaluate(options.model or "", options.prompts, options.quick, options.seed, _progress(options), witness)


def flaws_table(result: dict[str, Any]) -> str:
    """Every family with its ceiling and control, or the answers to one video's questions."""
    from onetake.evaluation.flaw_table import table

    return table(result)


def controls_table(result: dict[str, Any]) -> str:
    """Every control's numbers."""
    from onetake.evaluation.controls import as_table

    return as_table(result)


# ── tables ────────────────────────────────────────────────────────────────────────────────────────────────────

_ROWS = {
    "generated": "drawn by the model",
    "held_out_pairs": "  of these, new pairs",
    "shuffled": "floor: other sentence",
    "true": "ceiling: true scene",
    "held_out_pairs_true": "  of these, new pairs",
    "understood": "the words understood",
}


def _share(value: dict[str, Any]) -> str:
    if not value["of"]:
        return "-"
    return f"{100 * value['share']:.0f} [{100 * value['low']:.0f}-{100 * value['high']:.0f}]"


def painters_table(result: dict[str, Any]) -> str:
    """How often what was asked for is the nearest, or among the nearest five."""
    lines = [f"{result['count']} figures of {result['kinds']} nouns, seed {result['seed']}; % [95 % interval]", ""]
    lines.append(f"{'':28}{'nearest':>14}{'of nearest 5':>16}")
    lines += [
        f"{name:28}{_share(share):>14}{_share(result['near'][name]):>16}" for name, share in result["right"].items()
    ]
    lines += ["", *(f"{name}: {', '.join(wrong)}" for name, wrong in result["mistaken"].items() if wrong)]
    return "\n".join(lines)


def steps_table(result: dict[str, Any]) -> str:
    """What each number of denoising steps gains, and what it costs."""
    what = (
        f"{result['count']} held-out scenes of {result['seconds']} s, seed {result['seed']}; dB against the true scene"
    )
    lines = [what, "", f"{'steps':>5}{'whole':>9}{'moving':>9}{'shadows':>9}{'motion':>9}{'s per s':>9}"]
    for steps, row in result["steps"].items():
        figures = "".join(f"{row[name]:>9.2f}" for name in ("psnr", "psnr_moving", "psnr_shadows", "motion"))
        lines.append(f"{steps:>5}{figures}{row['seconds_per_second']:>9.3f}")
    return "\n".join(lines)


def prompts_table(result: dict[str, Any]) -> str:
    """Every field with its 95 % interval, the floor and the ceiling beside it."""
    what = f"{result['count']} held-out sentences, {result['seconds']} s each, seed {result['seed']}"
    lines = [f"{what}; % right [95 % interval]", ""]
    lines.append(f"{'':24}" + "".join(f"{c.replace('_', ' '):>13}" for c in _COLUMNS))
    lines += [f"{name:24}" + "".join(f"{_share(result[key][c]):>13}" for c in _COLUMNS) for key, name in _ROWS.items()]
    if "compared" in result:
        lines += ["", "nearer to what was asked than to every alternative, on pixels (no reader)"]
        for key, row in result["compared"].items():
            lines.append(f"{_ROWS[key]:24}" + "".join(f"{_share(row[c]):>13}" for c in _COLUMNS))
    between = result["eating_or_dancing"]
    lines += ["", f"eating told from dancing ({between['generated']['of_two']['of']} sentences; chance is 50)"]
    for key in ("generated", "true"):
        row = between[key]
        free = f"   as the likeliest of all actions {_share(row['of_all'])}"
        lines.append(f"{_ROWS[key]:24}{_share(row['of_two']):>13}{free}")
    near = result["nearest_training_clip"]
    if near:
        lines += ["", f"nearest of {near['records']} training clips, PSNR in dB (higher is nearer)"]
        for key in ("generated", "true"):
            n = near[key]
            lines.append(f"{_ROWS[key]:24}{n['median']:>13} median, {n['least']} to {n['most']}")
    else:
        lines += ["", "nearest training clip: this machine has no pool of training clips"]
    causes = [w["cause"] for miss in result["misses"] for w in miss["wrong"]]
    if causes:
        lines += ["", "misses by cause: " + ", ".join(f"{c} {causes.count(c)}" for c in ("drawing", "reader", "words"))]
        lines += [f"  {m['sentence']}  ({'; '.join(_wrong(w) for w in m['wrong'])})" for m in result["misses"]]
    alike = ", ".join(f"{a} and {b}" for a, b in result["alike"].items())
    return "\n".join([*lines, "", f"actions that count as one: {alike}"])


def _wrong(miss: dict[str, str]) -> str:
    return f"{miss['field']} {miss['asked']} read as {miss['read']}: {miss['cause']}"


def nine_table(result: dict[str, Any]) -> str:
    """Each sentence with its time and what the reader sees."""
    lines = [f"{'seconds':>8} {'vs 32 min':>10}  sentence → what the reader sees"]
    for row in result["sentences"]:
        read = row["read"]
        seen = f"{read['count']} {read['kind']}, {read['action']}, {read['place']}"
        lines.append(f"{row['seconds']:>8.2f} {row['times_faster']:>9.0f}x  {row['sentence']} → {seen}")
        lines += [f"{'':21}note: {warning}" for warning in row["warnings"]]
    told = f"{result['seconds_of_video']} s of video each; 32 minutes were for 2 s of video"
    return "\n".join([*lines, f"{result['wall_seconds']:>8.2f} s in all, {told}", str(result["sheet"])])


def speed_table(result: dict[str, Any]) -> str:
    """The road, then the transformer."""
    r, t = result, result["transformer"]
    stages = ", ".join(f"{name} {100 * v['share']:.0f} %" for name, v in r["stages"].items())
    rate, own = t["tflop_per_second"], t["own_shapes_tflop_per_second"]
    bf16, fp32 = t["peak_bf16_tflop_per_second"], t["peak_fp32_tflop_per_second"]
    return "\n".join([
        f"model {r['model']}, {r['threads']} threads, {t['dtype']}",
        f"{r['video_seconds_per_second']:.2f} video seconds a second ({r['seconds']:g} s in {r['wall_seconds']:.2f} s)",
        f"first frame after {r['first_frame_seconds']:.2f} s, of which loading {r['load_seconds']:.2f} s",
        f"stages: {stages}",
        f"peak memory {r['peak_memory_mb']:.0f} MB",
        f"transformer: {t['gflop_per_pass']:.2f} GFLOP a pass, {t['ms_per_pass']:.1f} ms, {rate:.3f} TFLOP/s",
        f"  {100 * t['share_of_own_shapes']:.0f} % of what its own shapes reach alone ({own:.3f} TFLOP/s)",
        f"  {100 * t['share_of_peak']:.0f} % of this machine's peak (bf16 {bf16:.3f}, fp32 {fp32:.3f} TFLOP/s)",
    ])  # fmt: skip


def takes_table(result: dict[str, Any]) -> str:
    """Every take, all together with bands and goals, the reader's ceilings, and the takes that must fail."""
    from onetake.evaluation.take_table import table

    return table(result)


_VIEWS = {
    "true": "true clips", "after_codec": "after the codec", "latent_error_20": "20 % latent error",
    "latent_error_40": "40 % latent error",
}  # fmt: skip


def reader_table(result: dict[str, Any]) -> str:
    """The reader's own accuracy on held-out true clips."""
    lines = [f"the reader on {result['clips']} held-out true clips; % right", ""]
    lines.append(f"{'':20}" + "".join(f"{c.replace('_', ' '):>11}" for c in _COLUMNS))
    for key, name in _VIEWS.items():
        lines.append(f"{name:20}" + "".join(f"{100 * result[key][c]:>11.1f}" for c in _COLUMNS))
    lines += ["", *(f"{field}: {', '.join(pairs) or 'no mistakes'}" for field, pairs in result["confusions"].items())]
    return "\n".join(lines)
