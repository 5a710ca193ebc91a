"""Peers from PyPI, installed into ``.bench/python``, apart from what the project itself needs."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1] / ".bench" / "python"
PEERS = ("semantic-text-splitter==0.33.1", "autocorrect-py==2.14.0", "pangu==6.1.0")


def installed() -> Path:
    """The folder for ``sys.path`` and ``PYTHONPATH``; the first time needs the network."""
    missing = [peer for peer in PEERS if not (FOLDER / f"{_distribution(peer)}.dist-info").exists()]
    if missing:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(FOLDER)]
        subprocess.run([*pip, *missing], check=True)
    return FOLDER


def _distribution(peer: str) -> str:
    """How its folder of facts is called: ``semantic_text_splitter-0.33.1``."""
    return peer.replace("-", "_").replace("==", "-")
