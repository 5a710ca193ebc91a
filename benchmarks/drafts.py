"""Drafts against an editor's bars: ideas kept whole and apart, openings that end well.

``python benchmarks/drafts.py`` prints the figures of drawn posts, ``… POST…`` those of files;
`run` returns them. What an idea is, and whether it was cut, is told from a post and the texts of
its messages alone, apart from the code that splits.
"""

import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from corpus import HAN_OPENINGS, LABELS, OPENINGS, TAGS, han_prose, prose

from crosspost import render
from crosspost.compose.key_sentences import sentences
from crosspost.counting import Ruler
from crosspost.errors import CrosspostError
from crosspost.model.channel_spec import ChannelSpec
from crosspost.model.draft import Draft
from crosspost.model.post import Matters, Meta, Part, Point, Post, Prediction, Source, Text, Texts
from crosspost.readers import parse
from crosspost.registry import load_channel

CHANNELS = ("x", "bluesky", "mastodon")
DRAWN = 90
"""Posts: a third English, a third Chinese, a third both."""
BESIDE = 48
"""Room that a heading, an emoji and a number take beside an idea, in the channel's unit."""
ADDRESS = re.compile(r"[a-z]+://[^\s)）]+")
FULL = 0.85
APART = ("story", "prediction", "discussion")
"""What Moments says for what it is, or not at all."""
STARTS = 12
"""Code points by which an idea is known."""


class Idea(NamedTuple):
    """What has a message for itself, by the language it is said in."""

    name: str
    texts: Texts
    heading: Texts = Texts()
    """The author's own words above it."""


def run() -> dict[str, float]:
    """The figures, by the names of the report."""
    return bars([post(random.Random(f"drafts:{number}"), number % 3) for number in range(DRAWN)])


def bars(posts: Sequence[Post]) -> dict[str, float]:
    """What an editor would have to mend in the drafts of *posts*."""
    counted = dict.fromkeys(
        ("cuts", "messages", "shared", "unlike", "colons", "headings", "linked", "thin"), 0
    )
    for one in posts:
        for channel in CHANNELS:
            try:
                draft = render(one, channel)
            except CrosspostError:
                continue
            for name, count in _counts(one, draft).items():
                counted[name] += count
        counted["colons"] += _digest_ends_with_colon(one)
        counted["thin"] += _is_thin(one)
    shared = counted["shared"] / max(1, counted["messages"])
    return {
        "ideas_cut": float(counted["cuts"]),
        "messages_of_two_ideas": shared,
        "unlike_skeletons": float(counted["unlike"]),
        "openings_with_colon": float(counted["colons"]),
        "headings_of_ours": float(counted["headings"]),
        "questions_with_links": float(counted["linked"]),
        "thin_moments": float(counted["thin"]),
    }


def _counts(post: Post, draft: Draft) -> dict[str, int]:
    spec = load_channel(draft.channel)
    ideas = list(_ideas(post))
    shown = [message.text for message in draft.messages]
    texts = [_plain(text) for text in shown]
    held = [[one.name for one in ideas if _begins(one, text)] for text in texts]
    starts = [at for at, one in enumerate(draft.messages) if at == 0 or one.after == 1]
    threads = [slice(at, end) for at, end in zip(starts, [*starts[1:], None], strict=True)]
    threaded = [part for part in threads if len(texts[part]) > 1]
    asks = [text for one in ideas if one.name == "discussion" for text in _said(one)]
    return {
        "cuts": sum(_is_cut(one, texts, spec) for one in ideas[1:]),
        "messages": sum(len(texts[part]) for part in threaded),
        "shared": sum(_shares(names, ideas) for part in threaded for names in held[part]),
        "unlike": len({tuple(_grouping(held[part])) for part in threads}) > 1
        if len(threads) > 1 and _is_whole(post)
        else 0,
        "colons": sum(shown[at].endswith((":", "：")) for at in starts if len(texts) > 1),
        "headings": sum(label in _lines(text) for label in _not_written(post) for text in shown),
        "linked": sum(
            "://" in text and any(ask in letters for ask in asks)
            for part in threaded
            for text, letters in zip(shown[part], texts[part], strict=True)
        ),
    }


def _ideas(post: Post) -> Iterator[Idea]:
    """Every idea of *post*, the opening first."""
    yield Idea("happened", post.happened or post.lede)
    for at, point in enumerate(post.matters.points):
        yield Idea(f"matters {at}", point.text)
    if post.story:
        yield Idea("story", post.story.text)
    if post.prediction:
        yield Idea("prediction", post.prediction.text)
    yield Idea("discussion", post.discussion)
    for at, part in enumerate(post.sections):
        if part.section == "own":
            yield Idea(f"own {at}", part.text, part.heading)


def _plain(text: str) -> str:
    """Letters and figures alone, without addresses: typography is set right on the way."""
    return "".join(char for char in ADDRESS.sub("", text) if char.isalnum())


def _said(idea: Idea) -> list[str]:
    return [words for text in idea.texts.values() if (words := _plain(text.words))]


def _begins(idea: Idea, text: str) -> bool:
    return any(words[:STARTS] in text for words in _said(idea))


def _is_cut(idea: Idea, texts: Sequence[str], spec: ChannelSpec) -> bool:
    """Whether a message has room for the idea, and none has all of it though some begins it."""
    limit = spec.text.limits[0]
    ruler = Ruler(limit.unit, spec.text.count)
    beside = BESIDE + max((ruler.size(text.words) for text in idea.heading.values()), default=0)
    for text in idea.texts.values():
        words, fits = _plain(text.words), ruler.size(_written_out(text)) <= limit.max - beside
        begun = any(words[:STARTS] in said for said in texts)
        if fits and begun and not any(words in said for said in texts):
            return True
    return False


def _written_out(text: Text) -> str:
    """The words, and every address that a channel may have to write out beside them."""
    marks = (mark for block in text.blocks for mark in block.text.marks)
    return text.words + "".join(f" ({mark.href})" for mark in marks if "://" in mark.href)


def _shares(names: Sequence[str], ideas: Sequence[Idea]) -> bool:
    """Two ideas that are not one-liners of one list."""
    if len(names) < 2:  # noqa: PLR2004
        return False
    said = {one.name: _said(one) for one in ideas}
    lines = all(len(words) < STARTS * 6 for name in names for words in said[name])
    return not (lines and all(name.startswith("matters") for name in names))


def _grouping(held: Sequence[Sequence[str]]) -> Iterator[str]:
    """The ideas in order, with a bar where a message ends."""
    for names in held:
        if names:
            yield from names
            yield "|"


def _is_whole(post: Post) -> bool:
    """Whether both languages say everything."""
    return all(len(one.texts) in {0, len(post.languages)} for one in _ideas(post))


def _not_written(post: Post) -> list[str]:
    """Words of ours for what such a post has without a heading."""
    known = {part.section for part in post.sections}
    words = {"happened": ("What happened", "发生了什么"), "discussion": ("Discussion", "讨论")}
    return [word for section, some in words.items() if section not in known for word in some]


def _is_thin(post: Post) -> bool:
    """Whether Moments fills less than `FULL`, though one more good sentence has room.

    A good one has a figure, a date, a turn, or is bold, and says something by itself.
    """
    message = render(post, "wechat-moments").messages[0]
    if message.size >= FULL * message.limit:
        return False
    known = _plain(message.text)
    tag = "zh" if "zh" in post.languages else post.languages[0]
    texts = [one.texts[tag] for one in _ideas(post) if one.name not in APART and tag in one.texts]
    every = (one for text in texts for block in text.blocks for one in sentences(block.text))
    good = (one for one in every if one.alone and one.ended and one.signs - {"question"})
    room = message.limit - message.size - 1
    return any(_plain(one.text.text) not in known and len(one.text.text) <= room for one in good)


def _lines(text: str) -> set[str]:
    """The lines of a text, without the signs around them: a word in a sentence is no heading."""
    return {re.sub(r"^\W+|\W+$", "", line) for line in text.split("\n")}


def _digest_ends_with_colon(post: Post) -> int:
    try:
        payloads = [message.payload for message in render(post, "wechat-article").messages]
    except CrosspostError:
        return 0
    digests = (str(payload.get("digest", "")) for payload in payloads)
    return sum(digest.rstrip().endswith((":", "：")) for digest in digests)


def post(chance: random.Random, kind: int) -> Post:
    """One post in English, in Chinese or in both: news with points, or an essay with sections."""
    languages = (("en",), ("zh",), ("en", "zh"))[kind]

    told = iter(range(1, 1000))

    def say(most: int) -> Texts:
        case = next(told)
        said = {
            "en": f"In case {case} of {chance.randint(100, 999)}, {prose(chance, most)}",
            "zh": f"第 {case} 例（共 {chance.randint(100, 999)} 例）里，{han_prose(chance, most)}",
        }
        return Texts({tag: said[tag] for tag in languages})

    def ask() -> Texts:
        label, han_label = chance.choice(LABELS)
        asked = {"en": f"Who would pay for {label.lower()}?", "zh": f"谁来为{han_label}付账？"}
        return Texts({tag: asked[tag] for tag in languages})

    titles = {"en": chance.choice(OPENINGS).split(" {")[0], "zh": chance.choice(HAN_OPENINGS)[:12]}
    rest: dict[str, Any] = {}
    if chance.random() < 0.5:  # noqa: PLR2004
        labels = chance.sample(LABELS, chance.randint(2, 5))
        points = tuple(
            Point(label=Texts(dict(zip(("en", "zh"), label, strict=True))), text=say(3))
            for label in labels
        )
        rest["matters"] = Matters(points=points)
    else:
        rest["sections"] = tuple(
            Part(heading=Texts(dict(zip(("en", "zh"), label, strict=True))), text=say(4))
            for label in chance.sample(LABELS, chance.randint(2, 4))
        )
    if chance.random() < 0.3:  # noqa: PLR2004
        rest["meta"] = Meta(description=say(1))
    listed = {
        "en": "\n\nThree things follow:\n- one\n- two\n- three",
        "zh": "\n\n接下来有三件事：\n- 一\n- 二\n- 三",
    }
    opening = say(4)
    if chance.random() < 0.3:  # noqa: PLR2004
        opening = Texts({tag: f"{opening[tag].words}{listed[tag]}" for tag in languages})
    return Post(
        languages=languages,
        title=Texts({tag: titles[tag] for tag in languages}),
        happened=opening,
        prediction=Prediction(text=say(2), stars=chance.randint(1, 5)),
        discussion=ask(),
        sources=tuple(
            Source(title=chance.choice(LABELS)[0], url=f"https://a.example/{at}")
            for at in range(chance.randint(1, 4))
        ),
        tags=tuple(TAGS.replace("#", "").split()),
        **rest,
    )


if __name__ == "__main__":
    files = [Path(name) for name in sys.argv[1:]]
    shown = bars([parse(file.read_text("utf-8"), "markdown") for file in files]) if files else run()
    for name, figure in shown.items():
        print(f"{name}: {figure:.4f}")
