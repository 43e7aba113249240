"""Luotsi: advice and client guidance for a Finnish wellbeing services county."""

__version__ = "0.1.0"
