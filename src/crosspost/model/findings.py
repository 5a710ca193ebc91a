"""Findings: what a channel could not carry, or an author should know, as data.

A finding holds its code, where it is, which words it is about, and named values. Its sentence is
made when somebody reads it, from ``translations/findings.toml``, in the reader's language; nothing
ever reads a sentence back. `finding_codes` is the one table of codes; `finding` makes no other.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from msgspec import field, structs

from .._record import Record, path_text
from ..translations import LANGUAGES, fill, texts, user_language, worded, wording
from .finding_codes import CODES, FindingLevel

LEVELS: tuple[FindingLevel, ...] = ("error", "warning", "info")
"""The worst first."""
OPTIONAL = r"\[(?P<text>[^\]{]*\{(?P<name>\w+)[^\]]*)\]"
"""``[; without {sections}]``: a part of a sentence that stands where there are any."""
SOME = 3
"""Examples that a sentence shows; its finding has all of them."""

Value = bool | int | float | str | tuple[str, ...] | dict[str, str]
"""A dictionary is a name by language, as ``titles`` of a channel: each reader sees their own."""
PathStep = str | int
"""A key of a post, or a place in a list, from 0."""


class PostPath(Record, tag_field="in", tag="post"):
    """A part of the post, or the post as a whole.

    >>> str(PostPath(path=("matters", "points", 0, "text"))), str(PostPath())
    ('matters.points[0].text', 'post')
    """

    path: tuple[PathStep, ...] = ()

    def __str__(self) -> str:
        """As a person writes it."""
        return path_text(self.path) or "post"


class MessagePart(Record, tag_field="in", tag="message"):
    """A message, from 1, or one field of its payload."""

    index: int
    field: str = ""

    def __str__(self) -> str:
        """As a person writes it."""
        return self.field or f"message {self.index}"


class WholeThread(Record, tag_field="in", tag="thread"):
    """The draft as a whole."""

    def __str__(self) -> str:
        """As a person writes it."""
        return "thread"


class EveryText(Record, tag_field="in", tag="text"):
    """What the draft says, in whichever message."""

    def __str__(self) -> str:
        """As a person writes it."""
        return "text"


Location = PostPath | MessagePart | WholeThread | EveryText


class Place(Record):
    """Where words stand: ``text[start:end]`` of a message (code points)."""

    message: int
    """Its index, from 1."""
    start: int
    end: int


class Finding(Record):
    """Something the channel could not carry, or that the author should know before sending."""

    code: str
    """Dotted and stable, for programs: ``x.cashtags``. The list is in ``docs/findings.md``."""
    level: FindingLevel
    location: Location
    words: tuple[str, ...] = ()
    """What it is about, as it stands in the text of a message, where it is about words."""
    places: tuple[Place, ...] = ()
    """Where those words stand."""
    values: dict[str, Value] = field(default_factory=dict)
    """What its sentence is filled in with, for programs: ``price``, ``sections``, ``count``."""
    templates: dict[str, str] = field(default_factory=dict)
    """By language, the sentence of a code that is not in `CODES`: a plug-in's own."""

    def __hash__(self) -> int:
        """Of what tells most from others; dictionaries have no hash."""
        return hash((self.code, self.location, self.words, self.places, *self.values))

    def __str__(self) -> str:
        """Its sentence; an error can have a finding among its values."""
        return self.text()

    @property
    def where(self) -> str:
        """Its location as a person writes it: ``matters.points[0].text``, ``message 2``."""
        return str(self.location)

    @property
    def message(self) -> str:
        """Its sentence, in the language that the user reads."""
        return self.text()

    @property
    def price(self) -> str:
        """The money that it is about, as everybody reads it; nothing where it is about none."""
        price, currency = self.values.get("price"), self.values.get("currency")
        if isinstance(price, float) and isinstance(currency, str):
            return money(price, currency)
        return ""

    def translated(self, language: str = "") -> str:
        """Its sentence, as a value of an error's text."""
        return self.text(language)

    def text(self, language: str = "") -> str:
        """Its sentence in *language*, one of `translations.LANGUAGES`; the user's by itself.

        >>> found = finding(
        ...     "language.omitted", PostPath(path=("languages",)), said=("en",), languages=("zh",)
        ... )
        >>> found.text("en"), found.text("zh")
        ('English only; the Chinese text is not used here', '这里用英文，不含中文')
        """
        language = language or user_language()
        shown = {name: self._shown(name, value, language) for name, value in self.values.items()}
        shown["words"] = _Words(self.words, language)
        template = self._template(language)
        if template is None:  # a code of another version's, in a draft that was kept
            return self.code
        return fill(re.sub(OPTIONAL, self._optional, template), language, shown)

    def _optional(self, part: re.Match[str]) -> str:
        return part["text"] if self.values.get(part["name"]) else ""

    def _template(self, language: str) -> str | None:
        if self.templates:
            return self.templates.get(language) or self.templates[LANGUAGES[0]]
        known = texts("findings")[language]
        own = f"{self.code}/{self.values.get('reason', '')}"
        found = next((key for key in (own, self.code) if key in known), None)
        return wording(known, found) if found else None

    def _shown(self, name: str, value: Value, language: str) -> object:
        if name.startswith("price") and isinstance(value, float):
            return money(value, str(self.values.get("currency", "")))
        if isinstance(value, dict):
            return worded(value, language)
        if isinstance(value, str | tuple):
            return _Words((value,) if isinstance(value, str) else value, language)
        return value


class _Words:
    """Words in a sentence: ``{languages:language}`` says ``zh`` as the reader calls it.

    ``{languages:language or}`` puts "or" between them, ``{examples:some}`` shows the first few.
    """

    def __init__(self, words: tuple[str, ...], language: str) -> None:
        self._words = words
        self._language = language

    def __format__(self, spec: str) -> str:
        kind, _, joint = spec.partition(" ")
        known = texts("findings")[self._language]
        words = list(dict.fromkeys(self._words))
        if kind == "some" and len(words) > SOME:
            words = [*words[:SOME], "…"]
        between = known[f"joint:{joint or 'and'}"]
        if kind == "unit":
            units = texts("units")[self._language]
            return between.join(units.get(word, word) for word in words)
        return between.join(known.get(f"{kind}:{word}", word) for word in words)


def money(price: float, currency: str) -> str:
    """An amount as everybody reads it.

    >>> money(0.12, "USD"), money(1.5, "元")
    ('$0.120', '元 1.500')
    """
    return f"${price:.3f}" if currency == "USD" else f"{currency} {price:.3f}"


def finding(
    code: str,
    location: Location,
    *,
    words: Iterable[str] = (),
    places: Iterable[Place] = (),
    **values: Value,
) -> Finding:
    """A finding of a code that `CODES` has.

    Args:
        code: which.
        location: what it is about.
        words: which words of messages, each once.
        places: where those stand.
        values: what its sentence names; ``reason`` picks one of several sentences.

    Raises:
        KeyError: there is no such code.
    """
    return Finding(
        code=code,
        level=CODES[code].level,
        location=location,
        words=tuple(dict.fromkeys(words)),
        places=tuple(places),
        values=values,
    )


def of_words(
    code: str, index: int, text: str, spans: Iterable[tuple[int, int]], **values: Value
) -> Finding:
    """A finding about words of one message.

    Args:
        code: which.
        index: the message's.
        text: what it says.
        spans: where the words stand in it (code points).
        values: what else the sentence names.

    >>> found = of_words("x.bare-link", 2, "看 main.py 🎉", [(2, 9)])
    >>> found.text("en"), found.words, found.places[0].start
    ('X will make a link of main.py', ('main.py',), 2)
    """
    every = list(spans)
    return finding(
        code,
        MessagePart(index=index),
        words=(text[start:end] for start, end in every),
        places=(Place(message=index, start=start, end=end) for start, end in every),
        **values,
    )


def own_finding(
    code: str,
    level: FindingLevel,
    location: Location,
    templates: Mapping[str, str],
    *,
    words: Iterable[str] = (),
    **values: Value,
) -> Finding:
    """A finding of a channel outside this package, which brings its sentence with it.

    Args:
        code: its own, after the channel's name: ``notebook.full``.
        level: how bad it is.
        location: what it is about.
        templates: the sentence by language, ``{name}`` for each value; English at least.
        words: which words of messages.
        values: what the sentence names.

    Raises:
        ValueError: the code is one of ours, or there is no English.

    >>> own_finding("notebook.full", "info", WholeThread(), {"en": "{pages} pages"}, pages=3).text()
    '3 pages'
    """
    if code in CODES or LANGUAGES[0] not in templates:
        message = f"{code}: a code of crosspost's own, or no sentence in English"
        raise ValueError(message)
    return Finding(
        code=code,
        level=level,
        location=location,
        words=tuple(dict.fromkeys(words)),
        values=values,
        templates=dict(templates),
    )


def in_post(*path: PathStep) -> PostPath:
    """The part of a post at *path*.

    >>> str(in_post("media", 2))
    'media[2]'
    """
    return PostPath(path=path)


def of_sections(sections: tuple[str, ...]) -> PostPath:
    """The one section that is meant, or the post where there are several."""
    return PostPath(path=sections if len(sections) == 1 else ())


def about_post(found: Finding) -> bool:
    """Whether it holds for the post, wherever its text is shown; else for one channel."""
    return found.code in CODES and CODES[found.code].about == "post"


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, and all examples of one code in one finding: of one draft's texts."""
    return _merged(findings, lambda first, second: (*first, *second))


def merged_across(drafts: Iterable[Iterable[Finding]]) -> tuple[Finding, ...]:
    """The same of several drafts, which show the same texts: an example that two have is one."""
    findings = (found for findings in drafts for found in findings)
    return _merged(findings, _joined)


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return (*first, *(Counter(second) - Counter(first)).elements())


def _merged(
    findings: Iterable[Finding], join: Callable[[tuple[str, ...], tuple[str, ...]], tuple[str, ...]]
) -> tuple[Finding, ...]:
    kept: dict[object, Finding] = {}
    for found in findings:
        examples = found.values.get("examples")
        key = (found.code, found.location) if isinstance(examples, tuple) else found
        before = kept.setdefault(key, found)
        known = before.values.get("examples")
        if before is not found and isinstance(known, tuple) and isinstance(examples, tuple):
            every = join(known, examples)
            values = {**before.values, "count": len(every), "examples": every}
            kept[key] = structs.replace(before, values=values)
    return tuple(kept.values())
