"""The page for everybody: axe finds nothing serious, and a keyboard reaches all there is to do."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crosspost.model.post import Post
from tests.page.conftest import POSTS, Opened, drafted, drafts_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SERIOUS = {"serious", "critical"}
KIND = POSTS[2]
"""Families, flags, Arabic, Hebrew, Hindi: how-an-emoji-is-born."""


def complaints(view: "Page") -> list[str]:
    """What axe finds serious: the rule, and where."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only with a browser

    found = Axe().run(view).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary'][:200]}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


@pytest.mark.parametrize(
    ("path", "width", "language", "dark"),
    [(KIND, 390, "zh", True), pytest.param(POSTS[0], 1280, "en", False, marks=pytest.mark.long)],
    ids=["a phone by night", "a desktop by day"],
)
def test_axe_finds_nothing_serious(
    path: Path, width: int, language: str, dark: bool, opened: Opened
):
    view = opened(drafts_of(path), language, width=width, dark=dark, bypass_csp=True)
    assert complaints(view) == []


def test_axe_would_find_something(opened: Opened):
    drafts = [draft for draft in drafts_of(POSTS[0]) if draft.channel == "x"]
    view = opened(drafts, bypass_csp=True)
    view.evaluate("document.querySelector('.byline').style.color = 'rgb(250, 250, 250)'")
    view.evaluate("document.querySelector('button').textContent = ''")
    assert {one.partition(":")[0] for one in complaints(view)} >= {"button-name", "color-contrast"}


def test_nothing_runs_out_of_the_screen(opened: Opened):
    view = opened(drafts_of(KIND))
    for width in (320, 390, 768, 1280, 2560):
        view.set_viewport_size({"width": width, "height": 900})
        assert view.evaluate("document.documentElement.scrollWidth") == width
        wide = view.evaluate(
            """() => [...document.querySelectorAll(".message *")].filter((one) =>
              one.getBoundingClientRect().right > innerWidth + 1 && !one.closest("pre")).length"""
        )
        assert wide == 0, width


def test_a_keyboard_reaches_everything_and_sees_where_it_is(opened: Opened):
    view = opened(drafts_of(POSTS[0])[:3])
    wanted = view.evaluate(
        """() => [...document.querySelectorAll("a[href],button,input:not([name=scheme]),summary")]
          .filter((one) => one.checkVisibility()).length"""
    )
    reached = set()
    for _ in range(wanted + 5):
        view.keyboard.press("Tab")
        where, ring = view.evaluate(
            """() => {
              const all = [...document.querySelectorAll("*")];
              const one = document.activeElement;
              const lit = [one, one.parentElement, one.nextElementSibling].filter(Boolean)
                .some((part) => parseFloat(getComputedStyle(part).outlineWidth) >= 2 && getComputedStyle(part).outlineStyle !== "none");
              return [all.indexOf(one), lit || one === document.body];
            }"""
        )
        reached.add(where)
        assert ring, where
    assert len(reached) >= wanted


def test_each_text_names_its_language_and_finds_its_direction(opened: Opened):
    """A voice reads Chinese as Chinese; Hebrew and Arabic run from the right."""
    arabic = Post(languages=("ar",), title={"ar": "نهاية الثانية"}, discussion={"zh": "中文在这里"})
    view = opened([*drafts_of(KIND), *drafted(arabic, "wechat-moments")])
    assert view.locator("html").get_attribute("lang") == "en"
    said = view.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".telegram [lang]")].map((one) =>
          [one.lang, one.textContent.slice(0, 40)]))"""
    )
    assert set(said) == {"en", "zh"}
    assert any("\u4e00" <= char <= "\u9fff" for char in said["zh"])
    lines = view.evaluate(
        """() => [...document.querySelectorAll("[data-account=wechat-moments] .text")].at(-1).innerHTML"""
    )
    assert '<span lang="ar">' in lines
    edges = view.evaluate(
        """() => {
          const line = [...document.querySelectorAll("[lang=ar]")].at(-1);
          const box = line.closest(".text").getBoundingClientRect();
          const own = line.getBoundingClientRect();
          return [box.right - own.right, own.left - box.left];
        }"""
    )
    assert edges[0] < 1 < edges[1], "Arabic does not begin at the right"


def test_light_and_dark_can_be_chosen(opened: Opened):
    view = opened(drafts_of(POSTS[0])[:1])
    ground = "getComputedStyle(document.body).backgroundColor"
    light = view.evaluate(ground)
    view.get_by_text("Dark", exact=True).click()
    assert view.evaluate(ground) != light
    view.emulate_media(color_scheme="dark")
    view.get_by_text("Light", exact=True).click()
    assert view.evaluate(ground) == light
