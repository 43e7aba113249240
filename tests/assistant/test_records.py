"""Every turn leaves a record that teaches and tells nothing of whose it was."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import DataError, OperationalError, connection
from django.db.models import DateTimeField
from django.test.utils import CaptureQueriesContext

from luotsi.assistant import actions, record_queries, record_rules, records
from luotsi.assistant.models import TurnRecord
from luotsi.assistant.record_types import MissClass, Recorded
from luotsi.assistant.records import Notebook, WaitingWords
from luotsi.assistant.register import authorities
from luotsi.assistant.types import Reply
from luotsi.foundation import clock
from luotsi.privacy import keyring
from luotsi.privacy.actions import sweep_files
from luotsi.safety.emergency import Assessment
from tests.assistant.replies import candidate, need, nothing_found, offer, question, reply
from tests.guidance.documents import TEETH, published
from tests.privacy.conftest import on_disk
from tests.privacy.test_erasing import found_in

__all__ = ["on_disk"]

NOW = datetime(2026, 11, 25, 10, 47, 12, tzinfo=clock.HELSINKI)
TODAY = NOW.date()
EMERGENCY = Assessment(is_emergency=True, kinds=("suicide", "medical"), because=("fi.suicide",), by="rules")
SOFT = Assessment(is_soft=True)


@pytest.fixture(autouse=True)
def at_thirteen_to_eleven() -> Iterator[None]:
    with clock.frozen_at(NOW):
        yield


def recorded(made: Reply, **options: Any) -> str:
    return actions.record(made, options.pop("channel", "assistant"), page_language="fi", **options)


def row(made: str) -> TurnRecord:
    return TurnRecord.objects.get(pk=made)


def misses_later(hours: int = 3, **asked: Any) -> tuple[Recorded, ...]:
    """What staff see some hours later."""
    with clock.frozen_at(NOW + timedelta(hours=hours)):
        return record_queries.misses(TODAY, TODAY, **asked)


@pytest.mark.django_db
def test_a_turn_is_kept_as_codes_and_the_hour() -> None:
    made = recorded(
        offer("Hammasta särkee kovasti tänään", "toothache", "dental-check-up", question=question("age")),
        municipality="001",
        facets={"who": "self", "tried": "dont_know"},
    )
    kept = row(made)
    assert kept.hour == datetime(2026, 11, 25, 10, tzinfo=clock.HELSINKI)
    assert (kept.channel, kept.kind, kept.language, kept.page_language) == ("assistant", "guide", "fi", "fi")
    assert kept.candidates == [["toothache", 0.8], ["dental-check-up", 0.7]]
    assert (kept.offered, kept.question, kept.municipality, kept.length) == (2, "age", "001", "4-7")
    assert kept.answers == {"who": "self", "tried": "dont_know"}
    assert bytes(kept.words) == b""


@pytest.mark.django_db
def test_the_id_is_random_and_the_only_name_of_a_record() -> None:
    made = {recorded(offer("Hammas", "toothache")) for _number in range(20)}
    assert len(made) == 20
    assert all(len(one) == 26 and one.isalnum() for one in made)
    times = [one.name for one in TurnRecord._meta.concrete_fields if isinstance(one, DateTimeField)]
    assert times == ["hour"]
    assert not TurnRecord._meta.many_to_many
    assert not any(one.is_relation for one in TurnRecord._meta.concrete_fields)


@pytest.mark.django_db
def test_what_a_stranger_puts_in_the_place_of_a_code_is_not_kept() -> None:
    made = actions.record(
        nothing_found("x", language="", foreign="131052-308T"),
        "api",
        page_language="Aino Kanaria",
        municipality="Kanariankatu 13",
        facets={"who": "131052-308T", "aino": "kanaria", "age": "older", "municipality": "aino"},
    )
    kept = row(made)
    assert (kept.page_language, kept.language, kept.municipality) == ("", "", "")
    assert kept.answers == {"age": "older"}


@pytest.mark.django_db
def test_other_authorities_acts_and_languages_are_told_by_code() -> None:
    kela = authorities()["kela"]
    kept = row(recorded(reply("out_of_scope", "Kelan tuki", authorities=(kela,), act="vague")))
    assert (kept.authorities, kept.act) == ("kela", "vague")
    assert row(recorded(nothing_found("Привет", language="", foreign="ru"))).language == "ru"


@pytest.mark.django_db
def test_of_several_needs_each_path_counts_once_and_what_was_offered_comes_first() -> None:
    several = reply(
        "guide",
        "Hammas ja lasku",
        candidates=(candidate("wills"), candidate("toothache")),
        needs=(need("Hammas", "toothache"), need("lasku", "bill", "toothache")),
    )
    kept = row(recorded(several))
    assert [path for path, _score in kept.candidates] == ["toothache", "bill", "wills"]
    assert kept.offered == 2


@pytest.mark.django_db
def test_the_words_of_a_miss_are_masked_and_sealed_and_staff_can_read_them() -> None:
    recorded(nothing_found("Hetu 131052-308T, missä on lautakasa?"))
    (missed,) = misses_later(0)
    assert missed.miss is MissClass.NO_CANDIDATE
    assert missed.words == "Hetu [henkilötunnus peitetty], missä on lautakasa?"


@pytest.mark.django_db
def test_a_text_that_was_not_masked_is_masked_here() -> None:
    from_elsewhere = nothing_found("x", masked=type(nothing_found("x").masked)("Hetu 131052-308T"))
    recorded(from_elsewhere)
    assert "131052" not in str(misses_later(0)[0].words)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "made",
    [
        offer("Hammasta särkee", "toothache"),
        reply("emergency", "En jaksa elää", assessment=EMERGENCY, miss="no_candidate"),
        nothing_found("En jaksa elää", assessment=EMERGENCY),
        nothing_found("Itken joka ilta", assessment=SOFT),
        reply("clarify", "Mies lyö", candidates=(candidate("violence", is_sensitive=True),), offered=1),
    ],
    ids=["helped", "emergency", "emergency block", "soft block", "sensitive path"],
)
def test_words_of_what_helped_and_of_what_is_nobody_elses_business_are_not_kept(made: Reply) -> None:
    assert bytes(row(recorded(made)).words) == b""


@pytest.mark.django_db
def test_not_even_later_do_words_of_an_emergency_come_to_the_disk() -> None:
    made = recorded(reply("emergency", "En jaksa elää", assessment=EMERGENCY), municipality="001")
    actions.judged(made, "no")
    actions.handed_over(made)
    actions.settle(NOW + timedelta(hours=2))
    kept = row(made)
    assert bytes(kept.words) == b""
    assert (kept.emergencies, kept.is_soft, kept.municipality) == ("suicide,medical", False, "")


@pytest.mark.django_db
@pytest.mark.parametrize("verdict", ["no", "partly"])
def test_the_words_of_what_did_not_help_are_kept_from_the_verdict_on(verdict: str) -> None:
    published(TEETH)
    made = recorded(offer("Mummon hampaat", "teeth"))
    actions.opened(made, "teeth")
    assert misses_later() == ()
    actions.judged(made, verdict)
    (missed,) = misses_later(0)
    assert (missed.miss, missed.words, missed.opened) == (MissClass.UNHELPFUL, "Mummon hampaat", ("teeth",))
    actions.judged(made, "yes")
    assert misses_later() == ()
    assert bytes(row(made).words) == b"", "people may change their mind"


@pytest.mark.django_db
def test_an_offer_that_nobody_opens_is_a_miss_after_its_hour_and_its_words_are_kept() -> None:
    made = recorded(offer("Kaikki on huonosti", "teeth"))
    assert misses_later(1) == (), "the record knows only the hour"
    actions.settle(NOW + timedelta(minutes=59))
    assert bytes(row(made).words) == b""
    actions.settle(NOW + timedelta(minutes=60))
    (missed,) = misses_later()
    assert (missed.miss, missed.words) == (MissClass.SHOWN_NOT_OPENED, "Kaikki on huonosti")


@pytest.mark.django_db
def test_an_opened_path_is_no_miss_and_its_words_are_forgotten_within_the_hour() -> None:
    published(TEETH)
    made = recorded(offer("Hammasta särkee", "teeth"))
    actions.opened(made, "teeth")
    actions.opened(made, "teeth")
    actions.settle(NOW + timedelta(hours=1))
    assert misses_later() == ()
    assert (row(made).opened, bytes(row(made).words)) == ("teeth", b"")
    assert len(actions._words) == 0


@pytest.mark.django_db
def test_one_that_is_opened_late_loses_its_words() -> None:
    published(TEETH)
    made = recorded(offer("Hammasta särkee", "teeth"))
    actions.settle(NOW + timedelta(hours=1))
    actions.opened(made, "teeth")
    assert bytes(row(made).words) == b""


@pytest.mark.django_db
def test_of_several_misses_the_one_nearest_the_cause_is_told() -> None:
    made = recorded(offer("Hammasta särkee", "teeth"))
    actions.handed_over(made)
    assert misses_later(0)[0].miss is MissClass.HANDED_TO_PERSON
    actions.judged(made, "no")
    actions.missed(made, MissClass.SLOT_UNRESOLVED)
    actions.handed_over(made)
    (missed,) = misses_later(0)
    assert (missed.miss, missed.words) == (MissClass.SLOT_UNRESOLVED, "Hammasta särkee")


@pytest.mark.django_db
def test_what_cannot_be_true_changes_nothing() -> None:
    published(TEETH)
    made = recorded(offer("Hammasta särkee", "teeth"))
    actions.opened(made, "131052-308T")
    actions.judged(made, "131052-308T")
    for stranger in ("", "x" * 26, "a\0" * 13, actions.new_id(), made.upper()):
        actions.judged(stranger, "no")
        actions.opened(stranger, "teeth")
        actions.handed_over(stranger)
    with clock.frozen_at(NOW + timedelta(hours=26)):
        actions.judged(made, "no")
    kept = row(made)
    assert (kept.opened, kept.judged, kept.miss) == ("", "", "")


@pytest.mark.django_db
def test_misses_are_found_by_days_language_and_class() -> None:
    recorded(nothing_found("Eka"))
    recorded(nothing_found("Förlåt", language="sv"), channel="search")
    recorded(nothing_found("Melkein", miss="below_floor"))
    with clock.frozen_at(NOW - timedelta(days=1)):
        recorded(nothing_found("Eilen"))

    def words(**asked: Any) -> set[str | None]:
        return {missed.words for missed in misses_later(0, **asked)}

    assert words() == {"Eka", "Förlåt", "Melkein"}
    assert words(language="sv") == {"Förlåt"}
    assert words(miss=MissClass.BELOW_FLOOR) == {"Melkein"}
    assert words(language="sv", miss=MissClass.BELOW_FLOOR) == set()
    assert len(misses_later(0, limit=2)) == 2
    assert [one.words for one in record_queries.misses(date(2026, 11, 24), TODAY)][-1] == "Eilen"


@pytest.mark.django_db
def test_turns_are_counted_by_sort() -> None:
    for made in (offer("a", "teeth"), offer("b", "teeth", language="sv"), nothing_found("c")):
        recorded(made, channel="search")
    actions.judged(recorded(offer("d", "teeth")), "yes")
    with clock.frozen_at(NOW + timedelta(hours=3)):
        counted = record_queries.counts(TODAY, TODAY)
    assert (counted.total, counted.missed) == (4, 3)
    assert counted.kinds == {"guide": 3, "none": 1}
    assert counted.languages == {"fi": 3, "sv": 1}
    assert counted.channels == {"search": 3, "assistant": 1}
    assert counted.verdicts == {"yes": 1}
    assert counted.misses == {MissClass.SHOWN_NOT_OPENED: 2, MissClass.NO_CANDIDATE: 1}
    assert record_queries.counts(date(2026, 11, 24), date(2026, 11, 24)).total == 0


@pytest.mark.django_db
def test_without_a_keyring_the_turn_goes_on_and_its_words_are_not_kept(
    settings: LazySettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "open").write_text("not a keyring")
    settings.KEYRING = tmp_path / "open"
    keyring.forget()
    made = recorded(nothing_found("Missä on lautakasa?"))
    assert (row(made).miss, bytes(row(made).words)) == ("no_candidate", b"")
    assert "could not be sealed" in caplog.text
    assert "lautakasa" not in caplog.text
    keyring.forget()


@pytest.mark.django_db
def test_words_whose_key_is_gone_are_no_fault_of_the_list() -> None:
    made = recorded(nothing_found("Missä on lautakasa?"))
    sealed = bytes(row(made).words)
    TurnRecord.objects.filter(pk=made).update(words=sealed[:-1] + bytes([sealed[-1] ^ 1]))
    (missed,) = misses_later(0)
    assert (missed.miss, missed.words) == (MissClass.NO_CANDIDATE, None)


@pytest.mark.django_db
def test_words_sealed_for_one_record_do_not_open_in_another() -> None:
    made, other = recorded(nothing_found("Missä on lautakasa?")), recorded(nothing_found("Toinen"))
    TurnRecord.objects.filter(pk=other).update(words=bytes(row(made).words))
    assert {missed.words for missed in misses_later(0)} == {"Missä on lautakasa?", None}


def test_no_byte_of_the_disk_holds_what_a_person_wrote(on_disk: Path) -> None:
    words = "kanarialintu lauloi lautakasan päällä, hetuni on 131052-308T"
    published(TEETH)
    recorded(nothing_found(words), channel="search")
    unhelpful = recorded(offer(words, "teeth"))
    actions.judged(unhelpful, "no")
    unopened, opened = recorded(offer(words, "teeth")), recorded(offer(words, "teeth"))
    actions.opened(opened, "teeth")
    recorded(reply("emergency", words, assessment=EMERGENCY))
    actions.settle(NOW + timedelta(hours=1))
    masked = words.replace("131052-308T", "[henkilötunnus peitetty]")
    assert {missed.words for missed in misses_later()} == {masked}
    plain = [part.encode() for part in ("kanarialintu", "lautakasan", "131052", "henkilötunnus")]
    assert found_in(on_disk, *plain) == []
    assert {canary for _file, canary in found_in(on_disk, unopened.encode())}, "the search can find"
    sweep_files()
    assert found_in(on_disk, *plain) == []
    dump = "\n".join(_dump(on_disk / "luotsi.sqlite3"))
    assert "10:47" not in dump, "no minute of the turn stands anywhere"


def _dump(file: Path) -> Iterator[str]:
    """The records as SQLite writes them down."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM assistant_turnrecord")
        yield from (repr(found) for found in cursor.fetchall())


@pytest.mark.django_db
def test_records_go_after_ninety_days() -> None:
    old, young = recorded(nothing_found("Vanha")), None
    with clock.frozen_at(NOW + timedelta(days=1)):
        young = recorded(nothing_found("Uusi"))
    assert actions.erase_old(NOW + timedelta(days=89)) == 0
    assert actions.erase_old(NOW + timedelta(days=90)) == 1
    assert actions.erase_old(NOW + timedelta(days=90)) == 0
    assert (TurnRecord.objects.filter(pk=old).exists(), row(young).pk) == (False, young)


@pytest.mark.django_db
def test_recording_is_one_insert() -> None:
    recorded(nothing_found("Lämmittely"))
    with CaptureQueriesContext(connection) as told:
        recorded(nothing_found("Missä on lautakasa?"))
    statements = [query["sql"].split()[0] for query in told if "SAVEPOINT" not in query["sql"]]
    assert statements == ["INSERT"]


@pytest.mark.django_db
def test_a_started_notebook_writes_in_order_and_never_in_the_request() -> None:
    notebook, done = Notebook(), []
    notebook._is_kept = True
    for number in range(records.AT_ONCE + 5):
        notebook.add(functools.partial(done.append, number))
    assert done == []
    notebook.write()
    assert done == list(range(records.AT_ONCE + 5))


@pytest.mark.django_db
def test_a_notebook_keeps_what_cannot_be_written_yet_and_lets_go_what_never_can() -> None:
    done: list[str] = []
    is_away = True

    def first() -> None:
        if is_away:
            raise OperationalError("database is locked")
        done.append("first")

    def refused() -> None:
        raise DataError("value too long")

    def impossible() -> None:
        raise ValueError("a character that no column can hold")

    notebook = Notebook()
    notebook.add(first)
    notebook.add(refused)
    notebook.add(impossible)
    notebook.add(lambda: done.append("last"))
    assert done == []
    is_away = False
    notebook.write()
    assert done[-2:] == ["first", "last"]
    notebook.write()
    assert done.count("last") == 1, "nothing is written twice"


@pytest.mark.django_db
def test_a_database_that_takes_nothing_is_no_reason_to_fail_a_turn() -> None:
    def away(*_args: object) -> None:
        raise OperationalError("attempt to write a readonly database")

    with connection.execute_wrapper(away):
        made = recorded(nothing_found("Missä on lautakasa?"))
        actions.judged(made, "no")
        actions.opened(made, "teeth")
    actions.notebook.write()
    assert row(made).judged == "no", "what could not be written was kept"


def test_memory_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MOST", 3)
    waiting = WaitingWords()
    for number in range(5):
        waiting.keep(str(number), b"x", NOW)
    assert (len(waiting), waiting.take("1"), waiting.take("4")) == (3, b"", b"x")
    notebook = Notebook()
    notebook._is_kept = True
    for _number in range(5):
        notebook.add(lambda: None)
    assert len(notebook._changes) == 3


@pytest.mark.parametrize(
    ("words", "told"), [(0, "0"), (1, "1"), (3, "2-3"), (8, "8-15"), (100, "31-100"), (101, "101-")]
)
def test_a_length_is_told_as_a_range(words: int, told: str) -> None:
    assert record_rules.length("sana " * words) == told
