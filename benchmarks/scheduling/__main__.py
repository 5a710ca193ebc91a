"""``python -m benchmarks.scheduling``: the figures that the engine promises; see ``--help``.

Merges them by name into ``benchmarks/schedule.json``, and draws the table and the plot anew.
"""

import argparse
import datetime as dt
import json
import os
import platform
import sqlite3
import sys
from pathlib import Path

from .measured import EXTRA, MEASURES
from .telling import tell

FILE = Path(__file__).parents[1] / "schedule.json"


def main() -> int:
    """Measure what is asked for, and write it down unless it was a quick look."""
    parser = argparse.ArgumentParser(prog="benchmarks.scheduling", description=__doc__)
    parser.add_argument(
        "--only", action="append", choices=[*MEASURES, *EXTRA], help="may be repeated"
    )
    parser.add_argument("--quick", action="store_true", help="small numbers; nothing is written")
    chosen = parser.parse_args()
    for name in chosen.only or MEASURES:
        before = os.getloadavg()[0]
        figures = {**MEASURES, **EXTRA}[name](quick=chosen.quick)
        figures |= {"load": [round(before, 2), round(os.getloadavg()[0], 2)], **machine()}
        print(json.dumps({name: figures}, ensure_ascii=False), flush=True)
        if not chosen.quick:
            kept = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
            kept[name] = figures
            text = json.dumps(kept, indent=2, ensure_ascii=False)
            FILE.write_text(text + "\n", encoding="utf-8")
            tell(kept)
    return 0


def machine() -> dict[str, object]:
    """When and where."""
    return {
        "date": f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC",
        "python": platform.python_version(),
        "sqlite_version": sqlite3.sqlite_version,
        "cores": os.cpu_count(),
    }


if __name__ == "__main__":
    sys.exit(main())
