"""One life of the process that is killed: it goes on where the one before it died.

Everything a life needs is imported here, once, in the process that its lives are forked from.
"""

from pathlib import Path

import msgspec

import crosspost.adapters.bluesky.client
import crosspost.adapters.discord.client
import crosspost.adapters.feishu.client
import crosspost.adapters.mastodon.client
import crosspost.adapters.matrix.client
import crosspost.adapters.misskey.client
import crosspost.adapters.slack.client
import crosspost.adapters.telegram.client
import crosspost.adapters.threads.client
import crosspost.adapters.wecom.client
import crosspost.adapters.x.client  # noqa: F401 - lives begin with it
from crosspost.ledger import open_ledger
from crosspost.publishing import Event, PublishOptions, RetryPolicy, RunContext, run
from crosspost.registry import load_channel
from tests.crash.thread import PAYLOADS, SECOND_WAVE, job

for channel in (*PAYLOADS, *SECOND_WAVE):
    load_channel(channel)  # read once, as the imports are

PATIENCE = RetryPolicy(settle=0.1, first=0.02)
"""The fakes take hundredths of a second."""


def live(ledger: str, number: int, addresses: dict[str, str], told: Path) -> None:
    """Publish the thread *number*; what a person would be told goes to the file *told*."""
    jobs = [job(channel, number, address) for channel, address in addresses.items()]

    def on_event(event: Event) -> None:
        if event.kind == "sending":
            told.with_suffix(".sending").touch()

    with open_ledger(ledger) as opened:
        results = run(jobs, PublishOptions(), RunContext(opened, on_event, retry=PATIENCE))
    failures = [one.failure for one in results if one.failure]
    told.write_bytes(msgspec.json.encode(failures))
