"""A card's words: shortened where there is no room, and as alt text for whoever does not see it.

And the lines of a post that make a card with that text one of its pictures, in its own format.
"""

import json
from collections.abc import Mapping

from ..model.section_names import label
from ..registry import channel_names, load_channel
from ..splitting.break_opportunities import Inside, Level, clauses, scan
from ..splitting.breakpoints import characters, words
from ..text.cjk import CLAUSE_ENDS, CLOSERS, PAUSES, SENTENCE_ENDS, is_wide
from .content import CardContent
from .styles import region

NUMBERS = "零一二三四五"


def alt_texts(said: CardContent) -> dict[str, str]:
    """The alt text of a card in each language that it says something in.

    Inside the shortest field of all channels: the question goes first where there is no room.

    >>> from crosspost.card.content import card_content
    >>> from crosspost.model.post import Post, Prediction
    >>> sure = Prediction(text={"zh": "将会涨价。"}, stars=4)
    >>> alt_texts(card_content(Post(title={"zh": "一条街的价格"}, prediction=sure), ("zh",)))
    {'zh': '一条街的价格。我的预测（四星，满分五星）：将会涨价。'}
    """
    languages = dict.fromkeys(text.language for text in said.texts)
    return {tag: fitted_words(_words(said, tag), alt_limit()) for tag in languages}


def alt_limit() -> int:
    """How long an alt text may be on every channel that shows pictures beside posts (code points).

    Articles have their own: a cover's may be shorter, and the channel's draft says so.
    """
    specs = [load_channel(name) for name in channel_names()]
    rules = [spec.media for spec in specs if not spec.article.fields]
    return min(rule.alt for rule in rules if rule and rule.alt)


def _words(said: CardContent, tag: str) -> list[str]:
    """What is said in one language: a sentence or more for each part."""
    own = {text.part: text for text in said.texts if text.language == tag}
    out = [as_sentence(own["title"].text, tag)] if "title" in own else []
    if "thesis" in own:
        out.append(as_sentence(own["thesis"].text, tag))
    zh = region(tag).startswith("zh")
    opening, colon, closing = ("（", "：", "）") if zh else (" (", ": ", ")")
    figures = (_stars(said.stars, tag), said.figures.get(tag, ""))
    sure = ("，" if zh else ", ").join(filter(None, figures))
    if "prediction" in own or (sure and tag == said.languages[0]):
        known = f"{opening}{sure}{closing}" if sure else ""
        text = f"{colon}{_flat(own['prediction'].text)}" if "prediction" in own else ""
        out.append(f"{label('prediction', tag)}{known}{text}")
    if "discussion" in own:
        out.append(f"{label('discussion', tag)}{colon}{_flat(own['discussion'].text)}")
    return out


def fitted_words(parts: list[str], most: int) -> str:
    """*parts* as one text of *most* characters at most."""
    while len(said := _joined(parts)) > most:
        last = parts[-1]
        kept = without_last_sentence(last) or shorten(last)
        parts = [*parts[:-1], kept] if kept != last else parts[:-1]
        if not parts:
            return f"{said[: most - 1]}…"
    return said


def _joined(parts: list[str]) -> str:
    wide = bool(parts) and is_wide(parts[0][-1:])
    return ("" if wide else " ").join(parts)


def as_sentence(text: str, language: str) -> str:
    """*text* on one line, as a sentence.

    >>> as_sentence("芯片🎉", "zh"), as_sentence("Who?", "en")
    ('芯片🎉。', 'Who?')
    """
    words = _flat(text)
    stop = "。" if language.split("-", maxsplit=1)[0] in {"zh", "ja", "yue"} else "."
    return words if words.rstrip(CLOSERS).endswith(tuple(SENTENCE_ENDS)) else words + stop


def _flat(text: str) -> str:
    wide = is_wide(text[:1])
    return text.replace("\n", "" if wide else " ")


def _stars(stars: int, tag: str) -> str:
    if not stars:
        return ""
    if region(tag).startswith("zh"):
        return f"{NUMBERS[stars]}星，{'满分' if region(tag) == 'zh' else '滿分'}五星"
    return f"{stars} of 5 stars"


def media_lines(pictures: Mapping[str, dict[str, str]], channel: str, form: str) -> str:
    """What to paste into the post: for one channel, or for all where there is none.

    Args:
        pictures: the alt text of each, by its path from the post's folder.
        channel: whose pictures they are.
        form: what the post is written in: a name of a reader or an ending.

    >>> print(media_lines({"街.x.png": {"zh": "一条街"}}, "x", "md"), end="")
    # in the front matter, between two lines ---
    channels:
      x:
        media:
          - path: "街.x.png"
            alt:
              zh: "一条街"
    """
    if form == "json":
        media = [{"path": path, "alt": alt} for path, alt in pictures.items()]
        data = {"channels": {channel: {"media": media}}} if channel else {"media": media}
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    lines: list[str] = []
    if form == "toml":
        key = f"channels.{channel}.media" if channel else "media"
        for path, alt in pictures.items():
            lines += [f"[[{key}]]", f"path = {_quoted(path)}"]
            lines += [f"alt.{tag} = {_quoted(text)}" for tag, text in alt.items()]
        return "\n".join(lines) + "\n"
    lines.append("media:")
    for path, alt in pictures.items():
        lines += [f"  - path: {_quoted(path)}", "    alt:"]
        lines += [f"      {tag}: {_quoted(text)}" for tag, text in alt.items()]
    if channel:
        lines = ["channels:", f"  {channel}:", *(f"    {line}" for line in lines)]
    if form not in {"yaml", "yml"}:
        lines.insert(0, "# in the front matter, between two lines ---")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """*text* in quotes that JSON, YAML and TOML read alike."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


ENOUGH = 8
"""Code points of which nothing more is cut."""
STEP = 10
SENTENCES, WORDS = 200, 40
"""A text longer than this (code points) loses a tenth at a time: each step is a whole layout."""
LOOSE = CLAUSE_ENDS + PAUSES + " \n"


def without_last_sentence(text: str) -> str:
    """*text* but for its last sentence, or "" where it is a single one.

    Of a long text more than one goes, a tenth of it at least.

    >>> without_last_sentence("🎉成本下降了。行业在变。"), without_last_sentence("行业在变。")
    ('🎉成本下降了。', '')
    """
    ends = [at.stop for at in scan(text, 0, len(text), Inside([])) if at.level <= Level.SENTENCE]
    most = len(text.rstrip()) - _step(text, SENTENCES)
    kept = [text[:end].rstrip() for end in ends if end <= most]
    return kept[-1] if kept and len(kept[-1]) < len(text.rstrip()) else ""


def shorten(text: str) -> str:
    """*text* up to its last clause but one, or its last word, with ``…``.

    The same text where nothing is left to cut.

    >>> shorten("成本下降了，但行业在变。"), shorten("成本下降了…"), shorten("马拉松🎉")
    ('成本下降了…', '成本下降了…', '马拉松🎉')
    """
    kept = text.removesuffix("…")
    if len(kept) <= ENOUGH:
        return text
    end = len(kept) - _step(kept, WORDS)
    stops = [at.stop for at in clauses(kept, 0, end, [], []) if at.stop >= end / 2]
    if not stops:
        found = words(kept, 0, end, [], [])
        stops = [at.stop for at in found if at.level < Level.CHARACTER and at.stop >= end / 2]
    if not stops:
        fine = characters(kept, 0, end, [], [])
        stops = [at.stop for at in fine if at.level <= Level.LETTER and at.stop >= ENOUGH / 2]
    short = kept[: stops[-1] if stops else 0].rstrip(LOOSE)
    return f"{short}…" if short else text


def _step(text: str, long: int) -> int:
    return len(text) // STEP if len(text) > long else 0
