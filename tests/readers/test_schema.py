"""The published schema is the one the code has, and says yes to what the readers read."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml

from crosspost._record import encoded, plain
from crosspost.model.json_schema import post_schema
from crosspost.readers import read

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
    VALID.validate(json.loads(encoded(read(path))))


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
