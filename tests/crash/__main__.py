"""Kill a process that publishes, and count: ``python -m tests.crash --kills 200 --seed 1``.

Little stands here, because each life of the process begins by reading it.
"""

import sys

if __name__ == "__main__":
    import argparse

    from tests.crash.trial import run

    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="how many (200)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments (1)")
    parser.add_argument(
        "--second-wave", action="store_true", help="other channels: Discord, Slack…"
    )
    asked = parser.parse_args()
    sys.exit(run(asked.kills, asked.seed, second_wave=asked.second_wave))
