"""Tables of the documentation that repeat what the code or the entries say: written, not typed.

A page marks the place: ``<!-- table: limits -->``, and ``<!-- end of table -->`` behind it. What
stands between is what `TABLES` gives for that name.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from crosspost import channel, registry
from crosspost.counting import COUNTERS, unit_label
from crosspost.model.channel_rules import RATE, RateLimit, rate_limits
from crosspost.model.channel_spec import ChannelSpec, Limit, Secret
from tests.fault_tables import CORNERS, faults

Rows = Sequence[Sequence[str]]
MARKED = re.compile(
    r"(?<=<!-- table: )(?P<name>[\w-]+) -->\n(?P<table>.*?)(?=<!-- end of table -->)", re.DOTALL
)


def written(page: str) -> str:
    """*page* with every marked table as it should be."""
    return MARKED.sub(
        lambda found: f"{found['name']} -->\n\n{markdown(TABLES[found['name']]())}\n", page
    )


def markdown(rows: Rows) -> str:
    """*rows*, the first of which are headings, as a table."""
    heading, *rest = rows
    lines = [heading, ["---"] * len(heading), *rest]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


LIMIT_HEADINGS = {
    "en": ("channel", "", "one message", "other limits", "messages", "pictures"),
    "zh": ("渠道", "", "一条的上限", "其他上限", "条数", "图片"),
}
LIMIT_WORDS = {
    "en": {
        "is": ": ",
        "and": "; ",
        "both": " and ",
        "to": " to ",
        "one": "one",
        "any": "any number",
    },
    "zh": {"is": "：", "and": "；", "both": "、", "to": " 到 ", "one": "一条", "any": "不限"},
}
LIMITED_ZH = {
    "author": "作者",
    "caption": "图片旁的文字",
    "cashtags": "股票标签",
    "comment": "评论",
    "content_source_url": "“阅读原文”的网址",
    "digest": "摘要",
    "entities": "格式（entity）",
    "langs": "标注的语言",
    "lines": "行数",
    "links": "链接",
    "markdown": "代码和表格",
    "poll_option": "每个投票选项",
    "poll_options": "投票选项",
    "poll_question": "投票的问题",
    "rich_blocks": "富文本的区块",
    "rich_columns": "富文本表格的列",
    "rich_depth": "富文本的层数",
    "slug": "网址末段",
    "tags": "标签",
    "title": "标题",
}
"""What entries limit beside the text, as Chinese readers call it."""


def limits(language: str) -> Rows:
    """What one message of each channel holds."""
    return [LIMIT_HEADINGS[language], *(_limits(entry, language) for entry in entries())]


UNIT_HEADINGS = {
    "en": ("unit", "in words", "中文", "used by"),
    "zh": ("单位", "中文", "英文", "用它的渠道"),
}


def units(language: str) -> Rows:
    """What limits are counted in, what people call it, and who counts so."""
    other, between = ("zh", ", ") if language == "en" else ("en", "、")
    used: dict[str, list[str]] = {unit: [] for unit in COUNTERS}
    for entry in entries():
        for limit in (*entry.text.limits, *entry.field_limits.values()):
            used.setdefault(limit.unit, []).append(f"`{entry.name}`")
    return [
        UNIT_HEADINGS[language],
        *(
            (
                f"`{unit}`",
                unit_label(unit, language),
                unit_label(unit, other),
                between.join(dict.fromkeys(names)) or "–",
            )
            for unit, names in used.items()
        ),
    ]


NEEDS = {
    "en": (
        "channel",
        "settings in the file",
        "secrets: key, and variables that people already use",
    ),
    "zh": ("渠道", "写在文件里的", "密钥：键，以及大家已经在用的环境变量"),
}
NEEDS_NONE = {"en": "none: a person pastes it", "zh": "不需要：由你粘贴"}
NEEDS_WORDS = {
    "en": {"is": ": ", "and": "; ", "set": "; or: ", "or": " or ", "before": ", "},
    "zh": {"is": "：", "and": "；", "set": "；或者：", "or": " 或 ", "before": "，"},
}


def accounts(language: str) -> Rows:
    """What an account on each channel needs; entries with the same needs share a row."""
    rows, words = [NEEDS[language]], NEEDS_WORDS[language]
    for names, entry in _alike(lambda one: one.account):
        rule = entry.account
        settings = [
            f"`{name}`{words['is']}{one.description[language]}"
            + (f" (`{one.default}`)" if one.default else "")
            for name, one in rule.settings.items()
            if not (name == "api" and one.default)
        ]
        sets = _sets(rule.secrets)
        pasted = NEEDS_NONE[language] if channel(entry.name).pasted else ""
        each = [words["and"].join(_secret(one, language) for one in some.items()) for some in sets]
        rows.append((names, words["and"].join(settings), words["set"].join(each) or pasted))
    return rows


def _sets(secrets: dict[str, Secret]) -> list[dict[str, Secret]]:
    """Secrets that go together: of two sets, either is enough."""
    kinds = dict.fromkeys(one.unless for one in secrets.values())
    return [{key: one for key, one in secrets.items() if one.unless == kind} for kind in kinds]


def _secret(named: tuple[str, Secret], language: str) -> str:
    key, one = named
    words = NEEDS_WORDS[language]
    variables = words["or"].join(f"`{name}`" for name in one.env)
    optional = {"en": " (optional)", "zh": "（可不填）"}[language]
    kept = "" if one.needed else optional
    return f"`{key}`{kept}{words['before']}{variables}{words['is']}{one.description[language]}"


def rates(language: str) -> Rows:
    """How many calls each channel takes; entries with the same rates share a row."""
    rows = [("channel", "at most") if language == "en" else ("渠道", "最多")]
    for names, entry in _alike(lambda one: one.rate):
        if limits := rate_limits(entry.rate):
            joined = (", " if language == "en" else "、").join(
                _rate(one, language) for one in limits
            )
            rows.append((names, joined))
    return rows


WHAT = {"post": " posts", "reply": " replies", "edit": " edits", "delete": " deletions"}
UNITS_ZH = {"second": "秒", "minute": "分钟", "hour": "小时", "day": "天", "month": "个月"}
PLACES_ZH = {"_in_a_chat": "（同一个聊天）", "_in_a_group": "（同一个群）"}


def _rate(limit: RateLimit, language: str) -> str:
    """``300 in 3 hours``, ``20 a minute in a group``; in Chinese ``每 3 小时 300 次``."""
    found = RATE.fullmatch(limit.key.rpartition(".")[2])
    assert found
    many, unit, place = found.groups()
    if language == "zh":
        count = {"post": "条帖子", "reply": "条回复", "edit": "次修改", "delete": "次删除"}.get(
            limit.kind or "", "次"
        )
        time = f"每 {many} {UNITS_ZH[unit]}" if many else f"每{UNITS_ZH[unit]}"
        return f"{time} {limit.max:,} {count}{PLACES_ZH[place] if place else ''}"
    time = f"in {many} {unit}s" if many else f"{'an' if unit == 'hour' else 'a'} {unit}"
    what = WHAT.get(limit.kind or "", "")
    return f"{limit.max:,}{what} {time}" + (place or "").replace("_", " ")


def _alike(by: Callable[[ChannelSpec], object]) -> Iterator[tuple[str, ChannelSpec]]:
    """Entries of one adapter that have the same of *by*: their names, and the first of them."""
    groups: dict[str, list[ChannelSpec]] = {}
    for entry in entries():
        groups.setdefault(repr((entry.adapter, by(entry))), []).append(entry)
    for same in groups.values():
        yield ", ".join(f"`{one.name}`" for one in same), same[0]


def entries() -> list[ChannelSpec]:
    """Ours, by name."""
    return [
        registry.load_channel(name)
        for name in sorted(path.stem for path in registry.channels_folder().glob("*.toml"))
    ]


def _limits(entry: ChannelSpec, language: str) -> Sequence[str]:
    words, limited = LIMIT_WORDS[language], partial(_limit, language=language)
    others = [
        f"{_limited(name, language)}{words['is']}{limited(limit)}"
        for name, limit in entry.field_limits.items()
    ]
    others += [
        f"{_limited(name, language)}{words['is']}{_count(entry, name, words['to'])}"
        for name in entry.max_counts
        if not name.startswith("min_")
    ]
    media = entry.media
    pictures = f"{media.images}" if media else "–"
    many = f"{entry.thread.max_messages or words['any']}"
    messages = words["one"] if entry.thread.by == "none" else many
    texts = words["both"].join(map(limited, entry.text.limits))
    return (
        f"`{entry.name}`",
        entry.title_in(language),
        texts,
        words["and"].join(others) or "–",
        messages,
        pictures,
    )


def _count(entry: ChannelSpec, name: str, to: str) -> str:
    least = entry.max_count(f"min_{name}")
    return f"{f'{least}{to}' if least else ''}{entry.max_count(name):,}"


def _limited(name: str, language: str) -> str:
    return LIMITED_ZH[name] if language == "zh" else name.replace("_", " ")


def _limit(limit: Limit, language: str) -> str:
    return f"{limit.max:,} {unit_label(limit.unit, language)}"


PROOFS: dict[str, Any] = tomllib.loads(
    (Path(__file__).with_name("proofs.toml")).read_text(encoding="utf-8")
)
HEADINGS = {
    "en": ("channel", "", "one message", "with it", "proven by"),
    "zh": ("渠道", "", "一条的上限", "可附", "由什么证明"),
}


def channels(language: str) -> Rows:
    """Every channel in one line: what a message holds, and what has judged its calls."""
    return [HEADINGS[language], *(_channel(entry, language) for entry in entries())]


def _channel(entry: ChannelSpec, language: str) -> Sequence[str]:
    rule = entry.text.count
    limits = (
        f"{one.max:,} {unit_label(one.unit, language, own=rule)}" for one in entry.text.limits
    )
    joined = (", " if language == "en" else "、").join(limits)
    return (
        f"`{entry.name}`",
        entry.title_in(language),
        joined,
        _media(entry, language),
        _proof(entry.name, language),
    )


def _media(entry: ChannelSpec, language: str) -> str:
    """How many pictures go with a message, and whether a video does."""
    rule = entry.media
    if rule is None or not rule.images:
        return "–"
    zh = language == "zh"
    counted = f"{rule.images} 张图" if zh else f"{rule.images} picture{'s' * (rule.images > 1)}"
    return counted + (("、视频" if zh else ", video") if rule.video else "")


FILM_HEADINGS = {
    "en": ("channel", "containers", "pictures; sound", "bytes", "seconds", "and"),
    "zh": ("渠道", "容器", "画面；声音的编码", "字节", "秒", "另外"),
}
FIGURES = {
    "frame_rate": ("at most {} frames a second", "每秒最多 {} 帧"),
    "min_frame_rate": ("at least {} frames a second", "每秒至少 {} 帧"),
    "long_side": ("longer side {} pixels", "长边 {} 像素"),
    "short_side": ("shorter side {} pixels", "短边 {} 像素"),
    "area": ("{} pixels in a frame", "一帧 {} 像素"),
    "ratio": ("sides 1 to {}", "边长比 1 比 {}"),
}
"""Of a rule for videos what few channels limit, and how that is said."""


def films(language: str) -> Rows:
    """What each channel that takes videos takes."""
    shown = (one for one in entries() if one.media and one.media.images and one.media.video)
    return [FILM_HEADINGS[language], *(_film(one, language) for one in shown)]


def _film(entry: ChannelSpec, language: str) -> Sequence[str]:
    rule = entry.media.video if entry.media else None
    assert rule is not None
    zh = language == "zh"
    between = "、" if zh else ", "
    codecs = ("；" if zh else "; ").join(
        between.join(one) for one in (rule.codecs, rule.audio) if one
    )
    said = {name: getattr(rule, name) for name in FIGURES}
    more = [FIGURES[name][zh].format(f"{one:g}") for name, one in said.items() if one]
    if rule.alone:
        more.append("单独一个" if zh else "alone in its message")
    least = f"{rule.min_seconds:g}–" if rule.min_seconds else ""
    return (
        f"`{entry.name}`",
        between.join(rule.formats),
        codecs or "–",
        f"{rule.bytes:,}" if rule.bytes else "–",
        f"{least}{rule.seconds:,g}" if rule.seconds else "–",
        between.join(more) or "–",
    )


def _proof(name: str, language: str) -> str:
    """What has judged the calls of the channel *name*; tests hold that it is said."""
    words = PROOFS[language]
    if channel(name).pasted:
        return str(words["paste"])
    said = PROOFS["channels"].get(name, {"fake": True})
    shown = []
    for kind, what in said.items():
        named = what[language] if isinstance(what, dict) else what
        part = words["for"].format(what=named) if isinstance(what, dict) else ""
        shown.append(words[kind].format_map({"what": named, "for": part}))
    return ("; " if language == "en" else "；").join(shown)


TABLES: dict[str, Callable[[], Rows]] = {
    "accounts": partial(accounts, "en"),
    "accounts-zh": partial(accounts, "zh"),
    "channels": partial(channels, "en"),
    "channels-zh": partial(channels, "zh"),
    "films": partial(films, "en"),
    "films-zh": partial(films, "zh"),
    **{f"faults-{name}-zh": partial(faults, corner) for name, corner in CORNERS.items()},
    "limits": partial(limits, "en"),
    "limits-zh": partial(limits, "zh"),
    "rates": partial(rates, "en"),
    "rates-zh": partial(rates, "zh"),
    "units": partial(units, "en"),
    "units-zh": partial(units, "zh"),
}
"""By the name that pages give them."""
