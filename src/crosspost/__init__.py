"""One post, in the right form for every channel.

::

    post = crosspost.read("post.md")
    draft = crosspost.render(post, "x")
    results = crosspost.publish(post, ["my-x", "my-telegram"])  # accounts of crosspost.toml
    crosspost.schedule(post, ["my-x", "my-telegram"], "明天上午9点", zone="Asia/Shanghai")

Names are loaded when they are first used, so that ``import crosspost`` costs next to nothing.
"""

__version__ = "0.1.0"

TYPE_CHECKING = False  # known to type checkers; importing typing would cost more than the rest

if TYPE_CHECKING:
    from .adapters import Channel, channel
    from .configuration import Settings, config
    from .counting import measure
    from .errors import (
        ChannelError,
        ChannelSpecError,
        ConfigError,
        CrosspostError,
        FitError,
        PostError,
        SendError,
        TimeError,
    )
    from .ledger import Ledger, open_ledger
    from .ledger.rows import LedgerError
    from .model.channel_spec import Account, ChannelSpec
    from .model.draft import Draft, Message
    from .model.findings import Finding
    from .model.post import (
        Matters,
        Media,
        Meta,
        Override,
        Part,
        Point,
        Post,
        Prediction,
        Source,
        Story,
    )
    from .model.receipts import Failure, Receipt, Sent
    from .publishing import Event, PublishResult
    from .publishing.publish import publish, publish_async
    from .publishing.update import delete, delete_async, update, update_async
    from .readers import parse, read
    from .registry import channel_names as channels
    from .rendering import render
    from .scheduling import Delivery, Scheduled, When
    from .scheduling.schedule import schedule, schedule_async
    from .splitting import Chunk, Split
    from .splitting import split_text as split
    from .text.richtext import Mark, Rich

__all__ = [
    "Account",
    "Channel",
    "ChannelError",
    "ChannelSpec",
    "ChannelSpecError",
    "Chunk",
    "ConfigError",
    "CrosspostError",
    "Delivery",
    "Draft",
    "Event",
    "Failure",
    "Finding",
    "FitError",
    "Ledger",
    "LedgerError",
    "Mark",
    "Matters",
    "Media",
    "Message",
    "Meta",
    "Override",
    "Part",
    "Point",
    "Post",
    "PostError",
    "Prediction",
    "PublishResult",
    "Receipt",
    "Rich",
    "Scheduled",
    "SendError",
    "Sent",
    "Settings",
    "Source",
    "Split",
    "Story",
    "TimeError",
    "When",
    "channel",
    "channels",
    "config",
    "delete",
    "delete_async",
    "measure",
    "open_ledger",
    "parse",
    "publish",
    "publish_async",
    "read",
    "render",
    "schedule",
    "schedule_async",
    "split",
    "update",
    "update_async",
]

_HOMES = {
    name: home
    for home, names in {
        "adapters": "Channel channel",
        "configuration": "Settings config",
        "counting": "measure",
        "errors": (
            "ChannelError ChannelSpecError ConfigError CrosspostError FitError PostError"
            " SendError TimeError"
        ),
        "ledger": "Ledger open_ledger",
        "ledger.rows": "LedgerError",
        "model.channel_spec": "Account ChannelSpec",
        "model.draft": "Draft Message",
        "model.findings": "Finding",
        "model.post": "Matters Media Meta Override Part Point Post Prediction Source Story",
        "model.receipts": "Failure Receipt Sent",
        "publishing": (
            "Event PublishResult delete delete_async publish publish_async update update_async"
        ),
        "readers": "parse read",
        "registry": "channels",
        "rendering": "render",
        "scheduling": "Delivery Scheduled When schedule schedule_async",
        "splitting": "Chunk Split split",
        "text.richtext": "Mark Rich",
    }.items()
    for name in names.split()
}
"""Which module has each name."""
_RENAMED = {"split": "split_text", "channels": "channel_names"}

if not TYPE_CHECKING:  # else a type checker would take every name there could be

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        from importlib import import_module  # noqa: PLC0415 - only when something is used

        try:
            home = import_module(f".{_HOMES[name]}", __name__)
        except ModuleNotFoundError as error:  # a library of an extra
            from .errors import ConfigError  # noqa: PLC0415 - seldom

            extra = "install.schedule" if _HOMES[name] == "scheduling" else "install.publish"
            raise ConfigError(extra, library=error.name) from error
        return getattr(home, _RENAMED.get(name, name))


def __dir__() -> list[str]:
    return sorted(__all__)
