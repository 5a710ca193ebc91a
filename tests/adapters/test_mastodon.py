"""Mastodon: plain statuses, one language each, addresses at a distance from Chinese."""

from msgspec import structs

from crosspost import Draft, Post, render
from crosspost.compose.plain_text import known_language
from crosspost.model.channel_spec import Account
from crosspost.model.post import Source
from crosspost.registry import load_channel

POST = Post(
    languages=("zh",),
    title={"zh": "芯片之战", "en": "Chip war"},
    happened={
        "zh": "详见https://a.cn/x，[报告](https://b.cn/y)。感谢@a@b.social。",
        "en": "It began.",
    },
)


def codes(draft: Draft) -> dict[str, str]:
    return {finding.code: finding.message for finding in draft.findings}


def test_one_status_a_language():
    english, chinese = render(POST, "mastodon").messages
    assert english.payload == {"status": "Chip war\n\nIt began.", "language": "en"}
    assert chinese.payload["language"] == "zh"
    assert chinese.payload["status"] == chinese.text


def test_an_address_touches_no_chinese():
    """Mastodon takes everything up to the next space into the link, and sees no glued mention."""
    *_, chinese = render(POST, "mastodon").messages
    assert "详见 https://a.cn/x ，报告 (https://b.cn/y)。感谢 @a@b.social 。" in chinese.text


def test_an_authors_hidden_address_is_a_finding():
    assert codes(render(POST, "mastodon"))["markup.expanded-link"].endswith("1 shown as plain URL")


def test_a_sources_address_is_none():
    """It was no link of the author's, and stands beside the source for everybody to read."""
    cited = Post(languages=("en",), title={"en": "Chip war"}, sources=(Source(ssrn="5883822"),))
    draft = render(cited, "mastodon")
    assert "https://ssrn.com/abstract=5883822" in draft.messages[-1].text
    assert "markup.expanded-link" not in codes(draft)


def test_several_languages_in_one_status():
    spec = load_channel("mastodon")
    layout = structs.replace(spec.layout, language_mode="together")
    draft = render(POST, Account(name="m", spec=spec, layout=layout))
    assert {message.payload["language"] for message in draft.messages} == {"en"}
    assert codes(draft)["language.one-sent"].endswith("sent as en")


def test_languages_as_mastodon_knows_them():
    known = {
        "zh": "zh",
        "zh-Hans-CN": "zh-CN",
        "zh-Hant": "zh-Hant",
        "zh-HK": "zh-HK",
        "en-GB": "en",
    }
    rule = load_channel("mastodon").write
    assert rule
    assert {tag: known_language(tag, rule) for tag in known} == known
