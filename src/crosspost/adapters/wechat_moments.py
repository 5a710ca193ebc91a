"""WeChat Moments: the essential in a few lines, for a person to paste. There is no API.

What does not show without a tap on 全文 is hardly read, so little is said: the title, what
happened, the prediction, the question; whole sentences of each, as many as fit.
"""

from collections.abc import Iterator

from ..cutting.gauge import Gauge
from ..draft import Finding, Level, Message
from ..headings import emoji
from ..layout import Section
from ..markup import flatten
from ..outline import Strand, outline
from ..passages import Passage
from ..pictures import with_pictures
from ..post import Post
from ..profile import Account
from ..rich import Rich
from ..sections import confidence
from ..wechat.essence import essence, sentences, written
from ..wechat.shorten import shortened
from . import Written

ESSENTIAL: tuple[Section, ...] = ("title", "happened", "prediction", "discussion")


def write(post: Post, account: Account) -> Written:
    """One text a strand, with a finding for what it leaves out."""
    made = outline(post, account.layout)
    messages: list[Message] = []
    findings = list(made.findings)
    for strand in made.strands:
        text, found = _essence(post, strand, account)
        size = _gauge(account).measured(Rich(text=text))
        messages.append(
            Message(
                index=len(messages) + 1,
                of=len(made.strands),
                text=text,
                size=size.size,
                limit=size.limit,
                unit=size.unit,
                payload={"text": text},
            )
        )
        findings += found
    illustrated, pictures = with_pictures(tuple(messages), post, account, made.languages)
    return illustrated, (*findings, *pictures)


def _essence(post: Post, strand: Strand, account: Account) -> tuple[str, list[Finding]]:
    """The text, and what it leaves out."""
    texts = _texts(post, strand)
    lines = account.profile.most.get("lines")

    def fits(text: str) -> bool:
        size = _gauge(account).measured(Rich(text=text))
        return size.size <= size.limit and (lines is None or text.count("\n") < lines)

    worth = _worth(texts, account)
    said = {section: sentences(text) for section, text in texts.items() if section in worth}
    if "title" in said:
        said["title"] = iter([texts["title"]])
    chosen = essence(said, worth, fits)
    if not chosen:
        chosen = {worth[0]: _cut(texts[worth[0]], account)} if worth else {}
    return written(chosen), [*_half(texts, chosen), *_missing(texts, chosen)]


def _texts(post: Post, strand: Strand) -> dict[Section, str]:
    """What each section says in the strand's first language, in order."""
    texts: dict[Section, str] = {}
    for passage in strand.passages:
        if passage.kind != "heading" and not passage.second:
            before = f"{texts[passage.section]}\n" if passage.section in texts else ""
            texts[passage.section] = before + _said(passage)
    sure = confidence(post.prediction) if post.prediction else ""
    if sure and "prediction" in texts:
        texts["prediction"] = f"{emoji('prediction')}{sure} {texts['prediction']}"
    return texts


def _said(passage: Passage) -> str:
    """One paragraph on one line."""
    parts = (" ".join(flatten(rich).text.split()) for rich in (passage.label, passage.text))
    colon = "：" if passage.language.startswith("zh") else ": "
    return colon.join(filter(None, parts))


def _worth(texts: dict[Section, str], account: Account) -> list[Section]:
    """The essential sections, what the layout drops last first; without news, why it matters."""
    some = [section for section in texts if section in ESSENTIAL]
    if "happened" not in some and "matters" in texts:
        some.append("matters")
    drop = account.layout.drop
    return sorted(some, key=lambda section: -drop.index(section) if section in drop else -len(drop))


def _gauge(account: Account) -> Gauge:
    return Gauge(account.profile.text, lambda rich: rich.text)


def _cut(text: str, account: Account) -> str:
    """As much of a first sentence as fits: there was no room for all of it."""
    line = text.partition("\n")[0]
    for limit in account.profile.text.limits:
        line = shortened(line, limit)
    return line


def _half(texts: dict[Section, str], chosen: dict[Section, str]) -> Iterator[Finding]:
    for section, text in chosen.items():
        if not texts[section].startswith(text):
            message = "the first sentence is longer than all there is room for: cut with …"
            yield _finding("warning", "wechat.cut", section, message)


def _missing(texts: dict[Section, str], chosen: dict[Section, str]) -> Iterator[Finding]:
    """What the author might expect to be there is a warning; what is never there is not."""
    gone = [section for section in texts if section not in chosen]
    meant = [section for section in gone if section in ESSENTIAL]
    if meant:
        message = f"no room left for {', '.join(meant)}"
        yield _finding("warning", "wechat.left-out", "post", message)
    rest = [section for section in gone if section not in meant]
    short = [section for section in chosen if len(chosen[section]) < len(texts[section])]
    parts = [f"left out {', '.join(rest)}"] if rest else []
    parts += [f"only the beginning of {', '.join(short)}"] if short else []
    if parts:
        message = f"a short form: {'; '.join(parts)}"
        yield _finding("info", "wechat.short-form", "post", message)


def _finding(level: Level, code: str, where: str, message: str) -> Finding:
    return Finding(level=level, code=code, where=where, message=message)
