"""Who is at work, who gets what, and how a contact goes on to somebody else with its context."""

from __future__ import annotations

from datetime import timedelta

import pytest

from luotsi.contacts import actions, erasing, presence_actions, queries
from luotsi.contacts.models import ContactRow, TransferRow
from luotsi.contacts.types import Channel, EndedBy, PresenceState, RefusalCode, State
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


def shared(area: str = YOUTH) -> list[int | None]:
    return [one.assignee for one in actions.share(area)]


def test_presence_lives_as_long_as_its_heartbeat() -> None:
    person = professional()
    with after(seconds=50):
        assert presence_actions.heartbeat(person)
        with after(seconds=59):
            assert [one.person for one in queries.present(TEETH)] == [person]
            with after(seconds=2):
                assert queries.present(TEETH) == []
                assert queries.presence(person) is None
                assert not presence_actions.heartbeat(person), "who was silent must say anew where they are"
                assert presence_actions.expire_presence() == (person,)
                assert presence_actions.expire_presence() == ()


def test_who_is_away_works_but_takes_nothing_new() -> None:
    person = professional(YOUTH, state=PresenceState.AWAY)
    queued(YOUTH)
    assert queries.present(YOUTH) == []
    assert [one.person for one in queries.at_work(YOUTH)] == [person]
    assert shared() == []


def test_nobody_is_at_work_where_they_have_no_right() -> None:
    person = professional()
    with refused(RefusalCode.NO_RIGHT):
        presence_actions.set_presence(person, [TEETH, YOUTH], PresenceState.PRESENT)
    with refused(RefusalCode.UNKNOWN_AREA):
        presence_actions.set_presence(person, ["space-travel"], PresenceState.PRESENT)
    with pytest.raises(ValueError, match="at least one"):
        presence_actions.set_presence(person, [TEETH], PresenceState.PRESENT, 0)
    assert presence_actions.set_presence(person, [TEETH], PresenceState.GONE) is None


def test_the_time_of_coming_stays_while_the_state_does() -> None:
    person = professional()
    with after(seconds=30):
        seen = presence_actions.set_presence(person, [TEETH], PresenceState.PRESENT, 5)
        assert seen is not None
        assert (seen.since, seen.capacity, seen.free) == (NOON, 5, 5)


def test_by_hand_nothing_is_given_out() -> None:
    professional()
    queued()
    assert actions.share(TEETH) == []


def test_the_least_busy_gets_the_next() -> None:
    one = professional(YOUTH)
    taken(one, YOUTH)
    with after(seconds=1):
        other = professional(YOUTH)
        for _number in range(3):
            queued(YOUTH)
        assert shared() == [other, one, other]
        assert queries.loads([one, other]) == {one: 2, other: 2}


def test_nobody_gets_more_than_fits_and_the_rest_waits() -> None:
    person = professional(YOUTH, capacity=2)
    for minute in range(4):
        with after(seconds=minute):
            queued(YOUTH)
    with after(seconds=5):
        assert shared() == [person, person]
        assert shared() == []
        left = queries.waiting(YOUTH)
        assert [one.queued_at for one in left] == [NOON + timedelta(seconds=number) for number in (2, 3)]
        actions.end(queries.own(person)[0].id, EndedBy.CLIENT)
        assert shared() == [person]


def test_language_and_skill_are_looked_at_and_who_is_away_is_passed_by() -> None:
    finn = professional(YOUTH, languages=["fi"], skills=["debts", "housing"])
    swede = professional(YOUTH, languages=["sv"], skills=["debts"])
    away = queued(YOUTH, language="sv")
    actions.leave(away.id)
    skilled = queued(YOUTH, language="sv", skill="debts")
    nobody = queued(YOUTH, language="en")
    plain = queued(YOUTH, language="fi", skill="debts")
    assert {one.id: one.assignee for one in actions.share(YOUTH)} == {skilled.id: swede, plain.id: finn}
    assert {one.id for one in queries.waiting(YOUTH)} == {away.id, nobody.id}


def test_who_waits_live_is_given_out_before_a_request() -> None:
    queued(YOUTH, Channel.REQUEST)
    with after(minutes=1):
        live = queued(YOUTH)
        person = professional(YOUTH, capacity=1)
        assert [(one.id, one.assignee) for one in actions.share(YOUTH)] == [(live.id, person)]


@pytest.mark.parametrize("channel", list(Channel))
def test_to_another_area_with_what_the_next_one_should_know(channel: Channel) -> None:
    one, other = professional(), professional(YOUTH)
    had = actions.hold(taken(one, channel=channel).id, by=one)
    with after(minutes=5) as at:
        went = actions.transfer(had.id, by=one, area=YOUTH, note="Kertoi jo kaiken, soita 040 123 4567.")
        assert (went.state, went.area, went.assignee) == (State.QUEUED, YOUTH, None)
        assert (went.seconds_on_hold, went.transfers, went.held_at) == (300, 1, None)
        told = queries.transfers(had.id)
        assert [(row.from_area, row.to_area, row.from_person, row.to_person, row.at) for row in told] == [
            (TEETH, YOUTH, one, None, at)
        ]
        assert told[0].words.startswith("Kertoi jo kaiken, soita ")
        assert "040" not in told[0].words
        assert b"Kertoi" not in bytes(TransferRow.objects.get().words)
        again = actions.assign(had.id, other)
        assert (again.assignee, again.assigned_at) == (other, at)


def test_who_is_transferred_stands_where_the_first_coming_puts_them() -> None:
    one = professional("", areas=[TEETH])
    had = taken(one)
    with after(minutes=1):
        queued(YOUTH)
        with after(minutes=1):
            actions.transfer(had.id, by=one, area=YOUTH)
            assert queries.position(had.id).number == 1


def test_to_a_person_who_is_there_has_room_and_a_right() -> None:
    one, other, full = professional(), professional(), professional(capacity=1)
    away, stranger = professional(state=PresenceState.AWAY), professional(YOUTH)
    taken(full)
    had = taken(one).id
    for person, code in [
        (away, RefusalCode.NOT_PRESENT),
        (stranger, RefusalCode.NO_RIGHT),
        (full, RefusalCode.AT_CAPACITY),
        (one, RefusalCode.ALREADY_ASSIGNED),
        (10**9, RefusalCode.NOT_PRESENT),
    ]:
        with refused(code):
            actions.transfer(had, by=one, person=person)
    went = actions.transfer(had, by=one, person=other, note="Jatka sinä.")
    assert (went.state, went.assignee, went.transfers) == (State.ASSIGNED, other, 1)
    assert queries.transfers(had)[0].words == "Jatka sinä."
    with refused(RefusalCode.NOT_YOURS):
        actions.hold(had, by=one)


def test_to_a_person_of_another_area_at_once() -> None:
    one, other = professional(), professional(YOUTH)
    went = actions.transfer(taken(one).id, by=one, area=YOUTH, person=other)
    assert (went.area, went.assignee) == (YOUTH, other)


def test_a_coordinator_directs_who_waits_in_the_wrong_queue() -> None:
    boss = professional("", areas=[TEETH])
    other = professional(YOUTH)
    waits = queued()
    with refused(RefusalCode.WRONG_STATE):
        actions.transfer(waits.id, by=boss, area=TEETH)
    with refused(RefusalCode.NO_RIGHT):
        actions.transfer(waits.id, by=other, area=YOUTH)
    actions.transfer(waits.id, by=boss, area=YOUTH)
    assert actions.transfer(waits.id, by=boss, person=other).assignee == other
    assert queries.contact(waits.id).transfers == 2


def test_back_into_the_queue_of_the_same_area() -> None:
    one = professional()
    assert actions.transfer(taken(one).id, by=one).state is State.QUEUED


def test_nobody_is_sent_where_the_door_is_closed() -> None:
    one = professional()
    had, asks = taken(one), taken(one, channel=Channel.REQUEST)
    with clock.frozen_at(NOON.replace(hour=15, minute=30)):
        presence_actions.set_presence(one, [TEETH], PresenceState.PRESENT)
        with refused(RefusalCode.CLOSED):
            actions.transfer(had.id, by=one, area=MIND)
        assert actions.transfer(asks.id, by=one, area=MIND).area == MIND
        professional(MIND)
        assert actions.transfer(had.id, by=one, area=MIND).area == MIND, "somebody is still there"


def test_what_is_kept_is_erased_by_its_time() -> None:
    one = professional("", areas=[TEETH])
    had = taken(one)
    actions.transfer(had.id, by=one, note="Tausta.")
    actions.assign(had.id, one)
    actions.end(had.id, EndedBy.CLIENT)
    wrapped(had.id, one, note="Loppu.")
    young, goes_on = ended(one), opened()
    day = timedelta(days=1)
    assert erasing.erase_old(NOON + 7 * day - timedelta(seconds=1)) == 0
    assert queries.wrap_up_words(had.id) == "Loppu."
    assert erasing.erase_old(NOON + 7 * day) == 2
    assert erasing.erase_old(NOON + 7 * day) == 0
    assert queries.wrap_up_words(had.id) == ""
    assert [row.words for row in queries.transfers(had.id)] == [""]
    ContactRow.objects.filter(pk=young.id).update(ended_at=NOON + day)
    assert erasing.erase_old(NOON + 90 * day + timedelta(seconds=1)) == 1
    assert set(ContactRow.objects.values_list("pk", flat=True)) == {young.id, goes_on.id}
    assert TransferRow.objects.count() == 0
