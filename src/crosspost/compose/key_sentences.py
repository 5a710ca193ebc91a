"""Key sentences: what an editor would take out of a text, by rule; nothing is asked of a model.

Whatever has room for a few sentences chooses them here: hooks, digests, Moments, captions, cards,
the short form of a long post. A sentence is known by its signs: it is bold, asks, turns (但, 却,
yet), has a figure or a date. Some never stand alone: one that announces a list, one that leans on
the sentence before it, one that says what the text is not about.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import get_args

from .._lazy_re import later
from .._record import Record
from ..counting.characters import Span
from ..model.draft import SentenceRule, SentenceSign
from ..splitting.break_opportunities import HELD, Inside, Level, scan
from ..text.cjk import is_han
from ..text.richtext import Rich, Slices

_BOLD = 0.6
"""Of a bold sentence's letters, at least so many are bold: one bold word does not make one."""
_SHORTEST = 7
"""Syllables, more or less, of a sentence that says something by itself."""
_SHORTEST_BOLD = 4
"""Of one that its author has set in bold."""
_LONGEST_RUN_IN = 10
"""Syllables of a bold sentence that heads its paragraph: it is said with what it heads."""
_MEMORABLE = 2_000
"""Characters of the longest paragraph that is worth keeping: every channel asks, at each key."""

_CONTRAST = later(
    r"(?<!不)(?<!非)但(?![凡丁书書])|(?<![冷退忘了推失省抛])[却卻](?![步下])|然而|不[过過](?!\s*[\d一两兩几幾])|可是(?!否)"
    r"|反而|而不?是|而非|相反"
    r"|\b(?<!nothing )(?<!all )(?<!anything )but\b|\bhowever[,;]"
    r"|(?:^|[,;–—]\s?|\band )yet\b(?! to\b)"
    r"|\binstead\b|\brather than\b|\bwhereas\b",
    re.IGNORECASE,
)
_UNITS = "%％‰倍成折亿億万萬千元天小时時分秒人次个個名家辆輛台岁歲美吨噸米克瓦度"
_FIGURE = later(
    r"(?<![A-Za-z0-9.:/_#\-\u2010])[$€£¥￥]?(?>\d[\d,]*(?:\.\d+)?)(?!\.?\d|[A-Za-z]{3,}|[:/]\d)"
    r"|(?<![一二三四五六七八九十百两兩半数數])[一二三四五六七八九十百两兩半数數]++(?:成|倍|[亿億万萬](?!一)|分之)|百分之"
)
_DATE = later(
    rf"(?<!\d)(?:1[5-9]|20|21)\d\d(?:\s*年|(?![\d,]|\.\d|\s*[%％{_UNITS}]))"
    r"|(?<!\d)\d{1,2}\s*(?:月(?:\s*\d{1,2}\s*[日号號]|[底初中])|[日号號])"
    r"|[一二三四1-4]\s*季度|\bQ[1-4]\b"
    r"|明年|后年|後年|年底|年内|年內|下半年|下[个個]?(?:月|季|周|週)"
    r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.? \d+"
    r"|\b(?i:next (?:year|quarter|month|week)|end of the year)\b"
)
_ADDRESS = later(r"[a-z][a-z0-9+.-]{1,9}://\S+|(?<!\w)~?(?:/[\w.-]+){2,}/?", re.IGNORECASE)
"""What says nothing: an address, a path."""
_VERSION = later(r"\bv(?:ersions? |\.? ?)?\d\S*|版本\s*\d\S*", re.IGNORECASE)
"""What has digits that are no figure."""
_DISCLAIMER = later(
    r"(?:[这這][里裡裏]|本文|文中|此[处處]|我|我们|我們|下文)(?:就|先|并|並|暂|暫|也|都)*(?:不|没|沒)(?:打算|准备|準備|想|会|會|做|作|再|去|多|在此)*"
    r"(?:谈|談|讨论|討論|聊|展开|展開|赘述|贅述|涉及|深入|细说|細說|评价|評價|介绍|介紹|说明|說明)"
    r"|^(?:作者|原文\w{0,2}|[译譯]者|校[对對]|定稿|日期)\s*[=：:]"
    r"|^(?:本文|此文|原文|作者|[译譯]者|校[对對]|[转轉][载載]|首[发發])[^。]{0,24}"
    r"(?:翻[译譯]|首[发發]|[转轉][载載]|作者|[链鏈連][接結]|[发發][布表]|[:：])"
    r"|[点點][击擊](?:[这這此查阅閱原上下]|[链連])|查看原文|[扫掃][码碼]|[关關]注(?:公[众眾][号號]|我)"
    r"|\b(?:click|tap|read) (?:here|more|below|on)\b|\boriginally (?:published|appeared)\b"
    r"|\bcheck out my\b"
    r"|[欢歡]迎(?:[大各]家|[您你]|[来來])?(?:[订訂][阅閱]|投稿|[关關]注|[转轉][发發]|[点點][赞贊讚]|留言|[评評][论論]|加入|[打赞贊讚][赏賞])"
    r"|^(?:(?:本刊|[周週]刊|[周週][报報])\w{0,4})?(?:每|逐)(?:[周週月日天]|[个個]?星期)[一二三四五六日天]?(?:早|晚)?(?:更新|推送|出刊|[发發]刊|[发發][送布]|[见見])"
    r"|\b(?:is|as) a (?:weekly|monthly|daily|fortnightly) (?:news|digest|round|list|blog|pub)"
    r"|\b(?:automatically|machine)[ -]translated\b|\bsubscribe\b"
    r"|(?:不能|不会|不會|无法|無法)[说說証证]明什[么麼]"
    r"|\bwhat (?:this|these|they|it|the \w+) (?:do|does|can)(?:n[’']t| ?not)\b"
    r"|不在本文|免[责責][声聲]明|不[构構]成.{0,6}建[议議]|[仅僅]供[参參]考|与.{0,8}无关$"
    r"|\b(?:I|we) (?:won[’']t|will not|don[’']t|do not|am not going to|are not going to|shall not)"
    r" (?:discuss|cover|talk about|go into|explain|address|deal with|argue)"
    r"|\b(?:this|the) (?:post|article|essay|issue|piece)"
    r" (?:is not|isn[’']t|does not|doesn[’']t|will not|won[’']t)\b"
    r"|\bbeyond the scope\b|\bnot (?:financial|legal|investment|medical) advice\b|\bdisclaimer\b",
    re.IGNORECASE,
)
_NOW = (
    r"(?:[这這](?:一|[几幾两兩])?(?:期|集|[周週]|[个個]?(?:星期|月)|年|[个個]版本)"
    r"|this (?:week|month|year|quarter|issue|edition|episode|release|version|post|essay)\b)"
)
"""What names the post itself, or the time it is read in: it points at nothing said before."""
_LEANS = later(
    rf"[（(]?[2-9][)）、]|(?:(?!{_NOW})[这這那]|它|他|她|此(?!刻|间)|该(?!怎)|該|其(?!实|實|中)|因此|因而|所以|于是|於是|但(?![凡丁书書])|而|却|卻|然而|不[过過]|可是|同时|同時|此外|另外|另一"
    r"|第[二三四五](?:[，,]|[个個点點])|例如|比如|譬如|也就是|换句话|換句話|总之|總之|首先|其次|最后|最後|接着|接著|如此|以上|上述|在?前[面文篇]|在?上文|在?上一[篇章节節]|原因[是在]|理由是|目的是|如前|我[们們]?(?:之前|前面|上面|已[经經])|之前|再[说說]|并且|並且|而且|反[过過]?[来來]?|相反|结果|結果|后者|後者|前者|同[样樣])"
    rf"|(?!{_NOW})(?:this|that|these|those|it|its|he|she|they|them|their|his|her|so|and|but"
    r"|yet|however|or|also|thus|hence|therefore"
    r"|instead|meanwhile|of (?:the|these|those|them)|each (?!day|week|month|year|time)"
    r"|for example|for instance|moreover|furthermore|besides|then|such"
    r"|here|there|both|neither"
    r"|the (?:same|former|latter|last|next|other|others)"
    r"|in other words|as a result|on the other hand|first|second|finally"
    r"|if (?:that|so|this|not)|as (?:mentioned|noted|said|we|I|you)|previously|earlier)\b",
    re.IGNORECASE,
)
_ANNOUNCES = later(
    r"^(?:下面|接下[来來])|^以下(?:是|就是|列|为|為|的|[几幾])|如下[。.：:]?$"
    r"|\b(?:as follows|(?:here|these) (?:are|is)|the following|listed below)\b",
    re.IGNORECASE,
)
_POINTS_BACK = later(
    rf"(?<!其)(?!{_NOW})(?:[这這](?![里裡])|那(?![么麼])|它|[他她](?![国國乡鄉人])|此(?![刻间]))"
    rf"|\b(?!{_NOW})(?:this|these|those|it|they|them|he|she)\b",
    re.IGNORECASE,
)
_SOME_NOUN = later(r"[，,；;：:][这這那][个個]([\u3400-\u9fff]{2})")
"""这个理由, behind a comma: it is said before, in the same sentence or in another one."""
_QUOTED = later("“[^“”\n]*”|「[^「」\n]*」|『[^『』\n]*』")
_CLAUSE_END = later(r"[，,；;：:]|——")
_WORDS = later(r"[^\W_\u2e80-\u9fff\uf900-\ufaff][\w.,’'-]*")
"""Of every script that sets words apart, so neither Chinese nor Japanese."""
_WORD = later(r"[A-Za-z][A-Za-z0-9\-]{2,}|[\u3400-\u9fff]{2,}")
_FUNCTION = frozenset(
    "的了是在和与與也都就不有这這那我你他她它们們个個一为為从從到被把让讓会會能要以之于於及而或"
)


class Sentence(Record):
    """One sentence of a text, and what it is."""

    text: Rich
    """Without white space around it."""
    start: int
    """Where it begins in the text (code points)."""
    end: int
    """Where it ends, its closing marks included, the white space after it not."""
    signs: frozenset[SentenceSign]
    leans: bool
    """It points back to what was said before it."""
    short: bool
    """It has too few words to say something by itself."""
    wordless: bool
    """It has an address, or signs, and no words."""
    disclaims: bool
    """It says what the text is not about, or where it was printed first: the first to go."""
    ended: bool
    """It ends as sentences do, with a stop or a closing mark."""
    announces: bool
    """It ends with a colon, or says "as follows": what it announces follows."""

    @property
    def silent(self) -> bool:
        """Whether it is better not said at all, where not everything is."""
        return self.disclaims or self.announces or self.wordless

    @property
    def alone(self) -> bool:
        """Whether it says something by itself."""
        return not (self.leans or self.short or self.silent)


def sentences(text: Rich) -> tuple[Sentence, ...]:
    """Every sentence of *text*, in order.

    >>> for one in sentences(Rich(text="这里不谈芯片。涨价 3.5%，但没人走。🎉 谁会赢？")):
    ...     print(one.text.text, sorted(one.signs), one.alone)
    这里不谈芯片。 [] False
    涨价 3.5%，但没人走。🎉 ['contrast', 'figure'] True
    谁会赢？ ['question'] False
    """
    known = _remembered if len(text) <= _MEMORABLE else _sentences
    return known(text)


def _sentences(text: Rich) -> tuple[Sentence, ...]:
    ranges: list[Span] = []
    run_in: set[int] = set()
    quoted = Inside(found.span() for found in _QUOTED.finditer(text.text))
    slices = Slices(text)
    for start, end in _ranges(text.text):
        within = quoted(start)
        if ranges and (within or _goes_on(text.text, ranges[-1], (start, end))):
            start = ranges.pop()[0]  # noqa: PLW2901 - one sentence, from its true beginning
        elif (
            ranges and text.marks and _heads(text.text, slices.part(*ranges[-1]), ranges[-1], start)
        ):
            start = ranges.pop()[0]  # noqa: PLW2901 - the same
            run_in.add(start)
        ranges.append((start, end))
    return tuple(_sentence(slices.part(*span), *span, run_in=span[0] in run_in) for span in ranges)


_remembered = lru_cache(maxsize=512)(_sentences)


def _goes_on(text: str, before: Span, after: Span) -> bool:
    """Whether two ranges are one sentence: its emoji, or a line broken behind a comma or a word."""
    gap, words = text[before[1] : after[0]], text[slice(*after)]
    if text[before[1] - 1] in "，、,；;":
        return True
    if "\n" not in gap:
        return not any(map(str.isalnum, words))
    begun = text[before[1] - 1].isalnum() and _syllables(text[slice(*before)]) < _SHORTEST
    return begun and gap.count("\n") == 1 and words[-1] in "。.！!？?"


def _heads(text: str, said: Rich, place: Span, after: int) -> bool:
    """Whether *said* is the bold heading that a paragraph runs on from, at *after*."""
    opens = place[0] == 0 or text[place[0] - 1] == "\n"
    runs_on = opens and "\n" not in text[place[1] : after]
    return runs_on and _syllables(said.text) < _LONGEST_RUN_IN and _is_bold(said)


def _ranges(text: str) -> Iterator[tuple[int, int]]:
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    held = Inside(found.span() for found in HELD.finditer(text))
    for at in scan(text, start, end, held):
        if at.level <= Level.SENTENCE:
            yield start, at.stop
            start = at.start
    if start < end:
        yield start, end


def _sentence(said: Rich, start: int, end: int, *, run_in: bool) -> Sentence:
    words = said.text
    announces = words.endswith((":", "：", "︰")) or _ANNOUNCES.search(words) is not None
    disclaims = _DISCLAIMER.search(words) is not None
    clause = _CLAUSE_END.split(words, maxsplit=1)[0]
    back = _LEANS.match(words.lstrip("“‘「『\"'（(")) or _POINTS_BACK.search(clause)
    unnamed = any(words.count(noun) == 1 for noun in _SOME_NOUN.findall(words))
    bare = _ADDRESS.sub("", words)
    least = _SHORTEST_BOLD if _is_bold(said) else _SHORTEST
    long = _syllables(bare) >= least and _syllables(_DATE.sub("", bare)) > 1
    return Sentence(
        text=said,
        start=start,
        end=end,
        signs=frozenset(
            sign
            for sign in get_args(SentenceSign)
            if _SIGNS[sign](said) or (run_in and sign == "bold")
        ),
        leans=bool(back) or unnamed,
        short=not long,
        wordless=not any(map(str.isalpha, bare)),
        disclaims=disclaims,
        ended=not words[-1:].isalnum(),
        announces=announces,
    )


def _has_figure(words: str) -> bool:
    for other in (_ADDRESS, _VERSION, _DATE):
        words = other.sub("", words)
    return _FIGURE.search(words) is not None


def _syllables(words: str) -> int:
    return sum(map(is_han, words)) + 2 * len(_WORDS.findall(words))


def _is_bold(said: Rich) -> bool:
    letters = [at for at, char in enumerate(said.text) if char.isalnum()]
    marks = (mark for mark in said.marks if mark.kind == "strong")
    bold = {at for mark in marks for at in range(mark.start, mark.end)}
    return bool(letters) and sum(at in bold for at in letters) >= _BOLD * len(letters)


def is_question(said: Rich) -> bool:
    """Whether a text ends with a question, whatever signs or emoji follow its mark.

    >>> is_question(Rich(text="谁会赢？🎉")), is_question(Rich(text="谁会赢？没人知道。"))
    (True, False)
    """
    words = said.text.rstrip()
    while words and not words[-1].isalnum() and words[-1] not in "?？؟。.!！…:：":
        words = words[:-1]
    return words.endswith(("?", "？", "؟"))


_SIGNS: dict[SentenceSign, Callable[[Rich], bool]] = {
    "bold": _is_bold,
    "question": is_question,
    "contrast": lambda said: _CONTRAST.search(said.text) is not None,
    "figure": lambda said: _has_figure(said.text),
    "date": lambda said: _DATE.search(_ADDRESS.sub("", said.text)) is not None,
}


def choose_sentence(
    every: Sequence[Sentence],
    rules: Sequence[SentenceRule],
    fits: Callable[[Sentence], bool] = lambda _: True,
) -> tuple[Sentence, SentenceRule] | None:
    """The first of *every* sentence that the first of *rules* fits, and which rule that was.

    Args:
        every: in the order of the text.
        rules: the best first; ``first`` takes any that stands alone.
        fits: whether there is room for it.

    >>> said = sentences(Rich(text="四月发布。人们等了三年，却没人买。"))
    >>> found = choose_sentence(said, ("bold", "contrast", "first"))
    >>> found[0].text.text, found[1]
    ('人们等了三年，却没人买。', 'contrast')
    """
    for rule in rules:
        for one in every:
            if one.alone and (rule == "first" or rule in one.signs) and fits(one):
                return one, rule
    return None


def shares_subject(text: str, title: str) -> bool:
    """Whether *text* names something that *title* names: a Latin word, or two Han together.

    >>> (
    ...     shares_subject("加油站的厕所最值钱", "加油站该怎么办"),
    ...     shares_subject("大家都等着🎉", "加油站"),
    ... )
    (True, False)
    """
    return bool(_terms(text) & _terms(title))


def _terms(text: str) -> set[str]:
    terms: set[str] = set()
    for found in _WORD.finditer(text):
        word = found[0]
        if is_han(word[0]):
            pairs = (word[at : at + 2] for at in range(len(word) - 1))
            terms.update(pair for pair in pairs if not _FUNCTION & set(pair))
        elif word[0].isupper() or any(char.isdigit() for char in word):
            terms.add(word.lower())
    return terms


_SAME = 0.6


def says_same(text: str, other: str) -> bool:
    """Whether most of what *text* names is named in *other* too.

    >>> (
    ...     says_same("加油站该怎么办", "如果加油站关门了，你怎么办？"),
    ...     says_same("芯片之战", "谁会赢？🎉"),
    ... )
    (True, False)
    """
    terms = _terms(text)
    return bool(terms) and len(terms & _terms(other)) >= _SAME * len(terms)
