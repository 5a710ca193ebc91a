"""An error is data, and its message is made in the language of whoever reads it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import crosspost
from crosspost.errors import PostError, Rejected
from crosspost.redaction import remember
from crosspost.translations import Text, texts, use_language


def test_the_message_is_made_when_it_is_read():
    error = PostError("post.unknown-heading", location="post.md:7:1", heading="天气")
    assert error.message == 'unknown heading "天气"'
    use_language("zh")
    try:
        assert error.message == "不认识的标题“天气”"
    finally:
        use_language("en")


def test_places_are_named_from_the_outermost_inwards():
    error = PostError("post.unknown-heading", location="column 3", heading="天气")
    error.inside("post.md", "title")
    assert error.location == "post.md: title: column 3"


def test_values_never_hold_a_secret():
    secret = remember("planted-密码-value")
    error = Rejected("post.unknown-heading", heading=[f"bad token {secret}"], choices=())
    assert error.values["heading"] == ["bad token ***"]
    assert secret not in repr(error) + str(error)


def test_a_text_of_another_error_is_a_value():
    inner = PostError("post.unknown-heading", heading="天气")
    assert inner.text.translated("zh") == "不认识的标题“天气”"
    assert str(Text("errors", "hint", hint=inner.text)) == 'hint: unknown heading "天气"'


CODE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
NAMED = re.compile(r"(?<!\{)\{(\w+)[:}]")
OTHER_WORDS = {"location", "account_level"}


OTHERS = {
    *("Rejected", "Retryable", "UnknownOutcome", "Unverifiable"),
    *("NotDelivered", "Stopped", "TooLate", "kind", "phrase"),
}
"""What makes an error, or a part of one, beside what is called so."""


def _makes_an_error(function: ast.expr) -> bool:
    match function:
        case ast.Name(name):
            return name.endswith("Error") or name in OTHERS
        case ast.Attribute(ast.Name("Problem"), "said"):
            return True
    return False


def raised() -> Iterator[tuple[str, ast.Call, list[str]]]:
    """Each call in the package whose first argument is, or may be, the code of an error."""
    for path in Path(crosspost.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and call.args and _makes_an_error(call.func):
                said = [
                    one.value for one in ast.walk(call.args[0]) if isinstance(one, ast.Constant)
                ]
                codes = [code for code in said if isinstance(code, str) and CODE.fullmatch(code)]
                yield f"{path.name}:{call.lineno}", call, codes


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


def test_every_text_of_the_table_is_used():
    source = "".join(
        path.read_text(encoding="utf-8") for path in Path(crosspost.__file__).parent.rglob("*.py")
    )
    unused = [
        code for code in texts("errors")["en"] if f'"{code.removesuffix(".hint")}"' not in source
    ]
    assert unused == []
