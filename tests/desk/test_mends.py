"""What a finding tells is set right at the press of a button: in the text, and nothing else of it."""

from pathlib import Path

import pytest

from crosspost.desk.mends import (
    ASKING,
    MENDS,
    described,
    ending_of,
    keep_picture,
    mended,
    safe_name,
)
from crosspost.desk.rich_text import markdown
from crosspost.desk.targets import post_of
from crosspost.errors import ConfigError
from crosspost.model.finding_codes import CODES
from crosspost.registry import default_account
from crosspost.rendering import render
from crosspost.translations import LANGUAGES, texts

DRAFTED = """---
channels:
  x:
    hook: {en: Which drawer?}
    drafted:
      hook.en: {by: 模型 9, source: "sha256:0123456789abcdef"}
---
# Drawers

What will you do with it?
"""
CASES = {
    "a heading": (
        "telegram",
        "post.near-miss-heading",
        "# 茶\n\n## What happend\n\n一杯茶。\n",
        ("## What happend", "## What happened"),
    ),
    "a key": (
        "telegram",
        "post.near-miss-key",
        "---\ntitel: 茶\n---\n一杯茶。\n",
        ("titel:", "title:"),
    ),
    "a draft": (
        "telegram",
        "post.draft",
        "---\ntitle: 茶\ndraft: true\n---\n一杯茶。\n",
        ("draft: true\n", ""),
    ),
    "control characters": (
        "telegram",
        "post.control-character",
        "一杯\x07茶\x08 🎉。\n",
        ("\x07茶\x08", "茶"),
    ),
    "an open fence": (
        "telegram",
        "post.open-code-block",
        "一杯茶。\n\n```sh\nmake tea\n",
        ("make tea\n", "make tea\n```\n"),
    ),
    "a title": (
        "wechat-article",
        "article.no-title",
        "老面包房今天开门，炉子还是热的，门漆成了蓝色。欢迎来坐坐。\n",
        None,
    ),
    "a bare name": (
        "telegram",
        "telegram.bare-link",
        "Run main.py, then `main.py` again 🎉.\n",
        ("Run main.py", "Run `main.py`"),
    ),
    "words that nobody has read": ("x", "draft.unreviewed", DRAFTED, None),
    "words of another text": ("x", "draft.stale", DRAFTED, None),
}


@pytest.mark.parametrize("row", CASES.values(), ids=CASES)
def test_a_mend_takes_the_finding_away(row: tuple[str, str, str, tuple[str, str] | None]):
    channel, code, text, change = row
    account = default_account(channel)

    def found(said: str) -> list[str]:
        return [one.code for one in render(post_of(said, "post.md"), account).findings]

    draft = render(post_of(text, "post.md"), account)
    told = next(one for one in draft.findings if one.code == code)
    made = mended(text, "post.md", told, account)
    assert code not in found(made)
    assert set(found(made)) <= set(found(text)), "it brings no other"
    if change:
        assert made == text.replace(*change)


def test_every_mend_is_of_a_known_finding_and_named_in_both_languages():
    assert {*MENDS, *ASKING} <= set(CODES)
    for language in LANGUAGES:
        words = texts("desk")[language]
        named = {key.removeprefix("mend_") for key in words if key.startswith("mend_")}
        assert named == {*MENDS, *ASKING}


def test_a_picture_is_described_where_it_has_no_words():
    text = "![](pictures/图.png)\n\n![有](pictures/图.png)\n\n![](pictures/图2.png)\n"
    assert described(text, "pictures/图.png", "猫 [一只]") == (
        "![猫 \\[一只\\]](pictures/图.png)\n\n![有](pictures/图.png)\n\n![](pictures/图2.png)\n"
    )


PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
NAMES = {
    "IMG 0042 (1).JPG": "IMG-0042-1",
    "面包 🍞.png": "面包",
    "../../etc/passwd": "passwd",
    "..\\..\\boot.ini": "boot",
    ".htaccess": "htaccess",
    "🎉": "picture",
    "字" * 300: "字" * 60,
}


@pytest.mark.parametrize(("said", "name"), NAMES.items())
def test_a_picture_keeps_its_name_as_far_as_a_file_may_have_it(said: str, name: str):
    assert safe_name(said) == name


def test_no_picture_is_written_over(tmp_path: Path):
    assert keep_picture(tmp_path, "a.png", PNG) == "pictures/a.png"
    assert keep_picture(tmp_path, "a.png", PNG) == "pictures/a.png", "the same one"
    assert keep_picture(tmp_path, "a.png", PNG + b"1") == "pictures/a-2.png"
    assert (tmp_path / "pictures/a.png").read_bytes() == PNG


@pytest.mark.parametrize(
    "data", [b"", b"RIFF\0\0\0\0WAVE", b"<svg/>", b"%PDF-1.7", "图".encode(), b"MZ"]
)
def test_what_is_no_picture_is_told_by_its_bytes(data: bytes):
    assert not ending_of(data)


def test_a_folder_that_cannot_be_is_told(tmp_path: Path):
    (tmp_path / "pictures").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match="cannot be written"):
        keep_picture(tmp_path, "a.png", PNG)


PASTED = {
    "Word": (
        (
            "<html><head><style>p{color:red}</style></head><body><h1>搬家 <o:p></o:p></h1>"
            "<p class=MsoNormal>下月<b>一号<span>起</span></b>，<i>不变</i>。<o:p></o:p></p>"
            "<p>1. 不是清单</p></body></html>"
        ),
        "# 搬家\n\n下月**一号起**，*不变*。\n\n1\\. 不是清单",
    ),
    "Google Docs": (
        (
            "<b style='font-weight:normal'><p><span style='font-weight:400'>See </span>"
            "<a href='https://a.cn/x'><span>the bakery 🥐</span></a><span style='font-weight:700'>,"
            " both</span></p><ul><li><p>one</p></li><ul><li><p>two</p></li></ul></ul></b>"
        ),
        "See [the bakery 🥐](https://a.cn/x)**, both**\n\n- one\n  - two",
    ),
    "a table": (
        "<table><tr><td><p>甲</p></td><td>a|b</td></tr><tr><td>1</td><td>2</td></tr></table>",
        "| 甲 | a\\|b |\n| --- | --- |\n| 1 | 2 |",
    ),
    "a quotation and code": (
        "<blockquote><p>一</p><p>二</p></blockquote><pre><code>a\n  b</code></pre><hr><p>后<br>文",
        "> 一\n>\n> 二\n\n```\na\n  b\n```\n\n---\n\n后\n文",
    ),
    "nested bold that goes on": ("<p>见<b>重</b><b>点</b> <em></em></p>", "见**重点**"),
    "an address that is its own words": ("<p><a href='https://a.cn/'>https://a.cn/</a></p>", ""),
    "what an editor of code copies": ("<div style='white-space:pre'><div>def</div></div>", ""),
    "no end and no sense": (
        "<b><ul></p><li>x<table><td>y</b></tr>",
        "- **x**\n\n| y |\n| --- |",
    ),
    "a table that lays out a page": (
        "<table><tr><td>一<table><tr><td>二<p>三</p></td></tr></table>四</td><td>五</td></tr></table>",
        "一\n\n| 二 三 |\n| --- |\n\n四\n\n五",
    ),
    "a link around blocks": (
        "<a href='https://a.cn/a b)'><h3>题 🎉</h3><p>文</p></a>",
        "### [题 🎉](https://a.cn/a%20b%29)\n\n[文](https://a.cn/a%20b%29)",
    ),
    "lists without a word of their own, from five": (
        "<ul><li><ul><ol start=5><li>甲<ul><li>乙</ul></ol></ul></ul>",
        "5. 甲\n   - 乙",
    ),
    "words that only look like marks": (
        "<p>---<br>&lt;!-- 留下 --&gt;</p><p><code>&lt;b&gt;</code></p>",
        "\\---\n\\<!-- 留下 -->\n\n`<b>`",
    ),
    "what runs and what is deep": (
        "<script>x</script><a href='javascript:x'>一</a>" + "<div>" * 2000 + "<!--" * 20000,
        "",
    ),
}


@pytest.mark.parametrize("source", PASTED)
def test_what_is_pasted_is_markdown(source: str):
    html, made = PASTED[source]
    assert markdown(html) == made
