"""Strategies: hostile texts, blocks and whole posts to hold laws against."""

from hypothesis import strategies as st

from crosspost.counting import COUNTERS
from crosspost.model.channel_spec import Limit, TextRule, ThreadRule
from crosspost.model.post import Matters, Point, Post, Prediction, Source, Story
from crosspost.splitting import TextBlock
from crosspost.text.entities import atoms
from crosspost.text.richtext import Mark, MarkKind, Rich

WORDS = """
芯片 之战 这是一个结构性转变 马拉松 20 世纪 3.5 亿 40% 《智能时代的芯片战争》 “走吧。” （通用 GPU） 「大众码」
Trainium isn't U.S. Dr. et al. i.e. 3.5 main.py Musical.ly 太多了。Musical.ly a.b.c $1.2bn H100s
https://a.cn/路径 https://example.com/x?y=1 @openai @user@host.example #芯片 #AI $NVDA 1. 2)
👨‍👩‍👧 🇨🇳 👍🏽 1️⃣ é e\u0301 한국어 हिन्दी ไทย עברית \u200b \ufe0f
。 ！？ …… —— ， 、 ； . ... , ; ? ! ) 》 ” （ 《 “ # @ $ . _ * ` ((( <b>
"""
PARTS = WORDS.split()
KINDS: tuple[MarkKind, ...] = ("strong", "emphasis", "code", "link", "quote")
SPACES = ["", "", "", " ", " ", "\n", "\u3000", "  \n "]


@st.composite
def texts(draw: st.DrawFn, most: int = 60) -> str:
    """Words of many scripts, marks that open and never close, names that are nearly links."""
    words = draw(st.lists(st.sampled_from(PARTS) | st.text(max_size=6), max_size=most))
    spaces = draw(st.lists(st.sampled_from(SPACES), min_size=len(words), max_size=len(words)))
    return "".join(word + space for word, space in zip(words, spaces, strict=True))


@st.composite
def riches(draw: st.DrawFn, most: int = 60) -> Rich:
    """A text in which links are marked, and other marks lie over any words, crossing or not."""
    text = draw(texts(most))
    marks = [Mark(start=start, end=end, kind="hashtag") for start, end in atoms(text)]
    for _ in range(draw(st.integers(0, 3)) if text else 0):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        kind = draw(st.sampled_from(KINDS))
        marks.append(Mark(start=start, end=end, kind=kind, href="https://a.cn" * (kind == "link")))
    return Rich(text=text, marks=tuple(marks))


@st.composite
def blocks(draw: st.DrawFn) -> list[TextBlock]:
    """Headings, paragraphs and points in any order, some of them empty."""
    made: list[TextBlock] = []
    unit = 0
    for _ in range(draw(st.integers(1, 7))):
        glue = draw(st.integers(0, 4)) == 0
        unit += draw(st.booleans()) and not (made and made[-1].glue)
        block = TextBlock(
            text=draw(riches(4 if glue else 60)),
            gap=draw(st.sampled_from(["\n\n", "\n", "\n \n\n"])),
            glue=glue,
            unit=(unit,),
            force=draw(st.integers(0, 6)) == 0,
        )
        made.append(block)
    return made


@st.composite
def rules(draw: st.DrawFn) -> TextRule:
    """One limit or two, in any unit; a message holds a sentence or so."""
    units = draw(st.lists(st.sampled_from(list(COUNTERS)), min_size=1, max_size=2, unique=True))
    wide = {"utf-8": 4, "utf-16": 2, "code points": 2, "weighted": 2}
    limits = (
        Limit(max=draw(st.integers(90, 400)) * wide.get(unit, 1), unit=unit) for unit in units
    )
    return TextRule(limits=tuple(limits))


@st.composite
def threads(draw: st.DrawFn) -> ThreadRule:
    """Numbers at the end, at the start, wordy, or none."""
    return ThreadRule(
        by=draw(st.sampled_from(["reply", "sequence"])),
        number=draw(st.sampled_from(["{n}/{of}", "{n}/{of}", "", "（{n}之{of}）"])),
        place=draw(st.sampled_from(["end", "start"])),
    )


@st.composite
def spoken(draw: st.DrawFn) -> dict[str, str]:
    """One text in one language, in both, or in none."""
    languages = draw(st.sampled_from([(), ("en",), ("zh",), ("en", "zh"), ("zh", "en")]))
    return {language: draw(texts(25)) for language in languages}


@st.composite
def posts(draw: st.DrawFn) -> Post:
    """Whole posts whose sections hold anything at all."""
    points = st.builds(Point, label=spoken(), text=spoken())
    nested = st.builds(Point, label=spoken(), text=spoken(), points=st.tuples(points))
    sources = st.builds(
        Source,
        title=texts(6),
        authors=texts(2),
        year=st.none() | st.integers(1000, 2999),
        url=st.sampled_from(["", "https://example.com/论文"]),
        ssrn=st.sampled_from(["", "5883822"]),
    )
    return Post(
        languages=draw(st.sampled_from([(), ("en", "zh"), ("zh",)])),
        title=draw(spoken()),
        happened=draw(spoken()),
        matters=Matters(
            text=draw(spoken()),
            points=tuple(draw(st.lists(points | nested, max_size=3))),
        ),
        story=draw(st.none() | st.builds(Story, text=spoken())),
        prediction=draw(
            st.none() | st.builds(Prediction, text=spoken(), stars=st.none() | st.integers(1, 5))
        ),
        discussion=draw(spoken()),
        sources=tuple(draw(st.lists(sources, max_size=3))),
        tags=tuple(draw(st.lists(st.sampled_from(["AI", "芯片", "Open Source"]), max_size=3))),
    )
