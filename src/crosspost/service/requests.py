"""What may be asked: one record an operation, each field with its meaning for whoever fills it in.

The descriptions are what an agent reads before it calls, so they say limits, defaults and units.
"""

from typing import Annotated, Literal

from msgspec import Meta

from .._record import Record
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
