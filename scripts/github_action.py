"""What ``action.yml`` does: check posts, preview them as the job's summary, publish where told to.

Everything comes by the environment: ``INPUT_…`` is an input of the action, ``GITHUB_…`` is what the
runner says. Nothing that a post says reaches the log as it is, where a line could be a command of
the runner's (``::set-output``).
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from crosspost import configuration
from crosspost.readers.text_files import post_files
from crosspost.translations import translate

LARGEST = 1_000_000
"""Bytes of a step's summary: GitHub takes 1 MiB, and of a larger one nothing."""
LEVELS = {"error": "error", "warning": "warning", "info": "notice"}
FAILED, PARTLY = 1, 3
NO_COMMIT = "0" * 40
"""What a push is said to have started from where there was nothing."""
ALL = "all"


class Action:
    """One run, by the environment that the runner gives.

    Args:
        environment: of the step.
        say: writes a line of the log.
    """

    def __init__(
        self, environment: Mapping[str, str], say: Callable[[str], object] = print
    ) -> None:
        self._environment, self._say = environment, say
        self._temp = Path(environment.get("RUNNER_TEMP") or ".")
        self._language = environment.get("INPUT_LANGUAGE") or "en"
        self._chosen = False
        """Whether somebody said which posts are meant, or a commit did."""

    def run(self) -> int:
        """The exit code of the step."""
        posts = self._posts()
        self._output("posts", str(len(posts)))
        if not posts:
            self._summary(f"{self._words('nothing')}\n")
            return 0
        checked = self._checked(posts)
        self._annotate(checked)
        self._summary("".join(self._shown(posts, checked)))
        if checked["failed"]:
            return FAILED
        return self._publish(posts) if self._input("PUBLISH") == "true" else 0

    def _posts(self) -> list[str]:
        """The files that are meant: of those that are named, what differs from a commit."""
        files, missing = post_files(self._lines("POSTS"))
        changed = self._changed()
        if changed is not None:
            files = [one for one in files if os.path.realpath(one) in changed]
            missing = []
        return [*files, *(error.location for error in missing)]

    def _changed(self) -> set[str] | None:
        """Whole paths of what differs from the commit that is said; None means everything."""
        since = self._input("SINCE")
        if since == ALL:
            self._chosen = True
            return None
        if since in {"", NO_COMMIT}:
            return None
        words = ["git", "diff", "--name-only", "-z", "--diff-filter=d", "--end-of-options", since]
        done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:  # a shallow checkout has no such commit
            self._say(command("warning", self._words("no-commit", commit=since[:12])))
            return None
        self._chosen = True
        top = subprocess.run(
            ["git", "rev-parse", "--show-toplevel"],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        ).stdout.rstrip("\n")
        return {os.path.realpath(Path(top) / name) for name in done.stdout.split("\0") if name}

    def _checked(self, posts: list[str]) -> dict[str, Any]:
        fail_on = ["--fail-on", self._input("FAIL_ON") or "error"]
        made = {}
        for form in ("sarif", "json"):
            done = self._crosspost(
                "check", "--format", form, *fail_on, *self._meant(), "--", *posts
            )
            if not done.stdout:
                raise SystemExit(self._broken(done))
            path = self._temp / f"crosspost.{form}"
            path.write_text(done.stdout, encoding="utf-8")
            self._output(form, str(path))
            made[form] = done.stdout
        found: dict[str, Any] = json.loads(made["json"])
        return found

    def _annotate(self, checked: dict[str, Any]) -> None:
        """Each finding and error beside its line; notes stay in the summary."""
        for post in checked["posts"]:
            for found in post["findings"]:
                if found["level"] != "info":
                    region = found["region"] or {}
                    at = {"line": region.get("line"), "col": region.get("column")}
                    whom = ", ".join(found["accounts"])
                    said = f"{whom}: {found['message']} [{found['code']}]"
                    self._say(command(LEVELS[found["level"]], said, file=post["file"], **at))
            for error in post["errors"]:
                at = {"line": error["line"], "col": error["column"]}
                self._say(command("error", error["message"], file=post["file"], **at))

    def _shown(self, posts: Iterable[str], checked: dict[str, Any]) -> Iterable[str]:
        """The summary: what was found, and every draft word for word."""
        counts = checked["counts"]
        yield f"## crosspost\n\n{translate('cli', 'check.summary', self._language, **counts)}\n"
        room = LARGEST
        for post in posts:
            done = self._crosspost("preview", "--format", "text", *self._meant(), "--", post)
            part = f"\n### {code(post)}\n\n{fenced(done.stdout + done.stderr)}\n"
            room -= len(part.encode())
            if room < 0:
                yield f"\n{self._words('too-long')}\n"
                return
            yield part

    def _publish(self, posts: list[str]) -> int:
        """Send what was checked; what was sent before is not sent again."""
        if self._environment.get("GITHUB_EVENT_NAME", "").startswith("pull_request"):
            self._say(command("error", self._words("pull-request")))
            return FAILED
        os.environ["CROSSPOST_TRUST"] = self._environment.get("GITHUB_WORKSPACE", "")
        if not self._chosen and not self._lines("APPROVED"):
            self._say(command("error", self._words("no-since")))
            return FAILED
        if not configuration.read().ledger:
            self._say(command("error", self._words("no-ledger")))
            return FAILED
        results: list[dict[str, Any]] = []
        codes: set[int] = set()
        for post in posts:
            if (which := self._agreed(post)) is None:
                continue
            done = self._crosspost("publish", "--yes", "--format", "json", *which, "--", post)
            codes.add(done.returncode)
            if done.returncode:
                self._say(command("error", done.stderr or post, file=post))
            if done.stdout:
                results.append({"file": post, **json.loads(done.stdout)})
        path = self._temp / "crosspost-published.json"
        path.write_text(json.dumps(results, ensure_ascii=False, indent=2), encoding="utf-8")
        self._output("published", str(path))
        self._summary(f"\n## {self._words('published')}\n\n{fenced(path.read_text('utf-8'))}\n")
        if not any(codes):
            return 0
        return PARTLY if codes - {FAILED} else FAILED

    def _agreed(self, post: str) -> list[str] | None:
        """For whom *post* is sent, as options; None where nobody said yes to any of its drafts."""
        approved = set(self._lines("APPROVED"))
        if not approved:
            return options("--to", self._lines("TO"))
        done = self._crosspost("preview", "--format", "json", *self._meant(), "--", post)
        drafts = json.loads(done.stdout)["drafts"] if done.stdout else []
        said = [one for one in drafts if one.get("approval") in approved]
        if not said:
            return None
        digests = [one["approval"] for one in said]
        return [
            *options("--to", [one["account"] for one in said]),
            *options("--approved", digests),
        ]

    def _meant(self) -> list[str]:
        """For whom, as options."""
        return options("--to", self._lines("TO")) + options("--channel", self._lines("CHANNELS"))

    def _crosspost(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "COLUMNS": "100"}
        return subprocess.run(  # noqa: S603
            [sys.executable, "-m", "crosspost", "--lang", self._language, *words],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment,
            check=False,
        )

    def _broken(self, done: subprocess.CompletedProcess[str]) -> int:
        self._say(command("error", done.stderr))
        return done.returncode or FAILED

    def _input(self, name: str) -> str:
        return self._environment.get(f"INPUT_{name}", "").strip()

    def _lines(self, name: str) -> list[str]:
        return [line.strip() for line in self._input(name).splitlines() if line.strip()]

    def _words(self, key: str, **values: object) -> str:
        return translate("cli", f"action.{key}", self._language, **values)

    def _output(self, name: str, value: str) -> None:
        self._append("GITHUB_OUTPUT", f"{name}={value}\n")

    def _summary(self, text: str) -> None:
        self._append("GITHUB_STEP_SUMMARY", text)

    def _append(self, name: str, text: str) -> None:
        if path := self._environment.get(name):
            with Path(path).open("a", encoding="utf-8") as file:
                file.write(text)


def options(name: str, values: Iterable[str]) -> list[str]:
    """An option once for each of *values*."""
    return [word for value in values for word in (name, value)]


def command(kind: str, message: str, **properties: object) -> str:
    r"""A line that the runner shows beside a file; nothing of *message* is a command of its own.

    >>> command("error", "芯片 100%\n::warning::🎉", file="a,b.md", line=3, col=None)
    '::error file=a%2Cb.md,line=3::芯片 100%25%0A::warning::🎉'
    """
    said = [
        f"{name}={_escaped(str(value)).replace(':', '%3A').replace(',', '%2C')}"
        for name, value in properties.items()
        if value is not None
    ]
    return (
        f"::{kind} {','.join(said)}::{_escaped(message)}"
        if said
        else f"::{kind}::{_escaped(message)}"
    )


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def fenced(text: str) -> str:
    """*text* as a block of code, whatever stands in it.

    >>> print(fenced("``` 🎉"))
    ````text
    ``` 🎉
    ````
    """
    runs = [len(run) for run in _ticks(text)]
    fence = "`" * max([3, *(run + 1 for run in runs)])
    return f"{fence}text\n{text.rstrip()}\n{fence}"


def code(text: str) -> str:
    """*text* as code in a line.

    >>> code("帖`子.md")
    '`` 帖`子.md ``'
    """
    words = " ".join(text.split())
    tick = "`" * max([1, *(len(run) + 1 for run in _ticks(words))])
    return f"{tick} {words} {tick}" if "`" in words else f"`{words}`"


def _ticks(text: str) -> list[str]:
    return [run for run in "".join(c if c == "`" else " " for c in text).split() if run]


if __name__ == "__main__":
    sys.exit(Action(os.environ).run())
