"""The real web process with one more address, `/bare`: a view that does nothing, to measure pages against."""

from __future__ import annotations

import os
import sys

import uvicorn
from django.http import HttpRequest, HttpResponse
from django.urls import path

from luotsi.config.asgi import application
from luotsi.config.urls import urlpatterns
from luotsi.foundation.limits import Limit
from luotsi.web.pages import limits


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>ok</title><p>Two words", headers={"Cache-Control": "no-cache"})


def serve(port: int) -> None:
    urlpatterns.insert(0, path("bare", bare))
    # All fifty readers come from this machine, so that they would soon be asked to wait.
    limits.searches = Limit(1_000_000_000, limits.WINDOW)
    uvicorn.run(application, host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luotsi.config.settings")
    serve(int(sys.argv[1]))
