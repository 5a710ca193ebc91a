"""The figures of scripts/structure.py, on a small package made up for them."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.structure import (
    circles,
    figures,
    function_lengths,
    imports,
    lines,
    longest_chain,
    read,
)
from tests.transcripts import ROOT

FILES = {
    "__init__.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .a import Post\n__all__ = ['Post']\n",
    "a.py": "import os\nfrom . import b\nfrom .c import deep\nclass Post: ...\nclass _Mine: ...\nLIMIT = 1\n",
    "b.py": "from pkg.c.deep import 深\nPost = dict[str, int]\nclass _Mine: ...\n",
    "c/__init__.py": "",
    "c/deep.py": "深 = 1\ndef f():\n    from ..d import g\n    import json\n    return g, json\n",
    "d.py": "def g():\n    '''Says.'''\n    from .c import deep, words\n    def h(): pass\n    return deep, h, words\n",
    "c/words.py": "",
    "e/words.py": "",
    "words.py": "",
    "adapters/x/client.py": "import pkg.b as b\nOne: type = int\n",
    "adapters/y/client.py": "from ...b import Post\n",
    "adapters/z/client.py": "class One: ...\n",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "pkg" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "pkg"


def test_imports_are_resolved_and_those_for_types_left_out(package: Path):
    graph = imports(read(package))
    assert graph[""] == set()  # TYPE_CHECKING
    assert graph["a"] == {"b", "c.deep"}  # `from . import b`, `from .c import deep`; not os
    assert graph["b"] == {"c.deep"}
    assert graph["adapters.x.client"] == graph["adapters.y.client"] == {"b"}
    assert graph["c.deep"] == {"d"}
    assert graph["d"] == {"c.deep", "c.words"}


def test_what_functions_import_can_be_left_out(package: Path):
    graph = imports(read(package), early=True)
    assert graph["c.deep"] == graph["d"] == set()
    assert all(len(circle) == 1 for circle in circles(graph))


def test_a_circle_is_one_step_of_a_chain(package: Path):
    graph = imports(read(package))
    assert {frozenset({"c.deep", "d"})} == {circle for circle in circles(graph) if len(circle) > 1}
    chain = longest_chain(graph)
    assert chain[1:] == ["b", "c.deep", "c.words"]
    assert chain[0] in {"a", "adapters.x.client", "adapters.y.client"}


def test_the_figures_count_what_their_definitions_say(package: Path):
    assert figures(read(package)) == {
        "files": sorted(
            str(Path(name).with_suffix("")).replace("/", ".").removesuffix("__init__").strip(".")
            for name in FILES
        ),
        "longest import chain": longest_chain(imports(read(package))),
        "modules with one importer": ["c.words <- d", "d <- c.deep"],
        "file names more than twice": ["words.py: ., c, e"],  # and not client.py
        "type names twice": ["One: adapters.x.client, adapters.z.client", "Post: a, b"],
        "exported type names twice": ["Post: a, b"],
        "late imports": ["c.deep:3", "c.deep:4", "d:3"],
        "circles": ["c.deep <-> d"],
    }
    assert sorted(function_lengths(read(package))) == [1, 4, 5]
    assert lines(read(package)) == {
        "__init__": 4, "a": 6, "b": 3, "c": 5, "d": 5, "e": 0, "words": 0, "adapters": 4,
    }  # fmt: skip


def test_check_fails_over_a_goal(package: Path):
    script: list[str | Path] = [sys.executable, ROOT / "scripts" / "structure.py", package]
    assert subprocess.run(script, check=False, capture_output=True).returncode == 0
    done = subprocess.run([*script, "--check", "--list"], check=False, capture_output=True)
    assert done.returncode == 1
    assert "    c.deep <-> d" in done.stdout.decode()
