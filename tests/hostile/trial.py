"""Gives hostile posts to the command line, and judges what it makes of them."""

import html
import io
import json
import re
import signal
import tempfile
import time
import tomllib
import unicodedata
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import unquote

from crosspost.cli import run
from tests.hostile.judges import Judge
from tests.hostile.posts import Canary, HostilePost, hostile_post

CHANNELS = ("x", "telegram", "bluesky", "mastodon", "wechat-article", "wecom")
LONGEST = 10
"""Seconds of processor time that all channels of one post may take."""
ENTRIES = Path(__file__).parents[2] / "channels"


class TooSlowError(BaseException):
    """Raised into a preview that takes too long; nothing catches it on the way."""


def faults_of(post: HostilePost, judge: Judge, channels: tuple[str, ...] = CHANNELS) -> list[str]:
    """What is wrong with what is made of *post*: nothing, where all is well."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / post.name
        path.write_bytes(post.text.encode("utf-8", "surrogatepass"))
        arguments = ["preview", str(path), "--format", "json"]
        for channel in channels:
            arguments += ["--channel", channel]
        started = time.process_time()
        try:
            code, out, err = _run(arguments)
        except TooSlowError:
            return [f"slow: over {LONGEST} s"]
        taken = time.process_time() - started
    if "Traceback" in err or "mistake in crosspost" in err:
        return [f"traceback: {err[-1500:]}"]
    if not out.strip():
        return [] if code and err.strip() else ["silence: no draft and no error"]
    faults = [f"slow: {taken:.1f} s"] if taken > LONGEST else []
    told = json.loads(out)
    for draft in told["drafts"]:
        faults += _faults_of_draft(post, draft, told, judge)
    return faults


def _run(arguments: list[str]) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlowError

    former = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = run(arguments)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, former)
    return code, out.getvalue(), err.getvalue()


def _faults_of_draft(
    post: HostilePost, draft: dict[str, Any], told: dict[str, Any], judge: Judge
) -> Iterator[str]:
    channel = draft["channel"]
    for message in draft["messages"]:
        if why := judge.refuses(channel, message):
            yield f"limit: {channel} {message['index']}: {why}: {message['text'][:60]!r}"
    said = _letters(
        " ".join(_strings([message["text"], message["payload"]]) for message in draft["messages"])
    )
    findings = [one for one in (*draft["findings"], *told["findings"]) if one["level"] != "info"]
    for canary in post.canaries:
        if _letters(canary.word) not in said and not _is_told(canary, draft, findings):
            yield f"lost: {channel}: {canary.word} of {canary.section}, {canary.language}"


def _is_told(canary: Canary, draft: dict[str, Any], findings: list[dict[str, Any]]) -> bool:
    """Whether a finding, the account's languages or the entry's order of sections explain it."""
    if canary.language.split("-")[0] not in {one.split("-")[0] for one in draft["languages"]}:
        return True
    entry = tomllib.loads((ENTRIES / f"{draft['channel']}.toml").read_text("utf-8"))
    if canary.section not in entry["layout"]["order"]:
        return True
    for found in findings:
        named = json.dumps([found["values"], found["location"]], ensure_ascii=False)
        if canary.section in named or canary.word in named:
            return True
        if '"sections"' in named:  # of the author's own: a hostile heading may have begun one
            return True
        if found["code"] == "post.open-code-block":  # and with it, whose words follow is open, too
            return True
    return False


def _strings(value: object) -> str:
    """Every string in *value*; that of an article's page without its tags."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        page = re.sub(r"<[^>]*>", "", str(value.get("content", "")))
        return " ".join([html.unescape(page), *(_strings(one) for one in value.values())])
    return " ".join(_strings(one) for one in value) if isinstance(value, list) else ""


def _letters(text: str) -> str:
    """Letters and figures alone; those of addresses as their readers see them."""
    plain = unicodedata.normalize("NFC", unquote(text))
    return "".join(sign for sign in plain if sign.isalnum())


def trial(seed: str) -> tuple[str, list[str]]:
    """The faults of the post of one seed, for a pool of processes, each with judges of its own."""
    global _judge  # noqa: PLW0603 - one a process
    if _judge is None:
        _judge = Judge().__enter__()
    return seed, faults_of(hostile_post(seed), _judge)


_judge: Judge | None = None
