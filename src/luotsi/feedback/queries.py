"""What editors read of the answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localtime

from luotsi.feedback.models import Answer
from luotsi.feedback.types import Subject, Summary, Written
from luotsi.foundation.clock import HELSINKI


def summary(subject: Subject, revision: str | None = None) -> Summary:
    """The answers about a subject, of one revision or of all."""
    rows = _about(subject)
    if revision is not None:
        rows = rows.filter(revision=revision)
    return _counted(rows.values_list("verdict", "reason", "nps").annotate(Count("pk")))


def summaries(kind: str) -> dict[str, Summary]:
    """The answers about every subject of a kind: key → summary. For lists; one query."""
    counts: dict[str, list[tuple[str, str, int | None, int]]] = defaultdict(list)
    rows = Answer.objects.filter(subject_kind=kind).values_list("subject_key", "verdict", "reason", "nps")
    for key, *counted in rows.annotate(Count("pk")):
        counts[key].append(tuple(counted))
    return {key: _counted(some) for key, some in counts.items()}


def written(subject: Subject, limit: int = 50, *, only_unread: bool = False) -> tuple[Written, ...]:
    """What people wrote about a subject, the newest first."""
    rows = _about(subject).exclude(words="").order_by("-given_at", "-pk")
    rows = (rows.filter(read_at=None) if only_unread else rows)[: max(limit, 0)]
    return tuple(
        Written(
            words=row.words,
            verdict=row.verdict,
            reason=row.reason,
            step=row.step,
            revision=row.revision,
            language=row.language,
            day=localtime(row.given_at, HELSINKI).date(),
            id=row.pk,
            read_at=row.read_at,
            read_by=row.read_by,
        )
        for row in rows
    )


def counts_of_words(kind: str) -> dict[str, tuple[int, int]]:
    """How many wrote something about each subject of a kind, and how many of those are unread."""
    rows = Answer.objects.filter(subject_kind=kind).exclude(words="").values_list("subject_key")
    counted = rows.annotate(number=Count("pk"), unread=Count("pk", filter=Q(read_at=None)))
    return {key: (number, unread) for key, number, unread in counted}


def _about(subject: Subject) -> QuerySet[Answer]:
    return Answer.objects.filter(subject_kind=subject.kind, subject_key=subject.key)


def _counted(rows: Iterable[tuple[str, str, int | None, int]]) -> Summary:
    verdicts: dict[str, int] = defaultdict(int)
    reasons: dict[str, int] = defaultdict(int)
    recommend: dict[int, int] = defaultdict(int)
    for verdict, reason, mark, number in rows:
        verdicts[verdict] += number
        if reason:
            reasons[reason] += number
        if mark is not None:
            recommend[mark] += number
    ordered = dict(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])))
    marks = dict(sorted(recommend.items()))
    return Summary(verdicts["yes"], verdicts["partly"], verdicts["no"], ordered, marks)
