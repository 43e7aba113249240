"""The real web process with one more address, `/bare`: a view that does nothing, to measure pages against."""

from __future__ import annotations

import os
import sys

import uvicorn
from django.http import HttpRequest, HttpResponse
from django.urls import path

from luotsi.config.asgi import application
from luotsi.config.urls import urlpatterns


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>ok</title><p>Two words", headers={"Cache-Control": "no-cache"})


def serve(port: int) -> None:
    urlpatterns.insert(0, path("bare", bare))
    uvicorn.run(application, host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luotsi.config.settings")
    serve(int(sys.argv[1]))
