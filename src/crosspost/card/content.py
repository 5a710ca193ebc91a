"""The texts of a card, taken from a post before anybody knows how large they will stand.

A post without a prediction is an essay or a piece of news: its key sentence stands there instead.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Literal
from urllib.parse import urlsplit

from msgspec import structs

from .._lazy_re import later
from .._record import Record
from ..compose.key_sentences import choose_sentence, sentences
from ..errors import PostError
from ..model.draft import SentenceRule
from ..model.findings import Finding, PostPath, finding, in_post
from ..model.post import Post, Prediction, Texts
from ..model.section_names import label
from ..text import texts
from ..text.blocks import Item, List, Paragraph
from ..text.languages import pick
from ..text.richtext import Rich
from ..typography import repair, repaired
from .styles import Shape, region

CardPart = Literal["title", "thesis", "prediction", "discussion"]
"""``thesis``: the key sentence of a post that predicts nothing."""
PARTS: tuple[CardPart, ...] = ("title", "prediction", "discussion")
PARTS_OF: dict[Shape, tuple[CardPart, ...]] = {
    "portrait": PARTS,
    "landscape": PARTS,
    "cover": ("title",),
}
KEY: tuple[SentenceRule, ...] = ("bold", "contrast", "figure", "first")
"""Which sentence is a thesis: the author's own emphasis first."""
CONFIDENCE = {"en": "confidence {stars}/5", "zh": "信心 {stars}/5"}
"""What stars mean; without a word they read as a review's."""
DUE = later(
    r"20\d\d\s*年(?:\s*(?:年?[底末初中]|第?[一二三四1-4]\s*季度?|[上下]半年|1?\d\s*月(?:\s*\d+\s*日|底)?))?"
    r"|(?:(?:Q[1-4]|[Ee]arly|[Mm]id|[Ll]ate|[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter"
    r"|(?:\d\d? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*(?: \d\d?,)?)[- ])?"
    r"20\d\d\b"
)
"""A year of this century, with what narrows it."""
LONGEST_NAME = 40
"""Code points of an author's name that the last line has room for."""
UNSEEN = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}
"""Overrides of direction: on a picture they could only mislead."""


class CardText(Record):
    """One part in one language: paragraphs parted by a line break."""

    part: CardPart
    language: str
    text: str
    second: bool = False
    """Says again, in another language, what stands before it."""


class CardContent(Record):
    """Everything that a card says."""

    languages: tuple[str, ...]
    texts: tuple[CardText, ...]
    labels: dict[str, str] = {}
    """What stands above the prediction and the question, in the first language."""
    stars: int = 0
    """Of five; 0 where the author gave none."""
    figures: dict[str, str] = {}
    """A probability, and the day where the text does not name its year, in each language."""
    due: str = ""
    """By when the prediction is, in the author's words, in the first language."""
    author: str = ""
    """Whose card it is: the author, or else the account or the site."""
    date: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def confidence(self) -> str:
        """What the stars mean, in the first language."""
        return confidence(self.stars, self.languages[0]) if self.stars else ""

    @property
    def sure(self) -> str:
        """How sure the author is, in the first language."""
        figures = self.figures.get(self.languages[0], "")
        return " · ".join(filter(None, (self.confidence, figures)))

    @property
    def key_figure(self) -> str:
        """The one figure or date of a cover: how likely, by when, or else the day it was said."""
        figures = self.figures.get(self.languages[0], "").split(" · ")[0] or self.due
        return (
            labelled_line(self.labels["prediction"], figures, self.languages[0])
            if figures
            else self.date
        )

    def of(self, part: CardPart) -> tuple[CardText, ...]:
        """The texts of one part, in the order of the languages."""
        return tuple(text for text in self.texts if text.part == part)


def card_content(
    post: Post, languages: tuple[str, ...], parts: Sequence[CardPart] = PARTS, account: str = ""
) -> CardContent:
    """What a card in *languages* says of *post*.

    Args:
        post: it needs a title.
        languages: BCP 47 tags, the most important first.
        parts: what the card has room for by its shape.
        account: who signs it where the post names no author.

    Raises:
        PostError: it has no title, in any language.

    >>> shown = card_content(
    ...     Post(title={"zh": "芯片之战:谁赢?"}, discussion={"zh": "你呢?"}), ("zh",)
    ... )
    >>> [(one.part, one.text) for one in shown.texts]
    [('title', '芯片之战：谁赢？'), ('discussion', '你呢？')]
    """
    if not any(_plain(text, tag) for tag, text in post.title.items()):
        raise PostError("card.no-title", location="title")
    prediction = post.prediction or Prediction()
    told, findings = _every_text(post, parts, languages)
    titled = tuple(text.language for text in told if text.part == "title")
    if "prediction" in parts and not any(text.part == "prediction" for text in told):
        told += thesis(post, titled[0])
    date = post.meta.date
    author = _author(post, account, languages[0])
    if len(author) > LONGEST_NAME:
        where = in_post("meta", "author")
        findings.append(finding("card.truncated", where, size=len(author), left=LONGEST_NAME))
        author = author[: LONGEST_NAME - 1] + "…"
    return CardContent(
        languages=titled,
        texts=tuple(told),
        labels={part: label(part, titled[0]) for part in ("prediction", "discussion")},
        stars=prediction.stars or 0,
        figures={text.language: _figures(prediction, text.language) for text in told},
        due=_due(prediction.text, titled[0]),
        author=author,
        date=written_date(date, titled[0]) if date else "",
        findings=tuple(findings),
    )


def _author(post: Post, account: str, language: str) -> str:
    """Who signs a card."""
    signed = post.meta.author or account or urlsplit(post.meta.canonical_url).hostname or ""
    return " ".join(_seen(repair(Rich(text=signed), language)[0].text).split())


def path_of(part: CardPart) -> PostPath:
    """Where the post has what a part of the card says."""
    if part == "thesis":
        return PostPath()
    return in_post("prediction", "text") if part == "prediction" else in_post(part)


def labelled_line(label: str, words: str, language: str) -> str:
    r"""A label and what it says in one line; nothing of it is broken at its spaces.

    >>> labelled_line("我的预测", "信心 4/5", "zh-TW"), labelled_line("My prediction", "2030", "en")
    ('我的预测：信心\xa04/5', 'My prediction · 2030')
    """
    between = "：" if region(language) else " · "
    return between.join(filter(None, (label, words.replace(" ", "\u00a0"))))


def confidence(stars: int, language: str) -> str:
    """What so many *stars* of five mean, in words.

    >>> confidence(4, "zh-TW"), confidence(3, "en")
    ('信心 4/5', 'confidence 3/5')
    """
    known = pick(CONFIDENCE, language) or ("zh" if region(language).startswith("zh") else "en")
    return CONFIDENCE[known].format(stars=stars)


def thesis(post: Post, language: str) -> list[CardText]:
    """The sentence that says what *post* is about, in *language*; none where it has no body.

    >>> from crosspost import Post
    >>> post = Post(title={"zh": "芯片"}, happened={"zh": "四月发布。**没人买，却人人谈。**🎉"})
    >>> [one.text for one in thesis(post, "zh")]
    ['没人买，却人人谈。🎉']
    """
    bodies = [post.lede, post.happened, post.matters.text, *(part.text for part in post.sections)]
    own = [(one, tag) for one in bodies if (tag := pick(one, language)) is not None]
    blocks = [block for one, tag in own for block in repaired(one[tag], tag).text.blocks]
    every = [
        one
        for block in blocks
        if isinstance(block, Paragraph)
        for one in sentences(block.text)
        if not (one.disclaims or one.announces)
    ]
    found = choose_sentence(every, KEY)
    if found is None:
        return []
    said = " ".join(_seen(found[0].text.text).split())
    return [CardText(part="thesis", language=language, text=said)]


def _every_text(
    post: Post, parts: Sequence[CardPart], languages: tuple[str, ...]
) -> tuple[list[CardText], list[Finding]]:
    """What of *parts* the post says itself, and what is there in another language only."""
    every: dict[CardPart, Texts] = {
        "title": post.title,
        "prediction": post.prediction.text if post.prediction else Texts(),
        "discussion": post.discussion,
    }
    made = [_texts(every[part], part, languages) for part in parts]
    return [text for texts, _ in made for text in texts], [one for _, some in made for one in some]


def _texts(
    said: Texts, part: CardPart, languages: tuple[str, ...]
) -> tuple[list[CardText], list[Finding]]:
    """*said* in each of *languages*; in another where none is there, which is a finding."""
    shown = {tag: plain for tag, text in said.items() if (plain := _plain(text, tag))}
    keys = list(dict.fromkeys(key for tag in languages if (key := pick(shown, tag)) is not None))
    findings: list[Finding] = []
    if not keys and shown:
        keys = [next(iter(shown))]
        findings.append(
            finding("language.fall-back", path_of(part), wanted=languages, languages=(keys[0],))
        )
    made = [CardText(part=part, language=key, text=shown[key]) for key in keys]
    return made[:1] + [structs.replace(text, second=True) for text in made[1:]], findings


def _plain(text: texts.Text, language: str) -> str:
    """*text* without marks, its typography repaired, a line a paragraph."""
    lines: list[str] = []
    for block in repaired(text, language).text.blocks:
        if isinstance(block, List):
            lines += (_bulleted(item) for item in block.items)
        elif isinstance(block, Paragraph):
            lines += block.text.text.split("\n")
    shown = (" ".join(_seen(line).split()) for line in lines)
    return "\n".join(line for line in shown if line)


def _bulleted(item: Item) -> str:
    lead = "• " if item.lead.strip() in {"-", "*"} else item.lead
    return lead + item.text.text


def _seen(line: str) -> str:
    return "".join(char for char in line if char not in UNSEEN)


def _due(said: Texts, language: str) -> str:
    """The first date of a prediction, as its author writes it.

    >>> _due(Post(title={"zh": "到 2030 年底，🎉涨价。"}).title, "zh-CN")
    '2030 年底'
    """
    key = pick(said, language)
    found = DUE.search(_plain(said[key], key)) if key is not None else None
    return found[0] if found else ""


def _figures(prediction: Prediction, language: str) -> str:
    parts = []
    if prediction.probability is not None:
        parts.append(f"{prediction.probability * 100:g}%")
    due = prediction.due
    if due and not any(str(due.year) in text.words for text in prediction.text.values()):
        parts.append(written_date(due, language))
    return " · ".join(parts)


def written_date(date: dt.date, language: str) -> str:
    """*date* as *language* writes it.

    >>> written_date(dt.date(2026, 11, 5), "zh"), written_date(dt.date(2026, 11, 5), "en")
    ('2026 年 11 月 5 日', '5 November 2026')
    """
    primary = language.lower().split("-", maxsplit=1)[0]
    if primary in {"zh", "ja", "yue"}:
        return f"{date.year} 年 {date.month} 月 {date.day} 日"
    if primary == "en":
        return f"{date.day} {date:%B} {date.year}"
    return date.isoformat()
