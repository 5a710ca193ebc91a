"""Print how a package is built: how many files, how deep, how tangled. `make structure`.

Every figure is read from the syntax of the ``.py`` files below the package; nothing is run.

files
    All of them, ``__init__.py`` and migrations too.
longest import chain
    Modules on the longest way from one module to another along imports, both ends counted. Of a
    circle, one module counts. An import of ``a.b`` counts for ``a.b``, not for ``a``; one of a name
    (``from .a import b``) for the module ``a.b`` where there is one, and else for ``a``. What is
    imported ``if TYPE_CHECKING`` does not count; what a function imports does, unless ``--early``
    is given.
modules with one importer
    Modules that exactly one other module of the package imports, as above. ``__init__.py``,
    ``__main__.py`` and migrations are not asked.
file names more than twice
    Names of files that stand in three folders or more, ``__init__.py`` aside. The folders of
    ``adapters`` hold the same parts by the same names on purpose: there a name counts once.
type names twice
    Names of classes and aliases, at the top of a module and without an underscore in front, that
    two modules or more define. An alias is what is assigned to a name like ``ThisOne``.
exported type names twice
    Those of them that the package itself offers in its ``__all__``.
late imports
    ``import`` statements in functions: what ruff calls PLC0415.
circles
    Groups of modules each of which imports, by whatever way, the others.
function length
    Lines of a function or method from ``def`` to its end, docstring and all: the median, and what
    nine of ten do not exceed.
lines
    Of all files, blank ones too; and of each part: a folder or module directly below the package.
"""

import argparse
import ast
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

GOALS = {
    "files": 260,
    "longest import chain": 15,
    "modules with one importer": 40,
    "file names more than twice": 0,
    "type names twice": 5,
    "exported type names twice": 0,
    "late imports": 60,
    "circles": 0,
}
SO_FAR = {
    "files": 372,
}
"""Of what is over its goal: what it is today. It may shrink, never grow; met, it leaves here."""
FAMILY = "adapters"  # whose folders hold the same parts
ENOUGH = 2  # files of one name

Graph = dict[str, set[str]]
"""Which modules each module imports, by dotted names without the package's own."""
Functions = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file: its dotted name below the package ("" is the package itself), and its syntax."""

    name: str
    path: Path
    tree: ast.Module
    lines: int

    @property
    def package(self) -> list[str]:
        """The parts of the name that ``from . import`` starts at."""
        parts = self.name.split(".") if self.name else []
        return parts if self.path.name == "__init__.py" else parts[:-1]


def main() -> None:
    """Print the figures; with ``--check``, exit 1 where one is over its goal and over today's."""
    parser = argparse.ArgumentParser(description="Figures of a package's structure.")
    parser.add_argument("package", nargs="?", type=Path, default=_ours(), help="folder to read")
    parser.add_argument("--early", action="store_true", help="leave out what functions import")
    parser.add_argument("--list", action="store_true", help="name what each figure counts")
    parser.add_argument(
        "--check",
        action="store_true",
        help="fail over a goal, or over today's figure where that is more",
    )
    asked = parser.parse_args()
    modules = read(asked.package)
    counted = figures(modules, early=asked.early)
    for what, names in counted.items():
        goal = GOALS[what]
        print(f"{what:28}{len(names):>7}  at most {goal}{'' if len(names) <= goal else '  OVER'}")
        if asked.list:
            print(*(f"    {name or 'the package'}" for name in names), sep="\n")
    lengths = sorted(function_lengths(modules))
    median, tenth = statistics.median(lengths), lengths[len(lengths) * 9 // 10]
    print(f"{'function length':28}{f'{median:.0f} / {tenth}':>7}  median / nine of ten")
    parts = lines(modules)
    print(f"{'lines':28}{sum(parts.values()):>7}")
    print(*(f"    {part:24}{count:>7}" for part, count in parts.most_common()), sep="\n")
    grown = [what for what, names in counted.items() if len(names) > _most(what, asked.package)]
    if asked.check and grown:
        print(f"over what it may be: {', '.join(grown)}", file=sys.stderr)
        sys.exit(1)


def _most(what: str, package: Path) -> int:
    return max(GOALS[what], SO_FAR.get(what, 0) if package == _ours() else 0)


def _ours() -> Path:
    return Path(__file__).parents[1] / "src" / "crosspost"


def read(package: Path) -> list[Module]:
    """Every module below *package*, the folder of an importable package."""
    found = []
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text(encoding="utf-8")
        found.append(Module(name, path, ast.parse(text), len(text.splitlines())))
    return found


def figures(modules: list[Module], *, early: bool = False) -> dict[str, list[str]]:
    """What each figure with a goal counts, by name: the figure is how many there are."""
    graph = imports(modules, early=early)
    twice = _twice(modules)
    offered = _offered(modules)
    return {
        "files": [module.name for module in modules],
        "longest import chain": longest_chain(graph),
        "modules with one importer": _single(modules, graph),
        "file names more than twice": _same_names(modules),
        "type names twice": twice,
        "exported type names twice": [line for line in twice if line.split(":")[0] in offered],
        "late imports": [
            f"{module.name}:{node.lineno}"
            for module in modules
            for node, late in _statements(module.tree)
            if late
        ],
        "circles": sorted(
            " <-> ".join(sorted(circle)) for circle in circles(graph) if len(circle) > 1
        ),
    }


def imports(modules: list[Module], *, early: bool = False) -> Graph:
    """Who imports whom, each module a key; *early* leaves out what functions import."""
    package = modules[0].path.parent.name
    names = {module.name for module in modules}
    return {
        module.name: {
            target
            for node, late in _statements(module.tree)
            if not (late and early)
            for target in _targets(node, module, package, names)
        }
        - {module.name}
        for module in modules
    }


def _statements(node: ast.AST, *, late: bool = False) -> Iterator[tuple[ast.stmt, bool]]:
    """Import statements that run, and whether only once a function is called."""
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.Import() | ast.ImportFrom():
                yield child, late
            case ast.If(test=ast.Name("TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")):
                for other in child.orelse:
                    yield from _statements(ast.Module([other], []), late=late)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from _statements(child, late=True)
            case _:
                yield from _statements(child, late=late)


def _targets(node: ast.stmt, module: Module, package: str, names: set[str]) -> Iterator[str]:
    """The package's modules that an import *node* in *module* asks for."""
    if isinstance(node, ast.Import):
        dotted = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        start = [package, *module.package[: len(module.package) - node.level + 1]]
        home = ".".join([*(start if node.level else []), *(node.module or "").split(".")])
        home = home.rstrip(".")
        dotted = [f"{home}.{alias.name}" for alias in node.names]
        dotted = [name if _inside(name, package) in names else home for name in dotted]
    for name in dotted:
        inside = _inside(name, package)
        if inside is not None and inside in names:
            yield inside


def _inside(dotted: str, package: str) -> str | None:
    """The name below *package*, or None for what is outside of it."""
    first, _, rest = dotted.partition(".")
    return rest if first == package else None


def circles(graph: Graph) -> list[frozenset[str]]:
    """Every module with those that it reaches and that reach it: mostly itself alone."""
    reached = {name: _reached(graph, name) for name in graph}
    return list(
        {
            frozenset({name} | {other for other in reached[name] if name in reached[other]})
            for name in graph
        }
    )


def _reached(graph: Graph, start: str) -> set[str]:
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        fresh = graph[ahead.pop()] - seen
        seen |= fresh
        ahead += fresh
    return seen


def longest_chain(graph: Graph) -> list[str]:
    """The modules of a longest chain, the importer first; one stands for its circle."""
    home = {name: circle for circle in circles(graph) for name in circle}

    @cache
    def chain(circle: frozenset[str]) -> tuple[str, ...]:
        ahead = {home[target] for name in circle for target in graph[name]} - {circle}
        return (min(circle), *_longest(map(chain, ahead)))

    return list(_longest(map(chain, home.values())))


def _longest(chains: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The first by name of the longest, so that it is the same each time."""
    return min(chains, key=lambda chain: (-len(chain), chain), default=())


def _single(modules: list[Module], graph: Graph) -> list[str]:
    importers = defaultdict(list)
    for name, targets in graph.items():
        for target in targets:
            importers[target].append(name)
    return [
        f"{module.name} <- {importers[module.name][0]}"
        for module in modules
        if len(importers[module.name]) == 1
        and not module.path.name.startswith("__")
        and "migrations" not in module.name.split(".")
    ]


def _same_names(modules: list[Module]) -> list[str]:
    folders = defaultdict(set)
    for module in modules:
        folder = FAMILY if module.package[:1] == [FAMILY] else "/".join(module.package) or "."
        if module.path.name != "__init__.py":
            folders[module.path.name].add(folder)
    often = sorted(name for name, where in folders.items() if len(where) > ENOUGH)
    return [f"{name}: {', '.join(sorted(folders[name]))}" for name in often]


def _twice(modules: list[Module]) -> list[str]:
    homes = defaultdict(set)
    for module in modules:
        for name in _types(module.tree):
            homes[name].add(module.name)
    return [
        f"{name}: {', '.join(sorted(homes[name]))}"
        for name in sorted(homes)
        if len(homes[name]) > 1
    ]


def _types(tree: ast.Module) -> Iterator[str]:
    """Public names of classes and aliases that a module defines."""
    for node in tree.body:
        match node:
            case ast.ClassDef(name=name):
                pass
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                if not name[0].isupper() or name.isupper():
                    continue
            case _:
                continue
        if not name.startswith("_"):
            yield name


def _offered(modules: list[Module]) -> set[str]:
    """What the package's own ``__all__`` lists."""
    for node in next(module.tree for module in modules if not module.name).body:
        match node:
            case ast.Assign(targets=[ast.Name("__all__")], value=ast.List(elts=items)):
                return {str(item.value) for item in items if isinstance(item, ast.Constant)}
    return set()


def function_lengths(modules: list[Module]) -> list[int]:
    """Lines of every function and method, inner ones too."""
    return [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, Functions)
    ]


def lines(modules: list[Module]) -> Counter[str]:
    """How many there are in each part; the package's own file is the part ``__init__``."""
    parts: Counter[str] = Counter()
    for module in modules:
        parts[module.name.partition(".")[0] or "__init__"] += module.lines
    return parts


if __name__ == "__main__":
    main()
