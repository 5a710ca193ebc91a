"""The running API by its own description, as somebody else's program tries it.

Whatever fits the description is answered as it says, and whatever does not is refused as it says.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from crosspost.ledger import Ledger, callers
from tests.fakes.wechat import WeChat

pytestmark = pytest.mark.slow


@pytest.fixture
def address(robot: WeChat, tmp_path: Path) -> Iterator[str]:
    """Where ``crosspost serve`` listens; ended at the end."""
    del robot
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "crosspost", "serve", "--port", str(port)]
    with (tmp_path / "said.txt").open("w") as log:
        running = subprocess.Popen(command, cwd=tmp_path, stdout=log, stderr=log)
    at = f"http://127.0.0.1:{port}"
    while running.poll() is None:
        try:
            httpx.get(f"{at}/healthz")
            break
        except httpx.TransportError:
            time.sleep(0.1)
    yield at
    running.terminate()
    running.wait()


def test_a_stranger_finds_nothing_that_is_not_described(
    address: str, ledger: Ledger, robot: WeChat, tmp_path: Path
):
    token = callers.add(ledger, "陌生人")
    tried = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json"),
            *("--header", f"Authorization: Bearer {token}", "--no-color"),
            *("--max-examples", "5", "--seed", "7", "--phases", "examples,coverage,fuzzing"),
            *("--exclude-checks", "positive_data_acceptance"),  # not every text is a post
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "SCHEMATHESIS_HOOKS": ""},
        check=False,
    )
    assert tried.returncode == 0, tried.stdout[-6000:] + tried.stderr[-2000:]
    assert not robot.posts, "whoever may only ask sends nothing"
