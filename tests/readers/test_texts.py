"""A text is read once: which blocks it is, and that nothing of it is lost on the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosspost._record import converted, encoded, plain
from crosspost.model.post import Override, Point, Post
from crosspost.text.blocks import BREAK, Block, Break, List, Note, Picture, Quote
from crosspost.text.texts import Text, Texts
from crosspost.typography import Style, repaired
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


LINES = """
芯片、- 芯、-芯、1. 片、2) 片、A. 芯、> 芯、>> 片、>、- [x] 芯、```、~~~py、---、***、===、# 芯、## 片、|芯|片|、|-|:-:|、|a|
<div>、</div>、<!-- 注 -->、<!-- thread -->、<b>芯 片</b>、<br>、<ul><li>芯、</ul>、<table><tr><td>片、</table>、<pre>芯
![芯](a.png)、见![片](b.png)、[![芯](a.png)](https://a.cn)、[芯][r]、[片](../a.md)、[^1]: 芯、片[^1]、[^2]
**芯 片**、**芯、片**、_芯_、~~片~~、`芯 片`、`、<https://a.cn/x>、https://a.cn/_x_、&amp;芯、\\*、芯\\、芯片  、<video>片、</video>
"""
PIECES = ["", *LINES.replace("\n", "、").strip("、").split("、")]
INDENTS = ["", "", "", "  ", "   ", "    ", "> ", "- "]


@given(st.lists(st.tuples(st.sampled_from(INDENTS), st.sampled_from(PIECES))))
def test_markdown_of_any_lines_is_the_same_text(lines: list[tuple[str, str]]):
    typed = "\n".join(line if line[:2] == "[^" else indent + line for indent, line in lines)
    once = Text(f"[r]: https://a.cn\n\n{typed}")
    assert Text(once.markdown) == once
    assert Text(once.markdown).markdown == once.markdown
    assert not once or Text(once.markdown).dropped == once.dropped


@given(st.lists(st.tuples(st.sampled_from(INDENTS), st.sampled_from(PIECES))))
def test_every_chinese_word_of_any_lines_is_said_or_shown(lines: list[tuple[str, str]]):
    """But for comments and what stands beside a fence."""
    kept = [
        f"{indent}{line}"
        for indent, line in lines
        if not line.startswith(("<!--", "~~~", "```")) and "注" not in line
    ]
    text = Text("\n".join(kept))
    shown = text.words + "".join(map(alts, text.blocks))
    typed = "\n".join(kept)
    for char in "芯片":
        assert shown.count(char) >= typed.count(char)


def alts(block: Block) -> str:
    """What the pictures in *block* show."""
    if isinstance(block, Picture):
        return "" if block.alt in block.caption.text else block.alt
    if isinstance(block, List):
        return "".join(alts(one) for item in block.items for one in item.more)
    return "".join(map(alts, block.blocks)) if isinstance(block, Quote | Note) else ""


def test_typography_is_worked_out_once_for_each_text():
    text = Text("用GPU\n- AI芯片")
    assert repaired(text, "zh") is repaired(text, "zh")
    assert repaired(text, "zh").text.words == "用 GPU\n• AI 芯片"
    assert repaired(text, "zh", Style(off=frozenset({"spacing"}))).text.words == "用GPU\n• AI芯片"
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
