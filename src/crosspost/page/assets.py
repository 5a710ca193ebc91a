"""Assets: the page's style and script, kept as files beside the modules they belong to."""

from importlib.resources import files
from importlib.resources.abc import Traversable

HERE = files(__package__)


def _read(folder: Traversable, ending: str) -> str:
    """Every file of *folder* with this *ending*, by name, one after another."""
    found = sorted((file for file in folder.iterdir() if file.name.endswith(ending)), key=_name)
    return "\n".join(file.read_text(encoding="utf-8") for file in found)


def _name(file: Traversable) -> str:
    return file.name


STYLE = _read(HERE, ".css") + "\n" + _read(HERE / "looks", ".css")
"""CSS of the gallery and of every look; nothing in it asks a network."""
SCRIPT = _read(HERE, ".js")
"""Copying, and folds that hide nothing; it listens at the document, whatever comes and goes."""
