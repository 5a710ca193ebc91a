"""The HTTP API: what agents may ask for, for programs on the network, as JSON.

Each operation of ``service`` is one path; ``/openapi.json`` describes them all.
"""
