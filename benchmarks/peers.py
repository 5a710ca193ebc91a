"""Peers: what a user would take instead, installed beside the project into ``.bench/``."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1] / ".bench"
PYTHON = FOLDER / "python"
"""On ``sys.path`` once `install` is done; in ``PYTHONPATH`` for what is run as a program."""
PYPI = ("semantic-text-splitter==0.33.1", "tweepy==4.17.0")
NPM = ("twitter-text@3.1.0",)


def install() -> None:
    """Fetch what is missing; a second run finds it all there."""
    FOLDER.mkdir(exist_ok=True)
    if not PYTHON.exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(PYTHON)]
        subprocess.run([*pip, *PYPI], check=True)
    if not (FOLDER / "node_modules" / "twitter-text").exists():
        subprocess.run(["npm", "install", "--silent", "--prefix", str(FOLDER), *NPM], check=True)
    sys.path.append(str(PYTHON))
