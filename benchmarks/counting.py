"""Counting against its peers: npm twitter-text, ``regex`` ``\\X``, and twice the text.

``python benchmarks/counting.py`` prints the ratios; `run` returns them. CPU time, the best of
several rounds, both sides in one run.
"""

import gc
import random
import time
from collections.abc import Callable, Iterable

import regex
from crosspost.counting import Ruler, Unit, graphemes, weighted

from peers import twitter_text_seconds, weighted_lengths

_ENGLISH = (
    "the of and to in a is that for it as was with be by on not he his but at are this have from "
    "chip chips training model models cloud Amazon Google market margin price power customers who "
    "design years billion compute inference what's company's quarter revenue because cheaper than "
    "their own silicon switch software stack lock-in workloads announced yesterday, which means"
).split()
_CHINESE = (
    "芯片 训练 模型 云 市场 利润率 价格 电力 客户 设计 公司 收入 软件 平台 锁定 因为 更便宜 自己的 这 意味着 "
    "我们 可以 看到 今年 增长 但是 不过 一个 的 了 是 在 和 与 为 对 将 已经 没有 问题 为什么 重要 预测 之前 以后"
).split()
_LINKS = (
    "https://example.com/articles/2026/11/chips-and-margins.html https://arxiv.org/abs/2401.01234 "
    "https://github.com/example/project/pull/1234#issuecomment-99 https://www.example.org/ "
    "https://news.example.co.uk/story?id=8812&utm_source=feed https://t.co/AbCdEf1234 "
    "https://blog.example.io/posts/how_we_(re)built.html example.com main.py github.com/example"
).split()
_EMOJI = "📰 🎉 💡 ⭐️ ⭐️⭐️⭐️ 👍🏽 👩‍💻 🇨🇳 ❤️ 1️⃣ 🔥 🚀 💬".split()


def corpus(seed: int = 1, count: int = 300) -> list[str]:
    """Posts of 1 to 8 kB as people write them: 17 % Han, 3 links and some emoji each."""
    pick = random.Random(seed)
    return ["\n\n".join(_paragraphs(pick)) for _ in range(count)]


def _paragraphs(pick: random.Random) -> Iterable[str]:
    for _ in range(pick.randint(3, 16)):
        if pick.random() < 0.3:
            words = [
                "".join(pick.choices(_CHINESE, k=6)) + "，" for _ in range(pick.randint(2, 10))
            ]
            text = "".join(words)[:-1] + "。"
        else:
            words = pick.choices(_ENGLISH, k=pick.randint(20, 80))
            text = " ".join(words).capitalize().replace("'", "’") + f" by {pick.randint(2, 99)}.5%."
        if pick.random() < 0.35:
            text += f" {pick.choice(_LINKS)}"
        yield f"{pick.choice(_EMOJI)} {text}" if pick.random() < 0.3 else text


def seconds(work: Callable[[], object], rounds: int = 5) -> float:
    """CPU seconds of *work*, the best of *rounds*."""
    best = float("inf")
    gc.collect()
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def weighted_vs_twitter_text(texts: list[str]) -> float:
    """How many times faster than ``parseTweet``; first shows that both count the same."""
    if weighted_lengths(texts) != [weighted(text) for text in texts]:
        message = "twitter-text counts the corpus differently"
        raise AssertionError(message)
    ours, theirs = [], []
    for _ in range(3):
        ours.append(seconds(lambda: [weighted(text) for text in texts]))
        theirs.append(twitter_text_seconds(texts))
    return min(theirs) / min(ours)


def graphemes_vs_regex(texts: list[str]) -> float:
    """How many times faster than ``\\X`` alone; first shows that both count the same."""
    clusters = regex.compile(r"\X")
    if [len(clusters.findall(text)) for text in texts] != [graphemes(text) for text in texts]:
        message = "regex counts the corpus differently"
        raise AssertionError(message)
    ours = seconds(lambda: [graphemes(text) for text in texts])
    theirs = seconds(lambda: [len(clusters.findall(text)) for text in texts])
    return theirs / ours


HOSTILE: dict[str, Callable[[int], str]] = {
    "中…": lambda n: "中" * n,
    "中…3.5": lambda n: "中" * n + "3.5",
    "中…_.cn": lambda n: "中" * n + "_.cn",
    "中.cn…": lambda n: "中.cn" * (n // 4),
    "_.cn…": lambda n: "_.cn" * (n // 4),
    "a.cn_.…": lambda n: "a.cn_." * (n // 6),
    "(…)": lambda n: "(" * (n // 2) + ")" * (n // 2),
    "a.cn/(…": lambda n: "a.cn/" + "(" * n,
    "a.cn/(a…": lambda n: "a.cn/(a" * (n // 7),
    "#…": lambda n: "#" * n,
    "#1…": lambda n: "#1" * (n // 2),
    "a.…": lambda n: "a." * (n // 2),
    "@…": lambda n: "@" * n,
    "@a…": lambda n: "@a" * (n // 2),
    "@a.…": lambda n: "@" + "a." * (n // 2),
    "http://…": lambda n: "http://" * (n // 7),
    "https://a.cn中…": lambda n: "https://a.cn中" * (n // 13),
    "-…": lambda n: "-" * n,
    "a.cn?!…": lambda n: "a.cn?" + "!" * n,
    "joiners": lambda n: "👩\u200d" * (n // 2),
    "flags": lambda n: "🇨" * n,
    "flags.cn": lambda n: "🇨" * n + ".cn",
    "marks": lambda n: "e" + "\u0301" * n,
    "syllables": lambda n: "क्" * (n // 2),
    "1.1…": lambda n: "1.1" * (n // 3),
}
"""Texts that a careless pattern needs quadratic time for, by length."""


def worst_doubling(size: int = 40_000) -> float:
    """How many times longer twice the text takes, for the worst of all units and texts."""
    worst, where = 0.0, ""
    for unit in Unit:
        ruler = Ruler(unit)
        for name, make in HOSTILE.items():
            for work in (ruler.size, ruler.widths):
                ratio = _doubling(work, make, size)
                if ratio > worst:
                    worst, where = ratio, f"{unit}, {work.__name__}, {name}"
    print(f"  worst: {where}")
    return worst


def _doubling(work: Callable[[str], object], make: Callable[[int], str], size: int) -> float:
    """The ratio for one text; taken again and longer when noise may have spoilt it."""
    best = float("inf")
    for factor in (1, 4, 8):
        once, twice = make(size * factor), make(2 * size * factor)
        best = min(
            best, seconds(lambda: work(twice), 3) / max(1e-4, seconds(lambda: work(once), 3))
        )
        if best < 2.2:
            break
    return best


def run() -> dict[str, float]:
    """The ratios, by the names of the report."""
    texts = corpus()
    return {
        "weighted_vs_twitter_text": weighted_vs_twitter_text(texts),
        "graphemes_vs_regex": graphemes_vs_regex(texts),
        "worst_doubling_counting": worst_doubling(),
    }


if __name__ == "__main__":
    for name, ratio in run().items():
        print(f"{name}: {ratio:.2f}")
