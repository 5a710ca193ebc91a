"""Every link of our pages leads to a file that is there, and to a heading that it has."""

from functools import cache
from pathlib import Path

import pytest

from scripts.pages import headings, links
from tests.transcripts import ROOT

PAGES = sorted(
    path
    for pattern in ("*.md", "docs/*.md", "channels/*.md", "examples/README.md", "skills/**/*.md")
    for path in ROOT.glob(pattern)
)


@cache
def headings_of(path: Path) -> frozenset[str]:
    """Those of the page at *path*, to which many links may lead."""
    return frozenset(headings(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path):
    dead = []
    for link in links(path.read_text(encoding="utf-8")):
        place, _, anchor = link.partition("#")
        target = (path.parent / place).resolve() if place else path
        there = target.exists() and target.is_relative_to(ROOT)
        if not there or (anchor and anchor not in headings_of(target)):
            dead.append(link)
    assert dead == []


def test_a_page_in_chinese_has_its_twin():
    for path in (ROOT / "docs").glob("*.zh.md"):
        assert path.with_name(path.name.replace(".zh", "")).exists()


ENGLISH_ONLY = {
    "draft.md#the-protocol",
    "publishing.md#for-programs",
    "publishing.md#how-a-doubt-is-settled",
    "scheduling.md#for-programs",
    "updating.md#for-programs",
    "wechat.md#a-theme-of-your-own",
}
"""Sections of reference that a page's twin leaves to the English page."""


def test_a_page_in_chinese_leads_to_pages_in_chinese():
    astray = []
    for path in (*sorted((ROOT / "docs").glob("*.zh.md")), ROOT / "README.zh.md"):
        if path.name == "api.zh.md":  # an index: what docstrings say is in English
            continue
        page = path.read_text(encoding="utf-8").replace(f"[English]({path.stem[:-3]}.md)", "")
        for link in set(links(page)) - ENGLISH_ONLY:
            target = path.parent / link.partition("#")[0]
            if target.suffixes == [".md"] and target.with_suffix(".zh.md").exists():
                astray.append(f"{path.name}: {link}")
    assert not astray


def test_headings_are_named_as_the_host_names_them():
    page = "# 一 二、三\n\n## `crosspost queue cancel`\n\n```\n## none\n```\n\n## A *b*, c_d\n\n## A *b*, c_d\n"
    assert headings(page) == ["一-二三", "crosspost-queue-cancel", "a-b-c_d", "a-b-c_d-1"]


def test_a_link_in_code_is_none():
    assert links(
        "[甲](乙.md#丙) `[a](b)` ![c](d.svg) <https://e.example> [f](https://g.example)\n"
    ) == [
        "乙.md#丙",
        "d.svg",
    ]
