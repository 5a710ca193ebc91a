"""An MCP server: agents preview, check, publish and schedule posts, and a person says yes.

Model Context Protocol, revision 2026-07-28 and those before it, by its official SDK:
https://modelcontextprotocol.io/specification/. What each tool does is in ``service``.
"""
