"""The pages for programs do what they say, in both languages; the reference says what the code does."""

import doctest
import importlib
import pickle
import runpy
import sys
from pathlib import Path

import pytest

import crosspost
from crosspost import Post, render
from crosspost.testing import Outbox, memory_ledger
from crosspost.translations import use_language
from tests.transcripts import ROOT, blocks

DOCS = ROOT / "docs"
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


@pytest.mark.parametrize("name", ["python.md", "python.zh.md", "testing.md", "testing.zh.md"])
def test_a_page_prints_what_it_says(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("SHOP_BOT_TOKEN", "123456:AbCdEfGh")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    monkeypatch.delitem(sys.modules, "service", raising=False)
    importlib.invalidate_caches()
    use_language("zh" if ".zh." in name else "en")
    try:
        together: dict[str, object] = {}
        for mark, body in blocks((DOCS / name).read_text("utf-8")):
            if mark.startswith("python "):
                (tmp_path / mark.split()[1]).write_text(body, "utf-8")
                compile(body, mark, "exec")
            elif mark == "python":
                example = doctest.DocTestParser().get_doctest(body, together, name, name, 0)
                runner = doctest.DocTestRunner(optionflags=FLAGS)
                assert not runner.run(example, clear_globs=False).failed
                together = example.globs
    finally:
        use_language("en")
        sys.modules.pop("service", None)
    assert list(tmp_path.glob("*.sqlite3")) == []


@pytest.mark.parametrize("name", ["python", "testing", "stability", "api"])
def test_both_languages_have_the_same_parts(name: str):
    english, chinese = ((DOCS / f"{name}{end}.md").read_text("utf-8") for end in ("", ".zh"))
    assert english.count("\n## ") == chinese.count("\n## ")
    if name != "api":
        assert [mark for mark, _ in blocks(english)] == [mark for mark, _ in blocks(chinese)]
        assert english.count("\n| ") == chinese.count("\n| ")


@pytest.fixture(scope="module")
def reference() -> dict[Path, str]:
    pages: dict[Path, str] = runpy.run_path(str(ROOT / "scripts" / "api_reference.py"))["pages"]()
    return pages


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_reference_is_what_the_docstrings_say(
    language: str, reference: dict[Path, str], request: pytest.FixtureRequest
):
    path = next(one for one in reference if (".zh" in one.name) == (language == "zh"))
    if request.config.getoption("--accept"):
        path.write_text(reference[path], "utf-8")
    assert path.read_text("utf-8") == reference[path], "make api"


def test_what_is_promised_to_be_pickled_is():
    mine = crosspost.config({"accounts": {"公告": {"channel": "x"}}})
    post = Post(title="搬家了 🎉", channels={"x": crosspost.Override(hook="谁？")})
    with Outbox(), memory_ledger() as ledger:
        results = crosspost.publish(post, "公告", ledger=ledger, config=mine)
    for one in (post, render(post, mine.account("公告")), results):
        assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own
