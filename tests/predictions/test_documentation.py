"""What ``docs/predictions.md`` shows is what the code says."""

from crosspost.cli.score import lines
from crosspost.predictions import STARS, score
from crosspost.predictions.scoring import wilson
from tests.predictions.test_plot import author
from tests.transcripts import ROOT, blocks

PAGE = (ROOT / "docs/predictions.md").read_text(encoding="utf-8")


def test_the_score_it_shows_is_one():
    shown = "\n".join(lines(score(author()))) + "\n"
    assert shown in [body for _, body in blocks(PAGE)]


def test_the_figures_it_names_are_those_of_the_code():
    assert " | ".join(f"{share:.0%}" for share in STARS) in PAGE
    assert f"{wilson(3, 3)[0]:.0%}" in PAGE
