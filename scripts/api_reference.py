"""The reference of the Python interface, ``docs/api.md`` and ``api.zh.md``, from its docstrings.

Griffe reads them without importing anything. What a name is for is said once, in its docstring; the
Chinese page has one sentence for each from ``scripts/api_reference.toml``, and leads to the other.

::

    python scripts/api_reference.py  # writes both
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import griffe

ROOT = Path(__file__).parents[1]
HOMES = ("crosspost", "crosspost.testing")
WORDS = ROOT / "scripts" / "api_reference.toml"
PAGES = {"en": ROOT / "docs" / "api.md", "zh": ROOT / "docs" / "api.zh.md"}
WIDEST = 88
"""Columns of a signature on one line."""
LEGIBLE = re.compile(r"(?<!`)`(?:~?[\w.]+\.)?([\w]+)`(?!`)")
"""A name in a docstring, which may say its module: the reader knows it by its last part."""


def pages() -> dict[Path, str]:
    """What each page is to hold."""
    package = griffe.load("crosspost", search_paths=[ROOT / "src"], docstring_parser="google")
    words = tomllib.loads(WORDS.read_text("utf-8"))
    homes = {home: list(_public(package, home)) for home in HOMES}
    return {path: _page(homes, words, language) for language, path in PAGES.items()}


def _public(package: Any, home: str) -> Iterator[tuple[str, Any]]:
    """Every public name of *home* with what it is, functions first, then classes, then errors."""
    module = package if home == "crosspost" else package[home.partition(".")[2]]
    found = [(name, _resolved(module, name)) for name in module.exports or ()]
    yield from sorted(found, key=lambda pair: (_rank(*pair), pair[0].lower()))


def _resolved(module: Any, name: str) -> Any:
    member = module.members[name]
    return member.final_target if member.is_alias else member


def _rank(name: str, found: Any) -> int:
    return 0 if found.is_function else 2 if name.endswith("Error") else 1


def _page(homes: dict[str, list[tuple[str, Any]]], words: dict[str, Any], language: str) -> str:
    lines = [words["page"][language].strip(), ""]
    for home, names in homes.items():
        lines += [f"## {home}", "", words[home][language], ""]
        seen: set[str] = set()
        if language == "zh":
            lines += [f"| {words['name']['zh']} | {words['purpose']['zh']} |", "| --- | --- |"]
        for name, found in names:
            title = (
                f"class {name}" if name.lower() in seen else name
            )  # the two have one anchor else
            seen.add(name.lower())
            if language == "zh":
                anchor = title.lower().replace(" ", "-")
                lines.append(f"| [`{name}`](api.md#{anchor}) | {words['names'][name]} |")
            else:
                own = re.compile(rf"\b{found.name}\(")  # it may have another name in its module
                entry = (own.sub(f"{name}(", line) for line in _entry(name, found))
                lines += [f"### {title}", "", *entry]
        lines += [""] if language == "zh" else []
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def _entry(name: str, found: Any) -> Iterator[str]:
    if found.is_function:
        yield from ("```python", _signature(name, found), "```", "")
    yield from _said(found)
    if not found.is_class:
        return
    fields = [one for one in found.members.values() if one.is_attribute and one.is_public]
    if fields := [one for one in fields if one.annotation is not None]:
        yield from ("| field | type | |", "| --- | --- | --- |")
        for one in fields:
            text = " ".join(_marked(one.docstring.value).split()) if one.docstring else ""
            kind = str(one.annotation).replace("|", "\\|")
            yield f"| `{one.name}` | `{kind}` | {text.replace('|', chr(92) + '|')} |"
        yield ""
    for one in found.members.values():
        if one.is_function and one.is_public and not one.name.startswith("__") and one.docstring:
            yield from (f"#### {name}.{one.name}", "", "```python")
            yield from (_signature(one.name, one), "```", "", *_said(one))


def _signature(name: str, function: Any) -> str:
    """The function as a call is written, an argument a line where they are many."""
    shown, star = [], False
    for one in function.parameters:
        if one.name in {"self", "cls"}:
            continue
        if one.kind is griffe.ParameterKind.keyword_only and not star:
            shown.append("*")
            star = True
        if one.kind is griffe.ParameterKind.var_positional:
            star = True
        prefix = {
            griffe.ParameterKind.var_positional: "*",
            griffe.ParameterKind.var_keyword: "**",
        }.get(one.kind, "")
        kind = f": {one.annotation}" if one.annotation is not None else ""
        default = f" = {one.default}" if one.default is not None and not prefix else ""
        shown.append(f"{prefix}{one.name}{kind}{default}")
    back = f" -> {function.returns}" if function.returns is not None else ""
    begin = "async def" if "async" in function.labels else "def"
    whole = f"{begin} {name}({', '.join(shown)}){back}"
    if len(whole) <= WIDEST:
        return whole
    return "\n".join([f"{begin} {name}(", *(f"    {one}," for one in shown), f"){back}"])


def _said(found: Any) -> Iterator[str]:
    """The docstring of *found* as Markdown."""
    if found.docstring is None:
        return
    for section in found.docstring.parse("google", warnings=False):
        match section.kind:
            case griffe.DocstringSectionKind.text:
                yield from (*_text(section.value), "")
            case griffe.DocstringSectionKind.parameters:
                yield from ("Arguments:", "")
                yield from (f"- `{one.name}`: {_flat(one.description)}" for one in section.value)
                yield ""
            case griffe.DocstringSectionKind.returns:
                yield from (f"Returns: {_flat(one.description)}\n" for one in section.value)
            case griffe.DocstringSectionKind.raises:
                yield from ("Raises:", "")
                raised = section.value
                yield from (f"- `{one.annotation}`: {_flat(one.description)}" for one in raised)
                yield ""
            case griffe.DocstringSectionKind.examples:
                for kind, text in section.value:
                    prose = kind is griffe.DocstringSectionKind.text
                    yield text if prose else f"```python\n{text}\n```"
                yield ""


def _text(text: str) -> Iterator[str]:
    """Prose, with its examples as code."""
    for part in re.split(r"\n\n(?=>>> )|(?<=::)\n\n", text):
        prose, marker, _ = part.rpartition("::")
        if part.startswith(">>> "):
            example, _, rest = part.partition("\n\n")
            yield from ("```python", example, "```", "")
            if rest:
                yield from _text(rest)
        elif marker and not part.strip().endswith("`"):
            yield f"{_marked(prose)}:\n"
        elif part.startswith("    "):
            code, _, rest = part.partition("\n\n")
            yield from ("```python", re.sub(r"(?m)^    ", "", code), "```", "")
            if rest:
                yield from _text(rest)
        else:
            yield f"{_marked(part)}\n"


def _flat(text: str) -> str:
    return " ".join(_marked(text).split())


def _marked(text: str) -> str:
    """Names in one back-tick each, as Markdown has code; what a name's module is, nobody needs."""
    return LEGIBLE.sub(r"`\1`", text).replace("``", "`")


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
