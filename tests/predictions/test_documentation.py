"""What ``docs/predictions.md`` shows is what the code says, in Chinese too."""

import pytest

from crosspost.cli.score import lines
from crosspost.predictions import STARS, score
from crosspost.predictions.scoring import wilson
from crosspost.translations import use_language
from tests.predictions.test_plot import author
from tests.transcripts import ROOT, blocks

PAGES = {
    language: (ROOT / "docs" / name).read_text(encoding="utf-8")
    for language, name in (("en", "predictions.md"), ("zh", "predictions.zh.md"))
}


@pytest.mark.parametrize("language", PAGES)
def test_the_score_it_shows_is_one(language: str):
    use_language(language)
    shown = "\n".join(lines(score(author()))) + "\n"
    assert shown in [body for _, body in blocks(PAGES[language])]


@pytest.mark.parametrize("language", PAGES)
def test_the_figures_it_names_are_those_of_the_code(language: str):
    assert " | ".join(f"{share:.0%}" for share in STARS) in PAGES[language]
    assert f"{wilson(3, 3)[0]:.0%}" in PAGES[language]
