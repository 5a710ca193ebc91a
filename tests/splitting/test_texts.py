"""`crosspost.split`: a plain text, cut for a channel."""

import crosspost
from crosspost.model.channel_spec import Account
from crosspost.text.richtext import Rich

TEXT = """\
芯片之战：

Trainium is cheaper. {more}

<!-- thread -->

1. 利润率之战。

2. 平台锁定。🎉
"""


def test_paragraphs_are_blocks_and_the_comment_forces_a_break():
    made = crosspost.split(TEXT.format(more=""), "x")
    assert [chunk.shown.text for chunk in made.chunks] == [
        "芯片之战：\n\nTrainium is cheaper.",
        "1. 利润率之战。\n\n2. 平台锁定。🎉",
    ]


def test_every_piece_fits_the_channel():
    made = crosspost.split(TEXT.format(more="It just is, 因为便宜。 " * 60), "x")
    assert len(made.chunks) > 4
    assert all(chunk.size <= chunk.limit == 280 for chunk in made.chunks)


def test_a_rich_text_an_entry_and_an_account_do_as_well():
    spec = crosspost.channel("bluesky").spec
    account = Account(name="mine", spec=spec, layout=spec.layout)
    assert crosspost.split(Rich(text="好。"), spec) == crosspost.split("好。", account)
