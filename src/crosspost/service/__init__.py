"""What agents and programs may ask: each request, and its answer, as records.

One operation is one function of one request. The MCP server offers each as a tool; nothing here
knows how a request came in, and no answer holds a secret.
"""
