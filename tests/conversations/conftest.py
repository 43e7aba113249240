"""Rantamaa on a Wednesday at noon, as in the stories of contacts."""

from tests.contacts.conftest import many_connections, noon, rantamaa, ring

__all__ = ["many_connections", "noon", "rantamaa", "ring"]
