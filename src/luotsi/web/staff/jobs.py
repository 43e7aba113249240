"""The page of background jobs: when each ran, how it went, when it runs next, and a button to run it now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.dateformat import time_format
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from luotsi.accounts.access import Action
from luotsi.foundation.jobs import actions, queries, registry
from luotsi.foundation.jobs.types import At, JobView, NoSuchJob, RunState, RunView, When
from luotsi.privacy.actions import record
from luotsi.privacy.types import Event
from luotsi.web.parts.staff_page import SignedInPage

STATE_WORDS = {
    RunState.RUNNING: _("Running"),
    RunState.DONE: _("Done"),
    RunState.FAILED: _("Failed"),
    RunState.STOPPED: _("Interrupted, goes on later"),
    RunState.LOST: _("Broken off"),
}
STATE_KINDS = {RunState.DONE: "ok", RunState.FAILED: "soon", RunState.LOST: "soon"}


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job in the words of the page."""

    code: str
    title: str
    when: str
    state: str
    kind: str
    """How the state's tag looks: ok, soon or plain."""
    at: datetime | None
    took: str
    done: int | None
    total: int | None
    is_running: bool
    is_waiting: bool
    is_frequent: bool
    next_at: datetime | None
    failures: int


@dataclass(frozen=True, slots=True)
class FailureRow:
    """One failed run."""

    title: str
    at: datetime
    state: str
    note: str


class Jobs(SignedInPage, TemplateView):
    """Every job."""

    action = Action.CHANGE_SETTINGS
    template_name = "staff/jobs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | what_is_known()


class JobsNow(SignedInPage, TemplateView):
    """The same without the page around it: what the page asks for, again and again, to stay fresh."""

    action = Action.CHANGE_SETTINGS
    template_name = "staff/jobs_now.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | what_is_known()


class RunJob(SignedInPage, View):
    """Puts a job in the queue; a worker takes it within seconds."""

    action = Action.CHANGE_SETTINGS

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return HttpResponseRedirect(reverse("staff:jobs"))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        try:
            title = gettext(registry.job(code).title)
            was_queued = actions.run_now(code)
            record(Event("job.run", "job", code))
        except NoSuchJob as error:
            raise Http404 from error
        if was_queued:
            messages.success(request, gettext("Started: %(job)s.") % {"job": title})
        else:
            messages.success(request, gettext("Waits for its turn already: %(job)s.") % {"job": title})
        return HttpResponseRedirect(reverse("staff:jobs"))


def what_is_known() -> dict[str, Any]:
    """Jobs, failures and workers as the page shows them."""
    titles = {job.code: gettext(job.title) for job in registry.jobs()}
    failures = [
        FailureRow(titles.get(run.code, run.code), run.started_at, str(STATE_WORDS[run.state]), run.note)
        for run in queries.recent_failures()
    ]
    rows = [job_row(view) for view in queries.overview()]
    return {"rows": rows, "failures": failures, "has_workers": bool(queries.workers())}


def job_row(view: JobView) -> JobRow:
    """A job in the words of the page."""
    job, last = view.job, view.last
    is_running = last is not None and last.state is RunState.RUNNING
    return JobRow(
        code=job.code,
        title=gettext(job.title),
        when=when_words(job.when),
        state=_state_words(view),
        kind=STATE_KINDS.get(last.state, "") if last and not view.is_waiting else "",
        at=_latest(last, view.last_seen_at),
        took=took_words(last.took) if last and last.took is not None else "",
        done=last.done if last else None,
        total=last.total if last else None,
        is_running=is_running,
        is_waiting=view.is_waiting,
        is_frequent=job.is_frequent,
        next_at=view.next_at,
        failures=view.failures,
    )


def _state_words(view: JobView) -> str:
    if view.last and view.last.state is RunState.RUNNING:
        return str(STATE_WORDS[RunState.RUNNING])
    if view.is_waiting:
        return gettext("Waits for its turn")
    if view.last:
        return str(STATE_WORDS[view.last.state])
    return gettext("Nothing to do so far") if view.last_seen_at else gettext("Has not run yet")


def _latest(last: RunView | None, seen_at: datetime | None) -> datetime | None:
    """When a job last did something, or looked for something to do."""
    return max(filter(None, (last.started_at if last else None, seen_at)), default=None)


def when_words(when: When) -> str:
    """How often a job runs."""
    if isinstance(when, At):
        clock = time_format(when.time, "H:i")
        if when.weekday is None:
            return gettext("Every day at %(time)s") % {"time": clock}
        return gettext("Weekly, %(day)s at %(time)s") % {"day": WEEKDAYS[when.weekday], "time": clock}
    seconds = int(when.span.total_seconds())
    if seconds < 60:
        return ngettext("Every second", "Every %(n)d seconds", seconds) % {"n": seconds}
    if seconds < 3600:
        return ngettext("Every minute", "Every %(n)d minutes", seconds // 60) % {"n": seconds // 60}
    return ngettext("Every hour", "Every %(n)d hours", seconds // 3600) % {"n": seconds // 3600}


def took_words(span: timedelta) -> str:
    """A length of time in units that all three languages share."""
    seconds = int(span.total_seconds())
    if seconds < 1:
        return gettext("under 1 s")
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60} s"
    return f"{seconds // 3600} h {seconds % 3600 // 60} min"
