"""Keeps promises about data: the audit trail, sealed bodies with their keys, how long what is kept."""
