"""Writing: a follow-up as Markdown that reads back as the same post."""

import json
from collections.abc import Iterator, Mapping

from ..headings import label
from ..layout import Section
from ..post import Post, Texts


def markdown(post: Post, places: Mapping[str, str], *, marked: bool) -> str:
    """The few fields that a follow-up has.

    Args:
        post: what to write; a title, what happened, a question, sources, tags.
        places: by language, what to put under what happened: a comment, say.
        marked: whether each text says its language, where the script does not tell.

    >>> post = Post(languages=("zh",), title={"zh": "应验了"}, happened={"zh": "真的。🎉"})
    >>> print(markdown(post, {"zh": "<!-- 你的话 -->"}, marked=False), end="")
    ---
    title:
      zh: "应验了"
    languages: [zh]
    ---
    <BLANKLINE>
    ## 发生了什么
    <BLANKLINE>
    真的。🎉
    <BLANKLINE>
    <!-- 你的话 -->
    """
    blocks = [
        "\n".join(_front(post)),
        *_section("happened", post.happened, post.languages, places, marked),
        *_section("discussion", post.discussion, post.languages, {}, marked),
        *_sources(post),
    ]
    return "\n\n".join(blocks) + "\n"


def _front(post: Post) -> Iterator[str]:
    yield "---"
    if post.meta.follows:
        yield f"follows: {post.meta.follows}  # replies to the original, or links it"
    yield "title:"
    yield from (f"  {tag}: {_quoted(text)}" for tag, text in post.title.items())
    yield f"languages: [{', '.join(post.languages)}]"
    if post.tags:
        yield f"tags: [{', '.join(map(_quoted, post.tags))}]"
    yield "---"


def _quoted(text: str) -> str:
    """*text* as YAML and JSON both read it."""
    return json.dumps(text, ensure_ascii=False)


def _section(
    section: Section,
    texts: Texts,
    languages: tuple[str, ...],
    places: Mapping[str, str],
    marked: bool,  # noqa: FBT001 - of markdown alone
) -> Iterator[str]:
    if not texts:
        return
    yield _heading(section, languages)
    for tag, text in texts.items():
        if marked:
            yield f"[{tag}]"
        yield from (paragraph.replace("\n", "\\\n") for paragraph in text.split("\n\n"))
        if tag in places:
            yield places[tag]


def _heading(section: Section, languages: tuple[str, ...]) -> str:
    return "## " + " / ".join(dict.fromkeys(label(section, tag) for tag in languages))


def _sources(post: Post) -> Iterator[str]:
    if post.sources:
        yield _heading("sources", post.languages)
        yield "\n".join(
            f"- [{one.title}]({one.url})" if one.title else f"- {one.url}" for one in post.sources
        )
