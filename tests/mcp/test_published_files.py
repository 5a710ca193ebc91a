"""What registries and agents read of the repository: valid by their own validators, and in step."""

import json
import re

import pytest
from skills_ref import validate  # type: ignore[import-untyped]

from crosspost import __version__
from crosspost.cli import parser
from crosspost.cli._parser import actions_of
from tests.examples import ROOT

SKILL = ROOT / "skills/crosspost"


def test_the_skill_is_valid():
    assert validate(SKILL) == []


def test_every_file_that_the_skill_names_is_there():
    named = set(re.findall(r"references/\w+\.md", (SKILL / "SKILL.md").read_text("utf-8")))
    assert named == {f"references/{one.name}" for one in (SKILL / "references").iterdir()}


@pytest.mark.parametrize("name", ["server.json", ".claude-plugin/plugin.json"])
def test_versions_are_ours(name: str):
    said = json.loads((ROOT / name).read_text("utf-8"))
    assert said["version"] == __version__
    for package in said.get("packages", ()):
        assert package["version"] == __version__
        assert package["runtimeArguments"][0]["value"] == f"crosspost[mcp]=={__version__}"


def test_the_registry_finds_its_line_in_the_readme():
    name = json.loads((ROOT / "server.json").read_text("utf-8"))["name"]
    assert f"mcp-name: {name}" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    "page", [*SKILL.rglob("*.md"), ROOT / "docs/agents.md"], ids=lambda p: p.name
)
def test_every_command_that_they_name_is_one(page):
    commands = actions_of(parser())
    for name in re.findall(r"`?crosspost ([a-z]+)[ `]", page.read_text("utf-8")):
        assert name in commands, name
