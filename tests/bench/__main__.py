"""`python -m tests.bench`: measure the rows, print their table; exit 1 where a row failed, `--strict`: or is over."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence

from tests.bench import report
from tests.bench.bench import Bench
from tests.bench.figures import Figure, RowFailed, Unmeasured
from tests.bench.rows import ROWS


class Options(argparse.Namespace):
    """The options as parsed."""

    pairs: int
    rows: list[str]
    json: bool
    nginx: bool
    strict: bool


def main(argv: Sequence[str]) -> int:
    """Run the rows asked for, and print what they found."""
    options = _parser().parse_args(argv, Options())
    figures: list[Figure | Unmeasured] = []
    failed: dict[str, str] = {}
    with Bench(pairs=options.pairs, nginx=options.nginx) as bench:
        for name in options.rows:
            print(f"{name}: {options.pairs} pairs …", file=sys.stderr)
            try:
                figures += ROWS[name](bench)
            except (RowFailed, OSError, subprocess.SubprocessError) as error:
                failed[name] = str(error)
    print(report.document(figures, failed) if options.json else report.table(figures))
    for name, why in failed.items():
        print(f"{name}: could not be measured: {why}", file=sys.stderr)
    return 1 if failed or (options.strict and not all(map(_is_kept, figures))) else 0


def _is_kept(figure: Figure | Unmeasured) -> bool:
    """Tell whether a target, where there is one, was found to be kept."""
    return figure.limit is None or (isinstance(figure, Figure) and figure.kept is True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description="Measure Workbench against what it is built on: two things in turn, as often as --pairs says, "
        "and the ratio of their medians. Times are of this machine, ratios hold elsewhere too.",
    )
    parser.add_argument("--pairs", type=_at_least_one, default=200, metavar="N", help="pairs a row (200)")
    parser.add_argument("--rows", nargs="+", choices=ROWS, default=list(ROWS), metavar="NAME", help=", ".join(ROWS))
    parser.add_argument("--json", action="store_true", help="print a JSON document instead of the table")
    parser.add_argument("--no-nginx", dest="nginx", action="store_false", help="send to the lab even where nginx is")
    parser.add_argument("--strict", action="store_true", help="exit 1 unless every target of these rows is kept")
    return parser


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("one pair at least")
    return number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
