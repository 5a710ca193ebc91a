"""``crosspost``, with the time that the file ``now`` of the home folder tells."""

import datetime as dt
import sys
from pathlib import Path

from crosspost.__main__ import main
from crosspost.cli import _output


def shown() -> dt.datetime:
    """What the file says."""
    said = (Path.home() / "now").read_text(encoding="utf-8").strip()
    return dt.datetime.fromisoformat(said).astimezone(dt.UTC)


if __name__ == "__main__":
    _output.now = shown
    sys.exit(main())
