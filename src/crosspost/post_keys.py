"""Keys of a post's file, set and taken away in its own text; every other byte stays as it was.

YAML and JSON are changed at the marks that the parser gives, TOML by tomlkit. What comes of it is
read again and compared: only the keys that were meant may differ, in the data and in the post.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import tomlkit
from msgspec import structs

from ._lazy_re import later
from ._record import Json
from .errors import PostError
from .model.post import Post, Texts
from .readers import form_of, parse
from .readers.data_formats import toml_document, yaml_document, yaml_nodes
from .readers.lines import front_matter_lines

Keys = tuple[str, ...]
KeyChanges = Mapping[Keys, Json]
"""By key, what is to stand there; ``None``: nothing."""

_BARE = later(r"[A-Za-z\u4e00-\u9fff][\w./-]*")
_WORDS_OF_YAML = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_SHORT = 88
"""Columns of a table that stands on one line."""
_STEP = 2
"""Columns that one more level is indented by."""


def with_keys(text: str, name: str, changes: KeyChanges, form: str = "") -> str:
    r"""*text* with its keys as *changes* say; a table that is left empty goes too.

    Args:
        text: the whole of a post's file, whose lines end in ``\n``.
        name: the file's, which says what it is written in.
        changes: by key, new values.
        form: what it is written in, where the name does not say.

    Raises:
        PostError: the post cannot be read, with these values or before; or the file is written in
            a way in which they cannot be set without changing something else.

    >>> print(with_keys("# 芯片之战\n", "post.md", {("channels", "x", "hook"): "谁赢？🎉"}))
    ---
    channels:
      x: {hook: "谁赢？🎉"}
    ---
    # 芯片之战
    <BLANKLINE>
    >>> before = '---\nchannels:  # 号\n  x:\n    hook: "旧"\n    numbering: none\n---\n正文。\n'
    >>> with_keys(before, "post.md", {("channels", "x", "hook"): None}) == before.replace(
    ...     '    hook: "旧"\n', ""
    ... )
    True
    """
    form = form or form_of(name, text)
    before = parse(text, form, name)
    made = text
    for keys, value in changes.items():
        for above, texts in _spelled_out(before, made, form, name, keys):
            made = _changed(made, form, name, above, texts)
        made = _changed(made, form, name, keys, value)
    after = parse(made, form, name)
    if _without_channels(before) != _without_channels(after):
        raise PostError("file.cannot-set-key", location=name, keys=_names(changes))
    return made


def _names(changes: Iterable[Keys]) -> list[str]:
    return [".".join(keys) for keys in changes]


def _without_channels(post: Post) -> Post:
    return structs.replace(post, channels={}, reading=())


def _spelled_out(
    post: Post, text: str, form: str, name: str, keys: Keys
) -> Iterator[tuple[Keys, Json]]:
    """A text above *keys* that is one string: in each language that it was read as.

    Raises:
        PostError: something else than a text or a table stands there.
    """
    _, said, own, _ = _parts(text, form, name)
    data: Any = _data(said, own, name)
    for at, key in enumerate(keys[:-1], 1):
        data = data.get(key)
        if data is None:
            return
        if not isinstance(data, dict):
            texts = _texts_at(post, keys[:at])
            if not isinstance(data, str) or texts is None:
                raise PostError("file.cannot-set-key", location=name, keys=_names([keys]))
            yield keys[:at], dict(texts.to_plain())
            return


def _texts_at(post: Post, keys: Keys) -> Texts | None:
    """The texts of a channel that stand at *keys* in the post's file."""
    found: Any = post
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else getattr(found, key, None)
    return found if isinstance(found, Texts) else None


def _parts(text: str, form: str, name: str) -> tuple[str, str, str, str]:
    """The data that a post's file holds, or its front matter does, and its form.

    Between what stands before it and behind it.
    """
    if form not in {"text", "markdown"}:
        return "", text, form, ""
    lines = text.split("\n")
    bounds = front_matter_lines(lines, name)
    if bounds is None:
        return "---\n", "", "yaml", f"---\n{text}"
    fence, start, end = bounds
    before = "".join(f"{line}\n" for line in lines[: start + 1])
    data = "".join(f"{line}\n" for line in lines[start + 1 : end])
    return before, data, "toml" if fence == "+++" else "yaml", "\n".join(lines[end:])


def _changed(text: str, form: str, name: str, keys: Keys, value: Json) -> str:
    before, data, own, behind = _parts(text, form, name)
    made = _checked(data, own, name, keys, value)
    return text if made == data else before + made + behind


def _checked(text: str, form: str, name: str, keys: Keys, value: Json) -> str:
    """*text*, data in one *form*, with one key set; nothing else of the data is changed by it."""
    expected = _set(_data(text, form, name), keys, _as_read(value, form))
    made = _with_toml(text, keys, value) if form == "toml" else _with_node(text, form, keys, value)
    try:
        right = _data(made, form, name) == expected
    except PostError:
        right = False
    if not right:
        raise PostError("file.cannot-set-key", location=name, keys=_names([keys]))
    return made


def _data(text: str, form: str, name: str) -> dict[str, Any]:
    if form == "json":
        found: dict[str, Any] = json.loads(text)
        return found
    return (toml_document if form == "toml" else yaml_document)(text, name).data


def _as_read(value: Json, form: str) -> Json:
    """*value* as the parser gives it: YAML's scalars stay letters."""
    if isinstance(value, dict):
        return {key: _as_read(one, form) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_read(one, form) for one in value]
    return json.dumps(value) if form == "yaml" and isinstance(value, bool | int) else value


def _set(data: dict[str, Any], keys: Keys, value: Json) -> dict[str, Any]:
    """*data* with *value* at *keys*; a table that is left empty goes too."""
    first, *rest = keys
    if rest:
        below = data.get(first)
        below = below if isinstance(below, dict) else {}
        if value is None and not below:
            return data
        value = _set(below, tuple(rest), value) or None
    kept = {key: one for key, one in data.items() if key != first}
    return kept if value is None else {**kept, first: value}


# TOML
def _with_toml(text: str, keys: Keys, value: Json) -> str:
    document = tomlkit.parse(text)
    tables: list[Any] = [document]
    for key in keys[:-1]:
        if key not in tables[-1]:
            if value is None:
                return text
            tables[-1][key] = tomlkit.table(is_super_table=key != keys[-2])
        tables.append(tables[-1][key])
    if value is not None:
        tables[-1][keys[-1]] = _item(value)
    elif keys[-1] in tables[-1]:
        del tables[-1][keys[-1]]
        for table, key in zip(reversed(tables[:-1]), reversed(keys[:-1]), strict=True):
            if not table[key]:
                del table[key]
    return tomlkit.dumps(document)


def _item(value: Json) -> Any:  # noqa: ANN401 - an item of tomlkit
    if isinstance(value, str) and "\n" in value:
        return tomlkit.string(value, multiline=True)
    if not isinstance(value, dict):
        return value
    table = tomlkit.inline_table()
    table.update({key: _item(one) for key, one in value.items()})
    return table


# YAML and JSON, which is YAML too
def _with_node(text: str, form: str, keys: Keys, value: Json) -> str:
    """*text* with *value* at *keys*, by the marks of its nodes."""
    node: Any = yaml_nodes(text.replace("\t", " ") if form == "json" else text, "")
    if node is None:
        gap = "" if text.endswith("\n") or not text else "\n"
        pair = _pair(keys[0], _nested(keys[1:], value), 0)
        return text if value is None else f"{text}{gap}{pair}\n"
    trail: list[tuple[Any, Any, Any]] = []
    for key in keys:
        found = [pair for pair in node.value if pair[0].value == key] if _is_table(node) else []
        if not found:
            break
        trail.append((node, *found[0]))
        node = found[0][1]
    rest = keys[len(trail) :]
    if value is None:
        return text if rest else _taken(text, trail)
    if rest and _is_table(node) and node.value:
        return _inserted(text, node, rest[0], _nested(rest[1:], value), form)
    if not trail:  # an empty table is all there is
        return _inserted(text, node, rest[0], _nested(rest[1:], value), form)
    return _replaced(text, *trail[-1], _nested(rest, value), form)


def _is_table(node: Any) -> bool:  # noqa: ANN401 - PyYAML has no types for what it gives
    return bool(node.id == "mapping")


def _nested(keys: Sequence[str], value: Json) -> Json:
    return {keys[0]: _nested(keys[1:], value)} if keys else value


def _replaced(text: str, table: Any, key: Any, old: Any, value: Json, form: str) -> str:  # noqa: ANN401
    """*text* with *value* in place of the node *old*, which stands under *key*."""
    start, end = key.start_mark.index, _end(text, old)
    if table.flow_style:
        first = old.start_mark.index
        gap = "" if text[first - 1 : first].isspace() else " "
        return text[:first] + gap + _flow(value, form) + text[end:]
    written = text[start : key.end_mark.index]
    return text[:start] + _pair(written, value, key.start_mark.column, raw=True) + text[end:]


def _inserted(text: str, table: Any, key: str, value: Json, form: str) -> str:  # noqa: ANN401
    """*text* with one more pair at the end of *table*."""
    if not table.flow_style:
        end = _end(text, table)
        line_end = text.find("\n", end)
        at = len(text) if line_end < 0 else line_end
        column = table.value[0][0].start_mark.column
        return f"{text[:at]}\n{' ' * column}{_pair(key, value, column)}{text[at:]}"
    new = f"{_flow(key, form)}: {_flow(value, form)}"
    if not table.value:
        at = table.end_mark.index - 1
        return f"{text[:at]}{new}{text[at:]}"
    first, last = table.value[0][0].start_mark, table.value[-1]
    at = _end(text, last[1]) or last[0].end_mark.index
    line = text.rfind("\n", 0, first.index) + 1
    before = text[line : first.index]
    between = ",\n" + before if "\n" in text[table.start_mark.index : first.index] else ", "
    return f"{text[:at]}{between}{new}{text[at:]}"


def _taken(text: str, trail: Sequence[tuple[Any, Any, Any]]) -> str:
    """*text* without the last pair of *trail*, and without tables that held nothing else."""
    table, key, old = trail[-1]
    if len(table.value) == 1 and len(trail) > 1:
        return _taken(text, trail[:-1])
    start, end = key.start_mark.index, _end(text, old)
    at = next(at for at, pair in enumerate(table.value) if pair[0] is key)
    if not table.flow_style:
        line_end = text.find("\n", end)
        first = text.rfind("\n", 0, start) + 1
        return text[:first] + ("" if line_end < 0 else text[line_end + 1 :])
    if at + 1 < len(table.value):
        return text[:start] + text[table.value[at + 1][0].start_mark.index :]
    if at:
        start = _end(text, table.value[at - 1][1])
    return text[:start] + text[end:]


def _end(text: str, node: Any) -> int:  # noqa: ANN401
    """Where the last letter of *node* ends: the marks of blocks lie behind what follows them."""
    if node.id != "scalar" and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    end: int = node.end_mark.index
    block = node.id == "scalar" and node.style in {"|", ">"}
    return len(text[:end].rstrip()) if block else end


def _pair(key: str, value: Json, column: int, *, raw: bool = False) -> str:
    """``key: value`` as lines of a block that begins in *column*."""
    name = key if raw else _scalar(key)
    inner = column + _STEP
    pad = " " * inner
    if isinstance(value, dict) and value:
        short = _flow(value, "yaml")
        simple = not any(isinstance(one, dict) for one in value.values())
        if simple and "\n" not in repr(value) and column + len(name) + len(short) < _SHORT:
            return f"{name}: {short}"
        return "\n".join((f"{name}:", *(pad + _pair(one, value[one], inner) for one in value)))
    lines = value.split("\n") if isinstance(value, str) and value == value.strip("\n") else []
    if len(lines) > 1 and all(map(str.isprintable, lines)):
        sign = f"|{_STEP}-" if lines[0].startswith(" ") else "|-"
        return "\n".join((f"{name}: {sign}", *(pad + line if line else "" for line in lines)))
    return f"{name}: {_flow(value, 'yaml')}"


def _flow(value: Json, form: str) -> str:
    """*value* on one line."""
    if form == "json":
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        inner = (f"{_scalar(key)}: {_flow(one, form)}" for key, one in value.items())
        return "{" + ", ".join(inner) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(one, form) for one in value) + "]"
    return _scalar(value)


def _scalar(value: Json) -> str:
    """A word as YAML has it: bare where nothing can be meant by it but that word."""
    if isinstance(value, str) and (
        re.fullmatch(_BARE.pattern, value) and value.lower() not in _WORDS_OF_YAML
    ):
        return value
    return json.dumps(value, ensure_ascii=False)
