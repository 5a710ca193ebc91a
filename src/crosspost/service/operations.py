"""The operations: what may be asked, by name, with all that whoever asks has to know of each."""

import json
import re
import threading
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
from msgspec import field

from .._record import Record, converted
from .._validation import misfit
from ..errors import CrosspostError
from ..model.json_schema import record_schema
from . import answers, requests

_NEITHER = re.compile(r"(?<!\\)(?:\\\\)*\\u0000|[\ud800-\udfff]")
"""In JSON, what neither a database nor UTF-8 takes; a post's own text is repaired, and told so."""


class Host(Record):
    """Who answers: from which folder, and until when."""

    root: Path
    """The folder that files are read below."""
    halt: threading.Event = field(default_factory=threading.Event)
    """Once it is set, no further message is sent; the same call goes on with the rest."""


class Operation(Record):
    """Something that agents and programs may ask for."""

    name: str
    title: str
    description: str
    """For whoever decides whether to call it: what it does, its limits, errors and answer."""
    request: type[Record]
    answer: type[Record]
    runs: str
    """``MODULE:FUNCTION``, a module beside this one, loaded when it is first asked for."""
    reads_only: bool = True
    destructive: bool = False
    """What it does is seen by others, or may not be taken back."""
    outside: bool = False
    """Whether it talks to the channels."""

    def run(self, arguments: dict[str, Any], host: Host) -> Record:
        """The answer to *arguments*, or the `AskFirst` that comes first.

        Args:
            arguments: plain data, as JSON has it, of a `request`.
            host: who answers.

        Raises:
            CrosspostError: they ask for nothing that can be done: where, and why.
        """
        for key, value in arguments.items():
            if key != "post" and _NEITHER.search(json.dumps((key, value), ensure_ascii=False)):
                raise CrosspostError("request.characters", location=key)
        try:
            request = converted(arguments, self.request)
        except msgspec.ValidationError as error:
            wrong = misfit(error, arguments, self.request)
            raise CrosspostError(wrong.code, location=wrong.key, **wrong.values) from None
        module, _, function = self.runs.partition(":")
        does: Callable[[Any, Host], Record] = getattr(
            import_module(f".{module}", __package__), function
        )
        return does(request, host)


@cache
def schema_of(kind: type[Record]) -> dict[str, Any]:
    """The JSON Schema of a request or an answer; an object at its root, as MCP wants it."""
    schema = record_schema(kind)
    root = schema["$defs"].pop(kind.__name__)
    rest = {"$defs": schema["$defs"]} if schema["$defs"] else {}
    return {**root, **rest}


WHAT_APPROVAL_IS = (
    "Nothing goes out that was not previewed word for word, and nothing that a person has not"
    " approved: they are asked through the client where it can ask; where it cannot, the outcome is"
    " `needs-approval`, and they say yes with `crosspost approve`, after which the same call sends."
    " The same call once more sends nothing twice."
)

OPERATIONS = {
    one.name: one
    for one in (
        Operation(
            name="channels",
            title="Channels and accounts",
            description=(
                "Lists every channel that crosspost writes for, with its limits, and the user's"
                " accounts. Call it first: other tools take account names from here. With `name`,"
                " `entry` holds all that is known of that channel, each figure with the page it"
                " comes from. Reads files only; asks no network."
            ),
            request=requests.ChannelsRequest,
            answer=answers.ChannelsAnswer,
            runs="looking:channels",
        ),
        Operation(
            name="check",
            title="Check a post",
            description=(
                "Says what would be lost or refused if the post were sent: findings with level"
                " (`error` stops sending, `warning` tells of a loss, `info` is worth knowing), a"
                " stable code, the place in the post, and the accounts concerned. Use it while"
                " writing; `preview` shows the text itself. A post that cannot be read is an error"
                " with line and column. Asks no network, changes nothing."
            ),
            request=requests.LookRequest,
            answer=answers.CheckAnswer,
            runs="looking:check",
        ),
        Operation(
            name="preview",
            title="Preview a post",
            description=(
                "Writes the post for each account, or for channels without an account, and returns"
                " exactly what each would receive: every message with its size and limit, what was"
                " left out, and for accounts an `approval` that names this draft. Show the text to"
                " the user before you publish. Deterministic: the same post gives the same"
                " approval. Asks no network, changes nothing; a post is at most 1,048,576"
                " characters."
            ),
            request=requests.LookRequest,
            answer=answers.PreviewAnswer,
            runs="looking:preview",
        ),
        Operation(
            name="publish",
            title="Publish now",
            description=(
                "Sends the drafts named in `approved` to their accounts, in public. Give the same"
                f" post again, and each draft's `approval` from `preview`. {WHAT_APPROVAL_IS} A"
                " call that ended half-way is gone on with by the same call. Outcomes per account:"
                " `sent` with addresses, `refused` and `later` (surely not sent, with the reason),"
                " `unknown` (a person has to look: never publish other words instead), `changed`"
                " (preview again), `needs-approval`, `declined`, `failed`."
            ),
            request=requests.PublishRequest,
            answer=answers.SendAnswer,
            runs="sending:publish",
            reads_only=False,
            destructive=True,
            outside=True,
        ),
        Operation(
            name="schedule",
            title="Publish later",
            description=(
                "Puts the drafts named in `approved` into the queue, to be sent at `at`, or in the"
                " next free slot of each account, by `crosspost worker`, exactly as they are now,"
                f" pictures included. {WHAT_APPROVAL_IS} What is scheduled already keeps its time:"
                " the answer says so. `queue` lists it, `cancel` takes it out."
            ),
            request=requests.ScheduleRequest,
            answer=answers.SendAnswer,
            runs="queueing:schedule",
            reads_only=False,
            destructive=True,
            outside=True,
        ),
        Operation(
            name="status",
            title="What became of messages",
            description=(
                "Lists messages that were begun, the latest first: sent ones with their address,"
                " refused ones with the reason, and those of which nobody knows (`unknown`), which"
                " a person has to look up. Reads the ledger only; asks no channel."
            ),
            request=requests.StatusRequest,
            answer=answers.StatusAnswer,
            runs="history:status",
        ),
        Operation(
            name="queue",
            title="What is scheduled",
            description=(
                "Lists deliveries by their time, with state and what holds them back, accounts that"
                " are paused, and how many workers are alive: with none, nothing goes out. `done`"
                " adds what has ended. Reads the ledger only."
            ),
            request=requests.QueueRequest,
            answer=answers.QueueAnswer,
            runs="queueing:queue",
        ),
        Operation(
            name="cancel",
            title="Cancel a delivery",
            description=(
                "Takes one delivery out of the queue, so that it is not sent. Too late once a"
                " message of it went out: that is an error, and nothing changes. `schedule` puts"
                " it back."
            ),
            request=requests.CancelRequest,
            answer=answers.CancelAnswer,
            runs="queueing:cancel",
            reads_only=False,
            destructive=True,
        ),
        Operation(
            name="update",
            title="Change what stands",
            description=(
                "Makes what was published say what the post says now: changed messages are edited"
                " where they stand, new ones at the end of a thread are sent under it. Give the"
                " whole post in its new wording and each draft's `approval` from `preview`. A"
                " person sees every difference and confirms: through the client, or, where it"
                " cannot ask (`needs-approval`), with `crosspost approve` and `change_approval`,"
                " after which the same call changes exactly that. Refused where the channel"
                " allows no edit, or none any more. The same call once more changes nothing."
                " Outcomes per account: `updated`, `unchanged`, `changed` (preview again),"
                " `declined`, and those of `publish`; `changes` has each message before and after."
            ),
            request=requests.UpdateRequest,
            answer=answers.SendAnswer,
            runs="changing:update",
            reads_only=False,
            destructive=True,
            outside=True,
        ),
        Operation(
            name="delete",
            title="Take back what stands",
            description=(
                "Deletes what was published from its channels, the last message first, for good."
                " `publication` is from `status`. A person sees every word that would go and"
                " confirms: through the client, or, where it cannot ask (`needs-approval`), with"
                " `crosspost approve` and `change_approval`, after which the same call deletes"
                " exactly that. Refused where the channel allows no deletion, or none any"
                " more. What is gone already is no error. Outcomes per account: `deleted` with what"
                " went, `needs-approval`, `declined`, `refused`, `later`, `unknown` (the same call"
                " goes on), `failed`. What is only scheduled is taken out by `cancel`."
            ),
            request=requests.DeleteRequest,
            answer=answers.SendAnswer,
            runs="changing:delete",
            reads_only=False,
            destructive=True,
            outside=True,
        ),
        Operation(
            name="resolve",
            title="Settle a doubt",
            description=(
                "Writes down whether a message in state `unknown` stands at its channel. Only a"
                " person who has looked knows: they are asked to confirm, and without a yes nothing"
                " is written. A wrong answer sends a message twice or never, so never guess. Where"
                " nobody can be asked, `hint` is the command for the user."
            ),
            request=requests.ResolveRequest,
            answer=answers.ResolveAnswer,
            runs="history:resolve",
            reads_only=False,
            destructive=True,
        ),
        Operation(
            name="predictions",
            title="Predictions",
            description=(
                "Lists what the user's posts predicted in public, with confidence, due day, where"
                " it stands and how it was settled; with `due`, only what falls due by today."
                " Settling is the user's: `crosspost predictions settle ID`. Reads the ledger only."
            ),
            request=requests.PredictionsRequest,
            answer=answers.PredictionsAnswer,
            runs="history:predictions",
        ),
    )
}
"""By name, in the order in which somebody who writes a post needs them."""
