"""Follow-up: a post about how a prediction came out, for its author to edit and send."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from .._record import Record, plain
from ..compose.sections import confidence
from ..errors import PostError
from ..model.layout import Section
from ..model.post import Meta, Post, Source, Texts
from ..model.section_names import label
from ..readers import parse
from ..text.blocks import Break
from ..text.languages import pick
from ..text.texts import Markdown, Text
from ..translations import texts, translate
from .record import read_note
from .stored import Outcome, StoredPrediction


class Proposal(Record):
    """A follow-up that nobody has sent."""

    post: Post
    text: str
    """The same as a file to edit, with a place for the author's own words in each language."""
    form: Literal["markdown", "yaml"]
    """What *text* is; YAML only where the original's words would be misread in Markdown."""


def propose(
    kept: StoredPrediction, outcome: Outcome | None = None, zone: dt.tzinfo | None = dt.UTC
) -> Proposal:
    """A follow-up to *kept*, in the original's languages.

    Args:
        kept: a published prediction.
        outcome: how it came out, where that is not yet settled.
        zone: where the author was when it was published; nothing for the system's own.

    Raises:
        ValueError: it was never published.
    """
    if kept.published is None:
        found = f"{kept.id} was never published"
        raise ValueError(found)
    since = kept.published.astimezone(zone).date()
    outcome = outcome or kept.outcome
    decided = kept.settlements[-1] if kept.settlements else None
    held = decided if decided and decided.outcome == outcome else None
    languages = kept.record.languages or tuple(kept.record.prediction.text)
    note = _noted(held.note if held else "", languages)
    post = Post(
        languages=languages,
        title={tag: _headline(outcome, _title(kept, tag), tag) for tag in languages},
        happened={tag: _happened(kept, since, (outcome, note), tag) for tag in languages},
        discussion={tag: _say(f"question.{_known(outcome)}", tag) for tag in languages},
        sources=_sources(kept, held.url if held else ""),
        tags=kept.record.tags,
        meta=Meta(follows=kept.id),
    )
    places = {
        tag: f"<!-- crosspost: {_say('place', tag)} -->" for tag in languages if tag not in note
    }
    for marked in (False, True):
        if again := _read_back(markdown(post, {}, marked=marked), post):
            text = markdown(post, places, marked=marked)
            return Proposal(post=again, text=text, form="markdown")
    words = "".join(f"# {place}\n" for place in places.values())
    return Proposal(post=post, text=words + _yaml(post), form="yaml")


def _title(kept: StoredPrediction, language: str) -> str:
    key = pick(kept.record.title, language)
    return " ".join(kept.record.title[key].markdown.split()) if key else ""


def _happened(
    kept: StoredPrediction, since: dt.date, settled: tuple[Outcome, Markdown], language: str
) -> str:
    """What was said, how it came out, and the author's note."""
    outcome, note = settled
    prediction = kept.record.prediction
    key = pick(prediction.text, language) or next(iter(prediction.text))
    blocks = (block for block in prediction.text[key].blocks if not isinstance(block, Break))
    text = Text.of(blocks).markdown
    sure = confidence(msgspec.structs.replace(prediction, due=None))
    verdict = "" if _known(outcome) == "open" else _say(f"verdict.{outcome}", language)
    own = (predicted(text, sure, since, prediction.due, language), verdict, note.get(language))
    return "\n\n".join(filter(None, own))


def _headline(outcome: Outcome, of: str, language: str) -> str:
    own = _say(f"title.{_known(outcome)}", language)
    return _say("titled", language, own=own, title=of) if of else own


def predicted(text: str, sure: str, since: dt.date, due: dt.date | None, language: str) -> str:
    """What was predicted, when, how surely and by when.

    >>> day = dt.date(2026, 11, 24)
    >>> predicted("芯片会更便宜。🎉", "⭐⭐⭐, 70%", day, dt.date(2027, 12, 31), "zh")
    '2026 年 11 月 24 日，我预测（⭐⭐⭐，70%）：“芯片会更便宜。🎉”到期日是 2027 年 12 月 31 日。'
    """
    if _language(language) != "en":
        sure = sure.replace(", ", "，")
    confidence = _say("confidence", language, confidence=sure) if sure else ""
    first = _say("predicted", language, day=_day(since, language), confidence=confidence, text=text)
    return first + (_say("due", language, due=_day(due, language)) if due else "")


def _day(date: dt.date, language: str) -> str:
    """A date as *language* writes it.

    >>> _day(dt.date(2026, 11, 4), "zh"), _day(dt.date(2026, 11, 4), "en")
    ('2026 年 11 月 4 日', '4 November 2026')
    """
    month = _say(f"month.{date.month}", language)
    return _say("day", language, year=date.year, month=month, day=date.day)


def _say(key: str, language: str, **values: object) -> str:
    return translate("predictions", key, _language(language), **values)


def _language(language: str) -> str:
    """The language that stands in for *language*: English where there are no texts in it."""
    return pick(texts("predictions"), language) or "en"


def _known(outcome: Outcome) -> Outcome:
    """*outcome*; one that does not count is told as an open one."""
    return "open" if outcome == "void" else outcome


def _noted(note: str, languages: tuple[str, ...]) -> Markdown:
    """The note in each language it is written in; what is in none of them goes to the first."""
    said: dict[str, list[str]] = {}
    for told, text in read_note(note, languages).items():
        said.setdefault(told if told in languages else languages[0], []).append(text)
    return {tag: "\n\n".join(texts) for tag, texts in said.items()}


def _sources(kept: StoredPrediction, url: str) -> tuple[Source, ...]:
    """Where it can be read up, and the original where it has an address of its author's own."""
    title = _title(kept, next(iter(kept.record.languages), "en"))
    where = kept.record.canonical_url
    own = (Source(title=title, url=where),) if where and title else ()
    return (*((Source(url=url),) if url else ()), *own)


def _read_back(text: str, post: Post) -> Post | None:
    """*post* as it is read from *text*, with its sections in order; nothing where it is another."""
    try:
        again = parse(text, "markdown")
    except PostError:
        return None
    return again if msgspec.structs.replace(again, sections=()) == post else None


def _yaml(post: Post) -> str:
    every = plain(post)
    default = plain(Post())
    told = {key: value for key, value in every.items() if value != default[key]}
    told["meta"] = {"follows": post.meta.follows}
    return msgspec.yaml.encode(told).decode()


def markdown(post: Post, places: Mapping[str, str], *, marked: bool) -> str:
    """The few fields that a follow-up has.

    Args:
        post: what to write; a title, what happened, a question, sources, tags.
        places: by language, what to put under what happened: a comment, say.
        marked: whether each text says its language, where the script does not tell.

    >>> post = Post(languages=("zh",), title={"zh": "应验了"}, happened={"zh": "真的。🎉"})
    >>> print(markdown(post, {"zh": "<!-- 你的话 -->"}, marked=False), end="")
    ---
    title:
      zh: "应验了"
    languages: [zh]
    ---
    <BLANKLINE>
    ## 发生了什么
    <BLANKLINE>
    真的。🎉
    <BLANKLINE>
    <!-- 你的话 -->
    """
    blocks = [
        "\n".join(_front(post)),
        *_section("happened", post.happened, post.languages, places, marked),
        *_section("discussion", post.discussion, post.languages, {}, marked),
        *_source_list(post),
    ]
    return "\n\n".join(blocks) + "\n"


def _front(post: Post) -> Iterator[str]:
    yield "---"
    if post.meta.follows:
        yield f"follows: {post.meta.follows}  # replies to the original, or links it"
    yield "title:"
    yield from (f"  {tag}: {_quoted(text.markdown)}" for tag, text in post.title.items())
    yield f"languages: [{', '.join(post.languages)}]"
    if post.tags:
        yield f"tags: [{', '.join(map(_quoted, post.tags))}]"
    yield "---"


def _quoted(text: str) -> str:
    """*text* as YAML and JSON both read it."""
    return json.dumps(text, ensure_ascii=False)


def _section(
    section: Section,
    texts: Texts,
    languages: tuple[str, ...],
    places: Mapping[str, str],
    marked: bool,  # noqa: FBT001 - of markdown alone
) -> Iterator[str]:
    if not texts:
        return
    yield _heading(section, languages)
    for tag, text in texts.items():
        if marked:
            yield f"[{tag}]"
        yield from (paragraph.replace("\n", "\\\n") for paragraph in text.markdown.split("\n\n"))
        if tag in places:
            yield places[tag]


def _heading(section: Section, languages: tuple[str, ...]) -> str:
    return "## " + " / ".join(dict.fromkeys(label(section, tag) for tag in languages))


def _source_list(post: Post) -> Iterator[str]:
    if post.sources:
        yield _heading("sources", post.languages)
        yield "\n".join(
            f"- [{one.title}]({one.url})" if one.title else f"- {one.url}" for one in post.sources
        )
