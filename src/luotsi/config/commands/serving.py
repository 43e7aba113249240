"""`luotsi serve`: everything that answers and works, on one machine."""

from __future__ import annotations

import gc
import os
import socket
import sys

import click

from luotsi.config import logs
from luotsi.config.supervisor import SUPERVISED, Child, Supervisor, child_command, stop_with_parent

REQUEST_GRACE_SECONDS = 8

COLLECT_AFTER = (20_000, 20, 50)
"""Objects before the collector looks: it stops every page, and most of what there is lives for hours."""

SWITCH_SECONDS = 0.0005
"""A page asks the database a dozen times, and each time waits for a thread that reckons (one that reads what
an import has changed) to give way. Python's own five milliseconds would be a tenth of a second in all."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen at."
)
@click.option(
    "--only",
    type=click.Choice(["web", "live", "worker"]),
    help="One process only, for a service manager: pages and live chat, live chat alone, or jobs.",
)
def serve(host: str, port: int, only: str | None) -> None:
    """Start the pages and the worker that does the jobs."""
    import django

    django.setup()
    if SUPERVISED not in os.environ:
        from luotsi.config.backups import marker

        marker.refuse_half_done()
        check_production()
    if only in {"web", "live"}:
        serve_web(host, port, is_alone=only == "live")
    elif only == "worker":
        serve_worker()
    else:
        raise SystemExit(supervise(host, port))


def check_production() -> None:
    """Refuse to start an unsafe installation, saying what to change. A demo is never safe, and says so."""
    from django.conf import settings
    from django.core.management import call_command

    if not settings.DEMO:
        call_command("check", "--deploy", "--fail-level", "ERROR")


def supervise(host: str, port: int, *beside: Child) -> int:
    """Start both processes, and what stands beside them, and keep them running; returns the exit code."""
    refuse_taken_port(host, port)
    children = [
        Child("web", child_command("serve", "--only", "web", "--host", host, "--port", str(port))),
        Child("worker", child_command("serve", "--only", "worker")),
        *beside,
    ]
    return Supervisor(children, say=lambda words: click.echo(words, err=True)).run()


def refuse_taken_port(host: str, port: int) -> None:
    """A clear error now is better than a child that dies five times."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Cannot listen at {host}:{port} ({error.strerror}). "
                "Another program may be using the port; choose another with --port."
            ) from error


def serve_web(host: str, port: int, *, is_alone: bool = False) -> None:
    """Answer requests until told to stop. `is_alone`: only those for live chat, which no page slows."""
    import uvicorn

    from luotsi.assistant.actions import notebook
    from luotsi.config.answering import Pages
    from luotsi.config.asgi import application, live, live_alone
    from luotsi.contacts import blocking
    from luotsi.journeys.actions import tally

    logs.catch_the_uncaught()
    stop_with_parent()
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.set_threshold(*COLLECT_AFTER)
    tally.start()
    notebook.start()
    blocking.start()
    settings = uvicorn.Config(
        live_alone if is_alone else application,
        host=host,
        port=port,
        # Its own handlers would print unmasked; without them its words go the way of all others.
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=REQUEST_GRACE_SECONDS,
    )
    Pages(settings).until_stopped(
        lambda: (tally.write(), notebook.write(), live.service.stop()), first=live.service.close_all
    )


def serve_worker() -> None:
    """Do jobs until told to stop."""
    from luotsi.config.working import work

    logs.catch_the_uncaught()
    stop_with_parent()
    raise SystemExit(work())
