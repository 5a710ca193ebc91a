"""Corpus: bilingual posts to measure on, made up from clauses by a seeded generator.

They look like what authors write: headings, numbered points with labels, paragraphs that
alternate by language, links, figures, quotations, tags. The same seed gives the same posts.
"""

import random
from collections.abc import Iterator

NAMES = [
    "Amazon",
    "Nvidia",
    "OpenAI",
    "Anthropic",
    "Apple",
    "TSMC",
    "Hugging Face",
    "Mozilla",
    "SSRN",
    "AWS",
    "DeepSeek",
]
THINGS = (
    "Trainium",
    "H100s",
    "CUDA",
    "PyTorch",
    "main.py",
    "ASIC",
    "Rust 1.94",
    "GPU",
    "SQLite",
    "asyncio.run",
)
FIGURES = ("40%", "3.5 times", "$1.2bn", "12,000 tokens", "2.3x", "70 W", "1 in 8", "$0.015")
HAN_FIGURES = (
    "40%",
    "3.5 亿",
    "20 世纪 70 年代",
    "12 倍",
    "2026 年",
    "1.2 万亿美元",
    "七成",
    "第四季度",
)

OPENINGS = (
    "{name} has shown a roadmap for {thing} that surprised even its own partners",
    "The cost of running {thing} fell by {figure} within a single quarter",
    "Dr. Li of {name} calls it a structural shift",
    "Most teams still train on {thing} because the tools around it are better",
    "A study by Osterneck et al. finds that demand is slowing",
    "We measured it on our own machines",
    "It isn't just about cost",
    "Nobody outside {name} has seen the contracts, i.e. the numbers that matter",
    "The industry moves from general-purpose hardware to circuits built for one purpose",
    "In the U.S. the grid operators ask for permits that take years",
    "{name} would rather lose money on {thing} than lose the customers who depend on it",
    "Migration is harder than it looks",
)
CLAUSES = (
    "which nobody expected a year ago",
    "because every watt saved at the edge is paid for twice",
    "while {name} keeps buying what it can get",
    "and the difference of {figure} goes straight to the margin",
    "as the report on {thing} noted in passing",
    "so the question is no longer whether but when",
    "even if the first generation of {thing} was a disappointment to those who had paid for it",
    "according to two people who were there",
)
HAN_OPENINGS = (
    "{name} 正式展示了最新的定制芯片路线图",
    "这是一个结构性转变",
    "使用{thing}的推理成本在一个季度内下降了 {figure}",
    "行业正从通用 GPU 转向专用集成电路",
    "大多数团队仍然依赖 {thing} 的生态",
    "没有人见过那份合同里的数字",
    "我们在自己的机器上测了三遍",
    "正如《智能时代的芯片战争》所说",
    "迁移比看起来要难得多",
    "他说：“走吧，市场不会等任何人。”",
    "顶级车队开始制造自己的底盘和动力总成",
    "到 {figure} 我们将看到首批“仅限 ASIC”的模型发布",
)
HAN_CLAUSES = (
    "以应对能源和成本危机",
    "而 {name} 仍在大量采购",
    "这一点连合作伙伴都没有想到",
    "因为每节省一瓦都等于省两次钱",
    "其中约有 {figure} 直接变成了利润",
    "问题已经不是会不会（而是什么时候）",
    "即便第一代产品让付了钱的客户非常失望",
    "据两位在场的人士透露",
)
LABELS = (
    ("The Margin Battle", "利润率之战"),
    ("Platform Lock-in", "平台锁定"),
    ("Power", "电力"),
    ("Who Pays", "谁来买单"),
    ("The Long Tail", "长尾"),
)
HEADINGS = (
    "📰 What happened / 发生了什么:",
    "💡 Why it matters / 为什么这很重要:",
    "🔮 My prediction / 我的预测 (⭐⭐⭐):",
    "Discussion / 讨论:",
    "📎 Sources / 来源:",
)
TAGS = "#AI #芯片 #hardware #开源 #CustomSilicon"


def posts(count: int, seed: int) -> Iterator[str]:
    """So many posts, of about 1 to 6 kB, one seed after another."""
    for number in range(count):
        yield post(random.Random(f"{seed}:{number}"))


def post(chance: random.Random) -> str:
    """One post in the form that authors write down."""
    happened, matters, prediction, discussion, sources = HEADINGS
    parts = [
        _title(chance),
        f"{happened}\n{prose(chance, 3)}",
        han_prose(chance, 3),
        "\n".join([matters, *_points(chance, chance.randint(2, 6))]),
        f"{prediction}\n{prose(chance, 2)}\n{han_prose(chance, 2)}",
        f"{discussion}\n{_sentence(chance)[:-1]}? {_han_sentence(chance)[:-1]}？",
        "\n".join([sources, *_sources(chance, chance.randint(1, 4))]),
        TAGS,
    ]
    for _ in range(chance.choice((0, 0, 1, 2, 4))):
        parts.insert(3, chance.choice((prose(chance, 5), han_prose(chance, 4))))
    return "\n\n".join(parts)


def _title(chance: random.Random) -> str:
    """Both languages in one line, one clause each."""
    english = _named(chance.choice(OPENINGS), FIGURES, chance)
    return f"{english} / {_named(chance.choice(HAN_OPENINGS[:7]), HAN_FIGURES, chance)}"


def prose(chance: random.Random, most: int) -> str:
    """A paragraph of one to *most* English sentences."""
    return " ".join(_sentence(chance) for _ in range(chance.randint(1, most)))


def han_prose(chance: random.Random, most: int) -> str:
    """A paragraph of one to *most* Chinese sentences."""
    return "".join(_han_sentence(chance) for _ in range(chance.randint(1, most)))


def _points(chance: random.Random, count: int) -> Iterator[str]:
    for number in range(1, count + 1):
        label, han_label = chance.choice(LABELS)
        yield f"{number}. {label} ({han_label}): {prose(chance, 3)}"
        if chance.choice((True, False, False)):
            yield f"  1. {han_prose(chance, 2)}"


def _sources(chance: random.Random, count: int) -> Iterator[str]:
    for _ in range(count):
        name = chance.choice(NAMES).lower().replace(" ", "")
        year = chance.randint(2019, 2026)
        address = f"https://{name}.example/papers/{chance.randint(1000, 9999)}"
        yield f"- {chance.choice(LABELS)[0]}... The Future (Osterneck et al., {year}). {address}"


def _sentence(chance: random.Random) -> str:
    clauses = chance.choices((0, 1, 2, 3), (40, 35, 20, 5))[0]
    parts = [chance.choice(OPENINGS), *chance.sample(CLAUSES, clauses)]
    return _named(", ".join(parts), FIGURES, chance) + chance.choices(".?!", (90, 6, 4))[0]


def _han_sentence(chance: random.Random) -> str:
    clauses = chance.choices((0, 1, 2, 3), (25, 35, 25, 15))[0]
    opening = chance.choice(HAN_OPENINGS)
    if opening.endswith("”"):
        return opening
    end = chance.choices("。？！；…", (84, 6, 4, 4, 2))[0].replace("…", "……")
    parts = [opening, *chance.sample(HAN_CLAUSES, clauses)]
    return _named("，".join(parts), HAN_FIGURES, chance) + end


def _named(template: str, figures: tuple[str, ...], chance: random.Random) -> str:
    return template.format(
        name=chance.choice(NAMES), thing=chance.choice(THINGS), figure=chance.choice(figures)
    )
