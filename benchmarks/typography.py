"""Typography against autocorrect and pangu: ``python benchmarks/typography.py``.

Every row of ``tests/cases/typography-sentences.toml`` is given to all three, as plain text and in
their usual settings; how many come out as an editor wants them goes into ``docs/typography.md``
and, with the words of ``typography_zh.toml``, into ``docs/typography.zh.md``.
Both peers are installed for this alone. pangu sets spaces and nothing else, by its own design.
"""

import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pypi

from crosspost.text.inline_markdown import inline
from crosspost.typography import repair

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases" / "typography-sentences.toml"
PAGES = {
    "en": ROOT / "docs" / "typography.md",
    "zh": ROOT / "docs" / "typography.zh.md",
}
CHINESE = Path(__file__).with_name("typography_zh.toml")
BEGIN, END = "<!-- peers: benchmarks/typography.py -->\n", "<!-- end of peers -->\n"
SHOWN = (
    "列奥纳多.达.芬奇生于 1452 年。",
    "房价涨了 3.5%. 没人意外.",
    "啊？?",
    "在X上直播",
    "A股和B站",
    "做A/B测试",
    '他說"好"',
    "最后--什么也没有",
    "等了又等...",
    "#AI绘画# 很火",
    "Your parents' bank",
)
"""Rows whose results are shown."""


def main() -> None:
    """Measure, and write the tables of both pages anew."""
    sys.path.append(str(pypi.installed()))
    import autocorrect_py  # noqa: PLC0415 - installed just now
    import pangu  # noqa: PLC0415

    peers: dict[str, Callable[[str], str]] = {
        "autocorrect": autocorrect_py.format,
        "pangu": pangu.space_text,
    }
    made = f"{table(peers)}\n{examples(peers)}"
    for language, page in PAGES.items():
        text = page.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        _, _, after = rest.partition(END)
        said = chinese(made) if language == "zh" else made
        page.write_text(f"{before}{BEGIN}\n{said}\n{END}{after}", encoding="utf-8")


def chinese(tables: str) -> str:
    """*tables* with their headings, and what each row is about, in Chinese."""
    for english, own in tomllib.loads(CHINESE.read_text(encoding="utf-8")).items():
        tables = tables.replace(f"| {english} |", f"| {own} |")
    return tables


def cases() -> list[dict[str, str]]:
    """The rows that ask for no style of their own, and hold no Markdown that peers do not know."""
    rows: list[dict[str, str]] = tomllib.loads(CASES.read_text(encoding="utf-8"))["case"]
    return [
        row for row in rows if not {"brackets", "quotes"} & row.keys() and "`" not in row["text"]
    ]


def ours(row: dict[str, str]) -> str:
    """What crosspost makes of a row."""
    return repair(inline(row["text"]), row["language"])[0].text


def table(peers: dict[str, Callable[[str], str]]) -> str:
    """How many rows of each kind come out as wanted."""
    kinds: dict[str, list[dict[str, str]]] = {}
    for row in cases():
        kinds.setdefault(row["why"], []).append(row)
    lines = [
        f"| what | rows | crosspost | {' | '.join(peers)} |",
        f"| --- | --: | --: |{' --: |' * len(peers)}",
    ]
    sums = [0] * (2 + len(peers))
    for why, rows in kinds.items():
        right = [len(rows), sum(ours(row) == wanted(row) for row in rows)]
        right += [sum(peer(row["text"]) == wanted(row) for row in rows) for peer in peers.values()]
        sums = [one + other for one, other in zip(sums, right, strict=True)]
        lines.append(f"| {why} | {' | '.join(map(str, right))} |")
    return "\n".join([*lines, f"| **all** | {' | '.join(map(str, sums))} |"]) + "\n"


def examples(peers: dict[str, Callable[[str], str]]) -> str:
    """What each makes of some rows."""
    shown = [next(row for row in cases() if row["text"] == text) for text in SHOWN]
    lines = [
        f"| typed | crosspost | {' | '.join(peers)} |",
        f"| --- | --- |{' --- |' * len(peers)}",
    ]
    for row in shown:
        made = [row["text"], ours(row), *(peer(row["text"]) for peer in peers.values())]
        lines.append(f"| {' | '.join(f'`{one}`' for one in made)} |")
    return "\n".join(lines) + "\n"


def wanted(row: dict[str, str]) -> str:
    """What an editor makes of a row."""
    return row.get("after", row["text"])


if __name__ == "__main__":
    main()
