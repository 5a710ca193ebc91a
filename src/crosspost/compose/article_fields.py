"""Fields: an article's title, author, digest and slug, inside their limits."""

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import Literal, NamedTuple

from msgspec import structs

from .._lazy_re import later
from ..counting import Ruler
from ..model.channel_spec import Account, Limit
from ..model.draft import ChosenSentence, SentenceRule, SentenceSign
from ..model.findings import Finding, MessagePart, finding, in_post
from ..model.layout import SectionName
from ..model.post import Post
from ..text.languages import pick
from ..text.richtext import Rich
from ..typography import Style, repair_findings, repaired
from ..typography.spacing import tightened
from .fit import (
    WholeUnit,
    disclaims,
    extend_section,
    is_own_heading,
    joined_units,
    main_clause,
    one_line,
    shortened,
    units,
)
from .key_sentences import says_same, sentences, shares_subject
from .outline import Thread
from .passages import Passage

BRIEF = 54
"""Characters of a digest that are surely seen: so many WeChat takes of a text without one."""


TURNS = 4
"""Sentences of an opening among which one that turns is what the article is about."""


class Field(NamedTuple):
    """What stands in a field, and what the author should know about it."""

    text: str
    findings: list[Finding]
    chosen: ChosenSentence | None = None


def title(thread: Thread, account: Account, index: int) -> Field:
    """The first language's title; without one the first sentence stands in.

    One that is too long gives up its optional spaces, then what stands in brackets; then it ends
    before its colon, or with ``…``, and the author is asked for another.
    """
    said = [one_line(one.text.text) for one in thread.passages if one.kind == "title"]
    limit = account.spec.field_limits.get("title")
    where = MessagePart(index=index, field="title")
    if not said:
        first = _first_sentence(thread, limit)
        return Field(first, [finding("article.no-title", in_post("title"), instead=first)])
    whole = said[0]
    if limit is None or _fits(whole, limit):
        return Field(whole, [])
    if _fits(tight := tightened(whole), limit):
        return Field(tight, [])
    size = Ruler(limit.unit).size(whole)

    def told(left: str, reason: str = "", proposal: str = "") -> Finding:
        return finding(
            "article.title-truncated",
            where,
            size=size,
            limit=limit.max,
            unit=limit.unit,
            account=account.name,
            left=left,
            reason=reason,
            proposal="" if proposal == left else proposal,
        )

    if bare := next((one for one in _without_glosses(whole) if _fits(one, limit)), ""):
        return Field(bare, [told(bare, reason="gloss")])
    parts = [one for one in _parts(whole) if _fits(one, limit)]
    short = next((one for one in parts if whole.startswith(one)), "") or shortened(whole, limit)
    nearest = max((*parts, short.rstrip("…")), key=len)
    return Field(short, [told(short, proposal=nearest)])


_GLOSS = later(r"\s*(?:（[^（）]*）|\([^()]*\)|【[^【】]*】|\[[^\[\]]*\])\s*")
_COLON = later(r"\s*(?:[：:](?!//)|——|\s[—–|｜-]{1,3}\s)\s*")
_LEAST = 4
"""Characters of a title's part that is a title by itself."""


def _without_glosses(whole: str) -> Iterator[str]:
    """*whole* without what stands in brackets, and that without its optional spaces."""
    bare = one_line(_GLOSS.sub(" ", whole)) if _GLOSS.search(whole) else ""
    if len(bare) >= _LEAST:
        bare = tightened(bare) if "（" in whole or "【" in whole else bare
        yield bare
        yield tightened(bare)


def _parts(whole: str) -> list[str]:
    """What of *whole* is a title by itself: what stands before its colon or dash, and behind it."""
    found = _COLON.search(whole)
    parts = (whole[: found.start()], whole[found.end() :]) if found else ()
    return [one for one in parts if len(one) >= _LEAST]


def slug(post: Post, account: Account) -> str:
    """The end of the article's address: as its own page has it, or its title in Latin letters.

    >>> from crosspost.registry import default_account
    >>> account = default_account("zhihu")
    >>> slug(Post(title={"zh": "芯片之战 🎉", "en": "The chip war: Q4"}), account)
    'the-chip-war-q4'
    >>> slug(Post(title={"zh": "芯片之战"}), account)
    ''
    """
    limit = account.spec.field_limits.get("slug")
    end = post.meta.canonical_url.partition("?")[0].rstrip("/").rpartition("/")[2]
    own = [end] if _SLUG.fullmatch(end) else []
    titles = [unicodedata.normalize("NFKD", one.words).lower() for one in post.title.values()]
    latin = (one for one in titles if not _OTHER_LETTER.search(one))
    made = ("-".join(_LATIN.findall(_MARK.sub("", one))) for one in latin)
    said = next(filter(None, (*own, *made)), "")
    if limit is None or len(said) <= limit.max:
        return said
    return said[: limit.max + 1].rpartition("-")[0] or said[: limit.max]


_SLUG = later(r"(?=.*[A-Za-z])[A-Za-z0-9_-]+")
_OTHER_LETTER = later(r"[^\W\d_a-z]")
_MARK = later(r"[\u0300-\u036f'’]")
_LATIN = later(r"[a-z0-9]+")


def author(post: Post, account: Account, index: int) -> Field:
    """Who signs the article."""
    limit = account.spec.field_limits.get("author")
    return _held(post.meta.author, limit, "author", index)


def digest(post: Post, thread: Thread, account: Account, index: int, titled: str) -> Field:
    """The lines under the title in a chat: the description, or the best sentence of the text.

    A bold one, else one of the opening that turns or has a figure, else the first; never the
    title's words again, nor what announces a list.
    """
    limit = account.spec.field_limits.get("digest")
    text, findings, _ = description(post, thread, account)
    if text:
        ends = [one.end for one in sentences(Rich(text=text)) if _fits(text[: one.end], limit)]
        short, cuts, _ = _held(text, limit, "digest", index, text[: max(ends, default=0)])
        return Field(short, [*findings, *cuts], _chosen("title", "description", short, index))
    every = [
        structs.replace(one, follows=False) if "://" in one.text else one
        for one in units(filter(_is_worded, thread.passages))
        if one.section != "title"
    ]
    best = _best(every, titled, limit)
    if best is None:
        return Field("", findings)
    at, rule = best
    said = every[at].text
    if not _fits(said, limit):
        said = main_clause(said)
        said = said if said and _fits(said, limit) else _cut(every[at].text, limit)
    elif len(said) < BRIEF and rule != "bold":
        places = extend_section(every, {at}, at, lambda some: _is_brief(joined_units(every, some)))
        said = _line(every, places)
    return Field(said, findings, _chosen(every[at].section, rule, said, index))


def _is_worded(passage: Passage) -> bool:
    """Whether a digest reads it: an author's own heading only tells what the text is not about."""
    return not is_own_heading(passage) or disclaims(passage.text.text)


def _chosen(section: SectionName, rule: SentenceRule, text: str, index: int) -> ChosenSentence:
    return ChosenSentence(section=section, rule=rule, text=text, message=index, field="digest")


def _cut(text: str, limit: Limit | None) -> str:
    return shortened(text, limit) if limit else text


def _best(
    every: Sequence[WholeUnit], titled: str, limit: Limit | None
) -> tuple[int, SentenceRule] | None:
    """The place of the sentence that says best what the article is about, and why that one."""
    said = [at for at, one in enumerate(every) if one.sentence and one.text != titled]
    body = [at for at in said if every[at].section not in {"prediction", "discussion"}]
    alone = [at for at in body if every[at].alone and _says_something(every[at])]
    good = [at for at in alone if not _repeats(every[at], titled)] or alone
    good = good or [at for at in (*body, *said) if _may_stand_in(every[at])][:1]
    here = _opening(every)
    fitting = [at for at in good if _fits(every[at].text, limit)]
    opening = [at for at in fitting if every[at].section in here]
    brief = [at for at in opening if len(every[at].text) <= BRIEF]
    first = [at for at in opening[:1] if _has_figure(every[at])]
    tries: tuple[tuple[SentenceSign, list[int]], ...] = (
        ("bold", fitting),
        ("contrast", brief[:TURNS]),
        ("date", first),
        ("figure", first or brief),
    )
    for sign, among in tries:
        for at in among:
            one = every[at].sentence
            if one and sign in one.signs:
                return at, sign
    if good and (good[0] in fitting or main_clause(every[good[0]].text)):
        return good[0], "first"
    told = (at for at in fitting if shares_subject(every[at].text, titled))
    if (about := next(told, None)) is not None:
        return about, "subject"
    return (good[0], "first") if good else None


def _has_figure(unit: WholeUnit) -> bool:
    return unit.sentence is not None and not unit.sentence.signs.isdisjoint({"figure", "date"})


def _is_brief(text: str) -> bool:
    return len(text) <= BRIEF and "\n" not in text


def _may_stand_in(unit: WholeUnit) -> bool:
    """Whether a sentence is better than none: WeChat itself takes the head of the text then."""
    one = unit.sentence
    return unit.follows and one is not None and (one.ended or not one.short)


def _says_something(unit: WholeUnit) -> bool:
    return unit.sentence is not None and not unit.sentence.short and "://" not in unit.text


def _opening(every: Sequence[WholeUnit]) -> set[SectionName]:
    """The lede, what happened; else the first section there is."""
    here = {one.section for one in every}
    return here & {"lede", "happened"} or {one.section for one in every[:1]}


def _repeats(unit: WholeUnit, titled: str) -> bool:
    return unit.text.rstrip("。.") in titled or says_same(unit.text, titled)


def _line(every: Sequence[WholeUnit], places: Collection[int]) -> str:
    return one_line(joined_units(every, places))


def description(post: Post, thread: Thread, account: Account) -> Field:
    """The author's digest, or else description, in the thread's first language, on one line."""
    texts = post.meta.digest or post.meta.description
    key = pick(texts, thread.languages[0])
    if key is None:
        return Field("", [])
    made = repaired(texts[key], key, Style.of(account.layout))
    return Field(one_line(made.text.words), repair_findings(made.repairs))


def _first_sentence(thread: Thread, limit: Limit | None) -> str:
    """What stands in for a title."""
    every = [one for one in units(thread.passages) if one.sentence]
    first = next((one.text for one in every if one.alone), "") or (every[0].text if every else "")
    return _cut(first, limit)


def _fits(text: str, limit: Limit | None) -> bool:
    return limit is None or Ruler(limit.unit).size(text) <= limit.max


def _held(
    text: str,
    limit: Limit | None,
    name: Literal["author", "digest"],
    index: int,
    whole: str = "",
) -> Field:
    """*text*, or the sentences of it that fit (*whole*), or as far as it goes; told if cut."""
    if limit is None or _fits(text, limit):
        return Field(text, [])
    if _fits(tight := tightened(text), limit):
        return Field(tight, [])
    short = whole or shortened(text, limit)
    where = MessagePart(index=index, field=name)
    size = Ruler(limit.unit).size(text)
    code = "article.author-truncated" if name == "author" else "article.digest-truncated"
    told = finding(code, where, size=size, limit=limit.max, unit=limit.unit, left=short)
    return Field(short, [told])
