"""Peers: npm twitter-text 3.1.0, installed into ``.bench`` and run beside us as the judge."""

import json
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

BENCH = Path(__file__).parents[1] / ".bench"
TWITTER_TEXT = "twitter-text@3.1.0"

_PARSE = """
const {parseTweet} = require('twitter-text');
const lines = require('readline').createInterface({input: process.stdin});
lines.on('line', line => console.log(parseTweet(JSON.parse(line)).weightedLength));
"""

_TIME = """
const {parseTweet} = require('twitter-text');
const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'));
let best = Infinity;
for (let round = 0; round < ROUNDS; round++) {
  const before = process.cpuUsage();
  for (const text of texts) parseTweet(text);
  const spent = process.cpuUsage(before);
  best = Math.min(best, (spent.user + spent.system) / 1e6);
}
console.log(best);
"""


def installed() -> Path:
    """The folder where the judge lies; installs it the first time, which needs the network."""
    if not (BENCH / "node_modules" / "twitter-text").exists():
        BENCH.mkdir(exist_ok=True)
        quiet = ["--silent", "--no-audit", "--no-fund"]
        subprocess.run(["npm", "install", "--prefix", BENCH, *quiet, TWITTER_TEXT], check=True)
    return BENCH


def weighted_lengths(texts: Iterable[str]) -> list[int]:
    """What ``parseTweet`` says about each text."""
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    return [int(float(line)) for line in _node(_PARSE, lines).splitlines()]


def twitter_text_seconds(texts: Sequence[str], rounds: int = 5) -> float:
    """CPU seconds that ``parseTweet`` needs for all *texts*, warm, the best of *rounds*."""
    return float(_node(_TIME.replace("ROUNDS", str(rounds)), json.dumps(texts)))


def _node(script: str, stdin: str) -> str:
    done = subprocess.run(
        ["node", "-e", script],
        cwd=installed(),
        input=stdin,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
