"""Following: where the post stands that this one follows; asked once, not at each key."""

from ..accounts import Settings
from ..post import Post
from .views import Originals


class Following:
    """Looks originals up in the ledger.

    Args:
        settings: say where the ledger is.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: dict[str, Originals] = {}

    def originals(self, post: Post) -> Originals:
        """By account, the first message of what *post* follows; nothing where it follows nothing.

        Raises:
            CrosspostError: it follows a prediction that was never published.
        """
        name = post.meta.follows
        if not name:
            return {}
        if name not in self._known:
            from ..ledger import open_ledger  # noqa: PLC0415 - most posts follow nothing
            from ..predictions import originals  # noqa: PLC0415

            with open_ledger(self._settings.ledger) as ledger:
                self._known[name] = originals(post, ledger)
        return self._known[name]
