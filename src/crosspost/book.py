"""The book: what each channel accepts, one TOML file an entry, found and read.

Our entries are ``channels/*.toml``. A user's own stand in their configuration folder and win by
name; one that says ``extends = "x"`` changes only what it names. That is the whole plug-in system,
and the only place left of `Draft` that looks at the environment.
"""

from functools import cache
from pathlib import Path
from typing import Any

from .errors import BookError
from .profile import Profile

Table = dict[str, Any]


def folder() -> Path:
    """Our entries: inside the installed package, or beside ``src/`` in a checkout."""
    inside = Path(__file__).with_name("channels")
    return inside if inside.is_dir() else Path(__file__).parents[2] / "channels"


def user_folder() -> Path:
    """The user's own entries, whether or not the folder exists."""
    from platformdirs import user_config_path  # noqa: PLC0415 - left alone until an entry is asked for

    return user_config_path("crosspost") / "channels"


def names() -> list[str]:
    """Every entry by name, ours and the user's.

    >>> "wechat-moments" in names()  # 朋友圈
    True
    """
    return sorted(_entries())


@cache
def load(name: str) -> Profile:
    """The entry *name*; only its own file is read, and the one it extends.

    Raises:
        BookError: there is no such entry, or it cannot be read: which file, which key.

    >>> load("wechat-moments").title
    '微信朋友圈'
    """
    entries = _entries()
    if name not in entries:
        raise _unknown(name, entries)
    path = entries[name]
    return _profile({**_merged(path, ()), "name": name}, path)


def _entries() -> dict[str, Path]:
    found = [*folder().glob("*.toml"), *user_folder().glob("*.toml")]
    return {path.stem: path for path in found}


def _merged(path: Path, above: tuple[Path, ...]) -> Table:
    """The file's tables over those of the entry it extends, if any."""
    own = _parsed(path)
    if own.get("name", path.stem) != path.stem:
        raise BookError(
            f'"{own["name"]}"', at=f"{shown(path)}: name", write=f'"{path.stem}", as the file'
        )
    if "extends" not in own:
        return own
    base = _base(own.pop("extends"), path)
    if base in (path, *above):
        raise BookError("goes round in a circle", at=f"{shown(path)}: extends")
    under = _merged(base, (path, *above))
    over = _over(under, own)
    kept = (_still(note, under, over) for note in under.get("source", ()))
    over["source"] = [*own.get("source", ()), *(note for note in kept if note["covers"])]
    return over


def _base(name: object, path: Path) -> Path:
    """The entry that is extended; a user's ``x`` that extends ``x`` means ours."""
    entries = _entries()
    if name == path.stem and path.parent != folder():
        entries[path.stem] = folder() / path.name
    if not isinstance(name, str) or name not in entries:
        raise _unknown(name, entries, f"{shown(path)}: extends")
    return entries[name]


def _over(under: Table, own: Table) -> Table:
    """Tables merge key by key; anything else is replaced."""
    merged = dict(under)
    for key, value in own.items():
        below = under.get(key)
        both = isinstance(value, dict) and isinstance(below, dict)
        merged[key] = _over(below, value) if both else value
    return merged


def _still(note: Table, under: Table, over: Table) -> Table:
    """*note*, covering only figures that are still what it says."""
    covers = [key for key in note["covers"] if _at(under, key) == _at(over, key)]
    return {**note, "covers": covers}


def _at(table: Any, key: str) -> Any:
    for part in key.split("."):
        table = table.get(part) if isinstance(table, dict) else None
    return table


def _parsed(path: Path) -> Table:
    import tomllib  # noqa: PLC0415 - only when an entry is read

    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BookError(f"not TOML: {error}", at=shown(path)) from error
    except UnicodeDecodeError as error:
        raise BookError("not UTF-8", at=shown(path), write="save it as UTF-8") from error
    except OSError as error:
        raise BookError(f"cannot be read: {error.strerror}", at=shown(path)) from error


def _profile(data: Table, path: Path) -> Profile:
    import msgspec  # noqa: PLC0415 - records loaded it already

    try:
        return msgspec.convert(data, Profile)
    except msgspec.ValidationError as error:
        from .misfit import misfit  # noqa: PLC0415 - only for an error

        wrong = misfit(error, data, Profile)
        at = f"{shown(path)}: {wrong.key}"
        raise BookError(wrong.found, at=at, write=wrong.write) from error


def _unknown(name: object, entries: dict[str, Path], at: str = "") -> BookError:
    from difflib import get_close_matches  # noqa: PLC0415 - only for an error

    close = get_close_matches(str(name), entries, cutoff=0.4)
    return BookError(f'no channel "{name}"', at=at, write=", ".join(close or sorted(entries)))


def shown(path: Path) -> str:
    """*path* as a person would write it, from their home folder on."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
