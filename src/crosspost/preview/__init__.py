"""Preview: drafts as a person or a program sees them. What is shown is what would be sent.

Each form is a module, loaded when it is asked for: only ``terminal`` needs rich.
"""

from collections.abc import Sequence

from ..draft import Draft
from ..post import Post


def show(post: Post, drafts: Sequence[Draft], form: str) -> None:
    """Write *drafts* to standard output as ``terminal``, ``text`` or ``json``."""
    import sys  # noqa: PLC0415

    if form == "json":
        from .document import document  # noqa: PLC0415

        sys.stdout.write(document(post, drafts))
    elif form == "text":
        from .plain import plain  # noqa: PLC0415

        sys.stdout.write("\n".join(plain(draft) for draft in drafts))
    else:
        from .terminal import show_in_terminal  # noqa: PLC0415

        show_in_terminal(drafts)
