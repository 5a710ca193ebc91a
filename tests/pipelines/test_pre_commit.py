"""``.pre-commit-hooks.yaml``, run by pre-commit itself where that is installed."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from crosspost import cli
from tests.transcripts import ROOT

HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
GIT = {
    f"GIT_{who}_{what}": "a@example.org"
    for who in ("AUTHOR", "COMMITTER")
    for what in ("NAME", "EMAIL")
}


def test_its_command_is_one_that_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.post.md").write_text("# 标题\n\n看 main.py 。\n", "utf-8")
    for hook in HOOKS:
        command, *words = hook["entry"].split()
        assert command == "crosspost"
        assert re.search(hook["files"], "posts/a.post.md")
        assert not re.search(hook["files"], "README.md")
        assert cli.run([*words, "a.post.md", "--channel", "x"]) == 1


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("pre-commit"), reason="pre-commit is not installed")
def test_a_commit_with_a_bad_post_is_stopped(tmp_path: Path):
    """In a throw-away repository, by the hook's own environment made of this checkout."""
    (tmp_path / "crosspost.toml").write_text('[accounts.me]\nchannel = "x"\n', "utf-8")
    post = tmp_path / "a.post.md"
    environment = {**os.environ, **GIT, "HOME": str(tmp_path / "home")}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    run("git", "init", "-q")
    config = f"repos:\n  - repo: {ROOT}\n    rev: {head()}\n    hooks: [{{id: crosspost-check}}]\n"
    (tmp_path / ".pre-commit-config.yaml").write_text(config, "utf-8")
    assert run("pre-commit", "install").returncode == 0
    post.write_text("# Two tickers\n\nThey rose: $AAPL and $GOOG.\n", "utf-8")
    run("git", "add", "a.post.md", "crosspost.toml", ".pre-commit-config.yaml")
    stopped = run("git", "commit", "-m", "A bad post")
    assert stopped.returncode == 1
    assert "[x.cashtags]" in stopped.stdout + stopped.stderr
    post.write_text("# 充电口统一了\n\n所有新手机都一样。\n", "utf-8")
    run("git", "add", "a.post.md")
    assert run("git", "commit", "-m", "A good one").returncode == 0


def head() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
