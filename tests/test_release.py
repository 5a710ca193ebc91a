"""The workflows, held to what a release promises: pinned, few rights, and nothing of a stranger's run."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import crosspost
from scripts.check_release import mistakes, notes, versions
from tests.transcripts import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(
    r"uses: (?:\./\S+ # zizmor: .*|[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$"
)


def workflow(path: Path) -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return said


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_and_says_its_version(path: Path):
    used = [line.strip("- ") for line in path.read_text("utf-8").splitlines() if "uses:" in line]
    assert used
    assert [line for line in used if not PINNED.search(line)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_job_has_the_rights_that_it_names(path: Path):
    said = workflow(path)
    assert said["permissions"] == {}
    assert all("permissions" in job for job in said["jobs"].values())
    for job in said["jobs"].values():
        for step in job.get("steps", ()):
            assert "${{" not in step.get("run", ""), "values reach a shell as variables alone"
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


def test_nothing_is_published_but_from_a_tag_that_passed():
    jobs = workflow(ROOT / ".github" / "workflows" / "release.yml")["jobs"]
    for name, job in jobs.items():
        writes = [one for one in job["permissions"].values() if one == "write"]
        if writes and name != "image":
            assert job["if"] == "github.ref_type == 'tag'"
        needs = {job["needs"]} if isinstance(job.get("needs"), str) else {*job.get("needs", ())}
        if writes:
            assert needs & {"ci", "pypi"}
    pushes = jobs["image"]["steps"][-1]
    assert pushes["if"] == "github.ref_type == 'tag'"


def test_no_workflow_holds_a_token():
    for path in WORKFLOWS:
        assert "secrets." not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("zizmor", ["--offline", "--quiet", ".github"]),
        ("hadolint", ["--no-color", "examples/deploy/Containerfile"]),
    ],
)
def test_linters_find_nothing(program: str, words: list[str]):
    found = Path(sys.executable).with_name(program)
    if not found.exists() and not shutil.which(program):
        pytest.skip(f"no {program}: pip install --group release")
    command = [str(found) if found.exists() else program, *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_version_is_the_same_everywhere():
    said = versions(ROOT)
    assert len(said) >= 5
    assert {one for _, one in said} == {crosspost.__version__}


NOTES = """# Changelog

## [Unreleased]

## [1.2.0] - 2026-12-01

### Added

- 微博

## [1.1.0] - 2026-11-01

- 快手
"""


def released(folder: Path) -> Path:
    """A small tree in which 1.2.0 may be released."""
    for name, text in {
        "CHANGELOG.md": NOTES,
        "server.json": json.dumps(
            {
                "name": "io.github.me/crosspost",
                "version": "1.2.0",
                "packages": [{"version": "1.2.0"}],
            }
        ),
        "src/crosspost/__init__.py": '__version__ = "1.2.0"\n',
        "examples/deploy/Containerfile": "ARG VERSION=1.2.0\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_tag_that_is_right_is_released(tmp_path: Path):
    assert mistakes("v1.2.0", released(tmp_path)) == []
    assert notes("1.2.0", NOTES) == "### Added\n\n- 微博"


@pytest.mark.parametrize(
    ("tag", "name", "before", "after", "said"),
    [
        ("v1.3.0", "server.json", "", "", "crosspost.__version__ says 1.2.0, the tag v1.3.0"),
        ("v1.2.0", "server.json", "1.2.0", "1.1.0", "server.json says 1.1.0"),
        ("v1.2.0", "server.json", "github.me", "github.OWNER", "server.json: OWNER is still"),
        ("v1.2.0", "CHANGELOG.md", "[1.2.0] - 2026-12-01", "[1.2.0]", "no section"),
        ("v1.2.0", "examples/deploy/Containerfile", "1.2.0", "1.1.0", "Containerfile says 1.1.0"),
    ],
)
def test_a_tag_that_is_wrong_is_not(
    tmp_path: Path, tag: str, name: str, before: str, after: str, said: str
):
    path = released(tmp_path) / name
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    assert any(said in one for one in mistakes(tag, tmp_path))


def test_the_list_of_pythons_is_what_we_say():
    ci = workflow(ROOT / ".github" / "workflows" / "ci.yml")
    tried = ci["jobs"]["installed"]["strategy"]["matrix"]["python"]
    said = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'requires-python = ">={tried[0]}"' in said
    assert tried == re.findall(r'"Programming Language :: Python :: (3\.\d+)"', said)
