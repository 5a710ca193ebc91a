"""``action.yml``: pinned, nothing pasted into a script; its step run by hand as the runner would."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.fakes.mastodon import TOKEN, MastodonFake
from tests.transcripts import ROOT

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
POST = "# Two tickers\n\nThey rose: $AAPL and $GOOG.\n\n::set-output name=x::1 ``` 🎉\n"
Run = Callable[..., tuple[int, str, str, dict[str, str]]]


def test_every_action_it_uses_is_pinned_by_a_whole_commit():
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert used
    for one in used:
        assert re.fullmatch(r"[\w-]+/[\w.-]+@[0-9a-f]{40}", one)


def test_no_script_has_an_expression_in_it():
    for step in STEPS:
        assert "${{" not in step.get("run", "")
        assert not re.search(r"secrets\.", json.dumps(step))


def test_it_is_a_dry_run_unless_told_otherwise():
    assert ACTION["inputs"]["publish"]["default"] == "false"
    for name, entry in ACTION["inputs"].items():
        assert not entry.get("required"), name


@pytest.mark.parametrize("judge", ["zizmor", "actionlint"])
def test_linters_find_nothing(judge: str):
    program = shutil.which(judge) or shutil.which(judge, path=str(Path(sys.executable).parent))
    if not program:
        pytest.skip(f"{judge} is not installed")
    if judge == "actionlint":
        pytest.skip("actionlint judges workflows, not actions")
    words = [program, "--offline", "--no-progress", "--persona", "pedantic", "action.yml"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The last step, in a shell as the runner has it, in a repository with one post."""
    workspace = tmp_path / "work"
    (workspace / "posts").mkdir(parents=True)
    (workspace / "posts/tickers.md").write_text(POST, "utf-8")
    uv = tmp_path / "bin/uv"
    uv.parent.mkdir()
    uv.write_text(  # which has made the environment of the lock file: this one
        f'#!/bin/sh\nwhile [ "$1" != python ]; do shift; done; shift; exec "{sys.executable}" "$@"\n'
    )
    uv.chmod(0o755)

    def step(**inputs: str) -> tuple[int, str, str, dict[str, str]]:
        files = {name: tmp_path / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("", "utf-8")
        given = {name: str(entry["default"]) for name, entry in ACTION["inputs"].items()}
        known = {name: given.pop(name, "") for name in given.copy()}
        environment = {
            "PATH": f"{uv.parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(tmp_path / "home"),
            "PYTHONPATH": str(ROOT / "src"),
            "RUNNER_TEMP": str(tmp_path),
            "GITHUB_WORKSPACE": str(workspace),
            "GITHUB_EVENT_NAME": "push",
            "CROSSPOST_ACTION": str(ROOT),
            **{f"INPUT_{name.upper().replace('-', '_')}": value for name, value in known.items()},
            **{name: str(file) for name, file in files.items()},
            **inputs,
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[-1]["run"]],
            cwd=workspace,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        said = files["GITHUB_OUTPUT"].read_text("utf-8").splitlines()
        outputs = dict(line.split("=", 1) for line in said)
        summary = files["GITHUB_STEP_SUMMARY"].read_text("utf-8")
        return done.returncode, done.stdout + done.stderr, summary, outputs

    return step


def test_a_dry_run_checks_and_previews(run: Run):
    code, log, summary, outputs = run(INPUT_CHANNELS="x\nmastodon")
    assert code == 1
    assert "::error file=posts/tickers.md,line=3,col=12::x: X refuses" in log
    assert not [
        line for line in log.splitlines() if not line.startswith(("::error ", "::warning "))
    ]
    assert "posts/tickers.md" in summary
    assert "$AAPL" in summary
    assert "\n````text\n" in summary, "the post's own fence closes nothing"
    assert json.loads(Path(outputs["json"]).read_text("utf-8"))["failed"]
    assert json.loads(Path(outputs["sarif"]).read_text("utf-8"))["version"] == "2.1.0"
    code, _, summary, _ = run(INPUT_CHANNELS="mastodon", INPUT_LANGUAGE="zh")
    assert code == 0
    assert "共 1 篇" in summary


def git(folder: Path, *words: str) -> str:
    who = {
        f"GIT_{one}_{two}": "a@b.example"
        for one in ("AUTHOR", "COMMITTER")
        for two in ("NAME", "EMAIL")
    }
    done = subprocess.run(
        ["git", *words],
        cwd=folder,
        env={**os.environ, **who},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_only_what_changed_is_meant_and_published_once(run: Run, tmp_path: Path):
    work = tmp_path / "work"
    with MastodonFake() as fedi:
        (work / "crosspost.toml").write_text(
            f'ledger = "sqlite:///{tmp_path}/ledger.sqlite3"\n'
            f'[accounts.fedi]\nchannel = "mastodon"\napi = "{fedi.url}"\n',
            "utf-8",
        )
        git(work, "init", "-q")
        git(work, "add", ".")
        git(work, "commit", "-qm", "The old")
        before = git(work, "rev-parse", "HEAD")
        (work / "posts/新 帖.md").write_text("# 新\n\n新的一篇 🎉。\n", "utf-8")
        git(work, "add", ".")
        git(work, "commit", "-qm", "A new one")
        told = {"INPUT_SINCE": before, "INPUT_PUBLISH": "true", "MASTODON_ACCESS_TOKEN": TOKEN}
        assert run(**told, GITHUB_EVENT_NAME="pull_request")[0] == 1
        assert run(INPUT_PUBLISH="true", MASTODON_ACCESS_TOKEN=TOKEN)[0] == 1, "of which commit?"
        no = run(**told, INPUT_APPROVED="sha256:0+0")
        assert (no[0], fedi.posts) == (0, [])
        for _ in range(2):
            code, log, summary, outputs = run(**told)
            assert (code, log, outputs["posts"]) == (0, "", "1")
            assert [post["text"] for post in fedi.posts] == ["新\n\n新的一篇 🎉。"]
        assert TOKEN not in summary
        assert json.loads(Path(outputs["published"]).read_text("utf-8"))


def test_without_a_ledger_that_stays_nothing_is_sent(run: Run, tmp_path: Path):
    with MastodonFake() as fedi:
        (tmp_path / "work/crosspost.toml").write_text(
            f'[accounts.fedi]\nchannel = "mastodon"\napi = "{fedi.url}"\n', "utf-8"
        )
        code, log, _, _ = run(INPUT_PUBLISH="true", INPUT_SINCE="all", MASTODON_ACCESS_TOKEN=TOKEN)
        assert (code, fedi.posts) == (1, [])
        assert "ledger" in log
