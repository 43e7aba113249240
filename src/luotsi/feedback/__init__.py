"""Answers to "did this help?" on any subject and revision, without a trace of who answered."""
