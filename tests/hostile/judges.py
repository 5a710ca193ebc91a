"""Other people's programs that count and parse: those of `../shared/judges`."""

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

JUDGES = Path(__file__).parents[3] / "shared" / "judges"
COMMANDS = {
    "x": ["node", str(JUDGES / "judge_x.mjs")],
    "bluesky": ["node", str(JUDGES / "judge_bsky.mjs")],
    "telegram": [sys.executable, str(JUDGES / "judge_telegram.py")],
}
BYTES = {"wecom": 4096, "wechat-message": 2048}
"""Channels that count bytes, which Python itself counts well enough."""
CODE_POINTS = {"wechat-moments": 140}


class Judge:
    """Says what is wrong with a message, by programs that stay while it is in use."""

    def __enter__(self) -> Self:
        """Begin."""
        self._running: dict[str, subprocess.Popen[str]] = {}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the programs."""
        for running in self._running.values():
            assert running.stdin
            assert running.stdout
            running.stdin.close()
            running.wait(60)
            running.stdout.close()

    def refuses(self, channel: str, message: dict[str, Any]) -> str:
        """Why *channel* would refuse a message of a draft's JSON; nothing where it would take it."""
        text, payload = message["text"], message["payload"]
        if channel in BYTES and len(text.encode()) > BYTES[channel]:
            return f"{len(text.encode())} bytes"
        if channel in CODE_POINTS and len(text) > CODE_POINTS[channel]:
            return f"{len(text)} code points"
        if channel == "x" and text:
            said = self._ask("x", {"text": text})
            return (
                "" if said["valid"] else f"weighted {said['weightedLength']}, or refused characters"
            )
        if channel == "bluesky" and text:
            said = self._ask("bluesky", {"text": payload.get("text", text)})
            return "" if said["valid"] else f"{said['graphemeLength']} graphemes"
        if channel == "telegram" and payload.get("text"):
            said = self._ask(
                "telegram", {key: payload[key] for key in ("text", "entities") if key in payload}
            )
            return (
                ""
                if said["ok"] and not said["too_long"]
                else str(said.get("error") or said.get("length"))
            )
        return ""

    def _ask(self, name: str, question: dict[str, Any]) -> dict[str, Any]:
        if name not in self._running:
            self._running[name] = subprocess.Popen(
                COMMANDS[name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        running = self._running[name]
        assert running.stdin
        assert running.stdout
        running.stdin.write(json.dumps(question) + "\n")
        running.stdin.flush()
        return dict(json.loads(running.stdout.readline()))
