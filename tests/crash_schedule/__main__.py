"""Kill workers that deliver, and count: ``python -m tests.crash_schedule --kills 200 --seed 1``.

Little stands here, because each life of a worker begins by reading it.
"""

import sys

if __name__ == "__main__":
    import argparse

    from tests.crash_schedule.trial import run

    parser = argparse.ArgumentParser(prog="python -m tests.crash_schedule", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="how many (200)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments (1)")
    asked = parser.parse_args()
    sys.exit(run(asked.kills, asked.seed))
