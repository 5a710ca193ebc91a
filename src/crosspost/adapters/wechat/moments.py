"""WeChat Moments: the essential in a few lines, for a person to paste. There is no API.

What does not show without a tap on 全文 is hardly read, so little is said: the title, what
happened, the prediction, the question; whole sentences of each, as many as fit.

Essence: the few sentences of a post that a short form has room for.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from msgspec import UNSET, structs

from ..._record import Record
from ...compose.attachments import pictures_in, with_pictures
from ...compose.fit import sentence_end, shortened
from ...compose.outline import Thread, carried_by_threads, outline
from ...compose.passages import Passage
from ...compose.polls import question
from ...compose.sections import confidence
from ...markup.plain import flatten
from ...model.channel_spec import Account
from ...model.draft import Message, Written
from ...model.findings import Finding, PostPath, finding, in_post, of_sections
from ...model.layout import OWN_NAME, SectionName
from ...model.post import Post
from ...model.section_names import emoji
from ...splitting.estimate import Gauge
from ...text.richtext import Rich
from ...text.texts import Texts
from . import fields

load_look = f"{__package__}.looks:load_moments_look"

Fits = Callable[[str], bool]


LOOKED_AT = 4
"""How far into a section a sentence is sought that stands in for one too long."""


class Said(Record):
    """What a section has to say."""

    text: str
    lead: str = ""
    """What stands before its first sentence: an emoji, stars."""
    later: bool = False
    """Whether a later sentence may stand in for the first: a punch line, the question itself."""


def essence(
    said: Mapping[SectionName, Said], worth: Sequence[SectionName], fits: Fits
) -> dict[SectionName, str]:
    """Whole sentences from the start of each section, as many as fit together.

    Every section says its first sentence before any says its second; where there is no room for
    all, those that come first in *worth* are said.

    Args:
        said: in the order of writing.
        worth: the sections to choose from.
        fits: whether a whole text, a section a line, has room.

    >>> news = {"title": Said(text="芯片之战"), "happened": Said(text="大事发生了。细节很多。🎉")}
    >>> essence(news, ["happened", "title"], lambda text: len(text) <= 12)
    {'title': '芯片之战', 'happened': '大事发生了。'}
    """
    chosen = dict.fromkeys(said, "")
    rest = {section: sentences(said[section].text) for section in worth}

    def room(section: SectionName, text: str) -> bool:
        return bool(text) and fits(written(said, {**chosen, section: text}))

    for section in worth:
        most = LOOKED_AT if said[section].later else 1
        for sentence in islice(rest[section], most):
            if room(section, sentence.strip()):
                chosen[section] = sentence.lstrip()
                break
    growing = [section for section in worth if said[section].text.startswith(chosen[section])]
    growing = [section for section in growing if chosen[section]]
    while growing:
        for section in tuple(growing):
            longer = chosen[section] + next(rest[section], "")
            if longer != chosen[section] and room(section, longer):
                chosen[section] = longer
            else:
                growing.remove(section)
    return {section: text.strip() for section, text in chosen.items() if text.strip()}


def written(said: Mapping[SectionName, Said], chosen: Mapping[SectionName, str]) -> str:
    r"""Each section on a line of its own, after its lead.

    >>> news = {"title": Said(text=""), "prediction": Said(text="", lead="🔮⭐⭐ ")}
    >>> written(news, {"prediction": "时代结束。", "title": "芯片之战"})
    '芯片之战\n🔮⭐⭐ 时代结束。'
    """
    lines = ((one.lead, chosen.get(section, "").strip()) for section, one in said.items())
    return "\n".join(lead + text for lead, text in lines if text)


def sentences(text: str) -> Iterator[str]:
    """The sentences of *text* with the white space before them, found as they are asked for.

    >>> list(sentences("大事发生了。细节很多。🎉"))
    ['大事发生了。', '细节很多。', '🎉']
    """
    at = 0
    while at < len(text):
        end = sentence_end(text, at)
        yield text[at:end]
        at = end


ESSENTIAL: tuple[SectionName, ...] = ("title", "lede", "happened", "prediction", "discussion")


def write(post: Post, account: Account) -> Written:
    """One text a thread, with a finding for what it leaves out."""
    whole, post = post, _without_options(post)
    cut = {"discussion"} if post.discussion != whole.discussion else set[SectionName]()
    made = outline(post, account.layout)
    messages: list[Message] = []
    threads: list[Thread] = []
    told: list[Finding] = []
    for thread in made.threads:
        text, sections, found = _essence(post, thread, account, cut)
        size = _gauge(account).measured(Rich(text=text))
        messages.append(
            Message(
                index=len(messages) + 1,
                of=len(made.threads),
                text=text,
                size=size.size,
                limit=size.limit,
                unit=size.unit,
                payload={"text": text},
                media=pictures_in(thread.passages) or UNSET,
            )
        )
        passages = (one for one in thread.passages if one.name in sections and not one.second)
        threads.append(structs.replace(thread, passages=tuple(passages)))
        told += found
    illustrated, pictures = with_pictures(tuple(messages), post, account, made.languages)
    shown = made.saying(threads)
    return Written(
        messages=illustrated,
        findings=(*_together((*shown.findings, *told)), *pictures),
        carries=carried_by_threads(shown),
    )


def _together(findings: Iterable[Finding]) -> Iterator[Finding]:
    """*findings*, all that the short form does not say in one: sections, and languages too."""
    every = list(findings)
    codes = {one.code for one in every}
    unsaid = next((one.values for one in every if one.code == "language.omitted"), {})
    for one in every:
        if one.code == "wechat.summarised":
            more = {"languages": unsaid["languages"]} if unsaid else {}
            yield structs.replace(one, values=one.values | more)
        elif one.code != "language.omitted" or "wechat.summarised" not in codes:
            yield one


def _essence(
    post: Post, thread: Thread, account: Account, cut: Collection[SectionName]
) -> tuple[str, set[SectionName], list[Finding]]:
    """The text, the sections that it says, and what it leaves out."""
    said = _said(post, thread)
    lines = account.spec.max_count("lines")

    def fits(text: str) -> bool:
        size = _gauge(account).measured(Rich(text=text))
        return size.size <= size.limit and (lines is None or text.count("\n") < lines)

    worth = _worth(said, account)
    chosen = essence(said, worth, fits)
    instead: set[SectionName] = set()
    about, findings = fields.description(post, thread, account)
    if about and "happened" in said and "happened" not in chosen:
        said["happened"] = structs.replace(said["happened"], text=about)
        chosen = essence(said, worth, fits)
        where = in_post("happened")
        findings.append(finding("wechat.substituted-sentence", where, reason="description"))
        instead = {"happened"}
    else:
        findings = []
    if not chosen and worth:
        said = {worth[0]: Said(text=said[worth[0]].text)}
        chosen = {worth[0]: _cut(said[worth[0]].text, account)}
    sections = {section for section, text in chosen.items() if text}
    told = [*findings, *_half(said, chosen), *_missing(said, chosen, cut)]
    return written(said, chosen), sections - instead, told


def _said(post: Post, thread: Thread) -> dict[SectionName, Said]:
    """What each section says in the thread's first language, in order."""
    leads: dict[SectionName, str] = {}
    texts: dict[SectionName, list[str]] = {}
    for passage in thread.passages:
        if passage.kind == "heading" and _is_own(passage.name):
            if not passage.second:
                leads[passage.name] = _own_heading(passage)
                texts.setdefault(passage.name, [])
        elif passage.kind == "heading":  # its words cost a sentence: the emoji is enough
            leads[passage.name] = f"{passage.lead} " if passage.lead else ""
        elif not passage.second and (passage.text or passage.label):
            texts.setdefault(passage.name, []).append(_line(passage))
    sure = confidence(post.prediction) if post.prediction else ""
    if sure:
        leads["prediction"] = f"{emoji('prediction')}{sure} "
    return {
        section: Said(
            lead=leads.get(section, "") if lines else "",
            text="\n".join(lines) or leads[section],
            later=section in {"prediction", "discussion"},
        )
        for section, lines in texts.items()
    }


def _without_options(post: Post) -> Post:
    """*post* without the options listed under its question: nobody can tick them here."""
    bare = {tag: question(text).text or text for tag, text in post.discussion.items()}
    return structs.replace(post, discussion=Texts(bare))


def _line(passage: Passage) -> str:
    """A paragraph after its label; the author's own line breaks stay."""
    parts = (_tidy(flatten(rich).text) for rich in (passage.label, passage.text))
    colon = "：" if passage.language.startswith("zh") else ": "
    return colon.join(filter(None, parts))


def _own_heading(passage: Passage) -> str:
    """The author's own heading before its first sentence: no emoji of ours stands for it."""
    words = _tidy(flatten(passage.text).text)
    if not words or words[-1] in "?!？！:：…。.":
        return f"{words} " if words else ""
    return words + ("：" if passage.language.startswith("zh") else ": ")


def _tidy(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n"))


def _worth(said: dict[SectionName, Said], account: Account) -> list[SectionName]:
    """The essential sections, what the layout drops last first; without news, what there is."""
    some = [section for section in said if section in ESSENTIAL]
    if "happened" not in some:
        body = [section for section in said if section not in {*ESSENTIAL, "sources", "tags"}]
        some += ["matters"] if "matters" in body else body[:1]
    drop = account.layout.drop_order

    def worth(section: SectionName) -> int:
        name = "own" if _is_own(section) and section not in drop else section
        return -drop.index(name) if name in drop else -len(drop)

    return sorted(some or said, key=worth)


def _gauge(account: Account) -> Gauge:
    return Gauge(account.spec.text, lambda rich: rich.text)


def _cut(text: str, account: Account) -> str:
    """As much of a first sentence as fits: there was no room for all of it."""
    line = text.partition("\n")[0]
    for limit in account.spec.text.limits:
        line = shortened(line, limit)
    return line


def _half(said: dict[SectionName, Said], chosen: dict[SectionName, str]) -> Iterator[Finding]:
    """What is no longer as the author began it."""
    for section, text in chosen.items():
        if said[section].text.startswith(text):
            continue
        if text in said[section].text:
            yield finding("wechat.substituted-sentence", in_post(section), reason="later")
        else:
            yield finding("wechat.truncated-sentence", in_post(section))


def _missing(
    said: dict[SectionName, Said], chosen: dict[SectionName, str], shorter: Collection[SectionName]
) -> Iterator[Finding]:
    """What the author may expect to be there is a warning; what is never there is not.

    Sections that were made *shorter* before are said in part, however much of them is chosen.
    """
    gone = [section for section in said if section not in chosen]
    meant = tuple(section for section in gone if section in ESSENTIAL or _is_own(section))
    if meant:
        yield finding("wechat.omitted", of_sections(meant), sections=meant)
    part = [
        section
        for section in chosen
        if section in shorter or len(chosen[section]) < len(said[section].text)
    ]
    cut = tuple(section for section in part if section == "lede" or _is_own(section))
    if cut:
        yield finding("wechat.shortened", of_sections(cut), reason="short-form", sections=cut)
    rest = tuple(section for section in gone if section not in meant)
    partly = tuple(section for section in part if section not in cut)
    if rest or partly:
        yield finding("wechat.summarised", PostPath(), sections=rest, partly=partly)


def _is_own(section: SectionName) -> bool:
    """Whether it is one of the author's own, under a heading or without one."""
    return section == "own" or section.startswith(OWN_NAME)
