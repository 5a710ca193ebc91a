"""An error is data, and its message is made in the language of whoever reads it."""

from crosspost.errors import PostError, Rejected
from crosspost.redaction import remember
from crosspost.translations import Text, use_language


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
