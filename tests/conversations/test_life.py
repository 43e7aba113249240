"""A conversation from the first word to its erasure, as both sides see it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from luotsi.contacts import actions as contacts
from luotsi.contacts import erasing as contact_erasing
from luotsi.contacts import queries as contact_queries
from luotsi.contacts import vanishing
from luotsi.contacts.types import EndedBy, Refusal, RefusalCode, WrapUp
from luotsi.conversations import (
    actions,
    attendance,
    capabilities,
    desk,
    erasing,
    facts,
    log,
    queries,
    state,
    timing,
)
from luotsi.conversations.models import ConversationRow, EntryRow
from luotsi.conversations.types import IsErased, KeyReused, NoSuchConversation, NotFitting
from luotsi.feedback import queries as feedback
from luotsi.feedback.types import Subject
from luotsi.foundation import clock
from luotsi.privacy.queries import entries as audited
from luotsi.privacy.types import Wanted
from tests.contacts.makers import MIND, TEETH, YOUTH, after, county_says, professional
from tests.conversations.makers import (
    assert_folds,
    client_says,
    kinds,
    opened,
    professional_notes,
    professional_says,
    taken,
    texts,
)
from tests.listening import announced

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def test_a_whole_life_folds_at_every_step() -> None:
    person = professional()
    made = opened(message="Hammas lohkesi")
    assert queries.view(made.id, staff=False).state == "queued"
    contacts.assign(made.id, person)
    professional_says(made.id, person, "Hei, autan mielelläni")
    contacts.hold(made.id, by=person)
    contacts.resume(made.id, by=person)
    actions.leave(made.id)
    assert queries.view(made.id, staff=True).is_away
    client_says(made.id, "Olen takaisin")
    view = queries.view(made.id, staff=False)
    assert (view.state, view.is_away, view.professional) == (
        "assigned",
        False,
        "person" + view.professional[6:],
    )
    professional_notes(made.id, person, "Sovittu aika")
    actions.end_as_professional(made.id, person)
    contacts.wrap_up(made.id, by=person, code=WrapUp.BOOKED)
    assert queries.view(made.id, staff=False).state == "ended"
    assert queries.view(made.id, staff=True).state == "wrapped"
    assert queries.view(made.id, staff=False).feedback == "asked"
    assert_folds(made.id)


def test_a_page_that_changes_the_contact_itself_writes_the_log_too() -> None:
    person, other = professional(), professional(MIND)
    made = taken(person)
    contacts.transfer(made.id, by=person, area=MIND)
    view = queries.view(made.id, staff=False)
    assert (view.state, view.area, view.professional) == ("queued", MIND, "")
    contacts.assign(made.id, other)
    assert queries.conversation(made.id).assignee == other
    assert_folds(made.id)


def test_desks_hear_of_every_change_and_fold_to_what_a_fresh_desk_shows() -> None:
    person = professional()
    first, second = opened(), opened()
    contacts.assign(first.id, person)
    cards = {}
    for entry in desk.entries_after(desk.name(TEETH), 0):
        cards[entry.card["id"]] = entry.card
    waiting, own = queries.desk_of(person)
    assert [desk.card(one) for one in waiting] == [one for one in cards.values() if one["state"] == "queued"]
    assert [desk.card(one) for one in own] == [one for one in cards.values() if one["assignee"] == person]
    assert {str(first.id), str(second.id)} == set(cards)


def test_a_transfer_is_told_at_both_desks() -> None:
    person = professional()
    made = taken(person)
    contacts.transfer(made.id, by=person, area=MIND)
    for area in (TEETH, MIND):
        last = desk.entries_after(desk.name(area), 0)[-1]
        assert (last.card["id"], last.card["area"], last.card["state"]) == (str(made.id), MIND, "queued")


def test_the_packet_is_seen_by_both_and_masked() -> None:
    packet = {
        "source": "path",
        "path": "toothache",
        "asked": "Hammas särkee, hetuni on 131052-308T",
        "answers": [["Kenelle?", "Itselle"]],
        "offered": ["Soita suun terveydenhuoltoon"],
    }
    with announced(facts.PacketHandedOver) as heard:
        made = opened(packet=packet)
    told = next(one for one in log.entries_after(made.id, 0) if one.what.kind == "packet")
    assert told.is_for(staff=False)
    assert "131052" not in told.what.asked
    assert told.what.answers == (("Kenelle?", "Itselle"),)
    assert heard == [] or heard[0].path == "toothache"


def test_an_emergency_is_flagged_for_both_sides_and_nobody_can_be_traced() -> None:
    person = professional()
    made = taken(person)
    assert any(
        one.what.kind == "notice" and one.what.about == "untraceable" for one in log.entries_after(made.id, 0)
    )
    entries = client_says(made.id, "Mies ei hengitä")
    assert entries[-1].what.kind == "emergency"
    for staff in (False, True):
        assert queries.view(made.id, staff=staff).is_emergency


def test_opening_twice_with_one_capability_is_opening_once() -> None:
    own = capabilities.new_capability()
    first = opened(capability=own, message="Hei")
    assert opened(capability=own, message="Hei").id == first.id
    with pytest.raises(KeyReused):
        opened(capability=own, message="Jotain muuta")
    assert ConversationRow.objects.count() == 1


def test_only_its_capability_opens_a_conversation_and_only_a_hash_is_kept() -> None:
    own = capabilities.new_capability()
    made = opened(capability=own)
    assert queries.for_client(made.id, own).id == made.id
    assert not ConversationRow.objects.filter(capability_hash__contains=own).exists()
    for wrong in ("", own[:-1], own + "a", capabilities.new_capability(), "\ud800"):
        with pytest.raises(NoSuchConversation):
            queries.for_client(made.id, wrong)


def test_a_professional_of_another_area_learns_nothing() -> None:
    made = opened()
    with pytest.raises(NoSuchConversation):
        queries.for_person(made.id, professional(MIND))
    assert queries.for_person(made.id, professional()).id == made.id


def test_when_closed_nothing_is_opened() -> None:
    with after(hours=8), pytest.raises(Refusal) as refused:
        opened(message="Onko siellä ketään?")
    assert refused.value.code is RefusalCode.CLOSED
    assert not ConversationRow.objects.exists()


def test_silence_is_warned_of_before_it_ends_a_conversation() -> None:
    person = professional()
    made = taken(person)
    professional_says(made.id, person, "Mitä tapahtui?")
    with after(seconds=299):
        vanishing.hear(person)
        assert timing.look_at_silence() == 0
    with after(seconds=301):
        assert timing.look_at_silence() == 1
        assert timing.look_at_silence() == 0
        view = queries.view(made.id, staff=False)
        assert view.ends_at == (clock.now() + timedelta(seconds=300)).isoformat()
    with after(seconds=602):
        vanishing.hear(person)
        assert timing.look_at_silence() == 1
    view = queries.view(made.id, staff=False)
    assert (view.state, view.ended_by) == ("ended", EndedBy.TIMEOUT)
    assert_folds(made.id)


@pytest.mark.parametrize("answer", ["words", "more time"])
def test_an_answer_to_the_warning_takes_it_away(answer: str) -> None:
    person = professional()
    made = taken(person)
    professional_says(made.id, person, "Mitä tapahtui?")
    with after(seconds=301):
        vanishing.hear(person)
        timing.look_at_silence()
        assert queries.view(made.id, staff=False).ends_at
        client_says(made.id, "Mietin vielä") if answer == "words" else actions.ask_for_time(made.id)
        assert queries.view(made.id, staff=False).ends_at == ""
    with after(seconds=700 if answer == "words" else 590):
        vanishing.hear(person)
        assert timing.look_at_silence() == 0
    assert_folds(made.id)


def test_who_waits_is_told_before_the_service_closes() -> None:
    made = opened()
    with after(hours=2, minutes=50):
        assert timing.look_at_closing() == 1
        assert timing.look_at_closing() == 0
    notice = [one.what for one in log.entries_after(made.id, 0) if one.what.kind == "notice"][-1]
    assert notice.about == "closing"
    assert "T15:00" in notice.due


def test_the_clock_shares_what_waits_and_notes_who_has_gone() -> None:
    made = opened(YOUTH)
    person = professional(YOUTH)
    assert timing.tick() == 1
    assert queries.conversation(made.id).assignee == person
    with after(seconds=61):
        assert timing.tick() == 1
        assert timing.tick() == 0


def test_a_block_ends_it_for_the_professionals_of_its_area_only() -> None:
    person = professional()
    made = taken(person)
    with pytest.raises(Refusal):
        actions.block(made.id, professional(MIND))
    actions.block(made.id, person)
    assert queries.view(made.id, staff=False).ended_by == EndedBy.BLOCKED
    assert "feedback_asked" not in kinds(made.id)


def test_the_client_rates_once_and_the_words_are_not_kept_with_the_conversation() -> None:
    person = professional()
    made = taken(person)
    professional_says(made.id, person, "Hei")
    actions.end_as_client(made.id)
    actions.rate(made.id, "partly", 7, "Kiitos avusta, Liisa 040 123 4567")
    actions.rate(made.id, "partly", 7, "Kiitos avusta, Liisa 040 123 4567")
    with pytest.raises(KeyReused):
        actions.rate(made.id, "no", 0, "")
    assert kinds(made.id).count("feedback_given") == 1
    assert feedback.summary(Subject("chat", TEETH)).recommend == {7: 1}
    assert queries.view(made.id, staff=False).feedback == "given"
    for wrong in (("maybe", 3), ("yes", 11), ("yes", True)):
        with pytest.raises(NotFitting):
            actions.rate(opened().id, *wrong)


def test_after_the_areas_days_nothing_is_left() -> None:
    person = professional()
    made = taken(person, message="Salaisuus")
    actions.end_as_client(made.id)
    assert erasing.erase_old(clock.later(timedelta(days=7) - timedelta(seconds=1))) == 0
    assert erasing.erase_old(clock.later(timedelta(days=7))) == 1
    assert not EntryRow.objects.exists()
    assert not ConversationRow.objects.exists()
    assert erasing.erase_old(clock.later(timedelta(days=8))) == 0
    contacts.wrap_up(made.id, by=person, code=WrapUp.ANSWERED)


def test_what_is_kept_as_evidence_outlives_its_time_until_that_decisions_end() -> None:
    person = professional()
    made = taken(person)
    actions.block(made.id, person)
    until = clock.today() + timedelta(days=60)
    actions.keep(made.id, person, "Uhkaus, tutkintapyyntö tehty", until)
    assert queries.reason_kept(made.id) == "Uhkaus, tutkintapyyntö tehty"
    assert erasing.erase_old(clock.later(timedelta(days=59))) == 0
    assert erasing.erase_old(clock.later(timedelta(days=60))) == 1


def test_evidence_can_be_read_as_long_as_it_is_kept() -> None:
    """Its contact, without which no screen shows it, and what was noted of that stay as long."""
    person = professional()
    made = taken(person)
    contacts.transfer(made.id, by=person, note="Uhkasi myös minua")
    contacts.assign(made.id, person)
    actions.block(made.id, person)
    actions.keep(made.id, person, "Uhkaus", clock.today() + timedelta(days=200))
    assert contact_erasing.erase_old(clock.later(timedelta(days=199))) == 0
    assert contact_queries.contact(made.id).id == made.id
    assert [one.words for one in contact_queries.transfers(made.id)] == ["Uhkasi myös minua"]
    assert contact_erasing.erase_old(clock.later(timedelta(days=200))) > 0


@pytest.mark.parametrize("waits", [True, False])
def test_who_leaves_is_told_what_is_kept_for_them(*, waits: bool) -> None:
    made = opened() if waits else taken(professional())
    actions.leave(made.id)
    assert queries.entries(made.id, staff=False)[-1].what.waited is waits


def test_who_says_that_they_are_away_is_away_though_the_page_stays_open() -> None:
    county_says(TEETH, keep_place_s=120, give_up_s=300)
    made = opened()
    attendance.here(made.id, "a" * 32)
    actions.leave(made.id)
    told = queries.entries(made.id, staff=False)[-1].what
    assert (told.place_s, told.whole_s) == (120, 300)
    assert attendance.away_among([made.id]) == frozenset()
    attendance.here(made.id, "b" * 32)
    assert not queries.conversation(made.id).is_away, "a page that is opened anew is somebody who comes"
    contacts.leave(made.id)
    assert attendance.away_among([made.id]) == {made.id}, "of whom only the network said so"


def test_who_needs_more_time_presses_once_and_has_all_of_it_again() -> None:
    county_says(TEETH, keep_place_s=120, give_up_s=300)
    made = opened()
    actions.leave(made.id)
    with after(seconds=110):
        actions.come_back(made.id)
        actions.leave(made.id)
    with after(seconds=220):
        actions.come_back(made.id)
        assert queries.place_in_queue(made.id).number == 1
        assert queries.place_in_queue(made.id).kept_s == 120
        actions.leave(made.id)
    with after(seconds=519):
        timing.tick()
        assert queries.conversation(made.id).is_living
    with after(seconds=520):
        timing.tick()
        assert not queries.conversation(made.id).is_living
    assert_folds(made.id)


def test_keeping_needs_a_reason_an_end_and_the_right() -> None:
    person = professional()
    made = taken(person)
    today = clock.today()
    for reason, until in (
        ("", today + timedelta(days=9)),
        ("syy", today),
        ("syy", today + timedelta(days=400)),
    ):
        with pytest.raises(NotFitting):
            actions.keep(made.id, person, reason, until)
    with pytest.raises(NoSuchConversation):
        actions.keep(made.id, professional(MIND), "syy", today + timedelta(days=9))


def test_a_client_may_have_everything_erased_after_the_end() -> None:
    person = professional()
    made = taken(person, message="Salaisuus")
    with pytest.raises(Refusal):
        actions.erase_as_client(made.id)
    actions.end_as_client(made.id)
    seen = state.fold(log.entries_after(made.id, 0))
    actions.erase_as_client(made.id)
    left = log.entries_after(made.id, 0)
    assert [one.what.kind for one in left] == ["erased"]
    assert state.fold(left, seen) == state.fold(left)
    assert texts(left) == []


def test_nothing_is_written_any_more_where_everything_was_erased() -> None:
    """A professional wraps up later, and what the client sent before comes a second time."""
    person = professional()
    made = taken(person, message="Salaisuus")
    professional_says(made.id, person, "Hei")
    actions.end_as_client(made.id)
    actions.rate(made.id, "yes", 9, "Kiitos Ainolle")
    actions.erase_as_client(made.id)
    place = queries.conversation(made.id).last_seq
    contacts.wrap_up(made.id, by=person, code=WrapUp.ANSWERED)
    actions.erase_as_client(made.id)
    for write in (
        lambda: actions.rate(made.id, "yes", 9, "Kiitos Ainolle"),
        lambda: professional_notes(made.id, person, "Muistiin jälkeenpäin"),
        lambda: actions.keep(made.id, person, "syy", clock.today() + timedelta(days=9)),
    ):
        with pytest.raises(IsErased):
            write()
    now = queries.conversation(made.id)
    assert (kinds(made.id), now.last_seq, now.state, now.kept_until) == (["erased"], place, "wrapped", None)
    assert contact_queries.contact(made.id).wrap_up_code is WrapUp.ANSWERED
    assert feedback.summary(Subject("chat", TEETH)).recommend == {9: 1}
    assert len(audited(Wanted(action="erasure.by_client"))) == 1


def test_reading_a_conversation_leaves_a_trace() -> None:
    person = professional()
    made = opened()
    actions.note_view(made.id, person, TEETH)
    row = audited(Wanted(action="contact.view"))[0]
    assert (row.action, row.object_id, row.actor) == ("contact.view", str(made.id), person)
