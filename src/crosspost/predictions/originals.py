"""Originals: on which account the post stands that another one follows."""

from collections.abc import Mapping

from ..ledger import Ledger
from ..post import Post
from ..receipts import Receipt
from .finding import find


def originals(post: Post, ledger: Ledger) -> Mapping[str, Receipt]:
    """By account, the first message of what *post* follows; nothing where it follows nothing.

    Raises:
        CrosspostError: it follows a prediction that was never published.
    """
    if not post.meta.follows:
        return {}
    return {receipt.account: receipt for receipt in find(ledger, post.meta.follows).stands}
