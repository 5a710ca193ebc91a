"""Looks: the shapes that channels' messages have in common, and the plain one.

How a channel itself looks stands with the channel: see `crosspost.adapters.Channel.draw`.
"""
