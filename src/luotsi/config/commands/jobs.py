"""`luotsi jobs`: what runs by the clock, how it went, and running one of them now."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from luotsi.foundation.jobs.types import JobView


@click.group()
def jobs() -> None:
    """Recurring jobs: when they ran, how it went, run one now."""


@jobs.command("list")
def list_jobs() -> None:
    """Show every job with its last run, its next one and its failures of the last seven days."""
    import django

    django.setup()
    from luotsi.foundation.jobs import queries

    views = queries.overview()
    click.echo(f"{'code':<20} {'last run':<17} {'state':<8} {'took':>8}  {'next run':<17} failures")
    for view in views:
        click.echo(_row(view))
    if not queries.workers():
        click.echo("No worker is running, so nothing happens by the clock.", err=True)


@jobs.command()
@click.argument("code")
def run(code: str) -> None:
    """Run the job CODE in this process, at once, and tell how it ended."""
    import django

    django.setup()
    from luotsi.foundation.jobs import actions, queries
    from luotsi.foundation.jobs.types import AlreadyRunning, NoSuchJob, RunState

    try:
        state = actions.run_here(code)
    except NoSuchJob as error:
        raise click.ClickException(f"There is no job {code!r}; 'luotsi jobs list' shows all.") from error
    except AlreadyRunning as error:
        raise click.ClickException(f"The job {code} runs in a worker already.") from error
    if state is RunState.DONE:
        click.echo(f"{code}: done.")
        return
    raise click.ClickException(f"{code}: {state}. {queries.runs_of(code, 1)[0].note}".strip())


def _row(view: JobView) -> str:
    last = view.last
    at = last.started_at if last else view.last_seen_at
    took = f"{last.took.total_seconds():.1f} s" if last and last.took is not None else ""
    state = last.state if last else ""
    upcoming = "all the time" if view.job.is_frequent else _moment(view.next_at)
    return f"{view.job.code:<20} {_moment(at):<17} {state:<8} {took:>8}  {upcoming:<17} {view.failures or ''}"


def _moment(moment: datetime | None) -> str:
    from luotsi.foundation.clock import HELSINKI

    return f"{moment.astimezone(HELSINKI):%Y-%m-%d %H:%M}" if moment else "-"
