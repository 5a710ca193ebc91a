"""Tables of the documentation say what the entries say; ``pytest --accept`` writes them."""

from pathlib import Path

import pytest

from tests.doc_tables import MARKED, TABLES, written
from tests.examples import ROOT
from tests.fault_tables import CORNERS, WORDS, cells

PAGES = [
    path
    for path in sorted([*ROOT.glob("docs/*.md"), *ROOT.glob("channels/*.md"), *ROOT.glob("*.md")])
    if MARKED.search(path.read_text("utf-8"))
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_its_tables_are_those_of_the_entries(page: Path, request: pytest.FixtureRequest):
    said = page.read_text("utf-8")
    if request.config.getoption("--accept"):
        page.write_text(written(said), encoding="utf-8")
    else:
        assert said == written(said), "pytest --accept writes it, once you agree"


def test_every_table_stands_on_a_page():
    found = {name for page in PAGES for name, _ in MARKED.findall(page.read_text("utf-8"))}
    assert found == set(TABLES)


def test_the_words_of_faults_are_those_of_their_tables():
    said = {cell for corner in CORNERS.values() for row in cells(corner) for cell in row}
    assert set(WORDS) <= said
