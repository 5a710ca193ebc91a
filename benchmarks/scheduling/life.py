"""Life: a worker process of the measures, as `crosspost run` without its extras."""

import signal
import sys

from crosspost.adapters.base import Destination
from crosspost.scheduling import Worker, new_name, open_schedule
from crosspost.scheduling.attempt import Attempts
from crosspost.scheduling.maintenance import Maintenance

from .world import destination


def main() -> None:
    """Work until told to end."""
    url, file, rate, wait = sys.argv[1:]
    name = new_name()

    def open_account(account: str) -> Destination:
        return destination(account, file, int(rate), float(wait))

    with open_schedule(url, worker=name) as schedule:
        worker = Worker(Attempts(schedule, name, open_account))
        signal.signal(signal.SIGTERM, lambda *_: worker.halt.set())
        print("up", flush=True)
        worker.run(also=[Maintenance(schedule).do])


if __name__ == "__main__":
    main()
