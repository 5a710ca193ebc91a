"""Why it matters, as a tree of labelled points, and the story among them.

A point's languages stand on one line, one after another, under repeated numbers (``1.`` ``1.``),
or as two whole lists: they are the same point.
"""

from collections.abc import Sequence

from .._lazy_re import later
from ..model.post import Matters, Point, Story
from ..model.section_names import section
from ..text.languages import UNDETERMINED, tell_language
from ..text.line_languages import GLOSSED, split_line
from ..text.texts import Markdown, Texts
from .lines import ListItem, Page, SectionError, SourceLine, listed
from .paragraphs import prose

_BOLD = later(
    r"(?P<sign>\*\*|__)(?=\S)(?P<label>[^*_\n]{1,80})(?P=sign)"
    r"(?P<note>[ \t]*[(（][^()（）]{1,60}[)）])?[ \t]*(?P<stop>[:：]|[—–-]+(?=\s)|$)?[ \t]*"
)
_STOPS = frozenset(":：。！？；，;!?\n")
_LONGEST = 80
_MARKS = ("**", "__", "`")
_PAIRS = ("《》", "“”", "「」", "『』", "[]", "()", "（）")
"""What opens and what closes: between the two, a colon ends no label."""
_QUOTES = tuple('“「『"')
_WORDS = 9


def labelled(text: str, page: Page) -> tuple[Markdown, str]:
    """The label at the start of *text*, in each of its languages, and the rest.

    >>> labelled("The Margin Battle (利润率之战): As noted", Page("post.txt"))
    ({'en': 'The Margin Battle', 'zh': '利润率之战'}, 'As noted')
    >>> labelled("**平台锁定：**迁移更难。🔒", Page("post.md"))
    ({'zh': '平台锁定'}, '迁移更难。🔒')
    >>> labelled("**平台锁定。**迁移更难。🔒", Page("post.md"))[0]
    {}
    >>> labelled("It ends at 12:30.", Page("post.md"))
    ({}, 'It ends at 12:30.')
    """
    if text.startswith(("**", "__")) and (found := _BOLD.match(text)):
        label = found["label"].rstrip()
        bare = label.rstrip(":：")
        if found["stop"] is not None or bare != label:
            return label_texts(bare + (found["note"] or ""), page), text[found.end() :]
    elif (plain := _plain(text) or _translated(text, page)) and _is_name(plain[0]):
        return label_texts(plain[0], page), plain[1]
    return {}, text


def _plain(text: str) -> tuple[str, str] | None:
    """What stands before the first colon, if no other stop does, and what follows it."""
    end = next((at for at, char in enumerate(text) if char in _STOPS), len(text))
    label, colon, after = text[:end].rstrip(" \t"), text[end : end + 1], text[end + 1 :]
    if colon not in {":", "："} or not 0 < len(label) <= _LONGEST:
        return None
    if colon == ":" and "!" <= after[:1] <= "~":  # 12:30, C:\
        return None
    if any(label.count(mark) % 2 for mark in _MARKS):
        return None
    if any(label.count(pair[0]) > label.count(pair[1]) for pair in _PAIRS):
        return None
    rest = after.lstrip(" \t")
    return None if rest.startswith(_QUOTES) else (label, rest)  # 他说:“……” is no label


def _translated(text: str, page: Page) -> tuple[str, str] | None:
    """What stands before the first colon, if that says it in two languages, whatever its stops.

    >>> _translated("贵的是电价，不是机器 (Not the machine): 同样的用电量🎉", Page("post.md"))
    ('贵的是电价，不是机器 (Not the machine)', '同样的用电量🎉')
    """
    end = next((at for at, char in enumerate(text) if char in ":：\n。"), len(text))
    label, colon, after = text[:end].rstrip(" \t"), text[end : end + 1], text[end + 1 :]
    if colon not in {":", "："} or len(label) > _LONGEST or (colon == ":" and after[:1] > " "):
        return None
    two = GLOSSED.fullmatch(label)
    tags = {tell_language(part, page.among) for part in two.groups()} if two else set()
    several = len(tags) > 1 and UNDETERMINED not in tags
    return (label, after.lstrip(" \t")) if several else None


def tells_story(label: Texts) -> bool:
    """Whether the point is the story: ``用故事说理: …``.

    >>> tells_story(Texts(zh="用故事说理"))
    True
    """
    return bool(label) and all(section(name.words) == "story" for name in label.values())


def spoken_label(label: Markdown, text: Markdown) -> Markdown:
    """*label* in the language of *text*, where it is a bare name: ``Nvidia：英伟达…``.

    >>> spoken_label({"en": "Nvidia"}, {"zh": "英伟达正在……"})
    {'zh': 'Nvidia'}
    """
    if len(label) != 1 or len(text) != 1:
        return label
    ((tag, name),) = label.items()
    ordinary = any(word[0].islower() for word in name.split())
    bare = tag == UNDETERMINED or (name.isascii() and not ordinary and " " not in name)
    return {next(iter(text)): name} if bare else label


def _is_name(label: str) -> bool:
    """Short, and not a sentence that happens to have a colon."""
    return (
        len(label.split()) <= _WORDS and ". " not in label and not label.startswith(("http", "["))
    )


def label_texts(label: str, page: Page) -> Markdown:
    """``English (中文)`` or ``English / 中文`` in two languages; else in one.

    >>> label_texts("Cost (成本)", Page("post.md")), label_texts("锁定 🔒", Page("post.md"))
    ({'en': 'Cost', 'zh': '成本'}, {'zh': '锁定 🔒'})
    """
    two = GLOSSED.fullmatch(label)
    if two:
        tags = [tell_language(part, page.among) for part in two.groups()]
        if tags[0] != tags[1] and UNDETERMINED not in tags:
            return {tags[0]: two["first"], tags[1]: two["second"]}
    parts = split_line(label, page.among)
    return dict(parts) if len({tag for tag, _ in parts}) == len(parts) else {parts[0][0]: label}


def matters(lines: list[SourceLine], page: Page) -> tuple[Matters, Story | None]:
    r"""What *lines* say as prose and points; a story told under them is lifted out.

    Raises:
        SectionError: two stories in one language, points under one, or points too deep.

    >>> page = Page("post.txt")
    >>> said, story = matters(
    ...     page.lines("1. Cost (成本): It falls.\n  1. 用故事说理: 像赛车。🏎️"), page
    ... )
    >>> said.points[0].label, story.text
    ({'en': 'Cost', 'zh': '成本'}, {'zh': '像赛车。🏎️'})
    """
    before, items = listed(lines)
    stories: list[Point] = []
    points = _points(items, page, stories)
    return Matters(text=prose(before, page), points=tuple(points)), _story(stories)


def _points(items: list[ListItem], page: Page, stories: list[Point]) -> list[Point]:
    made = [(item, _point(item, page, stories)) for item in items]
    stories += (point for _, point in made if tells_story(point.label))
    kept = ((item, point) for item, point in made if not tells_story(point.label))
    return _paired([(item, point) for item, point in kept if point != Point()])


def _point(item: ListItem, page: Page, stories: list[Point]) -> Point:
    """One point; each language may begin with its own label."""
    said = [*item.before]
    first, rest = item.lines[0], item.lines[1:]
    if item.kind == "heading":
        label, _ = labelled(f"**{first.text}**", page)
    else:
        label, texts = _first_line(first.text, page)
        for text in texts:
            said += [_gap(first), first._replace(text=text)]
    for line in rest:
        own, after = labelled(line.text, page) if label and not line.raw else ({}, "")
        if own and not set(own) & set(label):
            label |= own
            said += [_gap(line), line._replace(text=after)]
        else:
            said.append(line)
    whole = prose(said, page)
    points = _points(item.items, page, stories)
    return Point(label=spoken_label(label, whole), text=whole, points=tuple(points))


def _first_line(text: str, page: Page) -> tuple[Markdown, list[str]]:
    """The label that a point begins with, and what follows it: of each half that has its own.

    >>> _first_line("Cost: it falls. / 成本：下降。📉", Page("", ("en", "zh")))
    ({'en': 'Cost', 'zh': '成本'}, ['it falls.', '下降。📉'])
    """
    halves = split_line(text, page.among)
    read = [(tag, *labelled(half, page)) for tag, half in halves]
    if len(read) > 1 and all(list(label) == [tag] for tag, label, _ in read):
        return {tag: label[tag] for tag, label, _ in read}, [rest for _, _, rest in read]
    label, rest = labelled(text, page)
    return label, [rest]


def _gap(line: SourceLine) -> SourceLine:
    return line._replace(text="")


def _paired(made: list[tuple[ListItem, Point]]) -> list[Point]:
    """The points, those that say the same in another language joined in one."""
    points: list[Point] = []
    numbers: list[int] = []
    at, last = -1, 0
    for item, point in made:
        again = item.number == 1 and last > 1  # perhaps the list in another language
        at = 0 if again else at + (not item.number or item.number != last)
        last = item.number
        same = item.number and at < len(points) and numbers[at] == item.number
        if same and _apart(points[at], point):
            points[at] = joined(points[at], point)
            continue
        at = len(points)
        points.append(point)
        numbers.append(item.number)
    return points if any(numbers) else _halved(points)


def _halved(points: list[Point]) -> list[Point]:
    """Bullets: one list in one language, then as many in another, are the same points."""
    half, odd = divmod(len(points), 2)
    first, second = points[:half], points[half:]
    tags = [{tag for point in side for tag in languages(point)} for side in (first, second)]
    if odd or not half or not tags[0] or not tags[1] or len(tags[0] | tags[1]) != 2:  # noqa: PLR2004
        return points
    if tags[0] & tags[1]:
        return points
    return [joined(one, other) for one, other in zip(first, second, strict=True)]


def languages(point: Point) -> set[str]:
    """Those that a point speaks, and the points under it.

    >>> languages(Point(label={"en": "Cost"}, text={"zh": "下降。🔻"}))
    {'zh'}
    """
    below = [tag for one in point.points for tag in languages(one)]
    return {*point.text, *(() if point.text else point.label), *below} - {UNDETERMINED}


def _apart(one: Point, other: Point) -> bool:
    """Whether the two say the same in different languages."""
    mine, theirs = languages(one), languages(other)
    return bool(mine and theirs) and not mine & theirs and not set(one.label) & set(other.label)


def joined(one: Point, other: Point) -> Point:
    """One point of two that say the same in different languages.

    >>> joined(Point(text={"en": "It falls."}), Point(text={"zh": "下降。🔻"})).text
    {'en': 'It falls.', 'zh': '下降。🔻'}
    """
    points: Sequence[Point] = (*one.points, *other.points)
    if len(one.points) == len(other.points):
        pairs = zip(one.points, other.points, strict=True)
        points = [joined(mine, theirs) for mine, theirs in pairs]
    return Point(label=one.label | other.label, text=one.text | other.text, points=tuple(points))


def _story(stories: list[Point]) -> Story | None:
    """The story; told once in each language."""
    whole: Point | None = None
    for point in stories:
        if point.points or (whole and not _apart(whole, point)):
            raise SectionError
        whole = joined(whole, point) if whole else point
    return Story(label=whole.label, text=whole.text) if whole else None
