"""The plain form, for pipes and files."""

from crosspost.model.draft import Draft
from crosspost.preview.as_text import plain
from tests.conftest import Golden


def test_a_draft_as_plain_text(draft: Draft, golden: Golden):
    golden("preview/plain.txt", plain(draft))


def test_a_thread_under_an_older_post_says_so(reply: Draft):
    first, second = (
        line for line in plain(reply).splitlines() if line.startswith(("── 1", "── 2"))
    )
    assert first.endswith(" · replies to https://x.com/zhongwen/status/1990000000000000000")
    assert "replies" not in second
