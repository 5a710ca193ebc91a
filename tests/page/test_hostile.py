"""Hostile posts do nothing: no script, no request, no link but to the web, no box over the page."""

import itertools
from typing import Any

import pytest

from crosspost.model.draft import Draft, Message, Picture
from crosspost.model.finding_codes import FindingLevel as Level
from crosspost.model.findings import EveryText, Finding, Location, MessagePart, Place, PostPath
from crosspost.model.post import Matters, Media, Meta, Point, Post, Source
from crosspost.preview.as_html import page
from tests.browser import Window
from tests.page.conftest import CHANNELS, Opened, drafted, seen
from tests.tries import grid

pytestmark = pytest.mark.browser

RUNS = "<script>parent.hacked=1</script><img src=x onerror=hacked=1><svg onload=hacked=1>"
BREAKS = "\"'></div></main></textarea></title></style></template><!-- ]]>" + RUNS
LINKS = "[看](javascript:hacked=1) [b](data:text/html,<script>hacked=1</script>) [c](vbscript:x)"
CSS = "</style><style>*{display:none!important}</style> expression(hacked=1) url(//evil.example/x)"
BIDI = "\u202eevil\u2066 \u202b 中文 \u200f"
ALL = f"{BREAKS} {LINKS} {CSS} {BIDI} &lt;b&gt; &#x3c;script&#62; \x00 \x1b[31m \r\n {{{{7*7}}}} ${{7*7}}"

POST = Post(
    languages=("en", "zh"),
    title={"en": f"T {BREAKS}", "zh": f"题 {BIDI} {RUNS}"},
    happened={"en": ALL, "zh": ALL},
    matters=Matters(points=(Point(label={"en": CSS}, text={"en": LINKS, "zh": BREAKS}),)),
    discussion={"en": RUNS},
    sources=(
        Source(title=BREAKS, url="javascript:hacked=1//"),
        Source(title="x", url=f"https://a.cn/{BREAKS}"),
    ),
    tags=("a><script>hacked=1</script>",),
    media=(Media(path=f"{BREAKS}.png", alt={"en": BREAKS}),),
    meta=Meta(author=BREAKS, canonical_url='https://evil.example/"><script>hacked=1</script>'),
)

ARTICLE = f"""
<section style="position:fixed;inset:0;z-index:9999;background:url(http://evil.example/a)" onclick="hacked=1">
<section style="color:red;width:100vw;margin-left:-500px" id="drafts" class="top">在这里 {BIDI}</section></section>
{RUNS}<style>.top{{display:none}}</style><a href="javascript:hacked=1">连</a><a href="https://a.cn">外</a>
<iframe src="http://evil.example/b"></iframe><form action="http://evil.example/c"><input name="scheme"></form>
<meta http-equiv="refresh" content="0;url=http://evil.example/d"><base href="http://evil.example/">
<img src="http://evil.example/e.png" srcset="http://evil.example/f.png 2x" onload="hacked=1">
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=hacked=1&gt;">
<svg><use href="data:image/svg+xml,<svg onload=hacked=1>"/></svg><noscript><p title="</noscript>{RUNS}">
"""


def by_hand(channel: str, payload: dict[str, Any]) -> Draft:
    """A draft that no adapter of ours would write, with every field hostile."""
    message = Message(
        index=1,
        of=1,
        text=BREAKS,
        size=9,
        limit=3,
        unit=BREAKS,
        payload=payload,
        media=(Picture(path="/etc/passwd", alt=BREAKS), Picture(url="http://evil.example/g.png")),
    )
    levels: tuple[Level, ...] = ("info", "warning", "error")
    places: tuple[Location, ...] = (MessagePart(index=1), EveryText(), PostPath(path=(BIDI,)))
    findings = tuple(
        Finding(
            level=level,
            code=BREAKS,
            location=location,
            words=(BREAKS[:5],),
            places=(Place(message=1, start=0, end=5), Place(message=1, start=9, end=999)),
            templates={"en": f"{BIDI}{BREAKS}"},
        )
        for level, location in itertools.product(levels, places)
    )
    return Draft(
        channel=channel,
        account=f"{BIDI}{BREAKS}",
        languages=('zh" onclick="hacked=1',),
        digest=BREAKS,
        messages=(message,),
        findings=findings,
    )


DRAFTS = (
    by_hand(
        "wechat-article", {"title": BREAKS, "author": BREAKS, "digest": BREAKS, "content": ARTICLE}
    ),
    by_hand("x", {"text": ALL, "poll": {"options": [BREAKS], "duration_minutes": 60}}),
    by_hand(
        "telegram",
        {
            "text": f"链接{ALL}",
            "entities": [
                {"type": "text_link", "offset": 0, "length": 2, "url": "javascript:hacked=1"},
                {"type": BREAKS, "offset": 0, "length": 2},
                {"type": "spoiler", "offset": 1, "length": 9_999},
            ],
            "link_preview_options": {"url": f"https://evil.example/{BREAKS}"},
        },
    ),
    by_hand("wecom", {"msgtype": "markdown", "markdown": {"content": f"> {LINKS}{BREAKS}"}}),
    by_hand(f'no such "{BREAKS}', {BREAKS: ALL}),
)

HARM = """() => ({
  hacked: window.hacked,
  scripts: document.querySelectorAll("script").length,
  handlers: [...document.querySelectorAll("*")].flatMap((one) => [...one.attributes])
    .filter((one) => one.name.startsWith("on")).map((one) => one.name),
  links: [...document.querySelectorAll("[href]")].map((one) => one.getAttribute("href"))
    .filter((href) => !/^(https?:|tg:|#)/i.test(href)),
  strangers: document.querySelectorAll("iframe,form,base,object,embed,[srcset],main style,main link").length,
  metas: document.querySelectorAll("meta").length,
  shown: getComputedStyle(document.querySelector(".top")).display,
})"""
NONE: dict[str, object] = {
    "hacked": None,
    "scripts": 1,
    "handlers": [],
    "links": [],
    "strangers": 0,
    "metas": 5,
    "shown": "flex",
}


@grid("whose, policy", ["a post", "drafts by hand"], ["with its policy", "without it"])
def test_nothing_runs_and_nothing_is_asked(whose: str, policy: str, opened: Opened):
    drafts = drafted(POST) if whose == "a post" else DRAFTS
    view = opened(drafts, bypass_csp=policy == "without it")
    view.wait_for_timeout(100)  # an image that fails does so a moment later
    assert view.evaluate(HARM) == NONE


def test_a_hostile_post_reads_as_it_will_be_sent(opened: Opened):
    drafts = drafted(POST)
    expected = [[_kept(message.text) for message in draft.messages] for draft in drafts]
    assert seen(opened(drafts)) == expected


def _kept(text: str) -> str:
    """No HTML can hold U+0000: a browser puts U+FFFD there."""
    return text.replace("\0", "\ufffd")


def test_an_article_stays_in_its_frame(opened: Opened):
    """Neither a fixed position nor a width beyond the screen leads out of it."""
    view = opened(DRAFTS[:1])
    beside, position = view.evaluate(
        """() => {
          const frame = document.querySelector(".wechat_article .page");
          frame.scrollIntoView({ block: "center" });
          const { left, top, height } = frame.getBoundingClientRect();
          const hit = document.elementFromPoint(left - 10, top + height / 2);
          const section = frame.querySelector(".content section");
          return [hit.closest(".content") === null, getComputedStyle(section).position];
        }"""
    )
    assert beside
    assert position == "static"


def test_an_override_turns_no_word_of_the_page(opened: Opened):
    """A post may turn its own words; what stands around them stays where it is."""
    where = """() => [...document.querySelectorAll(".findings li")].map((one) => {
      const box = (part) => one.querySelector(part).getBoundingClientRect();
      return box("strong").left <= box("bdi").left;
    })"""
    rows = opened(DRAFTS[:1]).evaluate(where)
    assert rows
    assert all(rows)


def test_a_document_of_a_hundred_hostile_drafts_parses_as_one(window: Window):
    view = window()
    view.set_content(page(drafted(POST) * 3))
    assert view.locator("main > .drafts > .draft").count() == len(CHANNELS) * 3
