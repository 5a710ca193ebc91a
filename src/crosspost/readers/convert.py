"""Plain data (of YAML, TOML, JSON or front matter) becomes a post or another record, or an error.

The data is the post's own model, as ``crosspost schema`` describes it.

Data is generous where the record is strict: a text may be one string, whose languages are then
told apart; a source or a picture may be one string as well.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar, get_args

import msgspec
from msgspec import structs

from .._lazy_re import later
from .._record import Record, converted, plain
from .._validation import misfit
from ..errors import PostError, several
from ..model.post import Override, Post
from ..text.languages import UNDETERMINED, Language, script_tag
from ..text.texts import Markdown
from .bilingual import Languages, languages_said, told_beside
from .data_formats import Document, KeyPath, json_document, toml_document, yaml_document
from .known_sections import complete_post
from .lines import Page
from .paragraphs import prose
from .source_blocks import SourceBlock, SourceHeading
from .sources_and_tags import source, tag_list
from .text_files import refuse_controls
from .title import title_texts

_Kind = TypeVar("_Kind", bound=Record)

_TEXTS = frozenset(
    {"title", "lede", "happened", "discussion", "heading", "text", "label", "alt", "description"}
    | {"hook", "digest", "content_warning"}
)
"""Keys whose value is a text in each language, wherever they stand but in a source."""
_SAID_SHORT = frozenset({("matters",), ("story",), ("prediction",)})
"""Sections with more than a text, which may be one all the same."""
_TAG = later(get_args(Language)[1].pattern)
_BLANK_LINES = later(r"\n(?:[ \t]*\n)+")
_DEEPEST = 40
_MOST_ERRORS = 20
"""Told at once; who made more of them begins with these."""
_CHANNELS = "channels: {x: {…}}"
_CHANNEL = ("channels", "x")
_WRONG = object()


def read_toml(text: str, name: str) -> Post:
    """The post that *text* describes in TOML; raises as `read_yaml` does."""
    return _post(toml_document(text, name))


def read_json(text: str, name: str) -> Post:
    """The post that *text* describes in JSON; raises as `read_yaml` does."""
    return _post(json_document(text, name))


def read_yaml(text: str, name: str) -> Post:
    r"""The post that *text* describes in YAML.

    Raises:
        PostError: it is no YAML, or no post: line and column, what was found, what to write.

    >>> read_yaml("title: {en: The War, zh: 芯片之战 🎉}\ntags: [AI, 芯片]", "post.yaml").tags
    ('AI', '芯片')
    """
    return _post(yaml_document(text, name))


def _post(document: Document) -> Post:
    """The post that *document* is, and what was guessed of its languages."""
    told = languages_of(document.data)
    post = complete_post(convert(document, Post), told.seen)
    reading = (*post.reading, *told_beside(told, 1))
    return structs.replace(post, reading=reading) if reading != post.reading else post


def convert(document: Document, kind: type[_Kind]) -> _Kind:
    """*document* as a record of *kind*, which may have ``channels``.

    Raises:
        PostError: a wrong key or value: file, line and column, path, and what to write.
    """
    page = Page(document.name, languages_of(document.data).tags)
    errors: list[PostError] = []
    data = _Generous(document, page, errors).whole(document.data)
    channels = data.pop("channels", {})
    if not isinstance(channels, dict):
        errors.append(document.error(("channels",), "value.expected-a-table", example=_CHANNELS))
        channels = {}
    said = {
        name: own
        for name, value in channels.items()
        if (own := _converted(document, value, Override, ("channels", name), errors))
    }
    made = _converted(document, data, kind, (), errors)
    if errors or made is None:
        raise several(sorted(errors, key=_written_at))
    return msgspec.structs.replace(made, channels=said) if said else made


def _converted(
    document: Document, data: object, kind: type[_Kind], path: KeyPath, errors: list[PostError]
) -> _Kind | None:
    """*data* as a record; everything that is wrong with it goes to *errors*."""
    known = len(errors)
    while len(errors) - known < _MOST_ERRORS:
        try:
            made = converted(data, kind, strict=False)
        except msgspec.ValidationError as error:
            wrong = misfit(error, data, kind)
            errors.append(document.error((*path, *wrong.path), wrong.code, **wrong.values))
            if not _without(data, wrong.path):
                return None
        else:
            return made if len(errors) == known else None
    return None


def _without(data: object, path: KeyPath) -> bool:
    """Take out of *data* what stands at *path*, to see whether the rest is right."""
    for step in path[:-1]:
        data = _below(data, step)
    if not path or _below(data, path[-1]) is None:
        return False
    del data[path[-1]]  # type: ignore[attr-defined]
    return True


def _below(data: object, step: str | int) -> object:
    if isinstance(data, dict):
        return data.get(step)
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return None


def _written_at(error: PostError) -> tuple[int, int]:
    at = error.position
    return (at.line, at.column) if at else (0, 0)


def languages_of(data: Mapping[str, Any]) -> Languages:
    """The languages that a whole post is in: as it says, as its keys do, and as its words tell.

    What has no section (front matter) is told by the text that it stands above.
    """
    said = data.get("languages")
    said = [said] if isinstance(said, str) else said
    if isinstance(said, list):
        return Languages(tuple(tag for tag in said if isinstance(tag, str)))
    named: dict[str, None] = {}
    parts: list[list[SourceBlock | SourceHeading]] = []
    sections = 0
    for name, value in _texts_in(data, 0):
        sections += name not in {"title", "description"}
        if isinstance(value, dict):
            named |= dict.fromkeys(tag for tag in value if isinstance(tag, str))
        elif name == "title":
            parts.append([SourceHeading(value, 1, 1)])
        else:
            parts.append([SourceBlock("paragraph", text, 1) for text in value.split("\n\n")])
    if not sections:
        return Languages(())
    told = languages_said(parts) if parts else Languages(())
    known = {UNDETERMINED, *(script_tag(tag) for tag in named)}
    seen = tuple(tag for tag in told.tags if script_tag(tag) not in known)
    return Languages((*named, *seen), seen, () if named else told.beside)


def _texts_in(data: object, depth: int) -> Iterator[tuple[str, Any]]:
    """Every text of a post, by the key it stands under: a string, or one in each language."""
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        for value in data:
            yield from _texts_in(value, depth + 1)
    if isinstance(data, dict):
        for name, value in data.items():
            if (name in _TEXTS and isinstance(value, str | dict)) or (
                (name,) in _SAID_SHORT and isinstance(value, str)
            ):
                yield name, value
            elif name not in {"sources", "media", "channels", "meta", "reading"}:
                yield from _texts_in(value, depth + 1)


class _Generous:
    """Data with everything that may be said shorter written out; what cannot be is left out.

    Args:
        document: the data, and where each part of it stands.
        page: the languages that it is in.
        errors: takes what is wrong.
    """

    def __init__(self, document: Document, page: Page, errors: list[PostError]) -> None:
        self.document = document
        self.page = page
        self.errors = errors

    def whole(self, value: Any, path: KeyPath = ()) -> Any:  # noqa: ANN401
        """*value*, which stands at *path*."""
        if len(path) > _DEEPEST:
            raise self.document.error(path[:3], "file.nested-deeper", depth=_DEEPEST)
        if path == ("reading",):  # findings, which a program wrote
            return value
        if isinstance(value, str):
            return _checked(self.document, value, path)
        if isinstance(value, list):
            entries = [
                self._tried(self._entry, item, (*path, at))
                for at, item in enumerate(value)
                if item is not None
            ]
            return [entry for entry in entries if entry is not _WRONG]
        if not isinstance(value, dict):
            return value
        fields = {
            name: self._tried(self._field, below, (*path, name))
            for name, below in value.items()
            if below is not None
        }
        return {name: field for name, field in fields.items() if field is not _WRONG}

    def _tried(self, read: Callable[[Any, KeyPath], Any], value: object, path: KeyPath) -> Any:  # noqa: ANN401
        """What *read* makes of *value*, or `_WRONG`, the error being kept."""
        try:
            return read(value, path)
        except PostError as error:
            if error.code == "file.nested-deeper":
                raise
            self.errors.append(error)
            return _WRONG

    def _field(self, value: Any, path: KeyPath) -> Any:  # noqa: ANN401
        name = path[-1]
        if _is_text(path):
            return _texts(self.document, value, path, self.page)
        if path in _SAID_SHORT and isinstance(value, str):
            return {"text": _texts(self.document, value, path, self.page)}
        if path == ("matters",) and isinstance(value, list):
            return self.whole({"points": value}, path)
        if name in {"tags", "languages"} and isinstance(value, str):
            text = _checked(self.document, value, path)
            return tag_list(text) if name == "tags" else [text]
        if name == "tags" and isinstance(value, list):
            value = [tag.strip().strip("#＃") if isinstance(tag, str) else tag for tag in value]
        return self.whole(value, path)

    def _entry(self, item: Any, path: KeyPath) -> Any:  # noqa: ANN401
        """A source, a picture, a point or a known section that is one string; else as it is."""
        if isinstance(item, str) and path[:-1] == ("sources",):
            return plain(source(_checked(self.document, item, path)))
        if isinstance(item, str) and path[-2:-1] == ("points",):
            return {"text": _texts(self.document, item, path, self.page)}
        if isinstance(item, str) and path[:-1] == ("sections",):
            return {"section": item}
        if isinstance(item, str) and path[-2:-1] == ("media",):
            where = "url" if item.startswith(("http://", "https://")) else "path"
            return {where: _checked(self.document, item, path)}
        return self.whole(item, path)


def _is_text(path: KeyPath) -> bool:
    """Whether a text in each language stands at *path*."""
    if path[:1] != ("channels",):
        return path[-1] in _TEXTS and "sources" not in path
    above = path[2:-1]  # below the name of a channel
    own = len(path) > len(_CHANNEL) and above[:1] in {(), ("media",)}
    return above == ("sections",) or (own and path[-1] in _TEXTS)


def _texts(document: Document, value: object, path: KeyPath, page: Page) -> Markdown:
    """A text in each language; one string is taken apart by script."""
    if isinstance(value, str):
        text = _checked(document, value, path)
        if path == ("title",) or path[-1] == "heading" or path[2:] == ("title",):
            return title_texts(text.strip(), page)
        return prose(page.lines(text), page)
    if not isinstance(value, dict):
        raise document.error(path, "value.expected-texts", value=repr(value), key=path[-1])
    for tag, text in value.items():
        if not _TAG.match(tag):
            raise document.error((*path, tag), "value.no-language", tag=tag)
        if text is not None and not isinstance(text, str):
            raise document.error((*path, tag), "value.expected-a-text", value=repr(text))
    said = {
        tag: _tidied(_checked(document, text or "", (*path, tag))) for tag, text in value.items()
    }
    return {tag: text for tag, text in said.items() if text}


def _tidied(text: str) -> str:
    """Without blank space around it; paragraphs parted by one blank line."""
    return _BLANK_LINES.sub("\n\n", text.replace("\r\n", "\n").strip())


def _checked(document: Document, text: str, path: KeyPath) -> str:
    try:
        refuse_controls(text, "")
    except PostError as error:
        raise document.error(path, error.code, **error.values) from None
    return text
