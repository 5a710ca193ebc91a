"""Tags as people write them: after ``#``, between commas, or each on a line of a list."""

from .._lazy_re import later
from .source_blocks import SourceBlock, SourceHeading

_TAG = later(r"[#＃](?P<tag>[^\s#＃,，、]+)(?:[#＃](?=[\s,，、#＃]|$))?")
"""``#芯片``; Weibo closes it again, ``#芯片#``."""
_TAGS = later(rf"(?:{_TAG.pattern}[\s,，、]*)+")
_COMMAS = later(r"[,，、;；\n]")
_ITEM = later(r"^[-*+•][ \t]+")
_SENTENCE = later(r"[.!?](?:\s|$)|[。！？]")
_LONGEST = 50
"""Code points of a tag; a longer one is prose."""


def tag_list(text: str) -> tuple[str, ...]:
    """The hashtags of *text*, or its parts between commas; in Chinese, spaces part them as well.

    >>> tag_list("#AI #芯片"), tag_list("AI, 芯片、云计算"), tag_list("#人工智能# #AI绘画")
    (('AI', '芯片'), ('AI', '芯片', '云计算'), ('人工智能', 'AI绘画'))
    >>> tag_list("machine learning, C#"), tag_list("后端 数据库")
    (('machine learning', 'C#'), ('后端', '数据库'))
    """
    if all_tags(text.strip()):
        return tuple(match["tag"] for match in _TAG.finditer(text))
    parts = [part for line in _COMMAS.split(text) if (part := _ITEM.sub("", line.strip()))]
    if len(parts) == 1 and not parts[0].isascii():
        parts = parts[0].split()
    return tuple(tag for part in parts if (tag := part.lstrip("#＃").strip()))


def all_tags(text: str) -> bool:
    """Whether *text* is nothing but hashtags.

    >>> all_tags("#AI #芯片#"), all_tags("# AI")
    (True, False)
    """
    return text.startswith(("#", "＃")) and _TAGS.fullmatch(text) is not None


def are_tags(blocks: list[SourceBlock]) -> bool:
    """Whether *blocks* are tags and no prose under a heading that is called so.

    >>> are_tags([SourceBlock("paragraph", "AI、芯片", 3)])
    True
    >>> are_tags([SourceBlock("paragraph", "今天说三个话题。第一个是芯片。🎉", 3)])
    False
    """
    plain = all(block.kind in {"paragraph", "list"} for block in blocks)
    return plain and all(
        len(tag) <= _LONGEST and not _SENTENCE.search(tag)
        for block in blocks
        for tag in tag_list(block.source)
    )


def last_tags(parts: list[SourceBlock | SourceHeading]) -> tuple[str, ...]:
    r"""The tags of the post's last line, if it is nothing but hashtags; it is taken out of *parts*.

    >>> parts = [SourceBlock("paragraph", "好吗？\n#AI #芯片", 3)]
    >>> last_tags(parts), parts[0].source
    (('AI', '芯片'), '好吗？')
    """
    last = parts[-1] if parts else None
    if not isinstance(last, SourceBlock) or last.kind != "paragraph":
        return ()
    above, _, line = last.source.rpartition("\n")
    if not all_tags(line.strip()):
        return ()
    parts[-1:] = [last._replace(source=above)] if above.strip() else []
    return tag_list(line)
