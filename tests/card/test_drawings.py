"""Code and tables that would be cut are pictures, where a layout asks for that; see docs/card.md."""

import io
import sys
from pathlib import Path

import pytest
from msgspec import UNSET, structs
from PIL import Image

from crosspost.images import picture_findings
from crosspost.images.sources import picture_data
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Draft, Drawing, Picture
from crosspost.model.layout import Changes, changed
from crosspost.preview.as_html import embedded, page
from crosspost.readers import parse
from crosspost.registry import load_channel
from crosspost.rendering import render

CODE = "\n".join(f"riders[{n}] = count({n})  # 第 {n} 站，零点以后" for n in range(24))
TABLE = "| 城市 | 客流 | 说明 |\n| :--- | ---: | --- |\n" + "\n".join(
    f"| 第 {n} 城 | {n},400 | 机场线与医院环线都延长，周五最多 |" for n in range(12)
)
POST = f"""# 夜班地铁怎么算

三座城市公布了进站记录。

## 怎么算

十行代码就能复算：

```python
{CODE}
```

算出来的是这张表：

{TABLE}

有车，就有人坐。
"""


def drafted(channel: str, text: str = POST, long_blocks: str = "picture") -> Draft:
    spec = load_channel(channel)
    layout = changed(spec.layout, Changes(long_blocks=long_blocks))  # type: ignore[arg-type]
    return render(parse(text, "md"), Account(name=channel, spec=spec, layout=layout))


def pictures(draft: Draft) -> list[tuple[int, Picture]]:
    return [
        (message.index, one)
        for message in draft.messages
        if message.media is not UNSET
        for one in message.media
    ]


@pytest.mark.parametrize("channel", ["x", "bluesky", "mastodon"])
def test_what_would_be_cut_is_a_picture_with_the_message_that_holds_its_place(channel):
    draft = drafted(channel)
    (where, code), (_, table) = pictures(draft)
    assert code.drawn == Drawing(language="zh", code=CODE)
    assert table.drawn is not UNSET
    assert table.drawn.rows[1] == ("第 0 城", "0,400", "机场线与医院环线都延长，周五最多")
    assert "复算：" in draft.messages[where - 1].text
    assert not any("riders" in one.text or "医院环线" in one.text for one in draft.messages)
    assert [one.code for one in draft.findings].count("media.drawn") == 2
    limit = load_channel(channel).media.alt  # type: ignore[union-attr]
    assert code.alt == CODE or (limit and len(code.alt) == limit)


def test_telegram_shows_it_where_it_stands():
    lines = (f"{n:03} {'客流比预计多四成，' * 7}" for n in range(75))
    long = POST.replace(CODE, "\n".join(lines))
    ((where, code),) = pictures(drafted("telegram", long.replace(TABLE, "")))
    assert code.drawn is not UNSET
    assert "复算：" in drafted("telegram", long.replace(TABLE, "")).messages[where - 1].text


@pytest.mark.parametrize("channel", ["x", "telegram", "wechat-article", "wechat-moments"])
def test_it_is_off_by_itself_and_nothing_where_there_is_no_need(channel):
    assert load_channel(channel).layout.long_blocks == "text"
    short = "# 题\n\n大事发生了。\n\n```\na = 1  # 一\n```\n"
    assert pictures(drafted(channel, short)) == []
    assert pictures(drafted(channel, long_blocks="text")) == []


@pytest.mark.parametrize(
    ("why", "channel", "block"),
    [
        (
            "a link in a cell would be lost",
            "bluesky",
            TABLE.replace("第 0 城", "[第 0 城](https://a.cn/0)"),
        ),
        (
            "nobody could read it",
            "x",
            "```\n" + "\n".join(f"第 {n} 行" for n in range(90)) + "\n```",
        ),
    ],
)
def test_what_would_lose_something_as_a_picture_stays_text(why, channel, block):
    draft = drafted(channel, f"# 题\n\n大事发生了。\n\n{block}\n\n没有别的。\n")
    assert pictures(draft) == [], why
    assert len(draft.messages) > 1


def test_the_digest_changes_with_every_letter_of_it():
    other = POST.replace("riders[3]", "riders[4]")
    assert drafted("x").digest == drafted("x").digest != drafted("x", other).digest
    assert drafted("x").digest != drafted("x", long_blocks="text").digest


@pytest.mark.parametrize("at", [0, 1], ids=["code", "table"])
def test_a_drawing_is_the_same_every_time_and_as_high_as_it_is_long(at):
    _, one = pictures(drafted("x"))[at]
    data = picture_data(one, Path())
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.width) == ("PNG", 1200)
    assert 400 < image.height < 1800
    longer = structs.replace(one, drawn=Drawing(language="zh", code="\n".join(["芯片 🎉"] * 40)))
    assert Image.open(io.BytesIO(picture_data(longer, Path()))).height > image.height
    assert picture_data(one, Path()) == data


def test_the_page_shows_it():
    html = page([drafted("x")], show=embedded("."))
    assert html.count('src="data:image/png;base64,') == 2


def test_without_what_draws_check_says_so_and_nothing_is_sent(monkeypatch):
    draft = drafted("x")
    monkeypatch.setitem(sys.modules, "crosspost.card.drawings", None)
    rule = load_channel("x").media
    assert rule is not None
    told = list(picture_findings(draft, rule, Path()))
    assert [(one.code, one.level, one.values["reason"]) for one in told] == [
        ("media.refused", "error", "cannot-draw")
    ] * 2
    assert "crosspost[card]" in told[0].text("zh")
