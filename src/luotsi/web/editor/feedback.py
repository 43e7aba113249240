"""“Did this help?” for whoever owns the paths: shares, reasons, people's own words, what has been read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luotsi.accounts.access import Action, may_somewhere
from luotsi.accounts.queries import names_of
from luotsi.feedback import actions, queries
from luotsi.feedback.types import NO, PARTLY, REASONS, YES, Subject, Summary, Written
from luotsi.flows.document import PathDocument
from luotsi.foundation.languages import pick
from luotsi.guidance import queries as guidance
from luotsi.guidance.faults import NoSuchPath
from luotsi.guidance.models import GuidancePath
from luotsi.guidance.types import PathCard, PublishedPath
from luotsi.web.editor.areas import area_names
from luotsi.web.editor.exporting import need_export, table_file
from luotsi.web.editor.panels import address
from luotsi.web.editor.permissions import Person, areas_of, may_themes

KIND = "path"
MOST_WORDS = 500
"""Pieces of writing on the page of one path; they are kept for 90 days."""

VERDICTS = {YES: lambda: _("Helped"), PARTLY: lambda: _("Partly"), NO: lambda: _("Did not help")}


@dataclass(frozen=True, slots=True)
class Line:
    """A path as the list shows it."""

    code: str
    title: str
    counts: Summary
    share: int | None
    reasons: tuple[tuple[str, int], ...]
    written: int
    unread: int
    url: str


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wrote, and where they stood, in words."""

    id: int
    words: str
    language: str
    verdict: str
    reason: str
    outcome: str
    version: str
    version_url: str
    day: date
    read_at: datetime | None
    read_by: str


@require_GET
def feedback_list(request: HttpRequest) -> HttpResponse:
    """Every published path of the person's areas; with `as=file` as a table."""
    if not may_somewhere(request.user, Action.SEE_FEEDBACK):
        raise PermissionDenied
    area, only = request.GET.get("area", ""), request.GET.get("only", "")
    cards = [card for card in _cards(request.user) if not area or area in areas_of(card.themes)]
    if request.GET.get("as") == "file":
        return _file_of_paths(request, cards)
    lines = [
        line
        for line in _lines(cards)
        if (only != "words" or line.written) and (only != "unread" or line.unread)
    ]
    context = {
        "lines": lines,
        "area": area,
        "only": only,
        "areas": area_names(get_language() or "fi"),
        "may_export": may_somewhere(request.user, Action.EXPORT_DATA),
        "query": request.GET.urlencode(),
    }
    return TemplateResponse(request, "editor/feedback.html", context)


@require_GET
def feedback_page(request: HttpRequest, code: str) -> HttpResponse:
    """One path: how it helped, why not, and what people wrote; with `as=file` the words as a table."""
    path = _path(request, code)
    only_unread = request.GET.get("only") == "unread"
    written = queries.written(Subject(KIND, code), MOST_WORDS, only_unread=only_unread)
    words = _words(path, written)
    may_export = may_themes(request.user, Action.EXPORT_DATA, path.document.themes)
    if request.GET.get("as") == "file":
        if not may_export:
            raise PermissionDenied
        return need_export(request) or _file_of_words(code, words)
    pk = _rows_of([code]).get(code)
    context = {
        "code": code,
        "title": _title(path.document),
        "line": _line(code, path.document, queries.summaries(KIND), queries.counts_of_words(KIND)),
        "words": words,
        "only_unread": only_unread,
        "is_sensitive": path.is_sensitive,
        "may_export": may_export,
        "text_url": address("inspect", pk) if pk else "",
        "draw_url": address("draw", pk) if pk else "",
    }
    return TemplateResponse(request, "editor/feedback_path.html", context)


@require_POST
def feedback_read(request: HttpRequest, code: str) -> HttpResponse:
    """Mark one piece of writing as read, or all of the path's."""
    _path(request, code)
    asked = request.POST.get("only", "")
    only = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    if asked and only is None:
        raise Http404("No such words")
    actions.mark_read(Subject(KIND, code), request.user.pk, only)
    messages.success(request, _("Marked as read."))
    return redirect(f"{reverse('desk-feedback-path', args=[code])}#words")


def count_of_unread(person: Person) -> int:
    """Pieces of writing that nobody has marked as read, of the person's paths; for the front page."""
    if not may_somewhere(person, Action.SEE_FEEDBACK):
        return 0
    counts = queries.counts_of_words(KIND)
    return sum(counts[card.code][1] for card in _cards(person) if card.code in counts)


def _cards(person: Person) -> list[PathCard]:
    return [card for card in guidance.all_paths() if may_themes(person, Action.SEE_FEEDBACK, card.themes)]


def _path(request: HttpRequest, code: str) -> PublishedPath:
    """The published path, for whoever may see its feedback."""
    try:
        path = guidance.path(code)
    except NoSuchPath as error:
        raise Http404(f"No published path {code}") from error
    if not may_themes(request.user, Action.SEE_FEEDBACK, path.document.themes):
        raise PermissionDenied
    return path


def _lines(cards: Iterable[PathCard]) -> list[Line]:
    """What waits to be read first, then what helped least."""
    summaries, words, documents = (
        queries.summaries(KIND),
        queries.counts_of_words(KIND),
        guidance.published_documents(),
    )
    lines = [
        _line(card.code, documents[card.code], summaries, words) for card in cards if card.code in documents
    ]
    return sorted(
        lines, key=lambda line: (-line.unread, 101 if line.share is None else line.share, line.title)
    )


def _line(
    code: str,
    document: PathDocument,
    summaries: dict[str, Summary],
    words: dict[str, tuple[int, int]],
) -> Line:
    counts = summaries.get(code, Summary())
    written, unread = words.get(code, (0, 0))
    return Line(
        code=code,
        title=_title(document),
        counts=counts,
        share=None if counts.share_helped is None else round(100 * counts.share_helped),
        reasons=tuple(
            (str(REASONS.get(reason, reason)), number) for reason, number in counts.reasons.items()
        ),
        written=written,
        unread=unread,
        url=reverse("desk-feedback-path", args=[code]),
    )


def _words(path: PublishedPath, written: Iterable[Written]) -> list[Words]:
    written = list(written)
    names = names_of(one.read_by for one in written if one.read_by)
    pk = _rows_of([path.code]).get(path.code)
    older = _documents_of(pk, {one.revision for one in written})
    return [
        Words(
            id=one.id,
            words=one.words,
            language=one.language,
            verdict=VERDICTS[one.verdict](),
            reason=str(REASONS.get(one.reason, one.reason)),
            outcome="" if path.is_sensitive else _outcome(path, older.get(one.revision), one.step),
            version=_("the present version") if one.revision == str(path.revision) else one.revision,
            version_url=address("revisions_view", pk, one.revision) if pk and one.revision in older else "",
            day=one.day,
            read_at=one.read_at,
            read_by=names.get(one.read_by or 0, ""),
        )
        for one in written
    ]


def _outcome(path: PublishedPath, then: PathDocument | None, step: str) -> str:
    """The heading of the outcome as it was then, or as it is now; the code of one that is gone."""
    language = get_language() or "fi"
    if then is not None and step in then.outcomes:
        return pick(then.outcomes[step].title, language).text
    if step in path.flow.outcomes:
        return pick(path.flow.outcomes[step].outcome.title, language).text
    return step


def _documents_of(pk: int | None, numbers: Iterable[str]) -> dict[str, PathDocument]:
    """What the path said in these versions of its own, as far as they are kept and can be read."""
    row = GuidancePath.objects.filter(pk=pk).first()
    wanted = [number for number in numbers if number.isdecimal()]
    found = {}
    for revision in row.revisions.filter(pk__in=wanted) if row and wanted else ():
        document = revision.as_object().document
        if document:
            found[str(revision.pk)] = PathDocument.from_json(document)
    return found


def _rows_of(codes: Iterable[str]) -> dict[str, int]:
    return dict(GuidancePath.objects.filter(code__in=list(codes)).values_list("code", "pk"))


def _title(document: PathDocument) -> str:
    return pick(document.title, get_language() or "fi").text


def _file_of_paths(request: HttpRequest, cards: Iterable[PathCard]) -> HttpResponse:
    """The counts of those paths whose data the person may take out."""
    able = [card for card in cards if may_themes(request.user, Action.EXPORT_DATA, card.themes)]
    if not able:
        raise PermissionDenied
    if sent := need_export(request):
        return sent
    headings = [
        _("Path"),
        _("Code"),
        _("Helped"),
        _("Partly"),
        _("Did not help"),
        _("Helped, %"),
        _("Reasons"),
    ]
    rows = [
        [
            line.title,
            line.code,
            line.counts.yes,
            line.counts.partly,
            line.counts.no,
            "" if line.share is None else line.share,
            "; ".join(f"{words} {number}" for words, number in line.reasons),
        ]
        for line in _lines(able)
    ]
    return table_file(headings, rows, "palaute.csv")


def _file_of_words(code: str, words: Iterable[Words]) -> HttpResponse:
    headings = [_("Day"), _("Helped"), _("Reason"), _("Words"), _("Language"), _("Outcome"), _("Version")]
    rows = [
        [one.day.isoformat(), one.verdict, one.reason, one.words, one.language, one.outcome, one.version]
        for one in words
    ]
    return table_file(headings, rows, f"palaute-{code}.csv")
