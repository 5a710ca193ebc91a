"""Overrides: what a post wants otherwise on one channel or account, in layout, options and words.

What stands under ``all`` holds everywhere, under the channel's name for every account there; what
stands under the account's name wins. Names that are mentioned become those that the account has for
them (``handles``).
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import UNSET, structs

from ._record import Record
from ._validation import alike
from .adapters import Channel
from .errors import PostError
from .model.channel_spec import Account
from .model.layout import OWN_NAME, Layout, Options, changed, opens
from .model.options import typed_options, wrong_option
from .model.post import (
    Matters,
    Meta,
    Override,
    Point,
    Post,
    Prediction,
    Story,
    Text,
    Texts,
    overrides_for,
    with_texts,
)
from .text.blocks import reworded
from .text.cjk import needs_no_space
from .text.languages import pick
from .text.richtext import Rich

_NAMING = (
    *("order", "drop_order", "fallback_sections", "keep"),
    *("heading_words", "heading_emoji", "sections"),
)
"""Keys that name sections."""


class Overridden(Record):
    """A post as one account says it, and how."""

    post: Post
    account: Account
    replaced: bool = False
    """The author's own words for this account stand in place of the sections."""


def overridden(post: Post, account: Account, channel: Channel) -> Overridden:
    """*post* and *account* with what the post says of the account and its channel.

    Raises:
        PostError: it names a section or paragraph that it does not have, or an option that the
            channel does not have: which key.

    >>> from crosspost.adapters import channel_of
    >>> from crosspost.registry import default_account
    >>> x = default_account("x")
    >>> post = Post(title={"zh": "芯片之战"}, channels={"x": Override(title={"zh": "芯片大战 🎉"})})
    >>> overridden(post, x, channel_of(x.spec)).post.title
    {'zh': '芯片大战 🎉'}
    """
    check_options(account.options, channel, f"{account.name}.options")
    own, layout, options, replaced = post, account.layout, account.options, False
    for name, said in overrides_for(post, account.spec.name, account.name):
        at = f"channels.{name}"
        _check_names(said, post, at)
        layout = changed(layout, said)
        if said.text:
            replaced = True
            bare = Post(languages=own.languages, media=own.media, meta=own.meta)
            own = structs.replace(bare, happened=said.text)
            layout = structs.replace(
                layout, order=("happened",), headings="none", teaser_first=False
            )
        elif not replaced:
            own = _with_words(own, said)
        if said.media is not UNSET:
            own = structs.replace(own, media=said.media)
        own = structs.replace(own, meta=_with_warning(own.meta, said))
        if said.options is not UNSET:
            chosen = typed_options(said.options, channel.spec.options)
            check_options(chosen, channel, f"{at}.options")
            options = {**options, **chosen}
    account = structs.replace(account, layout=layout, options=options)
    return Overridden(post=_with_handles(own, layout), account=account, replaced=replaced)


def check_options(options: Options, channel: Channel, at: str) -> None:
    """Nothing, where *channel* has these *options*.

    Raises:
        PostError: it does not have one, or not with this value.
    """
    if options and (wrong := wrong_option(options, channel.spec.options, channel.choices)):
        raise PostError(wrong.code, location=f"{at}.{wrong.name}", **wrong.values)


def _check_names(said: Override, post: Post, at: str) -> None:
    """A post knows its own headings and paragraphs: one that it does not have is a slip."""
    headings = {part.name for part in post.sections if part.name.startswith(OWN_NAME)}
    nameless = sum(part.name == "own" for part in post.sections)
    for key in _NAMING:
        named: Iterable[str] = () if getattr(said, key) is UNSET else getattr(said, key)
        for name in named:
            strange = name.startswith(OWN_NAME) and name not in headings
            if strange or (key == "sections" and name == "own" and nameless != 1):
                choices = alike(name, tuple(headings)) or sorted(headings)
                where = f"{at}.{key}"
                raise PostError(
                    "layout.no-such-heading", location=where, name=name, choices=choices
                )
            if key == "keep" and name.endswith(("…", "...")):
                _check_paragraph(name, post, said, f"{at}.keep")


def _check_paragraph(words: str, post: Post, said: Override, at: str) -> None:
    if not any(opens(words, paragraph) for paragraph in _paragraphs(post, said)):
        raise PostError("layout.no-such-paragraph", location=at, words=words)


def _paragraphs(post: Post, said: Override) -> Iterator[str]:
    texts = [*_texts(post), *said.sections.values(), said.text]
    for text in (text for each in texts for text in each.values()):
        yield from (rich.text for rich, _ in text.paragraphs())


def _texts(value: object) -> Iterator[Texts]:
    """Every text of a post, but for those of single channels."""
    if isinstance(value, Texts):
        yield value
    elif isinstance(value, Record):
        for name in value.__struct_fields__:
            if name not in {"channels", "reading"}:
                yield from _texts(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)


def _with_words(post: Post, said: Override) -> Post:
    """*post* with the title, hook, digest and sections that are *said* otherwise."""
    meta = structs.replace(
        post.meta,
        hook=_instead(post.meta.hook, said.hook),
        digest=_instead(post.meta.digest, said.digest),
    )
    post = structs.replace(post, title=_instead(post.title, said.title), meta=meta)
    for name, texts in said.sections.items():
        post = _with_section(post, name, texts)
    return post


def _with_warning(meta: Meta, said: Override) -> Meta:
    """*meta* with what is *said* otherwise of how the post is to be seen."""
    sensitive = meta.sensitive if said.sensitive is UNSET else said.sensitive
    warning = _instead(meta.content_warning, said.content_warning)
    return structs.replace(meta, content_warning=warning, sensitive=sensitive)


def _instead(own: Texts, said: Mapping[str, Text]) -> Texts:
    """*own*, but in each language that is *said*: that."""
    if not said:
        return own
    keys = {tag: pick(own, tag) or tag for tag in said}
    kept = {tag: text for tag, text in own.items() if tag not in keys.values()}
    order = dict.fromkeys((*own, *keys.values()))
    new = {**kept, **{keys[tag]: text for tag, text in said.items()}}
    return Texts({tag: new[tag] for tag in order})


def _with_section(post: Post, name: str, texts: Texts) -> Post:
    """*post*, where the section *name* says *texts*; without it, where they are empty."""
    gone = not any(texts.values())
    match name:
        case "lede" | "happened" | "discussion":
            new = Texts() if gone else _instead(getattr(post, name), texts)
            return structs.replace(post, **{name: new})
        case "matters":
            own = Matters() if gone else _matters(post.matters, texts)
            return structs.replace(post, matters=own)
        case "story":
            story = post.story or Story()
            new_story = structs.replace(story, text=_instead(story.text, texts))
            return structs.replace(post, story=None if gone else new_story)
        case "prediction":
            said = post.prediction or Prediction()
            new_one = structs.replace(said, text=_instead(said.text, texts))
            return structs.replace(post, prediction=None if gone else new_one)
        case _:
            parts = (
                structs.replace(part, text=_instead(part.text, texts))
                if part.name == name
                else part
                for part in post.sections
                if part.name != name or not gone
            )
            return structs.replace(post, sections=tuple(parts))


def _matters(own: Matters, texts: Texts) -> Matters:
    """*own*, in which *texts* stand for all points of their languages."""
    kept = tuple(_without(point, texts) for point in own.points)
    return Matters(
        text=_instead(own.text, texts), points=tuple(point for point in kept if point != Point())
    )


def _without(point: Point, tags: Iterable[str]) -> Point:
    gone = {pick(texts, tag) for texts in (point.label, point.text) for tag in tags}

    def left(texts: Texts) -> Texts:
        return Texts({tag: text for tag, text in texts.items() if tag not in gone})

    below = tuple(_without(one, tags) for one in point.points)
    return Point(
        label=left(point.label),
        text=left(point.text),
        points=tuple(one for one in below if one != Point()),
    )


def _with_handles(post: Post, layout: Layout) -> Post:
    """*post* with the names that *layout* has for those who are mentioned.

    >>> from crosspost.model.layout import Changes
    >>> from crosspost.registry import default_account
    >>> layout = changed(default_account("x").layout, Changes(handles={"CMEGroup": "芝商所"}))
    >>> _with_handles(Post(happened={"zh": "@CMEGroup 和 `@CMEGroup`🎉"}), layout).happened[
    ...     "zh"
    ... ].words
    '芝商所和 @CMEGroup🎉'
    """
    names = {name.lstrip("@").casefold(): here for name, here in layout.handles.items()}
    return with_texts(post, lambda text: _text_renamed(text, names)) if names else post


def _text_renamed(text: Text, names: Mapping[str, str]) -> Text:
    def renamed(rich: Rich) -> Rich:
        edits = list(_edits(rich, names))
        if not edits:
            return rich
        made = rich.replaced(edits)
        marks = (
            mark
            for mark in made.marks
            if mark.kind != "mention" or made.text[mark.start : mark.end].startswith(("@", "＠"))
        )
        return Rich(text=made.text, marks=tuple(marks))

    key = (_with_handles, tuple(names.items()))
    if key not in text.memo:
        text.memo[key] = text.with_blocks(reworded(block, renamed) for block in text.blocks)
    known: Text = text.memo[key]
    return known


def _edits(rich: Rich, names: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Names that are replaced; a space beside one goes where Chinese now meets Chinese."""
    for mark in rich.marks:
        here = names.get(rich.text[mark.start : mark.end].lstrip("@＠").casefold())
        if mark.kind != "mention" or not here:
            continue
        start, end = mark.start, mark.end
        before, after = rich.text[:start], rich.text[end:]
        if before[-1:] == " " and _meet(before[-2:-1], here[0]):
            start -= 1
        if after[:1] == " " and _meet(here[-1], after[1:2]):
            end += 1
        yield start, end, here


def _meet(one: str, other: str) -> bool:
    """Whether no space belongs between two signs, as between Chinese ones."""
    return bool(one and other) and needs_no_space(one) and needs_no_space(other)
