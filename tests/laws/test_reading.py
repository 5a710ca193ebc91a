"""The law of reading: every character of the source ends in a named field or in an error."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from crosspost import Post, PostError, read
from crosspost._record import encoded, plain
from crosspost.model.json_schema import post_schema
from crosspost.model.layout import Section
from crosspost.model.post import Matters, Meta, Point, Prediction, Source, Texts
from crosspost.model.section_names import emoji, label, names
from crosspost.readers import FORMATS, parse
from tests.examples import EXAMPLES, REAL
from tests.tries import tries

WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")


def words(text: str) -> Counter[str]:
    """Words, and every Chinese character as one."""
    return Counter(WORD.findall(text.casefold()))


def values(data: Any) -> Iterator[str]:
    """Everything a post says, without its keys."""
    if isinstance(data, dict):
        for below in data.values():
            yield from values(below)
    elif isinstance(data, list | tuple):
        for below in data:
            yield from values(below)
    elif data is not None:
        yield str(data)


def said(post: Post) -> Counter[str]:
    """The words of *post*, languages and stars apart."""
    data = plain(post)
    del data["languages"], data["languages_seen"], data["reading"], data["meta"]["sensitive"]
    for part in data["sections"]:
        del part["section"], part["level"]
    return words("\n".join([*values(data), *post.channels]))


def structure(source: str, suffix: str) -> set[str]:
    """Words that name a field instead of filling one."""
    if suffix in {".txt", ".md"}:
        front = "title tags languages date description author canonical_url channels x prediction"
        other = "comments 评论 ssrn doi https org en zh true false text hook poll " + front
        numbers = " ".join(re.findall(r"(?m)^\s*(\d{1,3})[.)]", source))
        return set(words(" ".join(names()) + f" {other} {numbers}"))
    keys = {key for record in post_schema()["$defs"].values() for key in record["properties"]}
    return set(words(" ".join(keys) + " en zh ar he hi ja ko true false null"))


@pytest.mark.parametrize("path", [*EXAMPLES, REAL], ids=lambda path: path.name)
def test_no_word_of_a_post_is_lost_and_none_is_invented(path: Path):
    if not path.exists():
        pytest.skip(f"{path.name} stands beside the checkout, where there is one")
    source, post = path.read_text("utf-8").replace(r"\n", "\n"), read(path)
    lost = words(source) - said(post)
    assert set(lost) <= structure(source, path.suffix), lost
    invented = said(post) - words(source)
    figures = [post.prediction.stars, post.prediction.due] if post.prediction else []
    assert set(invented) <= set(words(" ".join(map(str, figures)))), invented


def test_the_real_post_is_read_to_the_letter():
    if not REAL.exists():
        pytest.skip("the real post stands beside the checkout, where there is one")
    post = read(REAL)
    assert (post.meta.score, post.meta.comments, post.languages) == (0, 1, ("en", "zh"))
    assert [set(point.label) for point in post.matters.points] == [{"en", "zh"}] * 2
    assert post.story
    assert list(post.story.text) == ["zh"]
    assert post.prediction
    assert (post.prediction.stars, str(post.prediction.due)) == (3, "2026-12-31")
    assert [source.ssrn for source in post.sources] == ["", "5883822", ""]
    assert 'isn"t' in post.matters.points[1].text["en"].words
    assert "the industry is moves from" in post.happened["en"].words


def test_board_text_markdown_and_yaml_of_one_post_are_equal():
    every = (read(path) for path in EXAMPLES if path.stem == "price-of-a-street")
    posts = [replace(post, languages_seen=()) for post in every]
    assert len(posts) == 3
    text, markdown = (post for post in posts if post.sections)
    assert text == markdown
    (data,) = (post for post in posts if not post.sections)
    assert replace(text, sections=()) == data, "nobody says in which order"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_a_post_written_as_json_is_the_same_post_again(path: Path):
    post = read(path)
    assert parse(encoded(post).decode(), "json") == post


ENGLISH = st.sampled_from(
    [
        "It began on a Monday, as such things do.",
        "Nobody asked the OpenAI people.",
        'This isn"t just about cost; it"s about more.',
        "See https://example.com/a_b?c=中 for **all** of it.",
        "Would you pay $0.015 for a post?",
        "The word 内卷 means something like involution.",
    ]
)
CHINESE = st.sampled_from(
    [
        "事情开始于星期一，向来如此。",
        "没有人问过 OpenAI 的人。",
        "这不只关乎成本;还关乎 Trainium、H100 与《芯片》。",
        "详见 https://example.com/a_b 与 **全文**。",
        "你愿意为一条帖子付 $0.015 吗？🎉",
        "他说:“No.” 然后走了。",
    ]
)
STYLES = [
    "{emoji} {en} / {zh}{note}:",
    "{zh}{note}：",
    "{en}{note}:",
    "## {emoji} {en}{note}",
    "**{zh}{note}**",
    "**{emoji} {en}**{note}：",
    "#### {zh} / {en}{note}",
]


SENTENCES = {"en": ENGLISH, "zh": CHINESE}
LANGUAGES = st.sampled_from([("en",), ("zh",), ("en", "zh"), ("zh", "en")])


@st.composite
def texts(draw: st.DrawFn, languages: tuple[str, ...], *, least: int = 1) -> dict[str, str]:
    """A text of one or several paragraphs, as many in each of the post's languages."""
    count = draw(st.integers(least, 3))
    paragraphs = {
        tag: draw(st.lists(SENTENCES[tag], min_size=count, max_size=count)) for tag in languages
    }
    return {tag: "\n\n".join(said) for tag, said in paragraphs.items() if said}


@st.composite
def points(draw: st.DrawFn, languages: tuple[str, ...], depth: int = 2) -> Point:
    names = {"en": "The Margin Battle", "zh": "利润率之战"}
    labels = draw(st.sampled_from([{tag: names[tag] for tag in languages}, {}]))
    text = {key: value.split("\n\n")[0] for key, value in draw(texts(languages)).items()}
    below = draw(st.lists(points(languages, depth - 1), max_size=2)) if depth else []
    return Point(label=labels, text=text, points=tuple(below))


@st.composite
def whole_posts(draw: st.DrawFn) -> Post:
    languages = draw(LANGUAGES)
    titles = {"en": "The Vertical Silicon War", "zh": "垂类芯片之战"}
    sources = st.sampled_from(
        [
            Source(title="芯片的未来", authors="张三等", year=2024),
            Source(title="AI Risk", ssrn="5883822"),
            Source(title="A Page", url="https://example.com/page"),
        ]
    )
    return Post(
        title={tag: titles[tag] for tag in languages},
        happened=draw(texts(languages)),
        matters=Matters(
            text=draw(texts(languages, least=0)),
            points=tuple(draw(st.lists(points(languages), max_size=3))),
        ),
        prediction=Prediction(text=draw(texts(languages)), stars=draw(st.integers(1, 5))),
        discussion=draw(texts(languages)),
        sources=tuple(draw(st.lists(sources, unique=True, max_size=3))),
        tags=tuple(draw(st.lists(st.sampled_from(["AI", "芯片", "云计算"]), unique=True))),
        meta=Meta(score=draw(st.none() | st.integers(-5, 99))),
    )


def prose(text: Texts, indent: str = "") -> list[str]:
    """Paragraphs, those of one language after those of the other."""
    said = [f"{indent}{part}" for one in text.values() for part in one.markdown.split("\n\n")]
    return [line for part in said for line in (part, "")]


def listed(points: tuple[Point, ...], indent: str = "") -> list[str]:
    lines = []
    for number, point in enumerate(points, 1):
        name = " / ".join(text.markdown for text in point.label.values())
        first, *rest = prose(point.text, f"{indent}   ")
        lines += [f"{indent}{number}. {name}{': ' if name else ''}{first.strip()}", *rest]
        lines += listed(point.points, f"{indent}   ")
    return lines


def cited(source: Source) -> str:
    inside = [source.authors, str(source.year or ""), f"SSRN {source.ssrn}" if source.ssrn else ""]
    credit = ", ".join(part for part in inside if part)
    return f"- {source.title} {f'({credit})' if credit else source.url}"


def written(post: Post, order: list[Section], styles: list[str]) -> str:
    """*post* as an author might write it."""
    bodies: dict[Section, list[str]] = {
        "happened": prose(post.happened),
        "matters": [*prose(post.matters.text), *listed(post.matters.points)],
        "prediction": prose(post.prediction.text if post.prediction else Texts()),
        "discussion": prose(post.discussion),
        "sources": [cited(source) for source in post.sources],
        "tags": [" ".join(f"#{tag}" for tag in post.tags)],
    }
    lines = [] if post.meta.score is None else [str(post.meta.score), ""]
    lines += [" / ".join(text.markdown for text in post.title.values()), ""]
    for section, style in zip(order, styles, strict=False):
        stars = f" ({'⭐' * (post.prediction.stars or 0)})" if post.prediction else ""
        note = stars if section == "prediction" else ""
        names = {"en": label(section, "en"), "zh": label(section, "zh"), "note": note}
        lines += [style.format(**names, emoji=emoji(section)), *bodies[section], ""]
    return "\n".join(lines)


SECTIONS: list[Section] = ["happened", "matters", "prediction", "discussion", "sources", "tags"]


@given(
    whole_posts(),
    st.permutations(SECTIONS),
    st.lists(st.sampled_from(STYLES), min_size=len(SECTIONS), max_size=len(SECTIONS)),
    st.sampled_from(["text", "markdown"]),
)
@tries(200)
def test_what_is_written_in_any_order_and_style_is_read_back(
    post: Post, order: list[Section], styles: list[str], form: str
):
    source = written(post, order, styles)
    again = parse(source, form)
    assert replace(again, languages=(), languages_seen=(), sections=()) == post, source
    said = [part.section for part in again.sections]
    assert said == [name for name in order if name in said], "in the author's order"


def read_or_not(source: str, form: str) -> tuple[Post, str]:
    """The post, or an empty one and where the error is."""
    try:
        return parse(source, form), ""
    except PostError as error:
        assert error.message  # noqa: PT017 - either is fine, a traceback is not
        return Post(), error.location


FRAGMENTS = st.sampled_from(
    [
        "# 🐣 {word}", "🐣", "### 🐣 {word}", "1. 🐣 {word}: 🐣", "**🐣 {word}**", "- 🐣", "# 123",
        "{word}", "中文{word}。", "2 Comments", "Sources: {word}", "My prediction: 60%", "问题：{word}", "{word} 中文。Then {word}.", "## {word}", "### Why it matters",
        "💡 为什么重要：", "1. {word}", "  - **{word}**: {word}", "2. 标签{word}：中文", "- {word}", "---", "===", "    {word}", "   1. {word}",
        "讨论: {word}", "🔮 Prediction (70%):", "📎 来源", "# {word}", "<!-- thread -->", "```",
        "[zh] {word}", "[fr]", "  {word}", "Tags: #{word}", "{word} (Smith, 2024)", "", "", "",
        "![{word}]({word}.png)", "💬 Comments (2)", "标题：{word}", "**{word}:**", "> {word}",
        "https://example.com/{word}", "| {word} |", "一、{word}：{word}", "用故事说理：{word}",
    ]
)  # fmt: skip


@given(
    st.lists(FRAGMENTS, max_size=30),
    st.sampled_from(["text", "markdown"]),
    st.sampled_from(["", "---\nlanguages: [en, zh]\n---\n", "---\nlanguages: [zh]\n---\n"]),
)
@tries(400)
def test_each_word_and_emoji_is_in_a_field_or_the_whole_is_an_error(
    lines: list[str], form: str, front: str
):
    spoken = []
    source = front
    for at, line in enumerate(lines):
        animal = chr(ord("🐀") + at)
        said = line.replace("{word}", f"word{at}x", 1).replace("{word}", f"also{at}x")
        source += said.replace("🐣", animal) + "\n"
        spoken += [word for word in (f"word{at}x", f"also{at}x", animal) if word in source]
    post, where = read_or_not(source, form)
    data = "\n".join(values(plain(post)))
    assert re.match(r"<text>:\d+:\d+", where) or [word for word in spoken if word not in data] == []


@given(st.text(max_size=200) | st.lists(FRAGMENTS).map("\n".join), st.sampled_from(list(FORMATS)))
@tries(400)
def test_whatever_is_read_is_a_post_or_an_error(text: str, form: str):
    post, at = read_or_not(text, form)
    assert at or parse(json.dumps(plain(post)), "json") == post


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
@tries(100)
def test_data_of_the_wrong_kind_is_an_error(value: object):
    for key in Post.__struct_fields__:
        _, at = read_or_not(json.dumps({key: value}), "json")
        assert at == "" or at.startswith("<text>")
