"""Clock: what time it is, in one place."""

import datetime as dt


def now() -> dt.datetime:
    """The time, in UTC."""
    return dt.datetime.now(dt.UTC)
