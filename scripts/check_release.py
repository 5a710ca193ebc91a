"""What a tag says must be so: ``check_release.py v1.2.3`` ends with an error where it is not.

The versions of the package, of ``server.json`` (the MCP registry), of the plugin and of the
container file are the tag's, and the changelog has a section for it with a date. ``--notes``
prints that section.
"""

import argparse
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Check the tag that is given; print its notes where they are asked for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("tag")
    options.add_argument("--notes", action="store_true")
    said = options.parse_args()
    wrong = mistakes(said.tag, ROOT)
    if wrong:
        sys.exit("\n".join(wrong))
    if said.notes:
        print(notes(said.tag.removeprefix("v"), changelog(ROOT)))


def changelog(root: Path) -> str:
    """The text of it."""
    return (root / "CHANGELOG.md").read_text(encoding="utf-8")


def mistakes(tag: str, root: Path) -> list[str]:
    """What keeps *tag* from being released, in plain words."""
    version = tag.removeprefix("v")
    found = []
    for where, said in versions(root):
        if said != version:
            found.append(f"{where} says {said}, the tag {tag}")
    found += [
        f"{path.relative_to(root)}: OWNER is still to be replaced"
        for pattern in ("*.md", "*.json", "docs/pipelines*.md")
        for path in sorted(root.glob(pattern))
        if "OWNER/crosspost" in path.read_text(encoding="utf-8")
    ]
    if not notes(version, changelog(root)):
        found.append(f"CHANGELOG.md has no section “## [{version}] - DATE”")
    return found


def versions(root: Path) -> list[tuple[str, str]]:
    """Where our version stands, and which one is said there."""
    package = (root / "src" / "crosspost" / "__init__.py").read_text(encoding="utf-8")
    server = (root / "server.json").read_text(encoding="utf-8")
    (ours,) = re.findall(r'^__version__ = "(.+)"$', package, re.MULTILINE)
    registry = json.loads(server)
    said = [("crosspost.__version__", ours), ("server.json", registry["version"])]
    said += [("server.json, packages", one["version"]) for one in registry["packages"]]
    container = root / "examples" / "deploy" / "Containerfile"
    (built,) = re.findall(
        r"^ARG VERSION=(.+)$", container.read_text(encoding="utf-8"), re.MULTILINE
    )
    said.append(("Containerfile", built))
    pinned = re.findall(r"crosspost(?:\[\w+\])?==([\w.]+)", server)
    said += [("server.json, what is run", one) for one in pinned]
    return said + [
        (f"{path.relative_to(root)}", json.loads(path.read_text(encoding="utf-8"))["version"])
        for path in sorted(root.glob(".claude-plugin/plugin.json"))
    ]


def notes(version: str, text: str) -> str:
    """The section of *version* in the changelog *text*, without its heading; nothing if none."""
    heading = rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d\n(.*?)(?=^## \[|\Z)"
    found = re.search(heading, text, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


if __name__ == "__main__":
    main()
