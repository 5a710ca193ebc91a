"""The operations: what may be asked, by name, with all that whoever asks has to know of each.

An agent reads the fields of a request before it calls, so they say limits, defaults and units; what
the whole does, ``operations.toml`` says.
"""

import json
import re
import threading
import tomllib
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, field

from .. import service
from .._record import Record
from .._validation import fitted
from ..errors import CrosspostError
from ..model.json_schema import record_schema
from ..readers import LARGEST

PostText = Annotated[
    str,
    Meta(
        max_length=LARGEST,
        description="The whole post: plain text, Markdown (front matter, headings, lists, tables,"
        " pictures), or YAML, TOML, JSON of the schema resource. One post may say everything in"
        " several languages, paragraph by paragraph. Give this or `file`.",
    ),
]
PostFilePath = Annotated[
    str,
    Meta(
        max_length=4096,
        description="Instead of `post`: a file below the folder that the server was started in;"
        " pictures are looked for beside it.",
    ),
]
PostFormat = Annotated[
    Literal["", "text", "markdown", "yaml", "toml", "json"],
    Meta(description="What the post is written in; left out, it is told from file name or text."),
]
Names = tuple[Annotated[str, Meta(max_length=200)], ...]
AccountNames = Annotated[
    Names,
    Meta(
        max_length=100,
        description="Accounts as `channels` lists them; left out, every account there is.",
    ),
]
LanguageTags = Annotated[
    Names,
    Meta(
        max_length=20,
        description="Language tags such as `en`, `zh`; left out, what each account says.",
    ),
]


class PostRequest(Record):
    """A post, and for whom."""

    post: PostText = ""
    file: PostFilePath = ""
    format: PostFormat = ""
    accounts: AccountNames = ()
    languages: LanguageTags = ()


class LookRequest(PostRequest):
    """A post to be looked at; nothing is sent, whatever it says."""

    channels: Annotated[
        Names,
        Meta(
            max_length=100,
            description="Channels to try it on without an account, such as `x`, `telegram`,"
            " `wechat-article`; `all` for every one.",
        ),
    ] = ()


class PublishRequest(PostRequest, kw_only=True):
    """A post to be sent now, as it was previewed."""

    approved: Annotated[
        Names,
        Meta(
            min_length=1,
            max_length=100,
            description="The `approval` of each draft, as `preview` gave it: what is sent. A draft"
            " that has changed since is not sent. This is no approval by a person: that is asked"
            " for separately, and cannot be given here.",
        ),
    ]


class ScheduleRequest(PublishRequest, kw_only=True):
    """A post to be sent later, as it was previewed."""

    at: Annotated[
        str,
        Meta(
            max_length=200,
            description="When: `2030-03-01T09:00+08:00`, `tomorrow 9:00`, `明天上午9点`,"
            " `in 2 hours`. Left out: the next free slot of each account.",
        ),
    ] = ""
    zone: Annotated[
        str,
        Meta(
            max_length=100,
            description="Time zone (IANA) of an `at` that names none, such as `Asia/Shanghai`;"
            " left out, this machine's.",
        ),
    ] = ""


PUBLICATION = r"^sha256:[0-9a-f]{6,64}(/[0-9]{1,6})?$"


class UpdateRequest(PublishRequest, kw_only=True):
    """A post that stands already, and is to say what it says now."""

    of: Annotated[
        str,
        Meta(
            pattern=rf"{PUBLICATION}|^$",
            description="The publication that is meant, as `status` has it in `publication`; left"
            " out, the one of which this post is another wording.",
        ),
    ] = ""
    delete_rest: Annotated[
        bool,
        Meta(description="Also delete messages that the post has no longer; else they stay."),
    ] = False


class DeleteRequest(Record):
    """A publication that is to go."""

    publication: Annotated[
        str,
        Meta(pattern=PUBLICATION, description="What `status` calls it, in `publication`."),
    ]
    accounts: AccountNames = ()


class ChannelsRequest(Record):
    """Which channels there are, or all that is known of one."""

    name: Annotated[
        str,
        Meta(max_length=200, description="One channel, whole, with the source of each figure."),
    ] = ""


class StatusRequest(Record):
    """What became of messages."""

    accounts: AccountNames = ()
    limit: Annotated[
        int, Meta(ge=1, le=1000, description="At most so many messages, the latest ones.")
    ] = 50


class QueueRequest(Record):
    """What is scheduled."""

    accounts: AccountNames = ()
    done: Annotated[
        bool, Meta(description="Also what was sent, refused, cancelled or has expired.")
    ] = False
    limit: Annotated[int, Meta(ge=1, le=1000, description="At most so many deliveries.")] = 50


class CancelRequest(Record):
    """A delivery that is not to go out."""

    id: Annotated[str, Meta(max_length=64, description="The id of a delivery, as `queue` has it.")]


class ResolveRequest(Record):
    """What a person has seen of a message of which nobody knows whether it was sent."""

    key: Annotated[
        str,
        Meta(max_length=400, description="The key of the message, as `status` has it."),
    ]
    sent: Annotated[
        bool, Meta(description="Whether the message stands at the channel, as somebody has seen.")
    ]
    url: Annotated[
        str, Meta(max_length=2000, description="Where it stands, if it does: its address or id.")
    ] = ""


class PredictionsRequest(Record):
    """What was predicted in public."""

    due: Annotated[bool, Meta(description="Only what is due by today and not settled yet.")] = False


class Host(Record):
    """Who answers: from which folder, and until when."""

    root: Path
    """The folder that files are read below."""
    halt: threading.Event = field(default_factory=threading.Event)
    """Once it is set, no further message is sent; the same call goes on with the rest."""


_NEITHER = re.compile(r"(?<!\\)(?:\\\\)*\\u0000|[\ud800-\udfff]")
"""In JSON, what neither a database nor UTF-8 takes; a post's own text is repaired, and told so."""


class Operation(Record):
    """Something that agents and programs may ask for."""

    name: str
    request: type[Record]
    answer: type[Record]
    runs: str
    """``MODULE:FUNCTION``, a module beside this one, loaded when it is first asked for."""
    title: str
    description: str
    """For whoever decides whether to call it: what it does, its limits, errors and answer."""
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
        request = fitted(arguments, self.request, CrosspostError)
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


RUNS: dict[str, tuple[type[Record], type[Record], str]] = {
    "channels": (ChannelsRequest, service.ChannelsAnswer, "looking:channels"),
    "check": (LookRequest, service.CheckAnswer, "looking:check"),
    "preview": (LookRequest, service.PreviewAnswer, "looking:preview"),
    "publish": (PublishRequest, service.SendAnswer, "sending:publish"),
    "schedule": (ScheduleRequest, service.SendAnswer, "sending:schedule"),
    "status": (StatusRequest, service.StatusAnswer, "looking:status"),
    "queue": (QueueRequest, service.QueueAnswer, "looking:queue"),
    "cancel": (CancelRequest, service.CancelAnswer, "sending:cancel"),
    "update": (UpdateRequest, service.SendAnswer, "sending:update"),
    "delete": (DeleteRequest, service.SendAnswer, "sending:delete"),
    "resolve": (ResolveRequest, service.ResolveAnswer, "sending:resolve"),
    "predictions": (PredictionsRequest, service.PredictionsAnswer, "looking:predictions"),
}
"""By name, in the order in which somebody who writes a post needs them."""


def _operations() -> dict[str, Operation]:
    told = tomllib.loads(Path(__file__).with_name("operations.toml").read_text(encoding="utf-8"))
    found = {}
    for name, (request, answer, runs) in RUNS.items():
        row = told[name]
        row["description"] = row["description"].replace("{approval}", told["approval"])
        found[name] = Operation(name=name, request=request, answer=answer, runs=runs, **row)
    return found


OPERATIONS = _operations()
