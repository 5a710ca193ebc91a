"""The published schema is the one the code has, and says yes to what the readers read."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from msgspec.structs import replace

from crosspost._record import encoded, plain
from crosspost.model.json_schema import post_schema
from crosspost.model.post import Post
from crosspost.readers import parse, read

ROOT = Path(__file__).parents[2]
PUBLISHED = json.loads((ROOT / "schema/post.schema.json").read_text("utf-8"))
VALID = jsonschema.Draft202012Validator(PUBLISHED)
EXAMPLES = sorted((ROOT / "examples").glob("*.*"))
POSTS = [path for path in EXAMPLES if path.suffix in {".txt", ".md", ".yaml", ".toml", ".json"}]


def test_the_published_schema_is_current():
    assert json.loads(json.dumps(post_schema())) == PUBLISHED, (
        "crosspost schema > schema/post.schema.json"
    )


def test_it_is_a_schema_and_describes_its_records():
    VALID.check_schema(PUBLISHED)
    assert all(record["description"] for record in PUBLISHED["$defs"].values())


@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.name)
def test_every_example_as_data_is_valid(path: Path):
    VALID.validate(as_data(read(path)))


def as_data(post: Post) -> dict[str, Any]:
    """What a file of *post* holds."""
    data: dict[str, Any] = json.loads(encoded(replace(post, reading=())))
    return data


OWN = """
---
date: 2026-11-22 10:00:00 +0800
canonical_url: https://example.com/bakery
---
# 搬家公告 🎉

三月一日起，我们在老面包房。

## 背景

旧房子太小：

- 漏水
- 太吵

## 为什么重要

1. 成本：下降。

## 怎么去

> 四路电车。

```sh
open map
```
"""


@pytest.mark.parametrize("suffix", ["yaml", "json"])
@pytest.mark.parametrize("source", [*POSTS, OWN], ids=lambda source: str(source)[-20:].strip())
def test_a_post_written_as_data_is_the_same_post(source: Path | str, suffix: str):
    post = parse(source, "markdown") if isinstance(source, str) else read(source)
    data = as_data(post)
    text = json.dumps(data) if suffix == "json" else yaml.safe_dump(data, allow_unicode=True)
    assert parse(text, suffix) == replace(post, reading=())


def test_known_sections_may_be_named_by_one_word_in_their_order():
    post = parse(
        "title: 搬家\ndiscussion: 来吗？\nhappened: 搬了。\n"
        "sections: [discussion, {heading: 背景, text: 太小。}, happened]",
        "yaml",
    )
    assert [part.section for part in post.sections] == ["discussion", "own", "happened"]
    assert post.sections[1].heading == {"zh": "背景"}


LOADS: dict[str, Callable[[str], object]] = {
    ".yaml": yaml.safe_load,
    ".toml": tomllib.loads,
    ".json": json.loads,
}


@pytest.mark.parametrize("suffix", LOADS)
def test_examples_written_as_data_are_valid_as_they_stand(suffix: str):
    for path in (path for path in POSTS if path.suffix == suffix):
        VALID.validate(plain(LOADS[suffix](path.read_text("utf-8"))))


@pytest.mark.parametrize(
    "data",
    [{"titel": {"zh": "战争"}}, {"title": {"chinese": "战争"}}, {"prediction": {"stars": 6}}],
)
def test_it_says_no_to_what_the_readers_refuse(data: dict[str, object]):
    assert not VALID.is_valid(data)
