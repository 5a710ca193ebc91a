"""Real servers on loopback, and what they make of our posts.

The first run installs them under ``.live/``, at the versions written here: a Bluesky PDS from npm
(with a Node of its own from PyPI; its database is compiled, which takes minutes and wants a C++
compiler) and snac, a server of the Mastodon API, from Debian. What cannot be installed is skipped,
and says why; with ``LIVE=must`` it fails. ``pytest -m 'not live'`` leaves all of it alone.
"""
