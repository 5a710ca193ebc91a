"""Asks: which texts a post lacks, and which answers are taken into its file.

What the author has written is never asked for, and never written over. What a program wrote is
asked for again once it is stale.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import structs

from .._record import Json
from ..counting import Ruler
from ..errors import CrosspostError
from ..model.channel_spec import Account, Limit
from ..model.post import ALL, Override, Post, Text, Texts
from ..registry import channel_names, load_channel
from ..text.languages import UNDETERMINED, pick, script_tag, tell_language
from . import (
    DraftedWords,
    WordsKey,
    drafted_words,
    heading_of,
    section_names,
    section_texts_of,
    source_digest,
    source_of,
    words_of,
)
from .claims import unfounded
from .protocol import Ask, AskKind, DraftAnswer

NEIGHBOURS = 4
"""Texts that are shown with what is asked, for their tone."""


class WordsPlace(NamedTuple):
    """Where new words will stand: under a name in ``channels``."""

    name: str
    account: Account | None = None
    """What that is; none where the words are for every channel."""
    shown: tuple[str, ...] = ()
    """The messages that it would receive today."""


class WantedWords(NamedTuple):
    """An ask, and where its answer will stand."""

    ask: Ask
    where: str
    """The name in ``channels``."""
    key: str


def asks_for(
    post: Post,
    place: WordsPlace,
    kinds: Sequence[AskKind],
    languages: Sequence[str],
    *,
    again: bool,
) -> list[WantedWords]:
    """What is to be asked, so that *place* has texts of these *kinds* in these *languages*.

    Args:
        post: as it was read.
        place: where the words will stand.
        kinds: what is wanted.
        languages: in which.
        again: what a program wrote, too, though it is not stale.

    >>> post = Post(title={"zh": "芯片之战"}, happened={"zh": "它开始了。🎉"})
    >>> [
    ...     one.ask.id
    ...     for one in asks_for(post, WordsPlace("all"), ["translation"], ["en"], again=False)
    ... ]
    ['channels.all.title.en', 'channels.all.sections.happened.en']
    """
    said = post.channels.get(place.name, Override())
    there = words_of(said)
    kept = {
        one.key for one in drafted_words(post) if one.where == place.name and _is_kept(one, again)
    }
    kept |= there.keys() - said.drafted.keys()
    wanted = (
        one
        for kind in kinds
        for language in languages
        for one in _ASKS[kind](post, place, language)
    )
    asks = {one.key: one for one in wanted}
    return [one for key, one in asks.items() if key not in kept]


def _is_kept(one: DraftedWords, again: bool) -> bool:  # noqa: FBT001 - its caller's word
    return not (one.stale or again)


def _ask(post: Post, place: WordsPlace, key: str, kind: AskKind, source: Texts) -> WantedWords:
    language = WordsKey.of(key).language
    beside = place.shown or tuple(_said_in(post, language))
    ask = Ask(
        id=f"channels.{place.name}.{key}",
        kind=kind,
        language=language,
        source=source.to_plain(),
        channel=place.account.spec.name if place.account else "",
        account=place.account.name if place.account else "",
        beside=beside[:NEIGHBOURS],
    )
    return WantedWords(ask, place.name, key)


def _with(
    wanted: WantedWords, *, limit: Limit | None = None, one_line: bool = False
) -> WantedWords:
    ask = structs.replace(wanted.ask, limit=limit, one_line=one_line)
    return wanted._replace(ask=ask)


def _said_in(post: Post, language: str) -> Iterator[str]:
    """What *post* says already in *language*."""
    for texts in (post.title, *(section_texts_of(post, name) for name in section_names(post))):
        if (tag := pick(texts, language)) is not None:
            yield texts[tag].markdown


def _translations(post: Post, place: WordsPlace, language: str) -> Iterator[WantedWords]:
    every = {f"title.{language}": post.title}
    for name in section_names(post):
        every[f"heading_words.{name}.{language}"] = heading_of(post, name)
        every[f"sections.{name}.{language}"] = section_texts_of(post, name)
    for key, texts in every.items():
        if texts and pick(texts, language) is None:
            wanted = _ask(post, place, key, "translation", texts)
            yield _with(wanted, one_line=not key.startswith("sections."))


def _hooks(post: Post, place: WordsPlace, language: str) -> Iterator[WantedWords]:
    if place.name == ALL and pick(post.meta.hook, language) is not None:
        return
    limit = place.account.spec.text.limits[0] if place.account else None
    yield _with(_ask(post, place, f"hook.{language}", "hook", _whole(post, language)), limit=limit)


def _digests(post: Post, place: WordsPlace, language: str) -> Iterator[WantedWords]:
    if place.name == ALL and pick(post.meta.digest, language) is not None:
        return
    specs = [place.account.spec] if place.account else map(load_channel, channel_names())
    limits = [spec.field_limits["digest"] for spec in specs if "digest" in spec.field_limits]
    wanted = _ask(post, place, f"digest.{language}", "digest", _whole(post, language))
    yield _with(wanted, limit=min(limits, key=lambda one: one.max, default=None), one_line=True)


def _shorts(post: Post, place: WordsPlace, language: str) -> Iterator[WantedWords]:
    if place.account is None:
        raise CrosspostError("draft.short-for-whom", location="--short")
    layout, limit = place.account.layout, place.account.spec.text.limits[0]
    together = layout.language_mode in {"together", "blocks"}
    share = limit.max // max(1, len(layout.languages)) if together else limit.max
    wanted = _ask(post, place, f"text.{language}", "short", _whole(post, language))
    yield _with(wanted, limit=Limit(max=share, unit=limit.unit))


_ASKS: Mapping[AskKind, Callable[[Post, WordsPlace, str], Iterator[WantedWords]]] = {
    "translation": _translations,
    "hook": _hooks,
    "digest": _digests,
    "short": _shorts,
}


def _whole(post: Post, language: str) -> Texts:
    """All that *post* says in *language*, or, where it says nothing, in each language it has."""
    every = [post.title, *(section_texts_of(post, name) for name in section_names(post))]
    tags = dict.fromkeys(tag for texts in every for tag in texts)
    own = pick(tags, language)
    return Texts(
        {
            tag: "\n\n".join(texts[tag].markdown for texts in every if tag in texts)
            for tag in ([own] if own else tags)
        }
    )


# Answers
class AcceptedWords(NamedTuple):
    """What becomes of an answer: keys of the post's file, and what is refused."""

    changes: dict[tuple[str, ...], Json]
    refused: list[CrosspostError]


def accept_words(
    asks: Sequence[WantedWords], answer: DraftAnswer, post: Post, by: str
) -> AcceptedWords:
    """The words of *answer* that may stand in the file of *post*, and why others may not.

    Args:
        asks: what was asked.
        answer: what the command answered.
        post: as it was read.
        by: who wrote it, where the answer does not say.

    Raises:
        CrosspostError: it answers what nobody has asked.
    """
    names = [one.ask.id for one in asks]
    for name in answer.texts:
        if name not in names:
            raise CrosspostError("draft.unasked", location=name, choices=names)
    changes: dict[tuple[str, ...], Json] = {}
    notes: dict[tuple[str, ...], Json] = {}
    refused: list[CrosspostError] = []
    for one in asks:
        said = answer.texts.get(one.ask.id, "").strip()
        try:
            digest = _checked(one, said, post)
        except CrosspostError as error:
            refused.append(error)
            continue
        changes["channels", one.where, *WordsKey.of(one.key).path] = said
        note: Json = {"by": " ".join(answer.by.split()) or by, "source": digest}
        notes["channels", one.where, "drafted", one.key] = note
    return AcceptedWords(changes | notes, refused)


def _checked(wanted: WantedWords, said: str, post: Post) -> str:
    """The digest of what *said* was made from, where it may be taken.

    Raises:
        CrosspostError: it may not.
    """
    ask = wanted.ask
    if not said:
        raise CrosspostError("draft.unanswered", location=ask.id)
    if ask.one_line and "\n" in said:
        raise CrosspostError("draft.lines", location=ask.id)
    text = Text(said)
    told = tell_language(text.words)
    if told != UNDETERMINED and not _written_alike(told, ask.language):
        raise CrosspostError("draft.other-script", location=ask.id, wanted=ask.language, told=told)
    if ask.limit is not None:
        _check_length(ask, text, ask.limit)
    source = source_of(post, wanted.key)
    if made_up := unfounded(text, ask.language, source):
        parts = list(dict.fromkeys(one.said for one in made_up))
        raise CrosspostError("draft.unfounded", location=ask.id, parts=parts)
    return source_digest(source)


def _written_alike(one: str, other: str) -> bool:
    """Whether two languages are written in the same script; Chinese and Japanese share theirs."""
    scripts = {script_tag(one), script_tag(other)}
    return len(scripts) == 1 or scripts <= {"zh", "ja"}


def _check_length(ask: Ask, text: Text, limit: Limit) -> None:
    rule = load_channel(ask.channel).text.count if ask.channel else None
    size = Ruler(limit.unit, rule).size(text.words)
    if size > limit.max:
        raise CrosspostError(
            "draft.too-long", location=ask.id, size=size, limit=limit.max, unit=limit.unit
        )
