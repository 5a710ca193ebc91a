"""A text is read once: which blocks it is, and that nothing of it is lost on the way back."""

import pytest
from hypothesis import given

from crosspost._record import converted, encoded, plain
from crosspost.model.post import Override, Point, Post
from crosspost.text.blocks import BREAK, Break, List
from crosspost.text.texts import Text, Texts
from crosspost.typography import repaired
from tests.laws.strategies import texts


def kinds(text: str) -> list[str]:
    return [type(block).__name__ for block in Text(text).blocks]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("一段。\n还是这段。", "Paragraph"),
        ("一段。\n\n又一段。🎉", "Paragraph Paragraph"),
        ("谁会赢？\n- 英伟达\n- 定制芯片", "Paragraph List"),
        ("- 一\n- 二\n后来呢？", "List Paragraph"),
        ("1. One\n2. Two\n4. Four", "List"),
        ("1. One\n2) Two\n3、三", "List List List"),  # CommonMark: another sign, another list
        ("A. 英伟达\nB. 定制芯片", "List"),
        ("A. Turing wrote it.", "Paragraph"),
        ("*强调*不是列表", "Paragraph"),
        ("3.5 亿", "Paragraph"),
        ("2026 年\n-8%", "Paragraph"),
        (r"\- 不是列表", "Paragraph"),
        ("```\n- 代码\n\n```", "Code"),
        ("**粗\n- 细**", "Paragraph List"),  # CommonMark: blocks bind closer than marks
        (f"一。\n\n{BREAK}\n\n二。", "Paragraph Break Paragraph"),
        (" \n\n \n", ""),
    ],
)
def test_blocks_are_told_apart(text: str, blocks: str):
    assert kinds(text) == blocks.split()


def test_items_keep_their_lead_and_their_marks():
    (block,) = Text("- **英伟达**\n  - [定制](https://example.com/a)").blocks
    assert isinstance(block, List)
    (item,) = block.items
    (inner,) = item.more
    assert isinstance(inner, List)
    assert [item.lead, inner.items[0].lead] == ["- ", "  - "]
    assert [one.text.marks[0].kind for one in (item, inner.items[0])] == ["strong", "link"]


@given(texts(40))
def test_no_word_is_lost_whatever_the_blocks(text: str):
    """Every letter is said, in order; tags, and the language of code, are no words."""
    text = text.replace("<", "").replace("``", "`")
    said = [char for char in Text(text).words if char.isalpha()]
    assert said == [char for char in text if char.isalpha()]


@given(texts(40))
def test_its_markdown_is_the_same_text(text: str):
    once = Text(text)
    assert Text(once.markdown) == once
    assert Text(once.markdown).markdown == once.markdown


def test_typography_is_worked_out_once_for_each_text():
    text = Text("用GPU\n- AI芯片")
    assert repaired(text, "zh") is repaired(text, "zh")
    assert repaired(text, "zh").text.words == "用 GPU\n• AI 芯片"
    assert repaired(text, "zh", frozenset({"spacing"})).text.words == "用GPU\n• AI芯片"
    assert text.words == "用GPU\n• AI芯片", "the author's own stays"


def test_a_record_takes_markdown_and_gives_it_back():
    post = Post(
        title={"zh": "**芯片**之战 🎉"}, channels={"x": Override(text=Texts(en="Short *now*"))}
    )
    assert isinstance(post.title, Texts)
    assert plain(post)["title"] == {"zh": "**芯片**之战 🎉"}
    assert plain(post)["channels"]["x"]["text"] == {"en": "Short *now*"}
    assert converted(plain(post), Post) == post
    assert (
        encoded(Point(label={"zh": "标签"})).decode()
        == '{"label":{"zh":"标签"},"text":{},"points":[]}'
    )


def test_texts_are_values():
    said = Texts({"zh": "一", "zh-Hant": "壹"}, en="One")
    assert said == {"en": "One", "zh": "一", "zh-Hant": "壹"}
    assert said != {"en": "One"}
    assert hash(said) == hash(Texts(said))
    assert (Text("一") + Text("二")).markdown == "一\n\n二"
    assert Text.of([Break()]).words == ""
