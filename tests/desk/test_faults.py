"""A mistake in one channel's code is told in that channel's column; the others are shown."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from crosspost import configuration, registry
from crosspost.desk.html import PageParts
from crosspost.desk.render import Renderer
from crosspost.desk.targets import default_choices as usual
from crosspost.desk.targets import targets
from crosspost.translations import LANGUAGES, texts, use_language
from tests.examples import ROOT

TEXT = "# 一条街的价格\n\n## 发生了什么\n早市收摊了。\n"
DRAWS = """
def draw(message, context, found):
    return 1 / 0
"""


@pytest.fixture
def reader() -> Iterator[None]:
    use_language("zh")
    registry.load_channel.cache_clear()
    yield
    registry.load_channel.cache_clear()
    use_language("en")


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    ("before", "after", "error", "text"),
    [
        ("made = outline(", "made = outlin(", "NameError", False),
        ("from pathlib import Path", "from pathlib import Pathh", "ImportError", False),
        ("def write(", f"{DRAWS}\ndef write(", "ZeroDivisionError", True),
    ],
    ids=["when it writes", "when it is imported", "when it draws"],
)
def test_a_mistake_in_one_stops_no_other(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: str,
    after: str,
    error: str,
    *,
    text: bool,
):
    own = tmp_path / "crosspost" / "channels"
    own.mkdir(parents=True)
    shutil.copy(ROOT / "examples/custom_channel/notebook.toml", own)
    code = (ROOT / "examples/custom_channel/notebook.py").read_text(encoding="utf-8")
    assert before in code
    (own / "notebook.py").write_text(code.replace(before, after, 1), encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    there = [
        one
        for one in targets(configuration.Settings())
        if one.name in {"x", "notebook", "telegram"}
    ]
    told: PageParts = {}
    Renderer(there, Path()).render(
        TEXT, "post.md", usual(there, LANGUAGES), texts("desk")["zh"], (), told.update
    )
    columns = {one.name: told[f"draft-{one.id}"] for one in there}
    assert f"Notebook 渠道的代码出错：{error}" in columns["notebook"]
    assert "notebook.py:" in columns["notebook"]
    assert ("早市收摊了。" in columns["notebook"]) == text
    for name in ("x", "telegram"):
        assert "早市收摊了。" in columns[name]
        assert "代码出错" not in columns[name]
    assert told["problem"] == ""
