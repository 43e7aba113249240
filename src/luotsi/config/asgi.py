"""The outer ASGI callable: Django as WSGI in a bounded thread pool.

A real-time part joins here later, as pure ASGI in front of it (docs/adr/0001).
"""

from __future__ import annotations

from a2wsgi import WSGIMiddleware

from luotsi.config.wsgi import application as django_application

PAGE_THREADS = 8
"""More threads than cores, because a page also waits for the disk; more than this only queue on the GIL."""

application = WSGIMiddleware(django_application, workers=PAGE_THREADS)
