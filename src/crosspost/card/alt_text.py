"""Alt text: what a card says, in words, for whoever does not see it."""

from ..model.section_names import label
from ..registry import channel_names, load_channel
from .content import Said, Text, shorter, without_last_sentence
from .fonts import region

ENDS = '。．.！!？?…」』”’")）'
NUMBERS = "零一二三四五"


def alt(said: Said) -> dict[str, str]:
    """The alt text of a card in each language that it says something in.

    Inside the shortest field of all channels: the question goes first where there is no room.

    >>> from crosspost.card.content import said
    >>> from crosspost.model.post import Post, Prediction
    >>> sure = Prediction(text={"zh": "将会涨价。"}, stars=4)
    >>> alt(said(Post(title={"zh": "一条街的价格"}, prediction=sure), ("zh",)))
    {'zh': '一条街的价格。我的预测（四星，满分五星）：将会涨价。'}
    """
    languages = dict.fromkeys(text.language for text in said.texts)
    return {tag: _fitted(_words(said, tag), limit()) for tag in languages}


def limit() -> int:
    """How long an alt text may be on every channel that has a field for it (code points)."""
    rules = [load_channel(name).media for name in channel_names()]
    return min(rule.alt for rule in rules if rule and rule.alt)


def _words(said: Said, tag: str) -> list[str]:
    """What is said in one language: a sentence or more for each part."""
    own = {text.part: text for text in said.texts if text.language == tag}
    out = [_ended(own["title"])] if "title" in own else []
    zh = region(tag).startswith("zh")
    opening, colon, closing = ("（", "：", "）") if zh else (" (", ": ", ")")
    figures = (_stars(said.stars, tag), said.figures.get(tag, ""))
    sure = ("，" if zh else ", ").join(filter(None, figures))
    if "prediction" in own or (sure and tag == said.languages[0]):
        text = own["prediction"].text if "prediction" in own else ""
        known = f"{opening}{sure}{closing}" if sure else ""
        out.append(f"{label('prediction', tag)}{known}{colon}{_flat(text)}")
    if "discussion" in own:
        out.append(f"{label('discussion', tag)}{colon}{_flat(own['discussion'].text)}")
    return out


def _fitted(parts: list[str], most: int) -> str:
    """*parts* as one text of *most* characters at most."""
    while len(said := _joined(parts)) > most:
        last = parts[-1]
        kept = without_last_sentence(last) or shorter(last)
        parts = [*parts[:-1], kept] if kept != last else parts[:-1]
        if not parts:
            return f"{said[: most - 1]}…"
    return said


def _joined(parts: list[str]) -> str:
    wide = parts[0][-1:] > "\u2e80" if parts else False
    return ("" if wide else " ").join(parts)


def _ended(text: Text) -> str:
    words = _flat(text.text)
    stop = "。" if text.language.split("-")[0] in {"zh", "ja", "yue"} else "."
    return words if words.endswith(tuple(ENDS)) else words + stop


def _flat(text: str) -> str:
    wide = text[:1] > "\u2e80"
    return text.replace("\n", "" if wide else " ")


def _stars(stars: int, tag: str) -> str:
    if not stars:
        return ""
    if region(tag).startswith("zh"):
        return f"{NUMBERS[stars]}星，{'满分' if region(tag) == 'zh' else '滿分'}五星"
    return f"{stars} of 5 stars"
