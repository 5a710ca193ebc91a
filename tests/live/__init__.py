"""Real servers on loopback, and what they make of our posts.

``LIVE=try pytest -m live`` installs them under ``.live/`` the first time, at the versions written
here: a Bluesky PDS from npm (300 MB and some minutes: its database is compiled, which wants a C++
compiler; Node comes from PyPI); snac, a server of the Mastodon API, and WordPress with PHP and
MariaDB, from Debian; Synapse, a Matrix homeserver, from PyPI. Where a whole server does not run here, its own judges do: Ghost's converter
and schema from npm, and Redcarpet and Liquid, by which Forem (dev.to) reads Markdown, from Debian.
From then on they run with all other tests. What cannot be installed is skipped and says why; with ``LIVE=must``,
as in CI, it fails.
"""
