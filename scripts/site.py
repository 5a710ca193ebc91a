"""Builds the documentation in English and Chinese from docs/*.md into the folder ``site``.

``make docs``. One site a language, made by Zensical: English at the root, Chinese below ``zh/``. A
page without a Chinese twin stands there in English, and says so. What a page links to outside
``docs/`` (a channel's entry, an example, code) goes along as a page of its own. Beside each page
lies its Markdown; ``llms.txt`` lists them and ``llms-full.txt`` holds them all, for programs that
read. A link that leads nowhere, or a warning, ends it with an error.
"""

import html
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import tomlkit

from scripts.pages import first_paragraph, relinked, title

ROOT = Path(__file__).parents[1]
BUILD, SITE = ROOT / "build" / "site", ROOT / "site"
LANGUAGES = ("en", "zh")
WORDS = {
    "en": {"other": "中文", "name": "crosspost"},
    "zh": {"other": "English", "name": "crosspost 文档"},
}
NOT_YET = "> 这一页还没有中文版，以下是英文原文。\n\n"
CODE_WITH_BAR = re.compile(r"(?<=[ (])`([^`\n]*\\\|[^`\n]*)`")
"""Code in a table: the bar in it is escaped for GitHub, and would be shown so by Zensical."""
KINDS = {".py": "python", ".toml": "toml", ".json": "json", ".yaml": "yaml", ".sh": "sh"}
"""How a file that is linked to is coloured."""


def main() -> None:
    """Make both sites anew."""
    for folder in (BUILD, SITE):
        shutil.rmtree(folder, ignore_errors=True)
    for language in LANGUAGES:
        Staged(language).write()
        build(language)
        target = SITE if language == LANGUAGES[0] else SITE / language
        shutil.copytree(BUILD / language / "site", target)
    for path in sorted(BUILD.glob("*/docs/*.md")):  # beside each page, its Markdown
        language = path.relative_to(BUILD).parts[0]
        target = SITE if language == LANGUAGES[0] else SITE / language
        shutil.copyfile(path, target / path.name)
    for name, text in {"llms.txt": index(), "llms-full.txt": whole()}.items():
        (SITE / name).write_text(text, encoding="utf-8")
    if dead := dead_links(SITE):
        sys.exit("\n".join(dead))
    print(f"site/index.html and site/zh/index.html: {len(list(SITE.rglob('*.html')))} pages")


def page_file(name: str, language: str) -> Path:
    """The file of the page *name* in *language*, whether it is there or not."""
    folder, stem = (ROOT, "README") if name == "index" else (ROOT / "docs", name)
    return folder / (f"{stem}.md" if language == LANGUAGES[0] else f"{stem}.{language}.md")


def groups(language: str) -> Iterator[tuple[str, list[str]]]:
    """The groups of pages by heading, with the pages that are there."""
    said = tomllib.loads((ROOT / "docs" / "site.toml").read_text(encoding="utf-8"))["group"]
    listed = {name for group in said for name in group["pages"]}
    there = sorted(path.stem for path in (ROOT / "docs").glob("*.md") if "." not in path.stem)
    said[-1]["pages"] += [name for name in there if name not in listed]
    for group in said:
        if pages := [name for name in group["pages"] if page_file(name, LANGUAGES[0]).exists()]:
            yield group[language], pages


class Staged:
    """The Markdown of one language as its site is built from it."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.docs = BUILD / language / "docs"
        self.linked: set[Path] = set()
        """Files outside ``docs/`` that go along."""

    def write(self) -> None:
        """Every page, what they link to, and the settings."""
        self.docs.mkdir(parents=True)
        nav = []
        for heading, pages in groups(self.language):
            nav.append({heading: [f"{name}.md" for name in pages]})
            for name in pages:
                self._page(name)
        done: set[Path] = set()
        while more := self.linked - done:
            for path in sorted(more):
                self._file(path)
            done |= more
        settings = tomlkit.dumps({"project": project(self.language, nav)})
        (BUILD / self.language / "zensical.toml").write_text(settings, encoding="utf-8")

    def _page(self, name: str) -> None:
        path = page_file(name, self.language)
        missing = not path.exists()
        source = page_file(name, LANGUAGES[0]) if missing else path
        text = relinked(source.read_text(encoding="utf-8"), lambda link: self._to(link, source))
        text = CODE_WITH_BAR.sub(_with_bars, text)
        if missing:
            heading, _, rest = text.partition("\n\n")
            text = f"{heading}\n\n{NOT_YET}{rest}"
        (self.docs / f"{name}.md").write_text(text, encoding="utf-8")

    def _to(self, link: str, source: Path) -> str:
        """Where *link* of the page *source* leads on the site."""
        place, _, anchor = unquote(link).partition("#")
        path = (source.parent / place).resolve()
        end = f"#{anchor}" if anchor else ""
        if path in (ROOT, ROOT / "docs"):
            return "index.md"
        name, _, tag = path.stem.partition(".")
        if (
            path.suffix == ".md"
            and (path.parent == ROOT / "docs" or name == "README")
            and (path.parent in (ROOT, ROOT / "docs"))
        ):
            name = "index" if name == "README" else name
            tag = tag or LANGUAGES[0]
            theirs = tag != self.language and page_file(name, self.language).exists()
            if theirs and (anchor or self._twin(source)):  # an English anchor is not in its twin
                return f"{self._other()}{name}.html{end}"
            return f"{name}.md{end}"
        if path.parent == ROOT / "docs":
            shutil.copyfile(path, self.docs / path.name)
            return path.name
        if path.suffix == ".svg":
            shutil.copyfile(path, self.docs / path.name)
            return path.name
        self.linked.add(path)
        return f"files/{staged_name(path)}.md{end if path.suffix == '.md' else ''}"

    def _twin(self, source: Path) -> bool:
        """Whether a page links to itself in the other language on purpose: it has a twin."""
        return ".zh." in source.name or source.with_name(f"{source.stem}.zh.md").exists()

    def _other(self) -> str:
        return "zh/" if self.language == LANGUAGES[0] else "../"

    def _file(self, path: Path) -> None:
        """A file or folder that a page links to, as a page."""
        target = self.docs / "files" / f"{staged_name(path)}.md"
        target.parent.mkdir(exist_ok=True)
        name = path.relative_to(ROOT).as_posix()
        if path.is_dir():
            inside = [one for one in sorted(path.iterdir()) if shown(one)]
            self.linked.update(inside)
            rows = [f"- [{one.name}]({staged_name(one)}.md)" for one in inside]
            body = "\n".join([f"# {name}/", "", *rows, ""])
        elif path.suffix == ".md":
            said = path.read_text(encoding="utf-8")
            body = relinked(said, lambda link: self._from_files(link, path))
        else:
            code = path.read_text(encoding="utf-8")
            fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", code)), default=0))
            kind = KINDS.get(path.suffix, "text")
            body = f"# {name}\n\n{fence}{kind}\n{code}\n{fence}\n"
        hidden = "---\nsearch:\n  exclude: true\n---\n\n"
        target.write_text(hidden + body, encoding="utf-8")

    def _from_files(self, link: str, source: Path) -> str:
        found = self._to(link, source)
        return found.removeprefix("files/") if found.startswith("files/") else f"../{found}"


def _with_bars(found: re.Match[str]) -> str:
    return f"<code>{html.escape(found[1]).replace(chr(92) + '|', '&#124;')}</code>"


def shown(path: Path) -> bool:
    """Whether a file of a folder is shown: text that people read."""
    if path.is_dir():
        return path.name != "__pycache__"
    return path.suffix in {*KINDS, ".md", ".txt", ".css", ".service", ".timer", ""}


def staged_name(path: Path) -> str:
    """One name for a file anywhere in the project."""
    return path.relative_to(ROOT).as_posix().replace("/", "-").replace(".", "-").strip("-")


def project(language: str, nav: list[dict[str, list[str]]]) -> dict[str, object]:
    """The settings of a site."""
    other = next(one for one in LANGUAGES if one != language)
    toggles = [
        {
            "media": f"(prefers-color-scheme: {scheme})",
            "scheme": {"light": "default", "dark": "slate"}[scheme],
            "toggle": {"icon": icon, "name": {"en": "Colours", "zh": "颜色"}[language]},
        }
        for scheme, icon in (("light", "lucide/sun"), ("dark", "lucide/moon"))
    ]
    links = [
        {"name": {"en": "English", "zh": "中文"}[one], "lang": one, "link": link}
        for one, link in (
            (language, "./"),
            (other, "zh/" if language == LANGUAGES[0] else "../"),
        )
    ]
    return {
        "site_name": WORDS[language]["name"],
        "docs_dir": "docs",
        "site_dir": "site",
        "use_directory_urls": False,
        "nav": nav,
        "theme": {
            "language": language,
            "font": False,
            "features": [
                "navigation.sections",
                "navigation.top",
                "content.code.copy",
                "toc.follow",
            ],
            "palette": toggles,
        },
        "extra": {"alternate": sorted(links, key=lambda one: one["lang"]), "generator": False},
        "markdown_extensions": {
            "tables": {},
            "toc": {
                "permalink": True,
                "slugify": {"object": "pymdownx.slugs.slugify", "kwds": {"case": "lower"}},
            },
            "pymdownx": {"superfences": {}, "highlight": {}},
        },
    }


def build(language: str) -> None:
    """Let Zensical build it; a warning is an error."""
    done = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--clean", "--strict"],
        cwd=BUILD / language,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    said = done.stdout + done.stderr
    if done.returncode or "warning" in said.lower():
        sys.exit(said)


def index() -> str:
    """``llms.txt``: every page with what it is about (https://llmstxt.org)."""
    lines = ["# crosspost", "", f"> {first_paragraph(_staged('index'))}", ""]
    for heading, pages in groups("en"):
        lines += [f"## {heading}", ""]
        lines += [_listed(name) for name in pages]
        lines.append("")
    lines += ["## 中文", ""]
    chinese = [
        name for _, pages in groups("zh") for name in pages if page_file(name, "zh").exists()
    ]
    lines += [_listed(name, "zh") for name in chinese]
    return "\n".join([*lines, ""])


def _listed(name: str, language: str = "en") -> str:
    text = _staged(name, language)
    place = f"{name}.md" if language == "en" else f"{language}/{name}.md"
    return f"- [{title(text)}]({place}): {first_paragraph(text)}"


def _staged(name: str, language: str = "en") -> str:
    return (BUILD / language / "docs" / f"{name}.md").read_text(encoding="utf-8")


def whole() -> str:
    """``llms-full.txt``: every English page, one after the other."""
    return "\n\n".join(_staged(name).strip() for _, pages in groups("en") for name in pages) + "\n"


class _Page(HTMLParser):
    """What a page links to, and what can be linked to in it."""

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        for key, value in attrs:
            if key in ("href", "src") and value:
                self.links.add(value)
            if key in ("id", "name") and value:
                self.names.add(value)


def dead_links(site: Path) -> list[str]:
    """Links of the pages of *site* that lead to no file or to no place in it."""
    pages: dict[Path, _Page] = {}
    for path in site.rglob("*.html"):
        pages[path] = _Page()
        pages[path].feed(path.read_text(encoding="utf-8"))
    dead = []
    for path, page in pages.items():
        for link in sorted(page.links):
            if re.match(r"[a-z]+:|//", link) or link.startswith("/") or path.name == "404.html":
                continue
            place, _, anchor = unquote(link).partition("#")
            target = (path.parent / place.partition("?")[0]).resolve() if place else path
            target = target / "index.html" if target.is_dir() else target
            if not target.exists() or (
                anchor and target in pages and anchor not in pages[target].names
            ):
                dead.append(f"{path.relative_to(site)}: {link}")
    return dead


if __name__ == "__main__":
    main()
