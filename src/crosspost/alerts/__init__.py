"""Alerts: whatever needs a person is told once, over all workers and restarts.

``conditions`` looks for it in the database, ``notifier`` tells it, by the ways that
``crosspost.toml`` names. ``webhooks`` tells programs whatever happened, the same way: once looked
up, once told.
"""
