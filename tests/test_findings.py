"""One table of codes: documented as it stands, with a sentence each, and no finding made without."""

import re
from string import Formatter

import pytest

from crosspost import read, render
from crosspost.model.draft import told_once
from crosspost.model.finding_codes import CODES, GROUPS
from crosspost.model.findings import (
    Finding,
    MessagePart,
    WholeThread,
    finding,
    in_post,
    merged,
    merged_across,
    own_finding,
)
from crosspost.registry import channel_names, load_channel
from crosspost.translations import LANGUAGES, texts
from tests.examples import EXAMPLES, REAL, ROOT

DOCUMENT = ROOT / "docs/findings.md"
CHINESE = ROOT / "docs/findings.zh.md"
CHINESE_ROW = re.compile(
    r"^\| `(?P<code>[^`]+)` \| (.+?) \| (.+?) \| .*[\u4e00-\u9fff].* \|$", re.MULTILINE
)
SOURCE = {
    str(path.relative_to(ROOT / "src/crosspost")): path.read_text(encoding="utf-8")
    for path in (ROOT / "src/crosspost").rglob("*.py")
    if path.name != "finding_codes.py"
}
MADE = re.compile(r'\b(?:finding|of_words)\(\s*(f?"[^"]+")')


def document() -> str:
    """``docs/findings.md``: its first part as it is written, its tables from the codes."""
    opening = DOCUMENT.read_text(encoding="utf-8").partition("\n## ")[0]
    parts = [opening.rstrip("\n")]
    for heading, codes in GROUPS.items():
        rows = [
            f"| `{code}` | {row.level} | {row.about} | {row.meaning} |"
            for code, row in codes.items()
        ]
        head = ["| code | level | about | meaning |", "| --- | --- | --- | --- |"]
        parts.append("\n".join([f"## {heading}", "", *head, *rows]))
    return "\n\n".join(parts) + "\n"


def test_the_document_has_every_code(request: pytest.FixtureRequest):
    if request.config.getoption("--accept"):
        DOCUMENT.write_text(document(), encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == document()


def test_the_chinese_document_has_every_code_as_the_english_one_has():
    """What each means is written there by hand; its level is called what readers are shown."""
    level, about = texts("preview")["zh"], {"post": "帖子", "channel": "渠道"}
    parts = CHINESE.read_text(encoding="utf-8").split("\n## ")[1:]
    assert [CHINESE_ROW.findall(part) for part in parts] == [
        [(code, level[f"level.{row.level}"], about[row.about]) for code, row in codes.items()]
        for codes in GROUPS.values()
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence_and_every_sentence_a_code(language: str):
    said = {
        key.removesuffix(".cli").partition("/")[0]
        for key in texts("findings")[language]
        if ":" not in key
    }
    assert said == set(CODES)


def test_every_code_is_made_somewhere():
    whole = "\n".join(SOURCE.values())
    for code in CODES:
        typographic = code.startswith("typography.") and 'f"typography.{kind}"' in whole
        assert f'"{code}"' in whole or typographic, code


def test_findings_are_made_by_their_code_alone():
    direct = {
        name
        for name, text in SOURCE.items()
        if re.search(r"(?<!class )(?<!case )\bFinding\(", text)
    }
    assert direct == {"model/findings.py"}
    made = {code for text in SOURCE.values() for code in MADE.findall(text)}
    assert {code.strip('"') for code in made if not code.startswith("f")} <= set(CODES)
    with pytest.raises(KeyError):
        finding("x.unheard-of", WholeThread())


def test_every_finding_of_the_examples_says_something_in_both_languages():
    for path in EXAMPLES:
        for channel in channel_names():
            for found in render(read(path), load_channel(channel)).findings:
                english, chinese = found.text("en"), found.text("zh")
                assert english != chinese
                assert re.search(r"[\u4e00-\u9fff]", chinese)


def test_the_names_in_a_sentence_are_names():
    for language in LANGUAGES:
        for key, text in texts("findings")[language].items():
            for _, name, spec, _ in Formatter().parse(text):
                assert name is None or name.isidentifier(), key
                assert not spec or "|" in spec or spec.split(" ")[0].isidentifier(), key


def test_a_plug_in_brings_its_own_sentence():
    said = {"en": "{pages} {pages:page|pages}", "zh": "{pages} 页"}
    own = own_finding("notebook.full", "warning", WholeThread(), said, pages=1)
    assert (own.text("en"), own.text("zh")) == ("1 page", "1 页")
    for code, templates in (("x.cost", said), ("notebook.full", {"zh": "满"})):
        with pytest.raises(ValueError, match="sentence in English"):
            own_finding(code, "info", WholeThread(), templates)


def test_a_code_of_another_version_shows_as_itself():
    later = Finding(code="x.{later}", level="info", location=WholeThread())
    assert later.text("zh") == "x.{later}"


def test_what_two_drafts_show_is_told_once():
    first = finding("typography.nfc", in_post(), count=2, examples=("一", "一"))
    second = finding("typography.nfc", in_post(), count=2, examples=("一", "二"))
    [both] = merged_across([[first], [second]])
    assert both.values == {"count": 3, "examples": ("一", "一", "二")}
    [summed] = merged([first, second])
    assert summed.values["count"] == 4
    cost = finding("x.cost", WholeThread(), price=1.0, currency="USD")
    assert merged([cost, cost]) == (cost,)


def test_what_holds_for_the_post_is_no_channels():
    post = read(EXAMPLES[0])
    drafts = [render(post, name) for name in ("x", "telegram", "wechat-moments")]
    shared, alone = told_once(drafts)
    assert {CODES[one.code].about for one in shared} == {"post"}
    assert {CODES[one.code].about for draft in alone for one in draft.findings} == {"channel"}
    assert [draft.messages for draft in alone] == [draft.messages for draft in drafts]


def test_a_real_post_is_told_little():
    """Nobody reads forty lines: what is told is told once, and nothing that the draft shows."""
    if not REAL.exists():
        pytest.skip("the real post is not at hand")
    post = read(REAL)
    names = channel_names()
    shared, alone = told_once([render(post, name) for name in names])
    assert len(shared) + sum(len(draft.findings) for draft in alone) <= 2 * len(names)


def test_findings_are_told_apart_by_what_they_hold():
    first = finding("split.inside-word", MessagePart(index=1), before="一", after="二")
    again = finding("split.inside-word", MessagePart(index=1), before="一", after="二")
    assert len({first, again}) == 1
    assert first != finding("split.inside-word", MessagePart(index=2), before="一", after="二")
