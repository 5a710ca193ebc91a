"""The plain form, for pipes and files."""

from crosspost.draft import Draft
from crosspost.preview.plain import plain
from tests.conftest import Golden


def test_a_draft_as_plain_text(draft: Draft, golden: Golden):
    golden("preview/plain.txt", plain(draft))
