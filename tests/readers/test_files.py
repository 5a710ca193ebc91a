"""Files that are no posts: each is refused at once, with what it is and what to do."""

import io
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from crosspost import PostError, read, render
from crosspost.readers import LARGEST, parse

POST = "芯片之战\n\n📰 发生了什么：\n亚马逊展示了新芯片。\n"
SAME = parse(POST, "text")
AS_DATA = replace(SAME, sections=())
"""The same, where nobody said in which order."""


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["bare", "byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["Unix", "Windows", "old Macintosh"])
def test_line_ends_and_byte_order_marks_mean_nothing(tmp_path: Path, end: str, mark: str):
    path = tmp_path / "post.txt"
    path.write_bytes((mark + POST.replace("\n", end)).encode())
    assert read(path) == SAME


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf \n", "the file is empty"),
        (POST.encode("utf-16"), "written in UTF-16, not in UTF-8"),
        (b"The War".decode().encode("utf-16-le"), "written in UTF-16, not in UTF-8"),
        (POST.encode("utf-32"), "written in UTF-32, not in UTF-8"),
        (POST.replace("📰", "").encode("gbk"), "written in GBK, not in UTF-8"),
        ("Le café d'été".encode("latin-1"), "byte 0xe9 is not UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00", "a PNG picture, not a text"),
        (b"%PDF-1.7 \xff", "a PDF document, not a text"),
        (b"PK\x03\x04\x00", "a ZIP archive (or a Word document), not a text"),
        (b"The War\x00\x01\x02", "a binary file (byte 0 at offset 7), not a text"),
    ],
)
def test_what_is_no_utf8_text_is_called_by_its_name(tmp_path: Path, raw: bytes, found: str):
    path = tmp_path / "post.txt"
    path.write_bytes(raw)
    with pytest.raises(PostError) as caught:
        read(path)
    assert caught.value.message == found
    assert caught.value.location.startswith(str(path))
    assert caught.value.hint


def test_a_wrong_byte_is_found_by_line_and_column_in_code_points(tmp_path: Path):
    path = tmp_path / "post.txt"
    path.write_bytes("标题\n芯片🎉\xff".encode().replace(b"\xc3\xbf", b"\xff\xfe"))
    with pytest.raises(PostError) as caught:
        read(path)
    assert caught.value.location == f"{path}:2:4"


def test_a_huge_file_is_refused_without_being_read(tmp_path: Path):
    path = tmp_path / "post.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000_000)  # a hole: no disk holds it, nor any memory
    with pytest.raises(PostError, match="larger than 4,000,000 bytes"):
        read(path)


def test_the_largest_file_is_read(tmp_path: Path):
    path = tmp_path / "post.yaml"
    text = "title: {zh: 标题}\nhappened:\n  zh: |\n    "
    path.write_text(text + "x" * (LARGEST - len(text)), "utf-8")
    assert len(read(path).happened["zh"].words) > LARGEST - 100


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("没有.txt", "cannot be read: No such file or directory"),
        (".", "cannot be read: Is a directory"),
        ("post.docx", 'unknown file type ".docx"'),
        ("post\0.txt", "cannot be read: embedded null byte"),
    ],
)
def test_a_path_that_leads_nowhere_is_an_error_not_a_traceback(
    tmp_path: Path, name: str, found: str
):
    with pytest.raises(PostError) as caught:
        read(tmp_path / name)
    assert caught.value.message == found


@pytest.mark.parametrize(
    "text",
    [
        POST,
        "---\ntitle: 芯片之战\n---\n## 发生了什么\n亚马逊展示了新芯片。",
        "# 芯片之战\n\n## 发生了什么\n亚马逊展示了新芯片。",
        "title: 芯片之战\nhappened: 亚马逊展示了新芯片。",
        'title = "芯片之战"\nhappened = "亚马逊展示了新芯片。"',
        '{"title": "芯片之战", "happened": "亚马逊展示了新芯片。"}',
    ],
    ids=["board text", "front matter", "Markdown", "YAML", "TOML", "JSON"],
)
def test_standard_input_is_known_by_how_it_begins(monkeypatch: pytest.MonkeyPatch, text: str):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert read("-") == (SAME if "##" in text or text == POST else AS_DATA)


def test_an_author_can_say_what_it_is_written_in(tmp_path: Path):
    path = tmp_path / "post.txt"
    path.write_text("title: 芯片之战\nhappened: 亚马逊展示了新芯片。", "utf-8")
    assert read(path, format="yaml") == read(path, format="yml") == AS_DATA
    with pytest.raises(PostError, match='unknown format "docx"'):
        read(path, format="docx")


@pytest.mark.parametrize(
    ("form", "text", "languages", "seen"),
    [
        ("markdown", "# 桥\n\n通车了。🎉", ("zh",), ("zh",)),
        ("markdown", "---\nlang: zh\n---\n# 桥\n\n通车了。", ("zh",), ()),
        ("markdown", "# 橋\n\n這座橋終於通車了，大家都來看。", ("zh-Hant",), ("zh-Hant",)),
        ("yaml", "title: {zh: 桥}\nhappened: It opened on a Monday.", ("zh", "en"), ("en",)),
        ("yaml", "languages: zh\nhappened: 通车了。", ("zh",), ()),
        ("toml", 'happened = "通车了。"', ("zh",), ("zh",)),
        ("json", '{"happened": {"zh": "通车了。"}}', ("zh",), ()),
    ],
)
def test_which_languages_were_guessed_is_known(
    form: str, text: str, languages: tuple[str, ...], seen: tuple[str, ...]
):
    post = parse(text, form)
    assert (post.languages, post.languages_seen) == (languages, seen)


def test_what_was_taken_for_a_part_of_it_is_told_in_data_too():
    text = "happened: |\n  今天说了很多话，都是中文。\n\n  Stay hungry, stay foolish.\n\n  后来呢，大家都走了。"
    assert [found.code for found in parse(text, "yaml").reading] == ["language.seen"]


@pytest.mark.parametrize(
    ("front", "keys"),
    [
        ("tags: [芯片]\ncategories: [新闻]", ("categories",)),
        ("cover: a.png\nimage: b.png\nlayout: post", ("layout", "image")),
        ("cover: a.png\nimage: a.png\nbanner:", None),
        ("date: 2026-03-01\npubDate: 2026-03-01", None),
    ],
)
def test_a_key_that_another_one_wins_over_is_told(front, keys):
    post = parse(f"---\n{front}\n---\n它开始了。\n", "md")
    told = [one.values["keys"] for one in post.reading if one.code == "post.unused-keys"]
    assert told == ([keys] if keys else [])


def test_a_cover_that_stands_in_the_text_is_one_picture_however_its_path_begins():
    post = parse("---\ncover: ./港口.png\n---\n前。\n\n![港口](港口.png)\n\n![](./灯.png)\n", "md")
    shown = [one.path for message in render(post, "x").messages for one in message.media or ()]
    assert shown == ["港口.png", "灯.png"]
