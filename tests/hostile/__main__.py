"""``python -m tests.hostile --posts 20000 --seed 1``: how many posts, and what came of them."""

import argparse
import multiprocessing
import sys
from collections import Counter

from tests.hostile.posts import hostile_post
from tests.hostile.trial import trial


def main() -> int:
    """Run the posts; print each fault with the seed that makes its post again."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile")
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--show", metavar="SEED/NUMBER", help="print this one post, as JSON text")
    chosen = parser.parse_args()
    if chosen.show:
        sys.stdout.write(hostile_post(chosen.show).text)
        return 0
    kinds: Counter[str] = Counter()
    seeds = [f"{chosen.seed}/{number}" for number in range(chosen.posts)]
    with multiprocessing.get_context("spawn").Pool(chosen.processes) as pool:
        for seed, faults in pool.imap_unordered(trial, seeds, chunksize=8):
            kinds.update({fault.partition(":")[0] for fault in faults})
            for fault in faults:
                sys.stdout.write(f"{seed} {fault}\n")
    named = ("traceback", "slow", "limit", "lost", "silence")
    sys.stdout.write(
        " ".join([f"posts {chosen.posts}", *(f"{name} {kinds[name]}" for name in named)]) + "\n"
    )
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
