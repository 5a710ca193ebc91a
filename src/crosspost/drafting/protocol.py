"""Protocol: what a command of the user's own is asked, and what it answers; both are JSON.

The command is started once, without a shell, reads one request on its standard input and writes
one answer to its standard output; what it writes to its standard error is shown to the user. It is
given the user's environment without the variables that crosspost reads secrets from: whoever writes
a text has no use for an account. It may take so many seconds, and answer so many bytes.
"""

import os
import shlex
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from threading import Thread
from typing import IO, Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta as Rule

from .._record import Record, decoded, encoded
from .._validation import misfit
from ..errors import CrosspostError, system_reason
from ..model.channel_spec import Limit
from ..model.json_schema import DIALECT, post_schema, record_schema
from ..model.post import Post
from ..redaction import presentable
from ..registry import channel_names, load_channel
from ..text.languages import Language
from ..text.texts import Markdown

VERSION = 1
"""Of the protocol: one more where a key is renamed, removed, or means something else."""
MOST = 1_000_000
"""Bytes of an answer."""
MOST_TOLD = 4_000
"""Bytes of standard error that are kept, the last ones."""
CHUNK = 65_536
"""Bytes that are read at once."""
GRACE = 5.0
"""Seconds that the last words of a process that has ended may take."""
OURS = "CROSSPOST_"
"""What the names of crosspost's own variables begin with."""

AskKind = Literal["translation", "hook", "digest", "short"]
"""A text in another language; what a thread opens with; what stands under an article's title where
it is shared; a text that fits one message, in place of all others."""


class Ask(Record, omit_defaults=True):
    """One text that is wanted."""

    id: str
    """The key that it will stand under in the post's file: what the answer calls it."""
    kind: AskKind
    language: Language
    """That it is to be in."""
    source: Markdown
    """What it is to be made from, by language, as Markdown."""
    channel: str = ""
    """That it is for; every one where none is named."""
    account: str = ""
    limit: Limit | None = None
    """How long it may be, and in which unit: ``crosspost count --unit UNIT`` counts so."""
    one_line: bool = False
    beside: tuple[str, ...] = ()
    """Texts that will stand near it, for the tone and the names in them."""


class DraftRequest(Record):
    """What the command reads."""

    version: int
    post: Post
    """The whole post, as ``crosspost schema`` describes it."""
    asks: tuple[Ask, ...]


class DraftAnswer(Record):
    """What the command writes."""

    version: int
    texts: dict[str, str]
    """By the id of what was asked, a text in Markdown."""
    by: Annotated[str, Rule(pattern=r"^[^\n]*$", max_length=100)] = ""
    """Who wrote them, such as a model's name; else the command's name stands there."""


class Answered(NamedTuple):
    """An answer, and what the command told the user beside it."""

    answer: DraftAnswer
    told: tuple[str, ...]


def command_of(said: str) -> tuple[str, ...]:
    """A program and its arguments, as a shell's words, which no shell reads.

    Raises:
        CrosspostError: a quotation mark is never closed, or it is empty.

    >>> command_of("./translate.sh --tone '轻松 🎉'")
    ('./translate.sh', '--tone', '轻松 🎉')
    """
    try:
        words = tuple(shlex.split(said))
    except ValueError as error:
        raise CrosspostError("draft.no-command", location="--with", reason=str(error)) from error
    if not words:
        raise CrosspostError("draft.no-command", location="--with", reason="–")
    return words


def answered(command: Sequence[str], request: DraftRequest, seconds: float) -> Answered:
    """What *command* answers to *request* within so many *seconds*.

    Raises:
        CrosspostError: it cannot be started, takes too long, fails, or answers something else.
    """
    program = command[0]
    try:
        process = subprocess.Popen(  # noqa: S603 - the user has just typed it
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(os.environ),
            start_new_session=True,
        )
    except OSError as error:
        reason = system_reason(error)
        raise CrosspostError("draft.cannot-start", program=program, reason=reason) from error
    talk = _Talk(process, encoded(request))
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise CrosspostError("draft.too-slow", program=program, seconds=f"{seconds:g}") from error
    finally:
        _end(process)
        talk.finish(GRACE)
    told = talk.told()
    if talk.too_much:
        raise CrosspostError("draft.too-much", program=program, most=f"{MOST:,}")
    if process.returncode:
        why = told[-1] if told else "–"
        raise CrosspostError("draft.failed", program=program, status=process.returncode, said=why)
    return Answered(_answer(bytes(talk.answer), program), told)


class _Talk:
    """What a process is told and says, while it runs, so that neither waits for the other."""

    def __init__(self, process: "subprocess.Popen[bytes]", request: bytes) -> None:
        self._process = process
        self.answer = bytearray()
        self.too_much = False
        self._told = bytearray()
        parts: tuple[tuple[Callable[..., None], Any], ...] = (
            (self._tell, request),
            (self._hear, process.stdout),
            (self._overhear, process.stderr),
        )
        self._threads = [Thread(target=do, args=(what,), daemon=True) for do, what in parts]
        for thread in self._threads:
            thread.start()

    def _tell(self, request: bytes) -> None:
        assert self._process.stdin  # noqa: S101 - a pipe
        with suppress(OSError), self._process.stdin as there:  # it may not care to read
            there.write(request)

    def _hear(self, there: IO[bytes]) -> None:
        with there:
            while part := there.read1(CHUNK):  # type: ignore[attr-defined] # a pipe has it
                self.answer += part
                if len(self.answer) > MOST:
                    self.too_much = True
                    self._process.kill()
                    return

    def _overhear(self, there: IO[bytes]) -> None:
        with there:
            while part := there.read1(CHUNK):  # type: ignore[attr-defined] # a pipe has it
                self._told = (self._told + part)[-MOST_TOLD:]

    def finish(self, seconds: float) -> None:
        """Wait for what was said last; who left the process's group may hold its pipes for ever."""
        for thread in self._threads:
            thread.join(seconds)

    def told(self) -> tuple[str, ...]:
        """What it told the user, line by line, without secrets."""
        lines = bytes(self._told).decode("utf-8", "replace").splitlines()
        return tuple(presentable(line) for line in lines if line.strip())


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a process, and what it has started, where it still runs."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def environment(user: Mapping[str, str]) -> dict[str, str]:
    """The *user*'s environment without the variables that accounts' secrets are read from.

    >>> environment(
    ...     {"OPENAI_API_KEY": "钥匙", "TELEGRAM_BOT_TOKEN": "1:🎉", "CROSSPOST_X_API_KEY": "k"}
    ... )
    {'OPENAI_API_KEY': '钥匙'}
    """
    secrets = {
        variable
        for name in channel_names()
        for secret in load_channel(name).account.secrets.values()
        for variable in secret.env
    }
    return {
        name: value
        for name, value in user.items()
        if name not in secrets and not name.startswith(OURS)
    }


def _answer(raw: bytes, program: str) -> DraftAnswer:
    try:
        said = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        shown = presentable(raw[:60].decode("utf-8", "replace").strip())
        raise CrosspostError(
            "draft.no-json", program=program, shown=shown, reason=str(error)
        ) from error
    if isinstance(said, dict) and said.get("version", VERSION) != VERSION:
        raise CrosspostError(
            "draft.other-version", program=program, version=VERSION, found=str(said["version"])
        )
    try:
        return decoded(raw, DraftAnswer)
    except msgspec.ValidationError as error:
        wrong = misfit(error, said, DraftAnswer)
        raise CrosspostError(
            wrong.code, location=(program, wrong.key or "–"), **wrong.values
        ) from error


def request_schema() -> dict[str, Any]:
    """The JSON Schema of a request, published at ``schema/draft-request.schema.json``."""
    made = record_schema(DraftRequest)
    post = post_schema()["$defs"]
    return {"$schema": DIALECT, **made, "$defs": {**made["$defs"], **post}}


def answer_schema() -> dict[str, Any]:
    """The JSON Schema of an answer, published at ``schema/draft-answer.schema.json``."""
    return {"$schema": DIALECT, **record_schema(DraftAnswer)}
