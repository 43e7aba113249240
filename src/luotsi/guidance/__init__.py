"""Guidance paths (ohjauspolku): their one row, the gate of publishing, reading, visits, the library."""
