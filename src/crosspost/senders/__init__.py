"""Senders: one module a channel, behind its adapter's ``connect``; all of the network is here.

Each stands on its channel's own SDK, unpatched, makes one call when it is asked, tries nothing
twice, and turns every exception into one of three outcomes (see `crosspost.errors`):

- ``Retryable``: surely not taken. The request never left, or the channel said "not now".
- ``Rejected``: a definite no, in plain words with what to do.
- ``UnknownOutcome``: the request left and no answer could be read.
"""

TIMEOUT = 30.0
"""Seconds to wait for a connection, and again for an answer."""
