"""Ghost's own converter and schema, from npm: what its server runs when a post is made of HTML.

The whole server wants modules that are compiled; these are JavaScript alone.
"""

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.live.installing import installed, node, npm

PACKAGES = (
    "@tryghost/admin-api-schema@4.7.5",
    "@tryghost/kg-default-nodes@2.2.1",
    "@tryghost/kg-html-to-lexical@1.4.0",
    "@tryghost/kg-lexical-html-renderer@1.5.1",
)
SCRIPT = Path(__file__).with_suffix(".mjs")


def judged(posts: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    """Of each of *posts* what is ``wrong`` with it by the schema, and the ``html`` that readers get."""
    modules = installed("ghost", PACKAGES, lambda place: npm(place, *PACKAGES))
    said = "".join(json.dumps(post) + "\n" for post in posts)
    command = (node() / "bin" / "node", SCRIPT, modules)
    done = subprocess.run(command, input=said, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]
