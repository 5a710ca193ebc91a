"""A process that fills slots: ``python -m tests.scheduling.filler URL NAME`` waits for a line first."""

import sys

from crosspost.scheduling import When, add, open_schedule
from tests.scheduling.wishes import MONDAY, WEEKDAYS, wanted

POSTS = 12


def main(url: str, name: str) -> None:
    posts = [wanted(f"{name}的第 {number} 篇", policy=WEEKDAYS) for number in range(POSTS)]
    with open_schedule(url, now=lambda: MONDAY) as schedule:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        for one in posts[: POSTS // 2]:
            add([one], When(), schedule)
        add(posts[POSTS // 2 :], When(), schedule)


if __name__ == "__main__":
    main(*sys.argv[1:])
