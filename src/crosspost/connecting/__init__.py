"""Connecting an account: what to ask, signing in with a browser, trying it, keeping it.

The command line (``crosspost accounts add``) and the desk ask the same questions, which stand in
the channel's entry under ``[account]``. Nothing is written before the channel has said who we are.
"""
