"""Weighted: the length of a text whose characters weigh differently, as X counts.

What npm twitter-text 3.1.0 ``parseTweet(text).weightedLength`` says, but in linear time; and the
same with any other weights. https://docs.x.com/fundamentals/counting-characters

`Scale` weighs plain characters by a table of weights, a whole text at a time. A Python loop over
characters would be many times slower than X's own counter. The upper byte of each UTF-16 unit tells
the weight of nearly all text; `bytes.translate` drops the light ones in one pass, and only pages
with mixed weights are looked at closer.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import gcd
from unicodedata import is_normalized, normalize

from .._lazy_re import later
from .._record import Record
from .fixed_costs import fixed_costs, is_emoji, x_emoji
from .links import Link, find_links
from .rules import HALF_ASCII, X_COUNT, CountRule, WeightRange, Weights

_HIGH_HALVES = bytes(range(0xD8, 0xDC))
"""Upper bytes of the first half of a character beyond U+FFFF."""
_SURROGATES = 0xD800
_BYTE = 255


class Scale:
    """What text weighs by one table of weights, links and emoji apart."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        distinct = {one.weight for one in weights.ranges}
        self._step = gcd(weights.scale, weights.default, *distinct)
        if max(weights.default, *distinct, 0) > _BYTE * self._step:
            self._step = weights.scale
        self.steps = weights.scale // self._step
        """Steps of `each` that make one character: 2 where something counts a half."""
        self._kinds = [_Kind(weights, weight) for weight in sorted(distinct)]
        self._page_values = bytes(
            self._stepped(
                next((at.weight for at in self._kinds if page in at.pages), weights.default)
            )
            for page in range(0x100)
        )
        in_ascii = {self.sum(chr(code) + "中") for code in range(0x80)}
        self._ascii = in_ascii.pop() - self.sum("中") if len(in_ascii) == 1 else None

    _ascii: int | None = None
    """What an ASCII character weighs, if they all weigh the same."""

    def sum(self, text: str) -> int:
        """What *text* weighs, in parts of the scale."""
        if self._ascii is not None and text.isascii():
            return self._ascii * len(text)
        upper = _upper_bytes(text)
        total = self.weights.default * len(text)
        for kind in self._kinds:
            rest = upper.translate(None, kind.pages)
            count = len(upper) - len(rest)
            if rest and any(page in rest for page in kind.mixed):
                count += len(kind.search.findall(text))
            total += (kind.weight - self.weights.default) * count
        return total

    def each(self, text: str) -> bytearray:
        """What each code point weighs, in *steps*, rounded up; 255 at most.

        >>> from crosspost.counting.rules import HALF_ASCII
        >>> list(scale_of(HALF_ASCII).each("a中“😀"))
        [1, 2, 2, 4]
        """
        upper = _upper_bytes(text)
        each = bytearray(upper.translate(self._page_values, _HIGH_HALVES))
        if len(each) != len(text):  # a half without its other half: no real text
            return bytearray(self._stepped(self.sum(char)) for char in text)
        for kind in self._kinds:
            if any(page in upper for page in kind.mixed):
                value = self._stepped(kind.weight)
                for found in kind.search.finditer(text):
                    each[found.start()] = value
        return each

    def _stepped(self, weight: int) -> int:
        return min(-(-weight // self._step), _BYTE)


class _Kind:
    """Code points that share one weight: whole pages of 256, and parts of pages."""

    def __init__(self, weights: Weights, weight: int) -> None:
        self.weight = weight
        ranges = [one for one in weights.ranges if one.weight == weight]
        pages = [page for one in ranges for page in _whole_pages(one)]
        self.pages = bytes(pages)
        parts = [part for one in ranges for part in _parts(one)]
        self.mixed = {page for start, end in parts for page in _upper_bytes(chr(start) + chr(end))}
        inside = "".join(f"\\U{start:08x}-\\U{end:08x}" for start, end in parts)
        self.search = later(f"[{inside}]" if parts else "(?!)")


def _whole_pages(one: WeightRange) -> range:
    """Upper bytes of the units that *one* holds completely, below the surrogates."""
    return range(-(-one.start // 0x100), max((min(one.end + 1, _SURROGATES)) // 0x100, 0))


def _parts(one: WeightRange) -> list[tuple[int, int]]:
    """What whole pages leave of a range."""
    whole = _whole_pages(one)
    if not whole:
        return [(one.start, one.end)]
    ends = [(one.start, whole.start * 0x100 - 1), (whole.stop * 0x100, one.end)]
    return [(start, end) for start, end in ends if start <= end]


def _upper_bytes(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")[1::2]


scale_of = lru_cache(maxsize=16)(Scale)
"""The scale for a table of weights, made once."""


def weighted(text: str, rule: CountRule = X_COUNT) -> int:
    """Characters of *text* by the weights of *rule*, rounded up; X's unless another is given.

    >>> weighted("中文 ok"), weighted("👨‍👩‍👧"), weighted("https://example.com/very/long/path")
    (7, 2, 23)
    >>> weighted("中文 ok", CountRule(half="ascii"))
    4
    """
    scale = scale_of(weights_of(rule))
    one = scale.weights.scale
    if rule.found_by != "x":
        total = scale.sum(text)
        for start, end, cost, _ in fixed_costs(text, rule):
            total += cost * one - scale.sum(text[start:end])
        return -(-total // one)
    text = to_nfc(text)
    total = scale.sum(text)
    links: list[Link] = []
    if isinstance(rule.url, int):
        url, links = rule.url * one, list(find_links(text))
        for link in links:
            total += url - scale.sum(text[link.start : link.covered])
    if isinstance(rule.emoji, int) and not text.isascii():
        total -= _emoji_discount(text, links, scale, rule.emoji * one)
    return -(-total // one)


def weights_of(rule: CountRule) -> Weights:
    """The weights of *rule*, those of ``half`` among them; without any, all weigh the same."""
    return HALF_ASCII if rule.half == "ascii" else rule.weights or _EVEN


_EVEN = Weights(scale=1, default=1, ranges=())


def to_nfc(text: str) -> str:
    """In composed form (NFC), as X stores it."""
    return text if text.isascii() or is_normalized("NFC", text) else normalize("NFC", text)


def widths(text: str, rule: CountRule = X_COUNT) -> Sequence[int]:
    """What each code point adds, in steps of the scale; a token adds all of it at its last one.

    Text that is not in composed form adds what its parts weigh, which is no less.

    >>> list(widths("看a.cn👨‍👩‍👧"))
    [2, 0, 0, 0, 23, 0, 0, 0, 0, 2]
    """
    scale = scale_of(weights_of(rule))
    each: bytearray | list[int] = scale.each(text)
    for start, end, cost, _ in fixed_costs(text, rule):
        each[start:end] = bytes(end - start)
        if cost * scale.steps > _BYTE:
            each = list(each)
        each[end - 1] = cost * scale.steps
    return each


def _emoji_discount(text: str, links: list[Link], scale: Scale, cost: int) -> int:
    """What emoji weigh less than their parts; a keycap's digit may belong to a link instead."""
    discount = 0
    inside = iter(links)
    link = next(inside, None)
    for start, end in x_emoji(text):
        while link and link.covered <= start:
            link = next(inside, None)
        if not link or start < link.start:
            discount += scale.sum(text[start:end]) - cost
    return discount


class LengthPart(Record):
    """Characters of one kind in a text's length, as X counts it."""

    what: str
    """``links``, ``emoji``, ``Han``, ``wide`` or ``light``."""
    count: int
    each: int
    total: int

    def __str__(self) -> str:
        return f"{self.count} {self.what} × {self.each} = {self.total}"


def explain(text: str, rule: CountRule = X_COUNT) -> tuple[LengthPart, ...]:
    """What the weighted length of *text* is made of, the largest part first.

    The parts' totals add up to `weighted`, but for what is rounded up in each. An emoji that X's
    library does not know is in ``wide`` and ``light``, character by character.

    >>> print(*explain("看 https://a.cn/b🎉"), sep=", ")
    1 links × 23 = 23, 1 Han × 2 = 2, 1 emoji × 2 = 2, 1 light × 1 = 1
    """
    weights = weights_of(rule)
    scale = scale_of(weights)
    kinds: Counter[tuple[str, int]] = Counter()
    text = to_nfc(text) if rule.found_by == "x" else text
    for char, count in Counter(_plain(text, rule, weights.scale, kinds)).items():
        kinds[_kind(char, rule, weights), scale.sum(char)] += count
    parts = [
        LengthPart(
            what=what,
            count=count,
            each=-(-weight // weights.scale),
            total=-(-weight * count // weights.scale),
        )
        for (what, weight), count in kinds.items()
    ]
    return tuple(sorted(parts, key=lambda part: (-part.total, part.what)))


def _plain(text: str, rule: CountRule, scale: int, kinds: Counter[tuple[str, int]]) -> str:
    """The text without what counts as a whole; that goes into *kinds*."""
    plain: list[str] = []
    at = 0
    for start, end, cost, kind in fixed_costs(text, rule):
        plain.append(text[at:start])
        kinds[kind, cost * scale] += 1
        at = end
    return "".join((*plain, text[at:]))


def _kind(char: str, rule: CountRule, weights: Weights) -> str:
    if "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff":
        return "Han"
    if rule.emoji != "parts" and is_emoji(char):
        return "emoji"
    return "light" if any(one.start <= ord(char) <= one.end for one in weights.ranges) else "wide"
