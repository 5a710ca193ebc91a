"""Attaching: the lines of a post that make a card one of its pictures, in the post's own format."""

import json


def attaching(path: str, alt: dict[str, str], channel: str, form: str) -> str:
    """What to paste into the post: for one channel, or for all where there is none.

    Args:
        path: of the picture, from the post's folder.
        alt: its alt text.
        channel: whose picture it is.
        form: what the post is written in: a name of a reader or an ending.

    >>> print(attaching("街.x.png", {"zh": "一条街"}, "x", "md"), end="")
    # in the front matter, between two lines ---
    channels:
      x:
        media:
          - path: "街.x.png"
            alt:
              zh: "一条街"
    """
    if form == "json":
        media = [{"path": path, "alt": alt}]
        data = {"channels": {channel: {"media": media}}} if channel else {"media": media}
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    if form == "toml":
        key = f"channels.{channel}.media" if channel else "media"
        lines = [f"[[{key}]]", f"path = {_quoted(path)}"]
        lines += [f"alt.{tag} = {_quoted(text)}" for tag, text in alt.items()]
        return "\n".join(lines) + "\n"
    lines = ["media:", f"  - path: {_quoted(path)}", "    alt:"]
    lines += [f"      {tag}: {_quoted(text)}" for tag, text in alt.items()]
    if channel:
        lines = ["channels:", f"  {channel}:", *(f"    {line}" for line in lines)]
    if form not in {"yaml", "yml"}:
        lines.insert(0, "# in the front matter, between two lines ---")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """*text* in quotes that JSON, YAML and TOML read alike."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
