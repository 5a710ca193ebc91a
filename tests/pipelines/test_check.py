"""``crosspost check`` as a gate: which files, which of their findings fail it, and in which form."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from crosspost import cli
from crosspost.model.finding_codes import CODES

SCHEMA = json.loads(Path(__file__).with_name("sarif-schema-2.1.0.json").read_text("utf-8"))
"""As OASIS publishes it: github.com/oasis-tcs/sarif-spec, sarif-2.1/schema."""
POSTS = {
    "posts/clean.md": "# 充电口统一了\n\n所有新手机都用上了同一种充电口。\n",
    "posts/costs.md": "# 充电口统一了\n\n详情见 https://example.org/usb-c 🎉\n",
    "posts/warns.md": "# The last adapter\n\nEvery phone charges the same way 🎉 now.\n\nSee main.py.\n",
    "posts/fails.md": "# Two tickers\n\nThey rose: $AAPL and $GOOG.\n",
    "posts/broken.md": "# 一\n\n---\nmeta: [\n---\n\n## 预测 | ★★★★★★\n又一年。\n",
    "posts/picture.txt": "\x89PNG\r\n",
    "posts/.draft.md": "# Hidden\n\nNot yet.\n",
    "posts/crosspost.toml": "",
    "posts/deep/also.post.md": "# 深处\n\n也算一篇。\n",
    "other.md": "# Other\n\nBeside the folder.\n",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    for name, text in POSTS.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("latin-1") if "\x89" in text else text.encode())
    return tmp_path


def checked(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    capsys.readouterr()
    code = cli.run(["check", *words, "--channel", "x", "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


MEANT = {
    ("other.md",): ["other.md"],
    ("posts/deep",): ["posts/deep/also.post.md"],
    ("posts",): [
        *(f"posts/{name}.md" for name in ("broken", "clean", "costs", "fails")),
        "posts/picture.txt",
        "posts/warns.md",
        "posts/deep/also.post.md",
    ],
    ("posts/c*.md", "other.md"): ["posts/clean.md", "posts/costs.md", "other.md"],
    ("posts/**/*.post.md",): ["posts/deep/also.post.md"],
    ("other.md", "other.md", "./posts/deep"): ["other.md", "./posts/deep/also.post.md"],
    ("nobody.md",): ["nobody.md"],
}


@pytest.mark.parametrize("words", MEANT, ids=" ".join)
def test_files_patterns_and_folders(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]):
    _, found = checked(*words, capsys=capsys)
    assert [one["file"] for one in found["posts"]] == MEANT[words]


CODES_OF = {
    ("posts/clean.md",): (0, 0),
    ("posts/costs.md",): (0, 0),  # a cost is no reason to stop
    ("posts/warns.md",): (0, 1),
    ("posts/fails.md",): (1, 1),
    ("posts/picture.txt",): (1, 1),
    ("posts/clean.md", "nobody.md"): (1, 1),
    ("nothing/*.md",): (1, 1),  # a gate that looks at nothing does not open
    ("posts/clean.md", "posts/warns.md"): (0, 1),
}


@pytest.mark.parametrize("words", CODES_OF, ids=" ".join)
def test_what_fails_it(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]):
    lenient, strict = CODES_OF[words]
    assert checked(*words, capsys=capsys)[0] == lenient
    assert checked(*words, "--fail-on", "error", capsys=capsys)[0] == lenient
    code, found = checked(*words, "--fail-on", "warning", capsys=capsys)
    assert code == strict == int(found["failed"])


def test_a_file_that_cannot_be_read_stops_no_other(capsys: pytest.CaptureFixture[str]):
    code, found = checked("posts", capsys=capsys)
    by_file = {one["file"]: one for one in found["posts"]}
    assert code == 1
    assert by_file["posts/picture.txt"]["errors"][0]["code"] == "file.not-text"
    assert [one["code"] for one in by_file["posts/fails.md"]["findings"] if one["level"] == "error"]
    assert found["counts"]["unreadable"] == sum(bool(one["errors"]) for one in found["posts"])
    assert found["counts"]["posts"] == len(found["posts"])


def test_text_has_a_place_for_each_of_several_and_one_summary(capsys: pytest.CaptureFixture[str]):
    cli.run(["check", "posts/fails.md", "posts/clean.md", "--channel", "x", "--lang", "zh"])
    *lines, summary = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("posts/fails.md:3:12: x：错误：")
    assert summary.startswith("共 2 篇：错误 1")


def results(log: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from log["runs"][0]["results"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_sarif_is_as_its_schema_has_it(language: str, capsys: pytest.CaptureFixture[str]):
    words = ["posts", "nobody.md", "--channel", "x", "--channel", "wechat-moments"]
    assert cli.run(["check", *words, "--format", "sarif", "--lang", language]) == 1
    log = json.loads(capsys.readouterr().out)
    jsonschema.validate(log, SCHEMA)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    for result in results(log):
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        if rule["id"] in CODES:
            assert rule["help"]["markdown"] == CODES[rule["id"]].meaning
    assert len({rule["id"] for rule in rules}) == len(rules)


def test_regions_are_the_words_themselves(home: Path, capsys: pytest.CaptureFixture[str]):
    """Also behind an emoji, for columns are code points."""
    (home / "emoji.md").write_text("# 标题\n\n👩‍🚀 文字 main.py, and 🎉 utils.py.\n", "utf-8")
    cli.run(["check", "emoji.md", "posts/fails.md", "--channel", "x", "--format", "sarif"])
    log = json.loads(capsys.readouterr().out)
    found = set()
    for result in results(log):
        where = result["locations"][0]["physicalLocation"]
        if region := where.get("region"):
            text = (home / where["artifactLocation"]["uri"]).read_text("utf-8").split("\n")
            line = text[region["startLine"] - 1]
            assert region["endLine"] == region["startLine"]
            found.add((result["ruleId"], line[region["startColumn"] - 1 : region["endColumn"] - 1]))
    assert ("x.bare-link", "main.py") in found
    assert ("x.cashtags", "$AAPL") in found


def test_standard_input_is_a_post_as_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    import io  # noqa: PLC0415
    import sys  # noqa: PLC0415

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("# 标题\n\n正文。".encode())))
    code, found = checked("-", capsys=capsys)
    assert (code, found["posts"][0]["file"]) == (0, "-")


def test_a_name_that_would_steer_a_terminal_does_not(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    (home / "a\x1b[31m.md").write_text(POSTS["posts/fails.md"], "utf-8")
    cli.run(["check", "a\x1b[31m.md", "posts/clean.md", "--channel", "x"])
    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err
