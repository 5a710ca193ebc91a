"""Quota: processes that each get a fixed part of a core, as on a machine with cores enough for all.

On two cores, four workers that use a core each can't be four times one. With a part of a core for
each, what is measured is what workers cost one another, not how many cores the machine has.
Linux control groups do it (version 1 or 2); it needs root.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PERIOD = 20_000
"""Microseconds; short beside a delivery's time, so that a worker is slow rather than halting."""
GROUPS = Path("/sys/fs/cgroup")


def allowed() -> bool:
    """Whether this process may make control groups here."""
    return os.access(_root(), os.W_OK)


@contextmanager
def quota(cores: float) -> Iterator[Path]:
    """A control group whose processes together get *cores*; its file takes their ids."""
    group = _root() / f"crosspost-{os.getpid()}-{os.urandom(4).hex()}"
    group.mkdir()
    try:
        if (group / "cpu.cfs_quota_us").exists():
            (group / "cpu.cfs_period_us").write_text(f"{PERIOD}")
            (group / "cpu.cfs_quota_us").write_text(f"{cores * PERIOD:.0f}")
        else:
            (group / "cpu.max").write_text(f"{cores * PERIOD:.0f} {PERIOD}")
        yield group / "cgroup.procs"
    finally:
        group.rmdir()


def _root() -> Path:
    version_1 = GROUPS / "cpu"
    return version_1 if version_1.is_dir() else GROUPS
