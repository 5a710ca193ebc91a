"""Fuzz: our weighted length against npm twitter-text 3.1.0 on made-up texts.

``python benchmarks/fuzz_counting.py --seed 7 --count 100000`` prints each disagreement and how
many there were. Known ones are explained in ``docs/counting.md``.
"""

import argparse
import random
import sys
from collections.abc import Callable, Iterator

from peers import weighted_lengths

from crosspost.counting import weighted

_BATCH = 10_000
_HAN = (
    "中文的一是在不了有和人这大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过"
)
_WORDS = "the model of a new chip market is growing fast e.g. v2.0 and costs 3.5 per unit"
_TLDS = "com cn org net io ai md py zip co.uk 中国 公司 рф xn--p1ai COM com.cn js vermögensberater"
_NAMES = "example github openai 例子 a b-c d_e xn--fiqs8s www bücher t foo-bar -x y- 1 пример"
_PATHS = (
    "/ /a /a/b_(c) /路径 /a?b=c&d=e /?q=中 ?x=1 :80 :8080/x /a. /a,b /#t /@u/s /((x)) /é /a- "
    "/a%20b! /wiki/X_(y) /a!(b)"
)
_EMOJI = (
    "😀 🎉 👍 👍🏽 ❤️ ❤ ☎ ☎️ ☎\ufe0e 👨‍👩‍👧‍👦 👩‍💻 👩🏽‍💻 🇨🇳 "
    "🇺🇸 🇨 1️⃣ #️⃣ 1⃣ "
    "*️⃣ ©️ © ™️ 🏳️‍🌈 🏴‍☠️ "
    "🐦‍🔥 🧑‍🚀 🕵️‍♀️ 🏋🏻‍♂️ 🏃‍♀️ 👯‍♂️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🫱🏻‍🫲🏿 🥲 🪄 \u200d \ufe0f 🏽 👁‍🗨 🧔‍♂️"
)
_MARKS = "。，、！？；：“”‘’「」《》（）()[]{}…—–-·•.,!?;:'\"/\\@#$＠＃＄%^&*+=~`|<>_。．｡"
_OTHER = (
    "éüñßαβγДжשלום العربية हिन्दी ไทย 한국어 각 "
    "e\u0301 a\u0308 \u0301 ﬁ Å Å ｆｕ １２ ｶﾞ あい ファ 𠀀 𝒜 "
    "𐐷 \u200b \u200e \u202a \ufeff \u00a0 \u3000 \ud83d"
)
_SPACES = (" ", " ", "\n", "\r\n", "\t", "  ")
_NETWORK = "@user #标签 #tag $NVDA @user@host.com"


def _one_of(words: str) -> Callable[[random.Random], str]:
    choices = words.split(" ")
    return lambda pick: pick.choice(choices)


_tld, _name, _path, _word = map(_one_of, (_TLDS, _NAMES, _PATHS, _WORDS))


def _domain(pick: random.Random) -> str:
    names = [_name(pick) for _ in range(pick.choice([1, 1, 1, 2, 2, 3]))]
    return ".".join([*names, _tld(pick)])


def _url(pick: random.Random) -> str:
    scheme = pick.choice(["https://", "http://", "HTTPS://", "", "", "ftp://", "https:/", "//"])
    return scheme + _domain(pick) + pick.choice(["", _path(pick), _path(pick)])


def _near_url(pick: random.Random) -> str:
    return pick.choice(
        [
            f"{_han(pick)}.{_tld(pick)}",
            f"。{_tld(pick)}",
            "3.5",
            "...",
            f"{_name(pick)}..{_tld(pick)}",
            f"{_word(pick)}.{_word(pick)}",
            f"https://t.co/{'x' * pick.choice([0, 5, 40, 41])}{pick.choice(['', '?a', '/b', '_'])}",
            f"a@{_domain(pick)}",
            f"{_domain(pick)}{pick.choice('@+-_.0a中é/')}",
            f"{'长' * pick.choice([55, 60, 64, 70])}.com",
            f"{'long' * 16}.com",
        ]
    )


def _han(pick: random.Random) -> str:
    return "".join(pick.choices(_HAN, k=pick.randint(1, 8)))


def _any(pick: random.Random) -> str:
    code = pick.randrange(pick.choice([0x80, 0x3000, 0xD800, 0x110000]))
    return chr(code).encode("utf-16", "replace").decode("utf-16")


_PIECES: list[tuple[Callable[[random.Random], str], int]] = [
    (_han, 5),
    (_url, 5),
    (_near_url, 4),
    (_word, 5),
    (_one_of(_EMOJI), 5),
    (lambda pick: pick.choice(_MARKS), 6),
    (_one_of(_OTHER), 4),
    (lambda pick: pick.choice(_SPACES), 6),
    (_one_of(_NETWORK), 2),
    (_any, 2),
]


def texts(seed: int, count: int) -> Iterator[str]:
    """*count* texts of mixed scripts, emoji, links and what looks like links."""
    pick = random.Random(seed)
    makers, weights = zip(*_PIECES, strict=True)
    for _ in range(count):
        makes = pick.choices(makers, weights, k=pick.randint(1, 9))
        yield "".join(make(pick) for make in makes)


def disagreements(seed: int, count: int) -> Iterator[tuple[str, int, int]]:
    """Texts that the two count differently: the text, our figure, the judge's."""
    source = texts(seed, count)
    while batch := [text for text, _ in zip(source, range(_BATCH), strict=False)]:
        for text, theirs in zip(batch, weighted_lengths(batch), strict=True):
            if (ours := weighted(text)) != theirs:
                yield text, ours, theirs


def main() -> int:
    """Print the disagreements; 1 if there are more than 10 in 100,000."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=100_000)
    chosen = parser.parse_args()
    found = 0
    for text, ours, theirs in disagreements(chosen.seed, chosen.count):
        found += 1
        print(f"ours {ours}, theirs {theirs}: {text!a}")
    print(f"{found} disagreements in {chosen.count} texts of seed {chosen.seed}")
    return int(found * 100_000 > 10 * chosen.count)


if __name__ == "__main__":
    sys.exit(main())
