"""Tables of the documentation that repeat what the code or the entries say: written, not typed.

A page marks the place: ``<!-- table: limits -->``, and ``<!-- end of table -->`` behind it. What
stands between is what `TABLES` gives for that name.
"""

import re
from collections.abc import Callable, Sequence

from crosspost import registry
from crosspost.counting import COUNTERS, unit_label
from crosspost.model.channel_spec import ChannelSpec, Limit

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


def limits() -> Rows:
    """What one message of each channel holds."""
    heading = ("channel", "", "one message", "other limits", "messages", "pictures")
    return [heading, *(_limits(entry) for entry in entries())]


def units() -> Rows:
    """What limits are counted in, what people call it, and who counts so."""
    used: dict[str, list[str]] = {unit: [] for unit in COUNTERS}
    for entry in entries():
        for limit in (*entry.text.limits, *entry.field_limits.values()):
            used.setdefault(limit.unit, []).append(f"`{entry.name}`")
    return [
        ("unit", "in words", "中文", "used by"),
        *(
            (
                f"`{unit}`",
                unit_label(unit, "en"),
                unit_label(unit, "zh"),
                ", ".join(dict.fromkeys(names)) or "–",
            )
            for unit, names in used.items()
        ),
    ]


def entries() -> list[ChannelSpec]:
    """Ours, by name."""
    return [
        registry.load_channel(name)
        for name in sorted(path.stem for path in registry.channels_folder().glob("*.toml"))
    ]


def _limits(entry: ChannelSpec) -> Sequence[str]:
    others = [f"{_words(name)}: {_limit(limit)}" for name, limit in entry.field_limits.items()]
    others += [_count(entry, name) for name in entry.max_counts if not name.startswith("min_")]
    media = entry.media
    pictures = f"{media.images}" if media else "–"
    messages = {"none": "one"}.get(entry.thread.by, f"{entry.thread.max_messages or 'any number'}")
    texts = " and ".join(map(_limit, entry.text.limits))
    return (
        f"`{entry.name}`",
        entry.title,
        texts,
        "; ".join(others) or "–",
        messages,
        pictures,
    )


def _count(entry: ChannelSpec, name: str) -> str:
    least = entry.max_count(f"min_{name}")
    return f"{_words(name)}: {f'{least} to ' if least else ''}{entry.max_count(name):,}"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _limit(limit: Limit) -> str:
    return f"{limit.max:,} {unit_label(limit.unit, 'en')}"


TABLES: dict[str, Callable[[], Rows]] = {"limits": limits, "units": units}
"""By the name that pages give them."""
