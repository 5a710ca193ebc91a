"""The API over a working folder with an account at a fake robot, and two callers with tokens."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from crosspost.http_api.application import application
from crosspost.ledger import Ledger, callers, open_ledger
from crosspost.service.operations import Host
from tests.board import POST, robot
from tests.fakes.wechat import WeChat

__all__ = ["POST", "robot"]  # for tests here


@pytest.fixture
def ledger(robot: WeChat) -> Iterator[Ledger]:
    del robot
    with open_ledger() as opened:
        yield opened


def client(ledger: Ledger, name: str, *, sends: bool) -> TestClient:
    """A program that shows a token of its own."""
    token = callers.add(ledger, name, sends=sends)
    head = {"Authorization": f"Bearer {token}"}
    return TestClient(application(Host(root=Path.cwd()), ledger), headers=head)


@pytest.fixture
def sender(ledger: Ledger) -> TestClient:
    """Its word is a person's yes."""
    return client(ledger, "编辑部", sends=True)


@pytest.fixture
def asker(ledger: Ledger) -> TestClient:
    """What it asks for waits for a person."""
    return client(ledger, "机器人", sends=False)
