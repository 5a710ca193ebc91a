"""The public names with their types: checked by mypy, never run.

What stops type-checking here would stop type-checking for the people who use it.
"""

from typing import assert_type

import crosspost
from crosspost.adapters import (
    bluesky,
    buttondown,
    devto,
    dingtalk,
    discord,
    feed,
    feishu,
    ghost,
    linkedin,
    mastodon,
    matrix,
    misskey,
    slack,
    smtp,
    telegram,
    threads,
    wechat,
    wecom,
    wordpress,
    x,
)
from crosspost.adapters.base import Adapter
from crosspost.adapters.threads import attachment
from crosspost.adapters.wechat import article, moments

ADAPTERS: tuple[Adapter, ...] = (
    bluesky,
    buttondown,
    mastodon,
    matrix,
    misskey,
    telegram,
    article,
    wechat,
    moments,
    wecom,
    feed,
    discord,
    feishu,
    slack,
    smtp,
    dingtalk,
    linkedin,
    threads,
    attachment,
    x,
    devto,
    ghost,
    wordpress,
)


def use_it() -> None:
    post = crosspost.read("post.md")
    assert_type(post, crosspost.Post)

    draft = crosspost.render(post, "x")
    assert_type(draft, crosspost.Draft)
    assert_type(crosspost.render(post, crosspost.channel("x").spec), crosspost.Draft)
    assert_type(draft.messages, tuple[crosspost.Message, ...])
    assert_type(draft.findings, tuple[crosspost.Finding, ...])
    assert_type(draft.messages[0].text, str)

    cut = crosspost.split("一。二。🎉", "x")
    assert_type(cut, crosspost.Split)
    assert_type(cut.chunks, tuple[crosspost.Chunk, ...])
    assert_type(cut.chunks[0].shown, crosspost.Rich)

    assert_type(crosspost.measure("中文", "x").size, int)
    assert_type(crosspost.measure("中文", "x").fits, bool)
    assert_type(crosspost.channels(), list[str])


def misspell_it() -> None:
    """A name that is not there is refused; were it taken, mypy would call the comment unused."""
    from crosspost import pubilsh  # type: ignore[attr-defined]  # noqa: F401, PLC0415
    from crosspost.counting import mesure  # type: ignore[attr-defined]  # noqa: F401, PLC0415

    crosspost.rendre("post.md")  # type: ignore[attr-defined]
