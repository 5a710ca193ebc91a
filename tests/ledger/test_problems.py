"""What went wrong, kept as data and told in the language of whoever reads it."""

import pytest

from crosspost.errors import Rejected, TimeError, Unverifiable, phrase
from crosspost.ledger import Ledger
from crosspost.model.findings import finding, in_post
from crosspost.model.receipts import Problem
from crosspost.redaction import remember
from tests.ledger.drafts import draft

OMITTED = finding("language.omitted", in_post("languages"), said=("en",), languages=("zh",))
PROBLEMS = {
    "a finding": Problem.of(Rejected("send.finding", location=OMITTED.where, finding=OMITTED)),
    "a text of several languages": Problem.of(
        TimeError("time.weekday-differs", text="周五 🎉", day=phrase("weekday.mon"))
    ),
    "a problem inside": Problem.of(
        Unverifiable(
            "send.cannot-tell",
            happened=Problem.said("send.answer-not-kept"),
            why=Problem.of(Rejected("send.stopped", location="主号")),
            hint=phrase("next.look"),
        ),
        "resolve",
        message="abc-主号-1-1",
    ),
}
TOLD = {
    "a finding": ("languages: 这里用英文，不含中文", "修改帖子"),
    "a text of several languages": ("“周五 🎉”：那天是周一", "周一"),
    "a problem inside": (
        "还没记下答复，程序就结束了；主号: 在下一次调用之前停下了",
        "再发布一次（会先查是否已发出），或者自己去看，然后运行：crosspost resolve abc-主号-1-1",
    ),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_it_is_the_same_after_the_ledger_kept_it(ledger: Ledger, name: str):
    post = draft("天气 🎉")
    row = ledger.begin(post, ledger.run(post), 1)
    kept = ledger.unknown(row.key, PROBLEMS[name]).problem
    assert kept is not None
    assert (kept.reason("zh"), kept.advice("zh")) == TOLD[name]
    assert (kept.reason("en"), kept.advice("en")) != TOLD[name]


def test_what_another_version_said_is_told_by_its_code():
    assert Problem(code="send.no-such-code").reason("zh") == "send.no-such-code"
    later = Problem(code="send.over-account-limit", values={"amount": 3}, next_step="wait")
    assert (later.reason(), bool(later.advice())) == ("send.over-account-limit", True)


def test_it_holds_no_secret():
    secret = remember("planted-密码-in-a-problem")
    problem = Problem.of(ValueError(f"token {secret}"))
    assert (problem.reason(), secret in repr(problem)) == ("ValueError: token ***", False)
