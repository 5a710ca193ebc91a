"""What the desk is made of, without a browser: endings, files, kept texts, places, choices."""

import asyncio
import datetime as dt
import re
import resource
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from types import SimpleNamespace
from typing import cast, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosspost import Post, configuration, post_file, read, render
from crosspost.desk.actions import ActionRequest, choices
from crosspost.desk.autosave import Autosave
from crosspost.desk.finding_positions import EditorRange as Place
from crosspost.desk.finding_positions import SearchableText as Source
from crosspost.desk.finding_positions import of_error, of_finding
from crosspost.desk.html import PageParts
from crosspost.desk.publish_actions import Publication
from crosspost.desk.render import Renderer
from crosspost.desk.session import Session
from crosspost.desk.targets import Choice, targets
from crosspost.desk.targets import default_choices as usual
from crosspost.desk.targets import read_choices as chosen
from crosspost.desk.targets import with_choices as wanting
from crosspost.errors import ConfigError, Position, PostError
from crosspost.errors import ErrorPlace as Where
from crosspost.model.findings import EveryText, Finding, Location, MessagePart, finding, in_post
from crosspost.model.layout import Changes, Section
from crosspost.post_file import editable_text as plain
from crosspost.post_file import with_line_endings as as_before
from crosspost.readers import parse
from crosspost.translations import LANGUAGES, texts
from tests.examples import EXAMPLES
from tests.transcripts import ROOT

LINES = st.lists(
    st.tuples(
        st.sampled_from(["", "一", "二 🎉", "a\u2028b\x0c"]), st.sampled_from(["\n", "\r\n", "\r"])
    )
)


@given(LINES, st.sampled_from(["", "\ufeff"]), st.sampled_from(["", "尾"]))
def test_a_text_that_was_not_edited_is_written_as_it_was(
    lines: list[tuple[str, str]], mark: str, last: str
):
    before = mark + "".join(line + end for line, end in lines) + last
    assert as_before(plain(before), before) == before


@given(LINES, st.text(st.sampled_from("一二\n"), max_size=20))
def test_every_letter_that_was_typed_is_written(lines: list[tuple[str, str]], typed: str):
    before = "".join(line + end for line, end in lines)
    assert plain(as_before(typed, before)) == typed


def test_writing_keeps_what_else_a_file_is(tmp_path: Path):
    path = tmp_path / "post.md"
    path.write_bytes("旧\r\n".encode())
    path.chmod(0o604)
    seen = post_file.read(path)
    made = post_file.write("新\n", seen)
    assert path.read_bytes() == "新\r\n".encode() == made.raw
    assert stat.S_IMODE(path.stat().st_mode) == 0o604
    with pytest.raises(post_file.FileChanged) as now:
        post_file.write("又新\n", seen)
    assert now.value.theirs.text == "新\n"
    assert post_file.write("又新\n", seen, over=now.value.theirs.digest).text == "又新\n"
    assert [one.name for one in tmp_path.iterdir()] == ["post.md"]


def test_a_file_that_is_not_there_is_only_made_if_it_still_is_not(tmp_path: Path):
    path = tmp_path / "new.md"
    seen = post_file.read(path)
    assert (seen.raw, seen.text) == (None, "")
    path.write_text("别人先写了", encoding="utf-8")
    with pytest.raises(post_file.FileChanged):
        post_file.write("我的", seen)
    assert path.read_text(encoding="utf-8") == "别人先写了"


@pytest.mark.parametrize(
    "raw", ["垂类芯片之战".encode("gbk"), b"\x89PNG\r\n", b"a\0b", "中".encode("utf-16")]
)
def test_what_is_no_text_is_not_opened(tmp_path: Path, raw: bytes):
    (tmp_path / "post.md").write_bytes(raw)
    with pytest.raises(PostError):
        post_file.read(tmp_path / "post.md")


FULL = """
import resource, signal, sys
from pathlib import Path
from typing import get_args
from crosspost import post_file
from crosspost.errors import ConfigError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
path = Path(sys.argv[1])
try:
    post_file.write("新" * 1000, post_file.read(path))
except ConfigError as error:
    print(error)
"""


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="no such limit here")
def test_a_disk_that_takes_no_more_leaves_the_old_file(tmp_path: Path):
    path = tmp_path / "post.md"
    path.write_text("旧", encoding="utf-8")
    said = subprocess.run(
        [sys.executable, "-c", FULL, path],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT / "src",
    ).stdout
    assert "cannot be written" in said
    assert path.read_text(encoding="utf-8") == "旧"
    assert [one.name for one in tmp_path.iterdir()] == ["post.md"]


class Clock:
    def __init__(self) -> None:
        self.time = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        self.time += dt.timedelta(minutes=1)
        return self.time


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Callable[[Path | None], Autosave]]:
    """A keeper of the post at a path, as a desk has it, until the test ends."""
    clock = Clock()
    with ExitStack() as open_ones:
        yield lambda post: open_ones.enter_context(
            closing(Autosave(tmp_path / "desk", post, clock))
        )


def test_a_text_is_kept_until_it_is_safe(tmp_path: Path, keeper: Callable[[Path | None], Autosave]):
    post = tmp_path / "帖.md"
    one = keeper(post)
    one.keep("半句")
    one.keep("半句话")
    (path,) = (tmp_path / "desk").glob("*.json")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keeper(post).left_behind("") == [], "its owner lives"
    one.close()
    assert keeper(tmp_path / "别的.md").left_behind("") == [], "of another post"
    two = keeper(post)
    (kept,) = two.left_behind("")
    assert (kept.text, kept.path) == ("半句话", str(post))
    two.drop(kept)
    assert two.left_behind("") == []


def test_a_copy_of_what_is_safe_and_what_is_half_written_are_not_offered(
    tmp_path: Path, keeper: Callable[[Path | None], Autosave]
):
    one = keeper(None)
    one.keep("写好了")
    one.close()
    (path,) = (tmp_path / "desk").glob("*.json")
    path.with_name(path.name.replace(".json", "0.json")).write_text('{"id": "', encoding="utf-8")
    assert keeper(None).left_behind("写好了") == []
    assert not path.exists()


def place(text: str, post_text: str, about: Finding) -> str | None:
    """What a finding is about, in the author's text."""
    post = parse(text, "markdown", "post.md")
    found = of_finding(Source(text), about, post, render(post, "x"))
    return taken(post_text, found)


def taken(text: str, found: Place | None) -> str | None:
    """The part of *text*, as a browser takes it."""
    if found is None:
        return None
    wide = text.encode("utf-16-le")
    return wide[2 * found.start : 2 * found.end].decode("utf-16-le")


TEXT = """# 🎉 The "War" / 芯片之战

## What happened / 发生了什么
It **began**, on a
cold day. 见 main.py。

芯片"很贵",但AI需要它。
"""


@pytest.mark.parametrize(
    ("where", "words", "expected"),
    [
        (in_post("title"), (), 'The "War" / 芯片之战'),
        (
            in_post("happened"),
            (),
            'It **began**, on a\ncold day. 见 main.py。\n\n芯片"很贵",但AI需要它',
        ),
        (MessagePart(index=1), (), None),
        (EveryText(), ("main.py",), "main.py"),
        (MessagePart(index=1), ("War",), "War"),
        (in_post("languages"), (), None),
        (in_post("matters", "points", 7, "text"), (), None),
        (in_post(), (), None),
        (in_post("__class__"), (), None),
    ],
)
def test_where_a_finding_is_about(where: Location, words: tuple[str, ...], expected: str | None):
    about = finding("x.cost", where, words=words)
    found = place(TEXT, TEXT, about)
    if isinstance(where, MessagePart) and not words:
        assert found is not None
        assert found.startswith('The "War"')
    else:
        assert found == expected


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_each_message_of_each_example_is_found_in_its_source(path: Path):
    post, text = read(path), path.read_text(encoding="utf-8")
    source = Source(text)
    for channel in ("x", "telegram", "wechat-message"):
        draft = render(post, channel)
        for message in draft.messages:
            about = finding("x.cost", MessagePart(index=message.index))
            found = of_finding(source, about, post, draft)
            assert found is not None, message.text
            assert 1 <= found.line <= found.last <= text.count("\n") + 1


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (Position("post.md", 4, 4), "**began**, on a"),
        (Position("post.md", 7, 99), "。"),
        (Position("post.md", 2, 1), ""),
        (Position("post.md", 99, 1), None),
        ("post.md", None),
    ],
)
def test_where_an_error_stands(at: Where, expected: str | None):
    error = PostError("post.empty", location=at)
    assert taken(TEXT, of_error(Source(TEXT), error)) == expected


def test_choices_say_only_what_is_changed():
    there = targets(configuration.Settings())
    shown = [one.name for one in there if usual(there, LANGUAGES)[one.id].shown]
    assert {"x", "telegram", "wechat-article", "zhihu"} <= set(shown), "what most readers use"
    assert "webhook" not in shown
    x = next(one for one in there if one.name == "x")
    assert x.account is not None
    said = [(f"{x.id}.shown", "on"), (f"{x.id}.order", "own"), (f"{x.id}.languages", " ")]
    said += [(f"{x.id}.section", one) for one in x.account.layout.order]
    assert chosen(said, there)[x.id] == Choice(shown=True)
    less = chosen(
        [*said[:-1], (f"{x.id}.teaser_first", "no"), (f"{x.id}.languages", "zh，en")], there
    )[x.id]
    assert less.changes == Changes(
        languages=("zh", "en"),
        teaser_first=False,
        order=x.account.layout.order[:-1],
        fixed_order=False,
    )
    post = wanting(read(EXAMPLES[0]), x.account, less.changes)
    assert render(post, x.account).languages == ("zh",)


@pytest.mark.parametrize(
    "said", [("languages", "中文"), ("language_mode", "sideways"), ("headings", "loud")]
)
def test_a_choice_that_cannot_be_is_refused(said: tuple[str, str]):
    there = targets(configuration.Settings())
    with pytest.raises(ConfigError) as caught:
        chosen([(f"{there[0].id}.{said[0]}", said[1])], there)
    assert caught.value.location.startswith(said[0])
    assert said[1] in caught.value.message


def test_what_was_typed_comes_back_as_text():
    there = targets(configuration.Settings())
    session = cast("Session", SimpleNamespace(there=there, words=texts("desk")["en"]))
    said = ((f"{there[0].id}.languages", "<i>"),)
    answer = asyncio.run(choices(session, ActionRequest(tab="", said=said)))
    assert "&lt;i&gt;" in answer["parts"]["choice-wrong"]


def test_what_is_on_the_screen_is_made_first():
    there = targets(configuration.Settings())
    renderer = Renderer(there, Path())
    told: list[PageParts] = []
    last = f"draft-{there[-1].id}"
    every = {one.id: Choice(shown=True) for one in there}
    args = ("post.md", every, texts("desk")["zh"], {last})
    view = renderer.render(TEXT, *args, told.append)
    drafts = [name for parts in told for name in parts if name.startswith("draft-")]
    assert drafts[0] == last
    assert sorted(drafts) == sorted(f"draft-{one.id}" for one in there)
    assert view
    order = [one.target.id for one in view.shown]
    assert order == [one.id for one in sorted(there, key=lambda one: one.place("zh"))]
    assert told[0]["order"].split() == [f"draft-{one}" for one in order], "as readers use them"
    told.clear()
    broken = renderer.render("---\ndate: 昨天\n---\n" + TEXT, *args, told.append)
    assert broken
    assert broken.post is None
    assert [list(parts) for parts in told] == [["problem", "findings", "room", "summary"]]


def test_a_text_that_is_overtaken_is_shown_where_its_author_looks_and_no_further():
    there = targets(configuration.Settings())
    renderer = Renderer(there, Path())
    told: list[PageParts] = []
    every = {one.id: Choice(shown=True) for one in there}
    seen = f"draft-{there[-1].id}"
    args = (TEXT, "post.md", every, texts("desk")["zh"], {seen}, told.append)
    assert renderer.render(*args, overtaken=lambda: True) is None
    assert [name for parts in told for name in parts] == ["problem", "order", seen, "room"]


def test_a_publication_that_breaks_off_is_no_success(monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object) -> None:
        found = "写不下去了"
        raise RuntimeError(found)

    draft = render(parse(TEXT, "markdown", "post.md"), "x")
    told: list[None] = []
    publication = Publication(Post(), [draft], lambda: told.append(None))
    monkeypatch.setattr(publication, "_run", broken)
    publication.run(configuration.Settings(), Path())
    said = publication.shown(texts("desk")["zh"])
    assert "没有成功：RuntimeError: 写不下去了" in said
    assert "全部已经发出" not in said
    assert publication.ended
    assert told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_has_a_name_to_choose_it_by(language: str):
    assert {f"section_{one}" for one in get_args(Section)} <= set(texts("desk")[language])


def test_the_page_knows_which_words_are_in_which_message():
    there = [one for one in targets(configuration.Settings()) if one.name == "x"]
    told: list[PageParts] = []
    every = {one.id: Choice(shown=True) for one in there}
    text = "The first one. 🎉\n\n<!-- thread -->\n\nThe other **one**."
    Renderer(there, Path()).render(text, "p.md", every, texts("desk")["zh"], set(), told.append)
    rows = re.findall(r'data-at="([^"]*)"[^>]*>([^<]*)<', told[0]["room"])
    assert [re.sub(r"\d+ / ", "… / ", says) for _, says in rows] == [
        "X · 共 2 条消息，最满的一条 … / 280",
        "X · 第 1 条，共 2 条 · … / 280",
        "X · 第 2 条，共 2 条 · … / 280",
    ]
    utf_16 = text.encode("utf-16-le")
    start, end = map(int, rows[2][0].split())
    assert utf_16[2 * start : 2 * end].decode("utf-16-le") == "The other **one**."
    assert not rows[0][0]
