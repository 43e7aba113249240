"""Guidance paths (ohjauspolku): their one row, the gate of publishing, reading, sensitive visits, the library."""
