"""An error is data, and its message is made in the language of whoever reads it."""

import ast
import builtins
import os
import re
from collections.abc import Iterator
from pathlib import Path

import crosspost
from crosspost.errors import SYSTEM, PostError, Rejected
from crosspost.redaction import remember
from crosspost.translations import Phrase, texts, use_language


def test_the_message_is_made_when_it_is_read():
    error = PostError("duration.cannot-read", location="post.md:7:1", text="天气")
    assert error.message == 'cannot read "天气"'
    use_language("zh")
    try:
        assert error.message == "读不懂“天气”"
    finally:
        use_language("en")


def test_places_are_named_from_the_outermost_inwards():
    error = PostError("duration.cannot-read", location="column 3", text="天气")
    error.inside("post.md", "title")
    assert error.location == "post.md: title: column 3"


def test_values_never_hold_a_secret():
    secret = remember("planted-密码-value")
    error = Rejected("duration.cannot-read", text=[f"bad token {secret}"])
    assert error.values["text"] == ["bad token ***"]
    assert secret not in repr(error) + str(error)


def test_a_text_of_another_error_is_a_value():
    inner = PostError("duration.cannot-read", text="天气")
    assert inner.text.translated("zh") == "读不懂“天气”"
    assert str(Phrase("errors", "hint", hint=inner.text)) == 'hint: cannot read "天气"'


CODE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
NAMED = re.compile(r"(?<!\{)\{(\w+)[:}]")
OTHER_WORDS = {"location", "account_level"}
KINDS = {
    *("Rejected", "Retryable", "UnknownOutcome", "Unverifiable", "WrongValue"),
    *("NotDelivered", "Stopped", "TooLate"),
}
"""Errors whose names do not end in Error; a name in small letters is one that is passed on."""
PASSED_ON = {"unclear", "doubt", "kind"}
PYTHONS = {name for name in dir(builtins) if name.endswith("Error")}
PACKAGE = Path(crosspost.__file__).parent


def calls(path: Path) -> Iterator[tuple[ast.Call, ast.AST]]:
    """Each call in the file at *path* that makes an error, and the function it stands in."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    scopes = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for scope in (tree, *scopes):
        for call in ast.walk(scope):
            if isinstance(call, ast.Call) and call.args and isinstance(call.func, ast.Name):
                name = call.func.id
                ours = name.endswith("Error") and name not in PYTHONS
                if ours or name in KINDS or name in PASSED_ON:
                    yield call, scope


def raised() -> Iterator[tuple[str, ast.Call, list[str]]]:
    """Each call in the package that names, or may name, the code of an error."""
    for path in PACKAGE.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and (named := _code(call)):
                said = [one.value for one in ast.walk(named) if isinstance(one, ast.Constant)]
                codes = [code for code in said if isinstance(code, str) and CODE.fullmatch(code)]
                yield f"{path.name}:{call.lineno}", call, codes


def _code(call: ast.Call) -> ast.expr | None:
    """Where *call* says which error: ``PostError(code)``, or ``page.error(line, code)``."""
    match call.func:
        case ast.Name(id=name) if name in {"phrase", *KINDS, *PASSED_ON} or name.endswith("Error"):
            return call.args[0] if call.args else None
        case ast.Attribute(value=ast.Name("Problem"), attr="said"):
            return call.args[0]
        case ast.Attribute(value=owner, attr="error") if ast.unparse(owner) != "logger":
            return call.args[1] if len(call.args) > 1 else None
        case _:
            return None


def test_the_sites_of_readers_are_seen():
    assert any(isinstance(call.func, ast.Attribute) and codes for _, call, codes in raised())


def test_every_code_is_in_the_table_and_is_given_the_values_that_its_texts_name():
    table = texts("errors")["en"]
    for where, call, codes in raised():
        given = {word.arg for word in call.keywords}
        for code in codes:
            assert code in table, where
            if None not in given:
                wanted = {
                    name
                    for key in (code, f"{code}.hint")
                    for name in NAMED.findall(table.get(key, ""))
                }
                assert wanted <= given - OTHER_WORDS, where


def sentences(call: ast.Call, scope: ast.AST) -> Iterator[str]:
    """The sentences in *call*, there or in the names that *scope* gives them."""
    parts = set[str]()
    given = [call.args[0], *(word.value for word in call.keywords if word.arg != "location")]
    names = {node.id for one in given for node in ast.walk(one) if isinstance(node, ast.Name)}
    given += [
        node.value
        for node in ast.walk(scope)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id in names
    ]
    for node in (node for one in given for node in ast.walk(one)):
        match node:
            case ast.Compare(left=ast.Constant(value=str(part))):
                parts.add(part)  # of what is looked for in a text
            case ast.Constant(value=str(said)) if re.search("[A-Za-z]{2} [a-z]", said):
                if said not in parts:
                    yield said
    if isinstance(call.args[0], ast.JoinedStr):
        yield ast.unparse(call.args[0])
    if isinstance(call.args[0], ast.Attribute) and call.args[0].attr == "message":
        yield ast.unparse(call.args[0])  # a text that was data a moment ago


def test_no_error_holds_a_sentence():
    found = [
        f"{path.relative_to(PACKAGE)}:{call.lineno}: {said}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for call, scope in calls(path)
        for said in sentences(call, scope)
    ]
    assert found == []


def test_a_sentence_of_a_channel_outside_the_package_is_told_as_it_is():
    """As is a code that a newer version has left in the ledger."""
    error = Rejected("余额不足", location="主号", hint="top up")
    assert str(error) == "主号: 余额不足\n  hint: top up"


def test_every_text_of_the_table_is_used():
    source = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    unused = [
        code
        for code in texts("errors")["en"]
        if f'"{code.removesuffix(".cli").removesuffix(".desk").removesuffix(".hint")}"'
        not in source
    ]
    assert unused == []


def test_what_the_system_says_is_said_as_the_system_says_it():
    for number, key in SYSTEM.items():
        assert texts("errors")["en"][key] == os.strerror(number)
