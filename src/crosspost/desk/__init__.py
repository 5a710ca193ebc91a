"""The desk: a post's text and its drafts beside each other, on a page of this machine alone.

The server reads, renders, keeps and publishes with what every command uses; the page in the
browser hands over the text and puts in place what comes back.
"""
