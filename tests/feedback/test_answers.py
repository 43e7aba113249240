"""People tell whether something helped; editors read it; nobody can tell who it was."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luotsi.feedback import actions, erasing, queries
from luotsi.feedback.facts import AnswerGiven
from luotsi.feedback.models import Answer
from luotsi.feedback.types import (
    LONGEST_WORDS,
    REASONS,
    AnswerRefusedError,
    ReceiptUnknownError,
    Subject,
    Summary,
)
from luotsi.foundation import clock, facts

pytestmark = pytest.mark.django_db

PATH = Subject("path", "toothache")
MOMENT = datetime(2026, 11, 25, 21, 47, 33, tzinfo=clock.HELSINKI)


def test_an_answer_is_counted_for_its_subject_and_revision() -> None:
    actions.answer(PATH, "7", "out_phone", "yes")
    actions.answer(PATH, "7", "out_phone", "partly", "too_many_steps")
    actions.answer(PATH, "8", "", "no", "too_many_steps")
    actions.answer(Subject("path", "money"), "1", "", "no", "no_service")
    assert queries.summary(PATH) == Summary(1, 1, 1, {"too_many_steps": 2})
    assert queries.summary(PATH, "7").total == 2
    assert queries.summaries("path")["money"] == Summary(no=1, reasons={"no_service": 1})


def test_without_answers_there_is_no_share() -> None:
    assert queries.summary(PATH).share_helped is None
    actions.answer(PATH, "7", "", "yes")
    assert queries.summary(PATH).share_helped == 1.0


def test_how_likely_people_would_recommend_it_is_counted_too() -> None:
    actions.answer(PATH, "7", "", "yes")
    for mark in (10, 9, 8, 3):
        actions.recommend(actions.answer(PATH, "7", "", "yes"), mark)
    found = queries.summaries("path")["toothache"]
    assert found.recommend == {3: 1, 8: 1, 9: 1, 10: 1}
    assert found.net_promoter_score == 25
    assert queries.summary(Subject("path", "money")).net_promoter_score is None
    for wrong in (-1, 11):
        with pytest.raises(AnswerRefusedError):
            actions.recommend(actions.answer(PATH, "7", "", "yes"), wrong)


def test_words_are_masked_before_they_are_stored() -> None:
    actions.answer(PATH, "7", "", "no", "other", "Hetuni on 010190-123A, soita 0401234567.", "sv")
    stored = Answer.objects.get().words
    assert stored == "Hetuni on [personbeteckning dold], soita [telefonnummer dolt]."


def test_nothing_tells_who_answered_or_at_which_minute() -> None:
    with clock.frozen_at(MOMENT):
        actions.answer(PATH, "7", "out_phone", "yes")
    row = Answer.objects.get()
    assert (row.given_at.minute, row.given_at.second, row.given_at.microsecond) == (0, 0, 0)
    columns = {field.name for field in Answer._meta.get_fields()}
    assert columns == {
        "id",
        "subject_kind",
        "subject_key",
        "revision",
        "step",
        "verdict",
        "nps",
        "reason",
        "words",
        "language",
        "given_at",
        "receipt_hash",
        "read_at",
        "read_by",
    }


def test_reason_and_words_may_follow_the_verdict_once() -> None:
    receipt = actions.answer(PATH, "7", "", "partly")
    actions.explain(receipt, "hard_to_understand", "Liikaa asiaa.")
    assert queries.summary(PATH).reasons == {"hard_to_understand": 1}
    assert [one.words for one in queries.written(PATH)] == ["Liikaa asiaa."]
    with pytest.raises(ReceiptUnknownError):
        actions.explain(receipt, "other", "toinen kerta")
    assert queries.summary(PATH).total == 1


def test_words_that_follow_later_are_masked_too() -> None:
    receipt = actions.answer(PATH, "7", "", "no", language="en")
    actions.explain(receipt, "other", "I am 010190-123A at matti@example.fi")
    stored = Answer.objects.get().words
    assert stored == "I am [personal identity code hidden] at [email hidden]"


def test_the_receipt_itself_is_not_stored_and_ends_in_time() -> None:
    with clock.frozen_at(MOMENT):
        receipt = actions.answer(PATH, "7", "", "no")
    assert receipt not in str(Answer.objects.values_list())
    with clock.frozen_at(MOMENT + timedelta(hours=4)), pytest.raises(ReceiptUnknownError):
        actions.explain(receipt, "other", "myöhässä")


@pytest.mark.parametrize("receipt", ["", "guess", "x" * 10_000, "\ud800"])
def test_a_guessed_receipt_opens_nothing(receipt: str) -> None:
    actions.answer(PATH, "7", "", "no")
    with pytest.raises(ReceiptUnknownError):
        actions.explain(receipt, "other", "ei minun")


def test_every_fault_is_named_and_nothing_is_stored() -> None:
    with pytest.raises(AnswerRefusedError) as refused:
        actions.answer(
            Subject("Path!", ""), "7 7", "a b", "maybe", "boredom", "x" * (LONGEST_WORDS + 1), "finnish!"
        )
    assert {problem.field for problem in refused.value.problems} == {
        "subject",
        "revision",
        "step",
        "language",
        "verdict",
        "reason",
        "words",
    }
    assert not Answer.objects.exists()


def test_a_refused_explanation_can_be_written_again() -> None:
    receipt = actions.answer(PATH, "7", "", "no")
    with pytest.raises(AnswerRefusedError):
        actions.explain(receipt, words="x" * (LONGEST_WORDS + 1))
    actions.explain(receipt, words="lyhyemmin")
    assert queries.written(PATH)[0].words == "lyhyemmin"


def test_a_yes_is_not_asked_for_a_reason() -> None:
    with pytest.raises(AnswerRefusedError):
        actions.answer(PATH, "7", "", "yes", "other")
    actions.answer(PATH, "7", "", "yes", words="Kiitos!")
    assert queries.written(PATH)[0].verdict == "yes"


def test_editors_read_the_newest_words_first_with_their_day() -> None:
    with clock.frozen_at(MOMENT - timedelta(days=1)):
        actions.answer(PATH, "7", "out_phone", "no", "wrong_contact", "Numero ei vastaa.")
    with clock.frozen_at(MOMENT):
        actions.answer(PATH, "8", "", "partly", words="Parempi.")
    newest, oldest = queries.written(PATH)
    assert (newest.words, oldest.words) == ("Parempi.", "Numero ei vastaa.")
    assert (oldest.day, oldest.step, oldest.revision) == (MOMENT.date() - timedelta(days=1), "out_phone", "7")
    assert len(queries.written(PATH, limit=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_erased_words_do_not_stay_in_the_log_of_the_database() -> None:
    """SQLite writes into a log first, from which nothing disappears until it is emptied."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite keeps such a log")
    with clock.frozen_at(MOMENT):
        actions.answer(PATH, "7", "", "no", words="kanarialintu")
    with CaptureQueriesContext(connection) as asked:
        actions.erase_old(MOMENT + timedelta(days=91))
    assert "PRAGMA wal_checkpoint(TRUNCATE)" in [one["sql"] for one in asked]


def test_answers_are_erased_after_ninety_days() -> None:
    with clock.frozen_at(MOMENT):
        for _ in range(3):
            actions.answer(PATH, "7", "", "yes")
    with clock.frozen_at(MOMENT + timedelta(days=30)):
        actions.answer(PATH, "7", "", "no")
    assert actions.erase_old(MOMENT + timedelta(days=89)) == 0
    assert actions.erase_old(MOMENT + timedelta(days=91)) == 3
    assert actions.erase_old(MOMENT + timedelta(days=91)) == 0
    assert queries.summary(PATH).no == 1


@pytest.mark.django_db(transaction=True)
def test_many_are_erased_in_small_steps_and_the_fact_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "_BATCH", 2)
    told: list[AnswerGiven] = []
    monkeypatch.setitem(facts._listeners, AnswerGiven, [told.append])
    with clock.frozen_at(MOMENT):
        for _ in range(5):
            actions.answer(PATH, "7", "", "yes")
    assert told == [AnswerGiven(PATH, "yes", "fi")] * 5
    assert actions.erase_old(MOMENT + timedelta(days=100)) == 5
    assert connection.in_atomic_block is False


def test_reasons_have_words_in_the_readers_language() -> None:
    assert all(str(words) for words in REASONS.values())


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=2_100), st.text(max_size=12))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_is_kept_or_refused_by_name(key: str, step: str, words: str, language: str) -> None:
    before = Answer.objects.count()
    try:
        actions.answer(Subject("path", key), "1", step, "no", "", words, language)
    except AnswerRefusedError as error:
        assert error.problems
        assert Answer.objects.count() == before
    else:
        assert Answer.objects.count() == before + 1
