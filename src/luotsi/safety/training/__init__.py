"""Messages that the emergency classifier learns from, and the program that fits it to them.

Only `scripts/train-safety` uses this room; the running software reads the finished file.
"""
