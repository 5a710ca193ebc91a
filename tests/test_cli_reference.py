"""docs/cli.md and its Chinese twin say what the commands take today; ``--accept`` writes them."""

import pytest

from crosspost.cli import EXTRAS, NEED_NO_EXTRA, NEEDS
from crosspost.cli._arguments import COMMANDS
from crosspost.translations import LANGUAGES
from scripts.cli_reference import DOCS, page, page_name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reference_is_what_the_commands_take(language: str, request: pytest.FixtureRequest):
    written, path = page(language), DOCS / page_name(language)
    if request.config.getoption("--accept"):
        path.write_text(written, encoding="utf-8")
    else:
        assert path.read_text(encoding="utf-8") == written


def test_every_command_that_says_what_it_needs_is_there():
    assert {*NEEDS, *NEED_NO_EXTRA} <= set(COMMANDS)
    assert set(NEEDS.values()) <= set(EXTRAS)
    assert not NEED_NO_EXTRA & set(NEEDS)
