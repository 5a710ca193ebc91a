"""The libraries that Forem reads articles with, Redcarpet and Liquid, from Debian: unpacked, not installed."""

import json
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tests.live.installing import installed, lacking, unpacked

PACKAGES = ("ruby", "ruby-redcarpet", "ruby-liquid")
SCRIPT = Path(__file__).with_suffix(".rb")
LIBRARIES = (
    "usr/lib/ruby/vendor_ruby",
    "usr/lib/ruby/[0-9]*",
    "usr/lib/*-linux-gnu/ruby/[0-9]*",
    "usr/lib/*-linux-gnu/ruby/vendor_ruby/[0-9]*",
    "usr/share/rubygems-integration/all/gems/*/lib",
    "usr/lib/*-linux-gnu/rubygems-integration/*/gems/*/lib",
    "usr/lib/*-linux-gnu/rubygems-integration/*/extensions/*/*/*",
)


def read(texts: Iterable[str]) -> list[str]:
    """The HTML that Forem makes of each of *texts*, before it is cleaned."""
    place = installed("forem", PACKAGES, lambda place: unpacked(place, PACKAGES))
    program = next(place.glob("usr/bin/ruby[0-9]*"), None)
    if program is None:
        lacking("Ruby is installed here, perhaps without Redcarpet")
    paths = [str(path) for pattern in LIBRARIES for path in place.glob(pattern)]
    where = {
        "RUBYLIB": os.pathsep.join(paths),
        "LD_LIBRARY_PATH": str(next(place.glob("usr/lib/*-linux-gnu"))),
        "LANG": "C.UTF-8",
    }
    said = "".join(json.dumps(text) + "\n" for text in texts)
    done = subprocess.run(
        (program, SCRIPT), input=said, capture_output=True, text=True, check=False, env=where
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]
