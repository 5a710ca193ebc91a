"""One structured post; every channel gets the version it deserves.

::

    post = crosspost.read("post.md")
    draft = crosspost.render(post, "x")
    receipts = crosspost.publish(post, ["my-x", "my-telegram"])  # accounts of crosspost.toml
    crosspost.schedule(post, ["my-x", "my-telegram"], "明天上午9点", zone="Asia/Shanghai")

Names are loaded when they are first used, so that ``import crosspost`` costs next to nothing.
"""

__version__ = "0.1.0"

TYPE_CHECKING = False  # known to type checkers; importing typing would cost more than the rest

if TYPE_CHECKING:
    from .book import load, names
    from .counting import measure
    from .cutting import Cut, Piece
    from .cutting import cut_text as cut
    from .draft import Draft, Finding, Message
    from .errors import (
        BookError,
        ConfigError,
        CrosspostError,
        FitError,
        PostError,
        SendError,
    )
    from .post import Post
    from .profile import Account, Profile
    from .publishing import Event, PublishResult
    from .publishing.publish import publish as publish
    from .publishing.publish import publish_async
    from .readers import read
    from .receipts import Failure, Receipt, Sent
    from .rendering import render
    from .rich import Mark, Rich
    from .scheduling import Delivery, Scheduled, When
    from .scheduling.schedule import schedule

__all__ = [
    "Account",
    "BookError",
    "ConfigError",
    "CrosspostError",
    "Cut",
    "Delivery",
    "Draft",
    "Event",
    "Failure",
    "Finding",
    "FitError",
    "Mark",
    "Message",
    "Piece",
    "Post",
    "PostError",
    "Profile",
    "PublishResult",
    "Receipt",
    "Rich",
    "Scheduled",
    "SendError",
    "Sent",
    "When",
    "cut",
    "load",
    "measure",
    "names",
    "publish",
    "publish_async",
    "read",
    "render",
    "schedule",
]

_HOMES = {
    "Account": "profile",
    "BookError": "errors",
    "ConfigError": "errors",
    "CrosspostError": "errors",
    "Cut": "cutting",
    "Delivery": "scheduling",
    "Draft": "draft",
    "Event": "publishing",
    "Failure": "receipts",
    "Finding": "draft",
    "FitError": "errors",
    "Mark": "rich",
    "Message": "draft",
    "Piece": "cutting",
    "Post": "post",
    "PostError": "errors",
    "Profile": "profile",
    "PublishResult": "publishing",
    "Receipt": "receipts",
    "Rich": "rich",
    "Scheduled": "scheduling",
    "SendError": "errors",
    "Sent": "receipts",
    "When": "scheduling",
    "cut": "cutting",
    "load": "book",
    "measure": "counting",
    "names": "book",
    "publish": "publishing",
    "publish_async": "publishing",
    "read": "readers",
    "render": "rendering",
    "schedule": "scheduling",
}
_RENAMED = {"cut": "cut_text"}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module  # noqa: PLC0415 - only when something is used

    return getattr(import_module(f".{_HOMES[name]}", __name__), _RENAMED.get(name, name))


def __dir__() -> list[str]:
    return sorted(__all__)
