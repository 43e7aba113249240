"""Luotsi: advice and client guidance for a Finnish wellbeing services county."""

import os

# Web processes share the cores already; threads of linear algebra on top of them only make turns wait. It
# must be said before numpy is loaded for the first time.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
