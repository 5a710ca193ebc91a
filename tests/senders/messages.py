"""Messages of one line, as the adapters write them."""

from crosspost.model.draft import Json, Message


def post(text: str) -> Message:
    """For Bluesky."""
    payload: dict[str, Json] = {
        "$type": "app.bsky.feed.post",
        "text": text,
        "facets": [],
        "langs": ["zh"],
    }
    return Message(index=1, of=1, text=text, size=1, limit=300, unit="graphemes", payload=payload)


def status(text: str) -> Message:
    """For Mastodon."""
    payload: dict[str, Json] = {"status": text, "language": "zh"}
    return Message(index=1, of=1, text=text, size=1, limit=500, unit="mastodon", payload=payload)
