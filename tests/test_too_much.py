"""What would be more than anybody wants is refused at once, and says how much it would be."""

import time

import pytest
from msgspec import structs

from crosspost.errors import FitError, PostError
from crosspost.model.post import Post
from crosspost.readers import parse
from crosspost.registry import default_account
from crosspost.rendering import render
from tests.linear import assert_linear, least_time


@pytest.mark.parametrize("form", ["markdown", "text", "yaml", "json", "toml"])
def test_a_file_of_megabytes_is_not_read(form: str):
    begun = time.process_time()
    with pytest.raises(PostError, match="4,200,000 characters, about 15,000 posts"):
        parse("# T\n\n" + "词" * 4_199_995, form, "post")
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("form", ["markdown", "text", "yaml"])
def test_a_file_of_too_many_lines_is_not_read(form: str):
    with pytest.raises(PostError, match="200,001 lines; at most 100,000"):
        parse("字\n" * 200_000, form, "post")


@pytest.mark.parametrize("channel", ["x", "telegram", "wechat-article", "wechat-moments"])
def test_a_post_of_megabytes_is_not_written(channel: str):
    post = Post(happened={"zh": "事情从港口开始。" * 100_000})
    begun = time.process_time()
    with pytest.raises(FitError, match="messages"):
        render(post, channel)
    assert time.process_time() - begun < 5


def test_an_account_says_how_many_it_wants():
    post = Post(happened={"en": "It began in the port. " * 100})
    account = default_account("x")
    assert len(render(post, account).messages) > 5
    with pytest.raises(FitError, match="about 8 messages, and this account wants at most 5"):
        render(post, structs.replace(account, most_messages=5))


def links(count: int) -> str:
    return "# T\n\n" + "\n\n".join(
        f"第 {at} 个：[word {at}](https://example.com/{at})。" for at in range(count)
    )


@pytest.mark.slow
def test_an_article_of_1000_links_takes_ten_times_what_100_take():
    """A square would take a hundred times as long; CPU time, on however busy a machine."""

    def written(text: str) -> object:
        return render(parse(text, "markdown", "post.md"), "wechat-article")

    assert least_time(written, links(1000)) < 25 * least_time(written, links(100))


def test_an_article_of_1000_footnote_signs_takes_ten_times_what_100_take():
    """In one paragraph, whose marks must not be gone through for each of them."""

    def written(text: str) -> object:
        return render(parse(text, "markdown", "post.md"), "wechat-article")

    assert_linear(written, "芯[^1]", 100)


def test_keys_above_a_text_that_no_line_closes_are_looked_at_once():
    begun = time.process_time()
    post = parse("tags:\n" + "  - 芯片\n" * 39 + "后来呢？🎉", "markdown", "post.md")
    assert time.process_time() - begun < 1  # each line read in two ways would take years
    assert "后来呢？🎉" in str(post.sections)


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("Sources\n\n- SSRN", "x"),
        ("Sources\n\n- doi", "x"),
        ("Prediction\n\nIt will.", "x"),
        ("Prediction\n\nIt will. p", "0" * 30),
        ("Prediction\n\nIt will. p 0", "x" * 30),
    ],
)
def test_a_long_gap_in_a_section_is_read_in_one_go(before: str, behind: str):
    def read(gap: str) -> Post:
        return parse(f"# T\n\n## {before}{gap}{behind}", "markdown", "post.md")

    assert_linear(read, " ", 2000)
