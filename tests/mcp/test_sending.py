"""What goes out for an agent: the words that were previewed, once a person said yes, and once."""

import datetime as dt

import mcp_types as types
import pytest

from crosspost import cli
from crosspost.ledger import open_ledger
from crosspost.ledger.approvals import decide, waiting
from crosspost.testing.server import Fault
from tests.fakes.wechat import ROBOT, WeChat
from tests.mcp.conftest import MODES, POST, Agent, Person, answer, approvals, refusal

pytestmark = pytest.mark.anyio

NO = {
    "no": types.ElicitResult(action="decline"),
    "an empty form": types.ElicitResult(action="accept", content={}),
    "a form that says no": types.ElicitResult(action="accept", content={"agree": False}),
    "words for a yes": types.ElicitResult(action="accept", content={"agree": "true"}),
}


@pytest.mark.parametrize("mode", MODES)
async def test_a_person_says_yes_and_it_goes_out_once(agent: Agent, robot: WeChat, mode: str):
    person = Person()
    async with agent(mode, person) as client:
        approved = await approvals(client, post=POST)
        for _ in range(2):
            (result,) = (await answer(client, "publish", post=POST, approved=approved))["results"]
            assert (result["outcome"], result["approval"]) == ("sent", approved[0])
        found = (await answer(client, "status"))["messages"]
    (question,) = person.asked
    assert "所有新手机都用上了同一种充电口。🎉" in question
    assert "board" in question
    assert len(robot.posts) == 1
    assert [one["state"] for one in found] == ["sent"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", NO)
async def test_without_a_yes_nothing_goes_out(agent: Agent, robot: WeChat, mode: str, case: str):
    person = Person()
    person.says = NO[case]
    async with agent(mode, person) as client:
        approved = await approvals(client, post=POST)
        (result,) = (await answer(client, "publish", post=POST, approved=approved))["results"]
    assert result["outcome"] == "declined"
    assert not robot.posts


@pytest.mark.parametrize("mode", MODES)
async def test_a_closed_question_is_left_for_later(agent: Agent, robot: WeChat, mode: str):
    person = Person()
    person.says = types.ElicitResult(action="cancel")
    async with agent(mode, person) as client:
        approved = await approvals(client, post=POST)
        (result,) = (await answer(client, "publish", post=POST, approved=approved))["results"]
    assert result["outcome"] == "needs-approval"
    assert not robot.posts


@pytest.mark.parametrize("mode", MODES)
async def test_where_nobody_can_be_asked_the_command_line_says_yes(
    agent: Agent, robot: WeChat, mode: str
):
    async with agent(mode) as client:
        approved = await approvals(client, post=POST)
        (result,) = (await answer(client, "publish", post=POST, approved=approved))["results"]
        assert result["outcome"] == "needs-approval"
        assert result["hint"] == f"crosspost approve {approved[0]}"
        assert not robot.posts
        with open_ledger() as ledger:
            (asked,) = waiting(ledger)
            assert asked.approval == approved[0]
            decide(ledger, asked.approval, approved=True)
        (result,) = (await answer(client, "publish", post=POST, approved=approved))["results"]
    assert result["outcome"] == "sent"
    assert len(robot.posts) == 1


async def test_a_no_on_the_command_line_holds(agent: Agent, robot: WeChat):
    async with agent() as client:
        approved = await approvals(client, post=POST)
        await answer(client, "publish", post=POST, approved=approved)
        assert cli.run(["approve", approved[0], "--no"]) == 0
        (result,) = (await answer(client, "publish", post=POST, approved=approved))["results"]
    assert result["outcome"] == "declined"
    assert not robot.posts


async def test_only_a_terminal_says_yes(
    agent: Agent, robot: WeChat, capsys: pytest.CaptureFixture[str]
):
    """An agent that can run commands pipes into them; a person sits at a terminal."""
    async with agent() as client:
        approved = await approvals(client, post=POST)
        await answer(client, "publish", post=POST, approved=approved)
    assert cli.run(["approve", approved[0]]) == 1
    assert "at a terminal" in capsys.readouterr().err
    assert cli.run(["approve"]) == 0
    assert approved[0] in capsys.readouterr().out
    assert not robot.posts


async def test_other_words_are_not_what_was_approved(agent: Agent, robot: WeChat):
    person = Person()
    async with agent("auto", person) as client:
        approved = await approvals(client, post=POST)
        other = POST.replace("充电口", "插头")
        (result,) = (await answer(client, "publish", post=other, approved=approved))["results"]
    assert result["outcome"] == "changed"
    assert result["approval"] in result["hint"]
    assert not person.asked
    assert not robot.posts


async def test_a_yes_to_one_question_answers_no_other(agent: Agent, robot: WeChat):
    """An answer that comes with the call is taken only under the key of the very words."""
    async with agent("auto", Person()) as client:
        approved = await approvals(client, post=POST)
        said: types.InputResponses = {
            "0" * 32: types.ElicitResult(action="accept", content={"agree": True})
        }
        result = await client.session.call_tool(
            "publish",
            {"post": POST, "approved": approved},
            input_responses=said,
            allow_input_required=True,
        )
    assert isinstance(result, types.InputRequiredResult)
    assert not robot.posts


async def test_a_doubt_is_settled_by_a_person_alone(agent: Agent, robot: WeChat):
    person = Person()
    robot.faults.append(Fault("lost-answer"))
    async with agent("auto", person) as client:
        approved = await approvals(client, post=POST)
        (result,) = (await answer(client, "publish", post=POST, approved=approved))["results"]
        assert result["outcome"] == "unknown"
        (message,) = (await answer(client, "status"))["messages"]
        assert message["state"] == "unknown"
        person.says = types.ElicitResult(action="decline")
        told = await answer(client, "resolve", key=message["key"], sent=False)
        assert told["outcome"] == "declined"
        person.says = types.ElicitResult(action="accept", content={"agree": True})
        told = await answer(client, "resolve", key=message["key"], sent=True)
        assert (told["outcome"], told["state"]) == ("resolved", "sent")
        assert "all-right" not in await refusal(client, "resolve", key=message["key"], sent=True)
    assert len(robot.posts) == 1


async def test_a_refusal_by_the_channel_is_an_outcome(agent: Agent, robot: WeChat):
    robot.faults.append(Fault("403"))
    async with agent("auto", Person()) as client:
        approved = await approvals(client, post=POST)
        (result,) = (await answer(client, "publish", post=POST, approved=approved))["results"]
    assert result["outcome"] in {"refused", "later"}
    assert result["reason"]


@pytest.mark.parametrize("mode", MODES)
async def test_what_is_scheduled_waits_is_listed_and_cancelled(
    agent: Agent, robot: WeChat, mode: str
):
    person = Person()
    async with agent(mode, person) as client:
        approved = await approvals(client, post=POST)
        wanted = {"post": POST, "approved": approved, "at": "2099-03-01 09:00"}
        wanted["zone"] = "Asia/Shanghai"
        (result,) = (await answer(client, "schedule", **wanted))["results"]
        assert result["outcome"] == "scheduled"
        assert dt.datetime.fromisoformat(result["due"]) == dt.datetime(2099, 3, 1, 1, tzinfo=dt.UTC)
        assert "2099-03-01 09:00 Asia/Shanghai" in person.asked[0]
        (waits,) = (await answer(client, "queue"))["deliveries"]
        assert (waits["id"], waits["state"]) == (result["delivery"], "waiting")
        gone = await answer(client, "cancel", id=waits["id"])
        assert gone["state"] == "cancelled"
        assert not (await answer(client, "queue"))["deliveries"]
        assert "no delivery" in await refusal(client, "cancel", id="aaaaaaaaaa")
    assert not robot.posts


async def test_no_secret_crosses_the_server(agent: Agent, robot: WeChat):
    robot.faults.append(Fault("403"))
    async with agent("auto", Person()) as client:
        said = [str(await answer(client, name)) for name in ("channels", "status", "queue")]
        approved = await approvals(client, post=POST)
        said.append(str(await answer(client, "publish", post=POST, approved=approved)))
        said.append(str(await answer(client, "preview", post=f"# 题\n\n密钥是 {ROBOT}。\n")))
    assert ROBOT not in "".join(said)
