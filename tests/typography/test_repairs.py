"""Typography: each repair does one thing, says what it did, and can be switched off."""

import tomllib
from pathlib import Path
from typing import get_args

import pytest

from crosspost.model.layout import Typography
from crosspost.text.inline_markdown import inline
from crosspost.text.richtext import Rich
from crosspost.typography import Style, repair, repair_findings

TABLE = tomllib.loads(
    (Path(__file__).parents[1] / "cases/typography.toml").read_text(encoding="utf-8")
)
KINDS = frozenset(get_args(Typography))
CASES = [
    pytest.param(kind, case, id=f"{kind}: {case['why']}") for kind in TABLE for case in TABLE[kind]
]

CASES_OF_SENTENCES = tomllib.loads(
    (Path(__file__).parents[1] / "cases/typography-sentences.toml").read_text(encoding="utf-8")
)["case"]
SENTENCES = [
    pytest.param(case, id=f"{case['language']}: {case['text']} {case.get('quotes', '')}")
    for case in CASES_OF_SENTENCES
]


def test_every_repair_has_cases():
    assert frozenset(TABLE) == KINDS


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_a_repair_alone(kind: str, case: dict[str, str]):
    rich = inline(case["text"])
    repaired, done = repair(
        rich, case["language"], Style(off=KINDS - {kind}, brackets="by-content")
    )
    assert repaired.text == case["after"]
    assert {one.kind for one in done} == ({kind} if rich.text != case["after"] else set())


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_switched_off_it_leaves_everything(kind: Typography, case: dict[str, str]):
    rich = inline(case["text"])
    _, done = repair(rich, case["language"], Style(off=frozenset({kind})))
    assert kind not in {one.kind for one in done}
    assert repair(rich, case["language"], Style(off=KINDS)) == (rich, ())


@pytest.mark.parametrize("case", SENTENCES)
def test_all_repairs_together(case: dict[str, str]):
    rich = inline(case["text"])
    style = Style(
        brackets=case.get("brackets", "full"),  # type: ignore[arg-type]
        quotes=case.get("quotes", "by-language"),  # type: ignore[arg-type]
    )
    repaired, done = repair(rich, case["language"], style)
    assert repaired.text == case.get("after", rich.text)
    assert repair(repaired, case["language"], style) == (repaired, ())
    assert bool(done) == (repaired.text != rich.text)


def test_half_of_the_cases_are_chinese_and_some_traditional():
    languages = [case["language"] for case in CASES_OF_SENTENCES]
    assert len(languages) >= 250
    assert sum(tag.startswith("zh") for tag in languages) * 2 >= len(languages)
    assert languages.count("zh-Hant") >= 50


def test_marks_keep_their_words():
    rich, _ = repair(inline('**芯片:GPU"好"**和[它isn"t](https://a.cn/?x="y",z)'), "zh")
    words = {mark.kind: rich.text[mark.start : mark.end] for mark in rich.marks}
    assert words == {"strong": "芯片：GPU“好”", "link": "它 isn’t"}
    assert rich.marks[1].href == 'https://a.cn/?x="y",z'


def test_findings_are_one_a_kind_with_examples():
    _, done = repair(Rich(text='他:"好",我:"不",她isn"t\u200b在'), "zh")
    findings = {finding.code: finding.message for finding in repair_findings(done)}
    assert list(findings) == [
        "typography.quotes",
        "typography.punctuation",
        "typography.spacing",
        "typography.invisible",
    ]
    assert "<U+200B>" in findings["typography.invisible"]
    assert ": 1, " in findings["typography.invisible"]
    assert findings["typography.quotes"].endswith("…")


def test_nothing_repaired_is_no_finding():
    assert repair_findings(repair(Rich(text="芯片之战，Trainium 的突破。🎉"), "zh")[1]) == []


def test_the_real_post(shared: Path):
    """Three apostrophes typed as quotes, and half-width signs all through the Chinese."""
    text = (shared / "trainium.txt").read_text(encoding="utf-8")
    chinese = next(line for line in text.splitlines() if line.startswith("亚马逊"))
    assert repair(Rich(text=chinese), "zh")[0].text.startswith(
        "亚马逊（AWS）正式展示了其最新的定制 AI 芯片路线图，并确认 OpenAI、Anthropic 甚至"
    )
    repaired, _ = repair(Rich(text=text), "en")
    assert "This isn’t just about cost; it’s about" in repaired.text
    assert "you can’t afford" in repaired.text
    assert "a “Logic-Silicon” bond" in repaired.text


@pytest.fixture
def shared() -> Path:
    folder = Path(__file__).parents[2] / "../shared"
    if not (folder / "trainium.txt").exists():
        pytest.skip("the real post is not part of the repository")
    return folder
