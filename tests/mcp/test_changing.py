"""An agent changes or takes back what stands: a person sees what would be done, and says yes."""

import io
import sys

import mcp_types as types
import pytest

from crosspost import cli
from tests.board import instance
from tests.fakes.mastodon import MastodonFake
from tests.mcp.conftest import MODES, Agent, Person, answer, approvals

__all__ = ["instance"]
pytestmark = pytest.mark.anyio

POST = "# 天气\n\n今天有雨，记得带伞。🌧\n"
MENDED = POST.replace("有雨", "有大雨")


@pytest.mark.parametrize("mode", MODES)
async def test_a_person_sees_the_difference_and_says_yes(
    agent: Agent, instance: MastodonFake, mode: str
):
    person = Person()
    async with agent(mode, person) as client:
        for name, post in (("publish", POST), ("update", MENDED)):
            approved = await approvals(client, post=post)
            (result,) = (await answer(client, name, post=post, approved=approved))["results"]
        assert result["outcome"] == "updated"
        assert ["有大雨" in post["text"] for post in instance.posts] == [True]
        found = (await answer(client, "status"))["messages"]
        (publication,) = {one["publication"] for one in found if one["state"] == "sent"}
        (result,) = (await answer(client, "delete", publication=publication))["results"]
    assert result["outcome"] == "deleted"
    assert not instance.posts
    _, change, deletion = person.asked
    assert "- 今天有雨" in change
    assert "+ 今天有大雨" in change
    assert "记得带伞" in deletion


@pytest.mark.parametrize("mode", MODES)
async def test_a_no_leaves_it_as_it_is(agent: Agent, instance: MastodonFake, mode: str):
    person = Person()
    async with agent(mode, person) as client:
        approved = await approvals(client, post=POST)
        await answer(client, "publish", post=POST, approved=approved)
        person.says = types.ElicitResult(action="decline")
        approved = await approvals(client, post=MENDED)
        (result,) = (await answer(client, "update", post=MENDED, approved=approved))["results"]
    assert result["outcome"] == "declined"
    assert ["有大雨" in post["text"] for post in instance.posts] == [False]


class Terminal(io.StringIO):
    """Somebody at the keyboard."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("language", "asks"), [("en", "cannot be undone"), ("zh", "无法恢复")])
async def test_where_nobody_can_be_asked_a_person_approves_exactly_this(
    agent: Agent,
    instance: MastodonFake,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    asks: str,
):
    """An update and a deletion, each by ``crosspost approve`` and the beginning of its name."""
    monkeypatch.setenv("LC_ALL", {"en": "C.UTF-8", "zh": "zh_CN.UTF-8"}[language])

    def says(word: str, name: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "stdin", Terminal(f"{word}\n"))
        capsys.readouterr()
        code = cli.run(["approve", name[:20]])
        said = capsys.readouterr()
        return code, said.out + said.err

    async with agent("auto", Person()) as client:
        approved = await approvals(client, post=POST)
        await answer(client, "publish", post=POST, approved=approved)
    async with agent() as client:
        approved = await approvals(client, post=MENDED)
        (result,) = (await answer(client, "update", post=MENDED, approved=approved))["results"]
        assert result["outcome"] == "needs-approval"
        code, shown = says("n", result["change_approval"])
        assert (code, "+ 今天有大雨" in shown) == (1, True)
        assert says("y", result["change_approval"])[0] == 0
        (result,) = (await answer(client, "update", post=MENDED, approved=approved))["results"]
        assert result["outcome"] == "updated"
        found = (await answer(client, "status"))["messages"]
        (publication,) = {one["publication"] for one in found if one["state"] == "sent"}
        (result,) = (await answer(client, "delete", publication=publication))["results"]
        assert result["outcome"] == "needs-approval"
        assert cli.run(["approve"]) == 0
        assert publication in capsys.readouterr().out
        code, shown = says("y", result["change_approval"])
        assert (code, asks in shown, "- 今天有大雨" in shown) == (0, True, True)
        assert len(instance.posts) == 1, "a yes does nothing by itself"
        (result,) = (await answer(client, "delete", publication=publication))["results"]
    assert result["outcome"] == "deleted"
    assert not instance.posts
