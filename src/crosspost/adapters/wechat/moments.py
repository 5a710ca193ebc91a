"""WeChat Moments: the essential in a few lines, for a person to paste. There is no API.

What does not show without a tap on 全文 is hardly read, so little is said, and that whole: what
happened, the thesis, the prediction with its date, the question, the title; in the author's order.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product
from operator import itemgetter
from typing import NamedTuple

from msgspec import UNSET, structs

from ..._record import Record
from ...compose import article_fields as fields
from ...compose.attachments import pictures_in, with_pictures
from ...compose.blocks import behind_heading
from ...compose.fit import (
    FILLED,
    extend_section,
    is_own_heading,
    joined_units,
    main_clause,
    shortened,
    units,
)
from ...compose.key_sentences import says_same, shares_subject
from ...compose.outline import Outline, Thread, carried_by_threads, outline
from ...compose.passages import Passage, warning_text
from ...compose.polls import question
from ...compose.sections import confidence
from ...model.channel_spec import Account
from ...model.draft import ChosenSentence, Message, Picture, SentenceRule, SentenceSign, Written
from ...model.findings import EveryText, Finding, PostPath, finding, in_post
from ...model.layout import SectionName
from ...model.post import Post
from ...model.section_names import emoji, label
from ...splitting.estimate import Gauge, with_less_room
from ...text.blocks import Note
from ...text.languages import pick
from ...text.richtext import Rich
from ...text.texts import Texts

draw = f"{__package__}.looks:draw_moments"

LOOKED_AT = 6
"""How many sentences of a section, and how many bold ones of a post, are tried for one place."""
BEST = 12
"""How many of the best choices are filled up, to see which fills its room."""
BEHIND_LEDE = 0.6
"""What a sentence of what happened is worth where a lede is there to say it first."""
IDLE = 12.0
"""What a choice loses for each sentence that fills it up and has no sign of what matters."""
EMPTY = 100.0
"""What a choice loses where it leaves all of the room empty; for less than `FILLED`, in part."""


class Option(NamedTuple):
    """One way to fill a place."""

    at: int
    worth: float
    rule: SentenceRule
    instead: str = ""
    """Words that stand there instead of the unit's own: a part of it, or the description."""


Places = tuple[Option, ...]

GOES_ON: frozenset[SentenceRule] = frozenset({"first", "date", "subject", "next"})
"""What is chosen so is followed by what follows it in the text; a bold sentence ends there."""
SIGNS: tuple[SentenceSign, ...] = ("bold", "figure", "contrast", "date")
"""Which sentences fill up what room is left, where their sections say nothing yet."""

SPARE: tuple[SectionName, ...] = ("title", "story", "prediction", "discussion")
"""Sections that are said for what they are, or not at all: never to fill up."""
LATER: dict[SentenceRule, float] = {"date": 55, "subject": 40, "next": 20}
"""What a later sentence is worth that stands in for the first."""


def write(post: Post, account: Account) -> Written:
    """One text a thread, with a finding for what it leaves out."""
    whole, post = post, _without_options(post)
    made = outline(post, account.layout)
    messages: list[Message] = []
    threads: list[Thread] = []
    told: list[Finding] = []
    chosen: list[ChosenSentence] = []
    for index, thread in enumerate(made.threads, 1):
        start = warning_text(thread)
        rule = with_less_room(account.spec.text, [start], lambda rich: rich.text)
        less = structs.replace(account, spec=structs.replace(account.spec, text=rule))
        said = _Moment(post, thread, less).said()
        text = start.text + _without_lost_signs(said.text, thread.passages)
        messages.append(_message(text, pictures_in(thread.passages), account, index, made))
        passages = tuple(
            one for one in thread.passages if one.name in said.sections and not one.second
        )
        threads.append(structs.replace(thread, passages=passages))
        told += (*said.findings, *_unlinked(passages, said.text, account))
        chosen += (structs.replace(one, message=index) for one in said.chosen)
    illustrated, pictures = with_pictures(tuple(messages), post, account, made.languages)
    shown = made.saying(threads)
    polled = {"discussion"} if post.discussion != whole.discussion else set[SectionName]()
    return Written(
        messages=illustrated,
        findings=(*_together((*shown.findings, *told), polled), *pictures),
        carries=carried_by_threads(shown),
        chosen=tuple(chosen),
    )


def _message(
    text: str, media: tuple[Picture, ...], account: Account, index: int, made: Outline
) -> Message:
    size = Gauge(account.spec.text, lambda rich: rich.text).measured(Rich(text=text))
    return Message(
        index=index,
        of=len(made.threads),
        text=text,
        size=size.size,
        limit=size.limit,
        unit=size.unit,
        payload={"text": text},
        media=media or UNSET,
    )


def _without_lost_signs(text: str, passages: Sequence[Passage]) -> str:
    """*text* without the signs of footnotes that have no room in it."""
    notes = (one.block for one in passages if isinstance(one.block, Note))
    lost = {str(note.number) for note in notes if note.text.text not in text}
    signs = {mark.href for one in passages for mark in one.text.marks if mark.kind == "note"}
    for number in lost & signs:
        text = text.replace(f"[{number}]", "")
    return text


def _unlinked(passages: Sequence[Passage], said: str, account: Account) -> Iterator[Finding]:
    """That links are words alone, where any of their words are *said*."""
    marks = ((one.text, mark) for one in passages for mark in one.text.marks)
    words = (text.text[mark.start : mark.end] for text, mark in marks if mark.kind == "link")
    if count := sum(one in said for one in words):
        name = account.spec.titles
        yield finding("markup.dropped-link", EveryText(), channel=name, count=count)


def _without_options(post: Post) -> Post:
    """*post* without the options listed under its question: nobody can tick them here."""
    bare = {tag: question(text).text or text for tag, text in post.discussion.items()}
    return structs.replace(post, discussion=Texts(bare))


def _together(findings: Iterable[Finding], polled: Collection[SectionName]) -> Iterator[Finding]:
    """*findings*, all that the short form does not say in one: sections, and languages too."""
    every = list(findings)
    unsaid = next((one.values for one in every if one.code == "language.omitted"), {})
    short = next((one for one in every if one.code == "wechat.summarised"), None)
    if short is None and polled:
        short = finding("wechat.summarised", PostPath(), sections=(), partly=tuple(polled))
    yield from (one for one in every if one.code not in {"language.omitted", "wechat.summarised"})
    if short is None:
        yield from (one for one in every if one.code == "language.omitted")
        return
    gone, partly = short.values["sections"], short.values["partly"]
    known = {*gone, *partly} if isinstance(gone, tuple) and isinstance(partly, tuple) else set()
    more = tuple(name for name in polled if name not in known)
    values = {**short.values, "partly": (*partly, *more) if isinstance(partly, tuple) else more}
    values |= {"languages": unsaid["languages"]} if unsaid else {}
    yield structs.replace(short, values=values)


class Said(Record):
    """What one text says."""

    text: str
    sections: frozenset[SectionName]
    findings: tuple[Finding, ...]
    chosen: tuple[ChosenSentence, ...]


class _Moment:
    """One thread, to be said in one small text."""

    def __init__(self, post: Post, thread: Thread, account: Account) -> None:
        self.post, self.thread, self.account = post, thread, account
        self.language = thread.languages[0]
        self.gauge = Gauge(account.spec.text, lambda rich: rich.text)
        self.lines = account.spec.max_count("lines")
        longest = int(account.spec.text.limits[0].max)
        self.every = [
            structs.replace(one, alone=False, follows=False, headed=False)
            if "://" in one.text
            else one
            for one in units(thread.passages, longest)  # no address can be tapped there
        ]
        self.lead = self._lead()
        self.names = tuple(dict.fromkeys(one.section for one in self.every))
        self.title = " ".join(one.text for one in self.every if one.section == "title")

    def said(self) -> Said:
        """All of it where that fits; else the best choice, filled up."""
        everything = range(len(self.every))
        headed = [
            one.text.text
            for one in self.thread.passages
            if one.kind == "heading" and not (one.second or is_own_heading(one))
        ]
        if not headed and self._fits(self._text(everything, ())):
            return self._made(set(everything), ())
        best = sorted(self._choices(), key=itemgetter(1), reverse=True)[:BEST]
        filled = [(worth, *self._filled(choice)) for choice, worth in best]
        if not filled:
            return self._cut()
        _, choice, said = max(filled, key=lambda one: one[0] + self._value(one[1], one[2]))
        return self._made(said, choice)

    def _choices(self) -> Iterator[tuple[Places, float]]:
        """Every combination of options that fits, and its worth."""
        places = [[None, *place] for place in self._places() if place]
        for some in product(*places):
            choice = tuple(one for one in some if one is not None)
            if not choice or len({one.at for one in choice}) < len(choice) or self._twice(choice):
                continue
            if self._fits(self._text([one.at for one in choice], choice)):
                yield choice, sum(one.worth for one in choice)

    def _places(self) -> Iterator[list[Option]]:
        """What each place can be filled with: the opening, the thesis, and so on."""
        first = next((name for name in self.names if name in {"lede", "happened"}), None)
        body = [name for name in self.names if name not in {"title", "prediction", "discussion"}]
        first = first or next(iter(body), None)
        yield self._opening(first)
        if first == "lede" and "happened" in body:
            opening = self._opening("happened")
            yield [one._replace(worth=one.worth * BEHIND_LEDE) for one in opening]
        yield self._thesis(first)
        yield self._prediction()
        yield self._question()
        yield self._titled(first)

    def _of(self, section: SectionName | None) -> list[int]:
        return [at for at, one in enumerate(self.every) if one.section == section]

    def _first(self, section: SectionName) -> int | None:
        return next((at for at in self._of(section) if self.every[at].alone), None)

    def _opening(self, section: SectionName | None) -> list[Option]:
        """The first sentence, its main clause, a later one that says of whom or when."""
        own = [at for at in self._of(section) if self.every[at].alone][:LOOKED_AT]
        own = own or [at for at in self._of(section) if self._may_stand_in(at)][:1]
        if not own:
            return []
        head, *later = own
        options = [Option(head, 100, "first")]
        if clause := main_clause(self.every[head].text):
            options.append(Option(head, 85, "first", clause))
        about = fields.description(self.post, self.thread, self.account).text
        if about:
            worth = 75 if says_same(about, self.title) else 105
            options.append(Option(head, worth, "description", about))
        rules = ((at, self._about(at)) for at in later)
        options += [Option(at, LATER[rule], rule) for at, rule in rules]
        return options

    def _may_stand_in(self, at: int) -> bool:
        one = self.every[at].sentence
        return self.every[at].follows and one is not None and (one.ended or not one.short)

    def _about(self, at: int) -> SentenceRule:
        """Why a later sentence may stand in for the first: it has the date, or the subject."""
        if self._is(at, "date"):
            return "date"
        return "subject" if shares_subject(self.every[at].text, self.title) else "next"

    def _thesis(self, first: SectionName | None) -> list[Option]:
        """A bold sentence of the body, else the first one of why it matters."""
        body = [
            at
            for at, one in enumerate(self.every)
            if one.alone and one.section not in {"title", "prediction", "discussion"}
        ]
        bold = [at for at in body if self._is(at, "bold")][:LOOKED_AT]
        options = [Option(at, 60, "bold") for at in bold]
        matters = [at for at in body if self.every[at].section == "matters" != first]
        matters = [at for at in matters if self._is_sentence(at)]
        options += [Option(at, 40 - n, "first") for n, at in enumerate(matters[:2])]
        if not matters:
            here = {first, *(self.every[at].section for at in body[-1:])}
            turning = [
                at for at in body if self._is(at, "contrast") and self.every[at].section in here
            ]
            options += [Option(at, 30, "contrast") for at in turning[:LOOKED_AT]]
            options += [Option(at, 20, "first") for at in body[:1]]
        return options

    def _is(self, at: int, sign: SentenceSign) -> bool:
        sentence = self.every[at].sentence
        return sentence is not None and sign in sentence.signs

    def _prediction(self) -> list[Option]:
        """The sentence with the date, whole or its main clause; without any date the first one."""
        own = [at for at in self._of("prediction") if self.every[at].follows][:LOOKED_AT]
        dated = [at for at in own if self._is(at, "date")]
        options = [Option(at, 100, "date") for at in dated]
        clauses = ((at, main_clause(self.every[at].text)) for at in dated)
        options += [Option(at, 90, "date", clause) for at, clause in clauses if clause]
        if not dated:
            options += [Option(at, 60 - n, "first") for n, at in enumerate(own[:1])]
        return options

    def _question(self) -> list[Option]:
        own = [at for at in self._of("discussion") if self.every[at].follows][:LOOKED_AT]
        if not own and self.every:  # what an essay ends with
            return [Option(at, 50, "question") for at in self._closing()]
        asks = [at for at in own if self._is(at, "question")]
        options = [Option(at, 55 - n, "question") for n, at in enumerate(asks)]
        return options or [Option(at, 30, "first") for at in own[:1]]

    def _closing(self) -> Iterator[int]:
        at = len(self.every) - 1
        one = self.every[at]
        if at and one.follows and one.section != "prediction" and self._is(at, "question"):
            yield at

    def _titled(self, first: SectionName | None) -> list[Option]:
        """The title; worth less where the opening says the same."""
        opening = (self.every[at].text for at in self._of(first)[:1])
        again = any(says_same(self.title, one) for one in opening)
        return [Option(at, 8 if again else 42, "title") for at in self._of("title")[:1]]

    def _twice(self, choice: Places) -> bool:
        """Whether the question says again what the title says."""
        asked = (self.every[one.at].text for one in choice if one.rule == "question")
        titled = any(one.rule == "title" for one in choice)
        return titled and any(says_same(self.title, one) for one in asked)

    def _filled(self, choice: Places) -> tuple[Places, set[int]]:
        """*choice*, and its places with what still has room: what goes on, then what is new."""
        said = {one.at for one in choice}
        cut = {one.at for one in choice if one.instead}

        def fits(some: Collection[int]) -> bool:
            return self._fits(self._text(some, choice))

        for one in choice:
            if one.at not in cut and one.rule in GOES_ON:
                said = extend_section(self.every, said, one.at, fits)
        begun_by = [one for one in choice if not one.instead]
        own = [at for one in begun_by for at in self._of(self.every[one.at].section) if at > one.at]
        elsewhere = self._elsewhere({self.every[at].section for at in said})
        for at in (*filter(self._is_spare, own), *elsewhere, *filter(self._is_line, own)):
            empty = FILLED - self._filling(said, choice)
            if empty <= 0 or self._is_before_label(at, choice):
                continue
            more = self._labelled(at, said)
            stands = more or self._has_sign(at) or self._is_first(at) or EMPTY * empty > IDLE
            if stands and self._fits(self._text({*said, at}, (*choice, *more))):
                said.add(at)
                choice = (*choice, *more)
        return choice, said

    def _is_first(self, at: int) -> bool:
        """Whether it opens its section, or is a line by itself: who quotes from the middle?"""
        return at in self._of(self.every[at].section)[:1] or not self._is_sentence(at)

    def _is_before_label(self, at: int, choice: Places) -> bool:
        """Whether a later sentence of its section stands behind the heading already."""
        section = self.every[at].section
        labelled = (one.at for one in choice if not one.worth)
        return any(self.every[other].section == section and other > at for other in labelled)

    def _labelled(self, at: int, said: Collection[int]) -> Places:
        """A plain later sentence of a section that is not begun yet stands behind its heading."""
        one = self.every[at]
        begun = any(self.every[other].section == one.section for other in said)
        plain = one.under and "://" not in one.under and not self._has_sign(at)
        if begun or not plain or says_same(one.under, one.text):
            return ()
        return (Option(at, 0, "next", one.under + one.text),)

    def _elsewhere(self, begun: Collection[SectionName]) -> Iterator[int]:
        """Sentences of other sections: first those with a sign of what matters, then the first."""
        names = [name for name in self.names if name not in begun and name not in SPARE]
        spare = {name: [at for at in self._of(name) if self._is_spare(at)] for name in names}
        for sign in SIGNS:
            yield from (at for some in spare.values() for at in some if self._is(at, sign))
        yield from (some[0] for some in spare.values() if some)
        later = (at for some in spare.values() for at in some[1:] if self.every[at].under)
        yield from (at for at in later if not self._is(at, "question"))

    def _filling(self, said: Collection[int], choice: Places) -> float:
        size = self.gauge.measured(Rich(text=self._text(said, choice)))
        return size.size / size.limit

    def _is_spare(self, at: int) -> bool:
        """Whether it may fill what room there is: a whole sentence, even out of its place."""
        one = self.every[at]
        return one.section not in SPARE and self._is_sentence(at)

    def _is_line(self, at: int) -> bool:
        """Whether it is a whole line that ends without a stop, as titles and links do."""
        one, after = self.every[at], self.every[at + 1 : at + 2]
        whole = "\n" in one.gap and all("\n" in other.gap for other in after)
        return whole and one.alone and one.section not in SPARE and not self._is_sentence(at)

    def _is_sentence(self, at: int) -> bool:
        one, sentence = self.every[at], self.every[at].sentence
        if sentence is None:
            return one.alone or one.headed
        return one.alone and sentence.alone and sentence.ended

    def _value(self, choice: Places, said: Collection[int]) -> float:
        """What filling up adds: a little for what goes on; an empty room and idle words cost."""
        places = {one.at for one in choice if one.worth}
        more = [at for at in sorted(said) if at not in places]
        going_on = [at for at in more if at - 1 in said]
        idle = [at for at in more if at - 1 not in said and not self._has_sign(at)]
        empty = max(0.0, FILLED - self._filling(said, choice))
        return min(3, len(going_on)) - IDLE * len(idle) - EMPTY * empty

    def _has_sign(self, at: int) -> bool:
        return any(self._is(at, sign) for sign in SIGNS)

    def _text(self, said: Collection[int], choice: Places) -> str:
        instead = {one.at: one.instead for one in choice if one.instead}
        lead = next((at for at in sorted(said) if self.every[at].section == "prediction"), None)
        if lead is not None:
            instead[lead] = self.lead + instead.get(lead, self.every[lead].text)
        return joined_units(self.every, said, instead)

    def _lead(self) -> str:
        """``🔮 我的预测（信心 3/5）：``, in the author's own words where there are some."""
        own = next(
            (one.heading for one in self.post.sections if one.section == "prediction"), Texts()
        )
        key = pick(own, self.language)
        words = own[key].words if key else label("prediction", self.language)
        sure = confidence(self.post.prediction) if self.post.prediction else ""
        words += behind_heading(sure, self.language) if sure else ""
        colon = "：" if self.language.startswith("zh") else ": "
        return f"{emoji('prediction')} {words}{colon}"

    def _fits(self, text: str) -> bool:
        size = self.gauge.measured(Rich(text=text))
        return size.size <= size.limit and (self.lines is None or text.count("\n") < self.lines)

    def _cut(self) -> Said:
        """Nothing has room whole: the first sentence there is, as far as it goes, with ``…``."""
        first = next((at for at, one in enumerate(self.every) if one.alone), 0)
        text = self.every[first].text.partition("\n")[0] if self.every else ""
        for limit in self.account.spec.text.limits:
            text = shortened(text, limit)
        where = in_post(self.every[first].section) if self.every else PostPath()
        said = self._made({first} if self.every else set(), ())
        told = finding("wechat.truncated-sentence", where)
        names = tuple(dict.fromkeys((*said.sections,)))
        return structs.replace(said, text=text, findings=(told, *self._missing(set(), names)))

    def _made(self, said: Collection[int], choice: Places) -> Said:
        instead = {one.at for one in choice if one.instead}
        names = tuple(dict.fromkeys(self.every[at].section for at in sorted(said)))
        rules = {one.at: one.rule for one in choice}
        chosen = (
            ChosenSentence(
                section=self.every[at].section,
                rule=rules.get(at, "next"),
                text=next((one.instead for one in choice if one.at == at and one.instead), "")
                or self.every[at].text,
            )
            for at in sorted(said)
        )
        described = any(one.rule == "description" for one in choice)
        told = []
        if described:
            where = next(one.at for one in choice if one.rule == "description")
            told = [finding("wechat.substituted-sentence", in_post(self.every[where].section))]
        return Said(
            text=self._text(said, choice),
            sections=frozenset(names),
            findings=(*told, *self._missing(set(said) - instead, names)),
            chosen=tuple(chosen) if choice else (),
        )

    def _missing(self, whole: Collection[int], names: Sequence[SectionName]) -> Iterator[Finding]:
        """Everything that is not said, or not all of it, in one."""
        every = dict.fromkeys(one.name for one in self.thread.passages if not one.second)
        lacking = {one.section for at, one in enumerate(self.every) if at not in whole}
        lacking |= {
            one.name
            for one in self.thread.passages
            if one.kind == "heading"
            and one.section == "own"
            and not (one.second or is_own_heading(one))
        }
        gone = tuple(name for name in every if name not in names)
        partly = tuple(name for name in every if name in names and name in lacking)
        if gone or partly:
            yield finding("wechat.summarised", PostPath(), sections=gone, partly=partly)
