"""Peers from PyPI, installed into ``.bench/python``, apart from what the project itself needs."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1] / ".bench" / "python"
PEERS = ("semantic-text-splitter==0.33.1",)


def installed() -> Path:
    """The folder for ``sys.path`` and ``PYTHONPATH``; the first time needs the network."""
    if not FOLDER.exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(FOLDER)]
        subprocess.run([*pip, *PEERS], check=True)
    return FOLDER
