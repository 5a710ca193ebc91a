"""Small stand-ins for the channels, on loopback, each as strict as its published specification.

They run inside a test (``with XFake() as fake``) or as a process (``python -m tests.fakes.x``).
"""
