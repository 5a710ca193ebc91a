"""One Ctrl-C, SIGTERM or SIGHUP lets the call under way end, writes it down, and makes no other."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from crosspost.cli._output import insistent
from crosspost.ledger import open_ledger
from crosspost.testing.server import Answer, Request
from tests.fakes.mastodon import TOKEN, MastodonFake
from tests.transcripts import ROOT

ENOUGH = 180.0


class Held(MastodonFake):
    """Answers no status before it may."""

    def __init__(self) -> None:
        super().__init__()
        self.proceed = threading.Event()

    def answer(self, request: Request) -> Answer:
        if (request.method, request.path) == ("POST", "/api/v1/statuses"):
            self.proceed.wait(ENOUGH)
        return super().answer(request)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.fault(
    "Ctrl-C, SIGTERM or SIGHUP during a call",
    "the call ends and is written down; no other is made",
)
def test_a_signal_ends_a_publication_in_order(tmp_path: Path, name: str):
    with Held() as fake:
        (tmp_path / "crosspost.toml").write_text(
            f'[accounts.board]\nchannel = "mastodon"\napi = "{fake.url}"\n', "utf-8"
        )
        text = "\n\n".join(f"第{number}段，" + "芯片之战一触即发。" * 40 for number in range(6))
        (tmp_path / "post.md").write_text(f"# 芯片\n\n{text}\n", "utf-8")
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "src"),
            "HOME": str(tmp_path),
            "LC_ALL": "C.UTF-8",
            "MASTODON_ACCESS_TOKEN": TOKEN,
            "CROSSPOST_TRUST": str(tmp_path),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }
        command = [sys.executable, "-m", "crosspost", "publish", "post.md", "--yes"]
        with subprocess.Popen(
            command,
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            end = time.monotonic() + ENOUGH
            calls = "POST /api/v1/statuses"
            while not any(calls == f"{one.method} {one.path}" for one in fake.requests):
                assert time.monotonic() < end, "it never sends"
                assert process.poll() is None, process.communicate()
                time.sleep(0.01)
            process.send_signal(getattr(signal, name))
            time.sleep(0.5)  # it has heard
            fake.proceed.set()
            out, err = process.communicate(timeout=ENOUGH)
        assert name in err
        assert "crosspost publish post.md --to board" in err, "how to go on"
        assert process.returncode == 3
        with open_ledger(f"sqlite:///{tmp_path}/.local/share/crosspost/ledger.sqlite3") as ledger:
            states = [row.state for row in ledger.rows()]
        assert states == ["sent"] * len(fake.posts)
        assert len(fake.posts) == out.count(" sent: ") == 1


class Swallows:
    """Is interrupted where what that raises ends nothing."""

    def __del__(self) -> None:
        os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.skipif(os.name != "posix", reason="there are no timers that interrupt")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_ctrl_c_that_python_loses_is_heard_all_the_same():
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGALRM)
    silent, _ = os.pipe()

    def waits() -> None:
        Swallows()
        os.read(silent, 1)

    with pytest.raises(KeyboardInterrupt), insistent():
        waits()
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGALRM)) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
