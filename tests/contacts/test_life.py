"""The life of a contact, in every channel: what is kept, what is refused by which name, who may do it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from luotsi.accounts import actions as accounts
from luotsi.accounts.models import User
from luotsi.accounts.types import Role
from luotsi.contacts import actions, queries
from luotsi.contacts.models import ContactRow
from luotsi.contacts.types import (
    Channel,
    EndedBy,
    NewContact,
    PresenceState,
    Refusal,
    RefusalCode,
    State,
    Support,
    WrapUp,
)
from luotsi.foundation import clock
from tests.contacts.makers import (
    MIND,
    NOON,
    TEETH,
    YOUTH,
    after,
    ended,
    opened,
    professional,
    queued,
    refused,
    taken,
    wrapped,
)

pytestmark = pytest.mark.usefixtures("noon")
CHANNELS = pytest.mark.parametrize("channel", list(Channel))


@CHANNELS
def test_from_the_first_word_to_the_wrap_up(channel: Channel) -> None:
    person = professional()
    made = opened(channel=channel, reason="toothache", municipality="001", sensitive=True)
    assert (made.state, made.needed_at, made.opened_at) == (State.BOT, NOON, NOON)
    with after(minutes=2) as waits_since:
        assert actions.queue(made.id).place_at == waits_since
        with after(minutes=3) as begun:
            had = actions.assign(made.id, person)
            assert (had.state, had.assignee, had.assigned_at) == (State.ASSIGNED, person, begun)
            with after(minutes=4) as held_at:
                assert actions.hold(made.id, by=person).held_at == held_at
                with after(minutes=5):
                    assert actions.resume(made.id, by=person).seconds_on_hold == 300
                    with after(minutes=1) as over:
                        done = actions.end(made.id, EndedBy.PROFESSIONAL, person=person)
                        assert (done.ended_at, done.ended_by, done.assignee) == (over, "professional", person)
                        said = wrapped(made.id, person, code=WrapUp.BOOKED, note="Aika varattu.")
    assert said == queries.contact(made.id)
    assert (said.state, said.wrap_up_code, said.queued_at) == (State.WRAPPED, WrapUp.BOOKED, waits_since)
    assert (said.reason, said.municipality, said.sensitive) == ("toothache", "001", True)
    assert queries.wrap_up_words(made.id) == "Aika varattu."


def test_a_hold_that_never_ended_counts_until_the_end() -> None:
    person = professional()
    had = actions.hold(taken(person).id, by=person)
    with after(seconds=90):
        assert actions.end(had.id, EndedBy.CLIENT).seconds_on_hold == 90


def test_a_need_begins_before_the_contact_but_never_after_it() -> None:
    earlier, later = NOON.replace(hour=9), NOON.replace(hour=15)
    assert opened(needed_at=earlier).needed_at == earlier
    assert opened(needed_at=later).needed_at == NOON


@CHANNELS
def test_nothing_happens_to_what_has_ended(channel: Channel) -> None:
    person = professional()
    over = ended(person, channel=channel).id
    wrapped(over, person)
    for what in (
        lambda: actions.queue(over),
        lambda: actions.assign(over, person),
        lambda: actions.hold(over, by=person),
        lambda: actions.resume(over, by=person),
        lambda: actions.transfer(over, by=person, area=YOUTH),
        lambda: actions.leave(over),
        lambda: actions.come_back(over),
        lambda: actions.end(over, EndedBy.CLIENT),
        lambda: actions.note_answer(over, person),
        lambda: wrapped(over, person),
    ):
        with refused(RefusalCode.ENDED):
            what()


@CHANNELS
def test_what_comes_too_early_is_refused(channel: Channel) -> None:
    person = professional()
    made = opened(channel=channel).id
    for what in (
        lambda: actions.assign(made, person),
        lambda: actions.hold(made, by=person),
        lambda: actions.transfer(made, by=person, area=YOUTH),
        lambda: actions.note_answer(made, person),
        lambda: wrapped(made, person),
    ):
        with refused(RefusalCode.WRONG_STATE):
            what()
    actions.queue(made)
    with refused(RefusalCode.WRONG_STATE):
        actions.queue(made)


def test_what_is_not_there_is_not_found() -> None:
    person = professional()
    for what in (
        lambda: queries.contact(uuid4()),
        lambda: queries.position(uuid4()),
        lambda: queries.wrap_up_words(uuid4()),
        lambda: actions.queue(uuid4()),
        lambda: actions.assign(uuid4(), person),
        lambda: actions.end(uuid4(), EndedBy.CLIENT),
        lambda: actions.end_overdue(uuid4()),
        lambda: actions.note_answer(uuid4(), person),
        lambda: actions.transfer(uuid4(), by=person, area=TEETH),
    ):
        with refused(RefusalCode.NOT_FOUND):
            what()


def test_an_area_that_is_not_there_takes_nobody() -> None:
    for what in (
        lambda: opened("space-travel"),
        lambda: queries.status("space-travel"),
        lambda: queries.present("space-travel"),
        lambda: actions.share("space-travel"),
    ):
        with refused(RefusalCode.UNKNOWN_AREA):
            what()


@CHANNELS
def test_one_contact_has_one_person(channel: Channel) -> None:
    one, other = professional(), professional()
    had = taken(one, channel=channel).id
    with refused(RefusalCode.ALREADY_ASSIGNED):
        actions.assign(had, other)
    with refused(RefusalCode.ALREADY_ASSIGNED):
        actions.assign(had, one)


def test_capacity_is_counted_over_all_channels_and_areas_and_with_what_is_on_hold() -> None:
    person = professional("", areas=[TEETH, YOUTH], capacity=3)
    first = taken(person, channel=Channel.CHAT)
    actions.hold(first.id, by=person)
    taken(person, YOUTH, channel=Channel.CALLBACK)
    taken(person, channel=Channel.REQUEST)
    waits = queued()
    with refused(RefusalCode.AT_CAPACITY):
        actions.assign(waits.id, person)
    actions.end(first.id, EndedBy.CLIENT)
    assert actions.assign(waits.id, person).assignee == person


def test_without_a_word_of_their_own_people_have_the_areas_capacity() -> None:
    person = professional(MIND)
    taken(person, MIND)
    taken(person, MIND)
    waits = queued(MIND)
    with refused(RefusalCode.AT_CAPACITY):
        actions.assign(waits.id, person)


@CHANNELS
def test_only_who_has_a_right_in_the_area_may_take_a_contact(channel: Channel) -> None:
    waits = queued(channel=channel).id
    strangers = [
        professional(YOUTH),
        professional(TEETH, Role.EDITOR, state=None),
        professional("", Role.ADMINISTRATOR, state=None),
        10**9,
    ]
    for person in strangers:
        with refused(RefusalCode.NO_RIGHT):
            actions.assign(waits, person)
    closed = professional()
    accounts.deactivate(User.objects.get(pk=closed), by=None)
    with refused(RefusalCode.NO_RIGHT):
        actions.assign(waits, closed)
    coordinator = professional("", Role.COORDINATOR)
    assert actions.assign(waits, coordinator).assignee == coordinator


def test_a_colleague_at_work_keeps_what_is_theirs_and_one_who_is_gone_does_not() -> None:
    one, other = professional(), professional(state=PresenceState.AWAY)
    had = taken(one).id
    for what in (
        lambda: actions.hold(had, by=other),
        lambda: actions.transfer(had, by=other, area=YOUTH),
        lambda: actions.end(had, EndedBy.PROFESSIONAL, person=other),
        lambda: actions.note_answer(had, other),
    ):
        with refused(RefusalCode.NOT_YOURS):
            what()
    with after(seconds=61):
        assert actions.end(had, EndedBy.PROFESSIONAL, person=other).ended_by is EndedBy.PROFESSIONAL
        assert wrapped(had, other).state is State.WRAPPED


def test_whose_right_was_withdrawn_does_nothing_more() -> None:
    person = professional()
    had = taken(person).id
    user = User.objects.get(pk=person)
    accounts.withdraw_role(user, Role.PROFESSIONAL, TEETH, by=None)
    with refused(RefusalCode.NO_RIGHT):
        actions.hold(had, by=person)
    assert queries.present(TEETH) == []


def test_a_professional_who_ends_a_contact_is_named() -> None:
    had = taken(professional()).id
    with pytest.raises(ValueError, match="Which professional"):
        actions.end(had, EndedBy.BLOCKED)


def test_who_left_the_queue_for_good_needs_no_wrap_up() -> None:
    person = professional()
    gone = actions.end(queued().id, EndedBy.CLIENT)
    assert gone.assignee is None
    with refused(RefusalCode.WRONG_STATE):
        wrapped(gone.id, person)
    assert queries.own(person) == []


def test_own_work_is_what_goes_on_and_what_is_not_wrapped_up() -> None:
    person = professional()
    over = ended(person)
    with after(minutes=1):
        goes_on = taken(person)
        assert [one.id for one in queries.own(person)] == [over.id, goes_on.id]
        wrapped(over.id, person)
        assert [one.id for one in queries.own(person)] == [goes_on.id]


def test_the_first_answer_is_kept_and_no_later_one() -> None:
    person = professional()
    had = taken(person).id
    with after(minutes=1) as first:
        actions.note_answer(had, person)
        with after(minutes=1):
            assert actions.note_answer(had, person).answered_at == first


def test_words_of_professionals_are_masked_and_sealed() -> None:
    person = professional()
    over = ended(person).id
    wrapped(over, person, note="Tunnus 131052-308T, soita 040 123 4567.", support=[Support.COLLEAGUE])
    kept = queries.wrap_up_words(over)
    assert "131052" not in kept
    assert "040" not in kept
    body = bytes(ContactRow.objects.get(pk=over).words)
    assert b"soita" not in body
    other = ended(person).id
    ContactRow.objects.filter(pk=other).update(words=body)
    assert queries.wrap_up_words(other) == "", "sealed for one contact, no other opens it"
    with pytest.raises(ValueError, match="4000"):
        wrapped(ended(person).id, person, note="a" * 4001)


def test_a_refusal_undoes_nothing_of_the_callers_own_transaction() -> None:
    person = professional()
    had = taken(person).id
    with transaction.atomic():
        actions.hold(had, by=person)
        with pytest.raises(Refusal, match="cannot be done"):
            actions.hold(had, by=person)
    assert queries.contact(had).state is State.ON_HOLD


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": "assigned"},
        {"state": "queued"},
        {"state": "ended"},
        {"state": "bot", "ended_at": NOON},
    ],
)
def test_the_database_itself_refuses_an_impossible_contact(impossible: dict[str, object]) -> None:
    made = opened().id
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactRow.objects.filter(pk=made).update(**impossible)


def test_refusals_speak_the_language_of_the_reader() -> None:
    refusal = Refusal("queue_full")
    with translation.override("fi"):
        assert (refusal.code, refusal.message) == ("queue_full", "The queue is full just now.")
        assert refusal.words == "Jono on juuri nyt täynnä."


def test_a_contact_can_bring_its_own_id_but_not_anothers() -> None:
    number = uuid4()
    assert actions.open_contact(NewContact(Channel.CHAT, TEETH, "sv", id=number)).id == number
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.open_contact(NewContact(Channel.CHAT, TEETH, "sv", id=number))
    assert clock.now() == NOON
