"""What each key of an override changes in a draft, in a post and in an account."""

import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from crosspost import registry
from crosspost._record import converted
from crosspost.errors import PostError
from crosspost.model.draft import Draft
from crosspost.model.layout import Changes, changed
from crosspost.model.post import Override, Post, Texts
from crosspost.readers import parse
from crosspost.rendering import render
from crosspost.service.drafts import Selection, drafts

CASES = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("overrides.toml").read_text("utf-8")
)
WORDS = "排队也是一种价格，只是收费的人看不见。" * 6
ROWS = CASES["case"]
DRAFTS = [row for row in ROWS if "error" not in row]
ERRORS = [row for row in ROWS if "error" in row]


def filled(text: str) -> str:
    return text.replace("{WORDS}", WORDS)


def source(row: dict[str, Any]) -> str:
    """The post, with the override in its front matter, where the row has one."""
    post: str = filled(row["post"])
    if not (here := row.get("here")):
        return post
    own = here if here.startswith("{") else "{" + here + "}"
    more, body = "", post
    if post.startswith("---\n"):
        more, _, body = post.removeprefix("---\n").partition("---\n")
    return f"---\n{more}channels:\n  {row['channel']}: {own}\n---\n{body}"


def drafted(row: dict[str, Any]) -> Draft:
    account = registry.default_account(row["channel"])
    changes = converted(row.get("layout", {}) | row.get("account", {}), Changes)
    account = msgspec.structs.replace(account, layout=changed(account.layout, changes))
    return render(parse(source(row), row.get("format", "markdown")), account)


@pytest.mark.parametrize("row", DRAFTS, ids=lambda row: row["why"])
def test_a_key_has_its_effect(row: dict[str, Any]):
    messages = drafted(row).messages
    texts = [message.text for message in messages]
    if "field" in row:
        texts = [str(find(message.payload, row["field"])) for message in messages]
    said = "\n----\n".join(texts)
    for words in row.get("has", ()):
        assert filled(words) in said
    for words in row.get("lacks", ()):
        assert words not in said
    if "together" in row:
        assert any(all(filled(words) in text for words in row["together"]) for text in texts), said
    if "quotes" in row:
        assert str(messages[0].payload).count("expandable_blockquote") == row["quotes"]


@pytest.mark.parametrize(
    "row", [row for row in DRAFTS if "here" in row or "account" in row], ids=lambda row: row["why"]
)
def test_without_the_key_the_draft_is_another_one(row: dict[str, Any]):
    plain = {key: value for key, value in row.items() if key not in {"here", "account"}}
    assert (drafted(plain).digest == drafted(row).digest) is row.get("same", False)


@pytest.mark.parametrize("row", ERRORS, ids=lambda row: row["why"])
def test_what_cannot_be_is_refused_by_its_path(row: dict[str, Any]):
    with pytest.raises(PostError) as caught:
        drafted(row)
    path = str(caught.value.location).rpartition(": ")[2]
    assert [path, caught.value.code] == row["error"]


@pytest.mark.parametrize(
    ("name", "choices"),
    [("twiter", ("x",)), ("推特", ("x",)), ("天气", ()), ("x", None), ("主号", None)],
)
def test_words_for_a_name_that_nobody_has_are_told(
    name: str, choices: tuple[str, ...] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    Path("crosspost.toml").write_text('[accounts."主号"]\nchannel = "mastodon"', encoding="utf-8")
    own = {name: Override(text=Texts({"zh": "别处的话 🎉"}))}
    post = Post(title={"zh": "芯片之战"}, channels=own)
    made, errors = drafts(post, Selection(channels=("telegram",)), tmp_path)
    assert errors == ()
    told = [one for one in made[0].findings if one.code == "post.no-such-channel"]
    assert [one.values.get("choices") for one in told] == ([] if choices is None else [choices])


def test_every_key_has_a_case():
    keys = {*Override.__struct_fields__} - {"options", "media"}
    shown = " ".join(f"{row.get('here', '')} {row.get('account', '')} {row['why']}" for row in ROWS)
    older = {"languages", "fixed_order", "fallback_sections", "teaser_first", "links", "poll"}
    older |= {"disabled_repairs", "long", "long_above"}
    older |= {"content_warning", "sensitive"}  # tests/outline/test_warnings.py
    assert {key for key in keys - older if key not in shown} == set()


def find(payload: Any, key: str) -> object:
    """What stands in *payload* under *key*, however deep."""
    if isinstance(payload, dict):
        if key in payload:
            return payload[key]
        payload = list(payload.values())
    if isinstance(payload, list):
        return next((found for one in payload if (found := find(one, key)) is not None), None)
    return None
