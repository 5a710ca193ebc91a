"""The laws of languages: whatever a post mixes, each of its texts keeps the order, and none a gap.

Posts are drawn from sentences of several languages, code, addresses and names, in blocks as a
reader has them.
"""

import re
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from crosspost.readers.bilingual import Languages, SourceSection, languages_said
from crosspost.readers.paragraphs import text_by_language
from crosspost.readers.source_blocks import SourceBlock, SourceHeading
from crosspost.readers.source_blocks import SourceKind as Kind
from tests.tries import tries

SENTENCES = [
    "The tide comes in twice a day.", "Nobody asked.", "OpenAI", "潮水一天来两次。", "没有人问过。",
    "她说：“Less, but better.”然后笑了。", "The word 内卷 means a race that nobody wins.", "龙马精神。",
    "潮は一日に二度満ちる。", "東京大学。", "「すき家」在隔壁。", "조수는 하루에 두 번 든다.", "Прилив приходит дважды в день.",
    "La marea sube dos veces al día.", "Tides / 潮水", "Who pays? 谁来付钱？", "`git push`", "https://example.com/潮",
    "#潮汐 #tide", "2027", "🎉", "[zh] 潮水。", "[en] Tides.", "[sic]", "潮汐 (tide)：水的涨落。", "- 一项", "- an item",
    "> 引文一句", "台積電宣布擴產。", "a / b", "用 bigint / bigserial", "| a | 乙 |",
]  # fmt: skip
KINDS: dict[str, Kind] = {"-": "list", ">": "quote", "|": "table"}


@st.composite
def blocks(draw: st.DrawFn) -> SourceBlock:
    if draw(st.integers(0, 9)) == 0:
        return SourceBlock("code", "```\nx = '潮'\n```", 1)
    lines = draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3))
    source = "\n".join(lines)
    return SourceBlock(KINDS.get(source[0], "paragraph"), source, 1, draw(st.booleans()))


headings = st.sampled_from(
    [SourceHeading("Tides / 潮水", 1, 1), SourceHeading("背景", 2, 1), SourceHeading("Tides", 1, 1)]
)
posts = st.lists(blocks() | headings, max_size=14)
MARKER = re.compile(r"\[(?:zh|en)\]")


def words(text: str) -> Counter[str]:
    """Words and Chinese characters; markers of languages are none."""
    return Counter(re.findall(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+", MARKER.sub("", text)))


def by_heading(post: list[SourceBlock | SourceHeading]) -> list[SourceSection]:
    """*post* cut before each heading."""
    parts: list[list[SourceBlock | SourceHeading]] = [[]]
    for piece in post:
        if isinstance(piece, SourceHeading) and parts[-1]:
            parts.append([])
        parts[-1].append(piece)
    return list[SourceSection](parts)


def bodies(post: list[SourceBlock | SourceHeading]) -> list[list[SourceBlock]]:
    parts = by_heading(post)
    return [[piece for piece in part if isinstance(piece, SourceBlock)] for part in parts]


@given(posts)
@tries(300)
def test_every_word_stands_in_some_text(post: list[SourceBlock | SourceHeading]):
    languages = languages_said(by_heading(post))
    for body in bodies(post):
        said = Counter[str]()
        for text in text_by_language(body, languages).values():
            said |= words(text)
        lost = words("\n".join(block.source for block in body)) - said
        together = Counter[str]()
        for text in text_by_language(body, languages).values():
            together.update(words(text))
        assert not lost - together, (languages, body)
        assert set(lost) <= set(together)


@given(posts)
@tries(300)
def test_no_text_changes_the_order(post: list[SourceBlock | SourceHeading]):
    languages = languages_said(by_heading(post))
    for body in bodies(post):
        source = "".join("\n".join(block.source for block in body).split())
        for text in text_by_language(body, languages).values():
            rest = iter(MARKER.sub("", source))
            assert all(char in rest for char in "".join(text.split())), (languages, body)


@given(posts)
@tries(300)
def test_a_post_in_one_language_is_one_text_as_it_stands(post: list[SourceBlock | SourceHeading]):
    body = [block for part in bodies(post) for block in part if "[" not in block.source]
    made = text_by_language(body, Languages(("zh",)))
    whole = [block.source for block in body]
    assert list(made) == (["zh"] if body else [])
    assert re.split(r"\n+", made.get("zh", "")) == re.split(r"\n+", "\n".join(whole))


@given(posts)
@tries(200)
def test_what_is_declared_holds(post: list[SourceBlock | SourceHeading]):
    plain = [piece for piece in post if isinstance(piece, SourceHeading) or "[" not in piece.source]
    assert languages_said(by_heading(plain), ("fr",)).tags == ("fr",)


@given(st.sampled_from(["zh", "en"]), st.integers(1, 6), st.data())
@tries(100)
def test_foreign_paragraphs_never_make_a_second_language(tag: str, count: int, data: st.DataObject):
    """One stranger among paragraphs of one language, wherever it stands."""
    own, other = ("潮水一天来两次，谁也拦不住它。", "The tide waits for no one.")
    if tag == "en":
        own, other = "The tide comes in twice a day, and nobody can stop it.", "潮水不等人。"
    texts = [own] * (count + 1)
    texts.insert(data.draw(st.integers(0, count + 1)), other)
    body = [SourceBlock("paragraph", text, 1) for text in texts]
    title = SourceHeading("潮" if tag == "zh" else "The tide", 1, 1)
    languages = languages_said([[title, *body]])
    assert languages.tags == (tag,)
    assert text_by_language(body, languages) == {tag: "\n\n".join(texts)}
