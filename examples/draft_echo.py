#!/usr/bin/env python3
"""An example of what `crosspost draft --with` runs: it echoes the post's own best sentences.

For a real one put a call of your model where `echoed` is. Try it:

    crosspost draft post.md --with ./examples/draft_echo.py --hook --channel x --dry-run
"""

import json
import re
import sys

SENTENCES = re.compile(r"[^.!?。！？\n]+[.!?。！？]+[”」』\"]?")


def echoed(ask: dict) -> str:
    """The sentences of the source that have room: one for a hook or a digest, else as many as fit.

    A translation is beyond an echo: it gives the source back, which crosspost refuses where that
    is written otherwise than the language that was asked for.
    """
    source = ask["source"].get(ask["language"]) or next(iter(ask["source"].values()))
    if ask["kind"] == "translation":
        return source
    sentences = [found[0].strip() for found in SENTENCES.finditer(source)] or [source]
    asking = [one for one in sentences if one.endswith(("?", "？"))]
    if ask["kind"] != "short":
        return (asking or sentences)[0]
    room = ask["limit"]["max"] // 2  # a Chinese character may count as two
    said = ""
    for sentence in sentences:
        if len(said) + len(sentence) < room:
            said = f"{said} {sentence}".strip()
    return said


def main() -> None:
    """Read a request, write an answer."""
    request = json.load(sys.stdin)
    texts = {ask["id"]: echoed(ask) for ask in request["asks"]}
    print(f"{len(texts)} asked, {len(texts)} echoed", file=sys.stderr)
    json.dump({"version": 1, "by": "draft_echo.py", "texts": texts}, sys.stdout)


if __name__ == "__main__":
    main()
