"""Writes into the wheel what is in it and what it brings: a bill of materials, by PEP 770.

A build hook of hatchling. The list is CycloneDX 1.6, made from ``uv.lock``: each library at the
version that our tests ran with, and which needs which. It holds no time and no number of its own,
so that two builds of one commit are the same to the byte.
"""

import json
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

Package = dict[str, Any]

TWITTER_TEXT = "pkg:npm/twitter-text@3.1.0"
DERIVED = {
    "type": "library",
    "bom-ref": TWITTER_TEXT,
    "name": "twitter-text",
    "version": "3.1.0",
    "purl": TWITTER_TEXT,
    "scope": "required",
    "description": "crosspost/counting/x_tables.py was made from its patterns",
    "licenses": [{"license": {"id": "Apache-2.0"}}],
}
"""What stands in the wheel itself and is not ours."""


class Sbom(BuildHookInterface):  # type: ignore[type-arg] # hatchling asks for no configuration
    """The hook ``custom`` of ``pyproject.toml``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the bill to a wheel; an editable install needs none."""
        if version == "editable":
            return
        lock = tomllib.loads((Path(self.root) / "uv.lock").read_text(encoding="utf-8"))
        self.folder = Path(tempfile.mkdtemp())
        path = self.folder / "crosspost.cdx.json"
        bill = bill_of_materials(lock["package"], self.metadata.version)
        path.write_text(json.dumps(bill, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        build_data["sbom_files"].append(str(path))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take the file away that the wheel now holds."""
        del build_data, artifact_path
        if version != "editable":
            shutil.rmtree(self.folder)


def bill_of_materials(packages: Iterable[Package], version: str) -> dict[str, Any]:
    """The bill of *version* in CycloneDX 1.6.

    Args:
        packages: what ``uv.lock`` lists, ourselves among it.
        version: ours.
    """
    locked: dict[str, list[Package]] = {}
    for package in packages:
        locked.setdefault(package["name"], []).append(package)
    (ours,) = locked["crosspost"]
    extras = [one for some in ours["optional-dependencies"].values() for one in some]
    needed = _reached(ours["dependencies"], locked)
    brought = _reached([*ours["dependencies"], *extras], locked)
    mine = f"pkg:pypi/crosspost@{version}"
    tree = {ref: needs for ref, (_, needs) in brought.items()}
    tree[TWITTER_TEXT] = set()
    tree[mine] = {TWITTER_TEXT}
    for wish in (*ours["dependencies"], *extras):
        tree[mine] |= {_ref(one) for one in _meant(wish, locked)}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "library",
                "bom-ref": mine,
                "name": "crosspost",
                "version": version,
                "purl": mine,
                "licenses": [{"license": {"id": "MIT"}}],
            }
        },
        "components": [
            DERIVED,
            *(
                _component(ref, package, "required" if ref in needed else "optional")
                for ref, (package, _) in sorted(brought.items(), key=lambda one: one[0])
            ),
        ],
        "dependencies": [
            {"ref": ref, "dependsOn": sorted(needs)} for ref, needs in sorted(tree.items())
        ],
    }


def _reached(
    wanted: Iterable[Package], locked: dict[str, list[Package]]
) -> dict[str, tuple[Package, set[str]]]:
    """All that *wanted* brings, whatever the system and Python: by reference, and what it needs."""
    found: dict[str, tuple[Package, set[str]]] = {}
    waiting = [*wanted]
    seen: set[str] = set()
    while waiting:
        wish = waiting.pop()
        for package in _meant(wish, locked):
            _, needs = found.setdefault(_ref(package), (package, set()))
            extras = package.get("optional-dependencies", {})
            further = [*package.get("dependencies", ())]
            further += [one for extra in wish.get("extra", ()) for one in extras.get(extra, ())]
            needs |= {_ref(one) for some in further for one in _meant(some, locked)}
            if (key := f"{_ref(package)} {wish.get('extra')}") not in seen:
                seen.add(key)
                waiting += further
    return found


def _meant(wish: Package, locked: dict[str, list[Package]]) -> Iterator[Package]:
    """The packages of one requirement; several where the version depends on the Python."""
    for package in locked[wish["name"]]:
        if wish.get("version", package["version"]) == package["version"]:
            yield package


def _ref(package: Package) -> str:
    name = re.sub(r"[-_.]+", "-", package["name"]).lower()
    return f"pkg:pypi/{name}@{package['version']}"


def _component(ref: str, package: Package, scope: str) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": ref,
        "name": package["name"],
        "version": package["version"],
        "purl": ref,
        "scope": scope,
    }
