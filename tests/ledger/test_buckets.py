"""One bucket a limit: no stretch of time ever holds more calls than its limit says."""

import threading
from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosspost.ledger import Ledger, Rate, open_ledger
from crosspost.ledger.rate_limits import rates
from crosspost.model.channel_rules import MessageKind, rate_limits
from tests.publishing.conftest import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


TELEGRAM = {"per_second": 30, "per_second_in_a_chat": 1, "per_minute_in_a_group": 20}
X = {"per_15_minutes": 100, "per_3_hours": 300, "per_24_hours": 10_000}


def most_in(times: list[float], seconds: float) -> int:
    """The largest number of *times* in any stretch of *seconds*, its end not counted."""
    tiny = 1e-6
    return max(bisect_left(times, at + seconds - tiny) - i for i, at in enumerate(times))


@pytest.mark.parametrize(
    ("rate", "calls"),
    [(TELEGRAM, 60), (X, 400), ({"per_minute": 20}, 90), ({"per_second": 30}, 200)],
)
def test_no_stretch_holds_more_than_its_limit(ledger: Ledger, rate: dict[str, int], calls: int):
    wanted = rates(rate_limits(rate), "中文号")
    ledger.now = Clock().now  # time stands still: every wait is told
    began = ledger.now().timestamp()
    times = [began + ledger.reserve(wanted, max_wait=1e9) for _ in range(calls)]
    assert times == sorted(times)
    for one in wanted:
        assert most_in(times, one.seconds) <= one.most


@given(
    st.lists(st.floats(0, 3000), min_size=1, max_size=60), st.integers(1, 60), st.integers(1, 900)
)
def test_no_stretch_holds_more_however_the_calls_come(gaps: list[float], most: int, seconds: int):
    """The arithmetic alone, as one row keeps it."""
    rate = Rate(key="🎉", most=most, seconds=seconds)
    empty, now, times = 0.0, 0.0, []
    for gap in gaps:
        now += gap
        at = max(now, empty - (rate.burst - 1) * rate.apart)
        empty = max(empty, at) + rate.apart
        times.append(at)
    assert most_in(sorted(times), seconds) <= most


def test_a_thread_goes_out_in_one_go(ledger: Ledger):
    assert [ledger.reserve(rates(rate_limits(X), "主号"), max_wait=0) for _ in range(20)] == [
        0
    ] * 20


def test_no_place_is_taken_where_the_wait_would_be_too_long(ledger: Ledger, clock: Clock):
    ledger.now = clock.now
    one = [Rate(key="每天", most=1, seconds=86_400)]
    assert ledger.reserve(one, max_wait=0) == 0
    assert (
        ledger.reserve(one, max_wait=60)
        == ledger.reserve(one, max_wait=60)
        == pytest.approx(86_400)
    )


def test_what_is_said_of_all_chats_is_shared_by_the_bots_accounts(ledger: Ledger, clock: Clock):
    ledger.now = clock.now
    shared = {"per_day": 1}
    assert ledger.reserve(rates(rate_limits(shared), "公告", "@bot"), max_wait=0) == 0
    assert ledger.reserve(rates(rate_limits(shared), "闲聊", "@bot"), max_wait=0) > 0
    assert ledger.reserve(rates(rate_limits(shared), "闲聊", "@other"), max_wait=0) == 0


@pytest.mark.usefixtures("ledger")
def test_two_at_once_never_get_the_same_place(url: str, clock: Clock):
    wanted = rates(rate_limits({"per_second": 30}), "主号")
    got: list[float] = []

    def take() -> None:
        with open_ledger(url, now=clock.now) as own:
            got.extend(own.reserve(wanted, max_wait=1e9) for _ in range(25))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == len({round(wait, 6) for wait in got}) == 100


def test_replies_may_have_a_limit_of_their_own(ledger: Ledger, clock: Clock):
    ledger.now = clock.now
    limits = rate_limits({"post": {"per_day": 1}, "reply": {"per_day": 4}})

    def wait(kind: MessageKind) -> float:
        drawn = rates((one for one in limits if one.counts(kind)), "主号")
        return ledger.reserve(drawn, max_wait=0)

    assert wait("post") == 0
    assert wait("post") > 0
    assert wait("reply") == 0
