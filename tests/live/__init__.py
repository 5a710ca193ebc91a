"""Real servers on loopback, and what they make of our posts.

``LIVE=try pytest -m live`` installs them under ``.live/`` the first time, at the versions written
here: a Bluesky PDS from npm (300 MB and some minutes: its database is compiled, which wants a C++
compiler; Node comes from PyPI), snac, a server of the Mastodon API, from Debian, and Synapse, a Matrix
homeserver, from PyPI. From then on
they run with all other tests. What cannot be installed is skipped and says why; with ``LIVE=must``,
as in CI, it fails.
"""
