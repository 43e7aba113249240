"""Queues: places, ranges, leaving and coming back, hours, limits, and always a way on."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from luotsi.contacts import actions, queries, rules
from luotsi.contacts.types import (
    Channel,
    ContactView,
    EndedBy,
    OpensWith,
    PresenceState,
    RefusalCode,
    Sharing,
    State,
    StepKind,
)
from luotsi.foundation import clock
from tests.contacts.makers import (
    MIND,
    NOON,
    TEETH,
    YOUTH,
    after,
    county_says,
    ended,
    opened,
    professional,
    queued,
    refused,
    taken,
)

pytestmark = pytest.mark.usefixtures("noon")
EVENING = NOON.replace(hour=20)


def line(area: str = TEETH) -> list[ContactView]:
    return queries.waiting(area)


def numbers(area: str = TEETH) -> list[int]:
    return [place.number for place in queries.positions(area).values()]


def test_places_follow_the_order_of_coming() -> None:
    first = queued()
    with after(minutes=1):
        second = queued()
        assert [one.id for one in line()] == [first.id, second.id]
        place = queries.position(second.id)
        assert (place.number, place.ahead, place.range) == (2, 1, None), "nothing measured, nothing promised"
        actions.end(first.id, EndedBy.CLIENT)
        assert queries.position(second.id).number == 1


def test_weight_moves_forward_by_minutes() -> None:
    first = queued()
    with after(minutes=4):
        heavy = queued(weight=1)
        assert [one.id for one in line()] == [heavy.id, first.id]


def test_a_place_is_told_only_in_a_queue() -> None:
    made = opened()
    with refused(RefusalCode.NOT_IN_QUEUE):
        queries.position(made.id)
    had = taken(professional())
    with refused(RefusalCode.NOT_IN_QUEUE):
        queries.position(had.id)
    actions.end(had.id, EndedBy.CLIENT)
    with refused(RefusalCode.ENDED):
        queries.position(had.id)


def test_a_range_comes_from_measured_contacts_and_present_people() -> None:
    person = professional(capacity=1)
    for _number in range(rules.ENOUGH):
        had = taken(person)
        with after(minutes=10):
            actions.end(had.id, EndedBy.CLIENT)
    assert queries.service_seconds(TEETH) == [600.0] * rules.ENOUGH
    taken(person)
    waits, behind = queued(), queued()
    places = queries.positions(TEETH)
    first, second = (places[one.id].range for one in queries.waiting(TEETH))
    assert first is not None
    assert second is not None
    assert first.high <= 10
    assert 10 <= second.low < second.high <= 20
    assert {waits.id, behind.id} == set(places)
    with after(seconds=61):
        assert queries.position(waits.id).range is None, "nobody is there any more"
    with after(days=29):
        assert queries.service_seconds(TEETH) == [], "what was so long ago says nothing"


def test_who_speaks_another_language_shortens_no_wait() -> None:
    person = professional(languages=["sv"])
    for _number in range(rules.ENOUGH):
        ended(person)
    assert queries.position(queued(language="fi").id).range is None
    assert queries.position(queued(language="sv").id).range is not None


def test_who_leaves_keeps_the_place_for_ten_minutes() -> None:
    first = queued()
    with after(minutes=1):
        second = queued()
        actions.leave(first.id)
        assert [one.id for one in line()] == [first.id, second.id]
        person = professional()
        with refused(RefusalCode.NOT_IN_QUEUE):
            actions.assign(first.id, person)
        with after(minutes=10):
            assert actions.come_back(first.id).left_at is None
            assert [one.id for one in line()] == [first.id, second.id]


def test_who_comes_back_later_stands_at_the_end() -> None:
    first = queued()
    with after(minutes=1):
        second = queued()
        actions.leave(first.id)
        with after(minutes=10, seconds=1):
            assert [one.id for one in line()] == [second.id]
            with refused(RefusalCode.NOT_IN_QUEUE):
                queries.position(first.id)
            actions.come_back(first.id)
            assert [one.id for one in line()] == [second.id, first.id]


def test_leaving_twice_or_coming_back_without_having_left_changes_nothing() -> None:
    waits = queued()
    left = actions.leave(waits.id)
    with after(minutes=5):
        assert actions.leave(waits.id) == left
        back = actions.come_back(waits.id)
        assert actions.come_back(waits.id) == back
    assert back == waits


def test_leaving_a_conversation_keeps_it_with_its_professional() -> None:
    had = taken(professional())
    assert actions.leave(had.id).state is State.ASSIGNED
    with after(hours=1):
        assert actions.come_back(had.id).state is State.ASSIGNED


def test_nobody_leaves_a_request() -> None:
    asks = queued(channel=Channel.REQUEST)
    with refused(RefusalCode.WRONG_STATE):
        actions.leave(asks.id)


def test_the_queue_takes_as_many_as_the_county_says() -> None:
    county_says(TEETH, queue_limit=2)
    queued(channel=Channel.REQUEST)
    queued()
    last = queued()
    assert queries.status(TEETH).is_full
    made = opened()
    with refused(RefusalCode.QUEUE_FULL):
        actions.queue(made.id)
    queued(channel=Channel.CALLBACK)
    actions.end(last.id, EndedBy.CLIENT)
    assert queries.status(TEETH).takes_new
    assert actions.queue(made.id).state is State.QUEUED


def test_when_closed_a_chat_is_refused_and_a_request_is_not() -> None:
    with clock.frozen_at(EVENING):
        made = opened()
        with refused(RefusalCode.CLOSED):
            actions.queue(made.id)
        assert queued(channel=Channel.REQUEST).state is State.QUEUED
        assert queued(channel=Channel.CALLBACK).state is State.QUEUED


def test_chat_can_have_hours_of_its_own() -> None:
    with clock.frozen_at(NOON.replace(hour=15, minute=30)):
        assert not queries.status(MIND).is_open
        made = opened(MIND)
        with refused(RefusalCode.CLOSED):
            actions.queue(made.id)


@pytest.mark.parametrize(
    ("at", "is_open", "opens", "closes"),
    [
        (NOON.replace(hour=7), False, NOON.replace(hour=8), None),
        (NOON, True, None, NOON.replace(hour=15)),
        (NOON.replace(hour=15), False, NOON.replace(day=26, hour=8), None),
        (NOON.replace(month=12, day=24), True, None, NOON.replace(month=12, day=24, hour=15)),
        (NOON.replace(month=12, day=25), False, NOON.replace(month=12, day=28, hour=8), None),
    ],
)
def test_before_during_and_after_hours(
    at: datetime, is_open: bool, opens: datetime | None, closes: datetime | None
) -> None:
    found = queries.status(TEETH, at)
    assert (found.is_open, found.opens_next, found.closes_at) == (is_open, opens, closes)
    assert found.next_steps


def test_closing_time_is_told_while_there_is_still_time() -> None:
    closing = NOON.replace(hour=14, minute=45)
    assert queries.status(TEETH, closing).is_closing
    assert not queries.status(TEETH, closing - timedelta(seconds=1)).is_closing


def test_there_is_always_a_way_on_and_the_nearest_stands_first() -> None:
    shut = queries.status(YOUTH, EVENING).next_steps
    assert [one.kind for one in shut] == [StepKind.OPENING, StepKind.PHONE, StepKind.PATH]
    assert shut[0].at == NOON.replace(day=26, hour=10)
    phone = shut[1]
    assert (phone.phone, phone.is_open, phone.at) == ("020 000 0100", False, NOON.replace(day=26, hour=8))
    assert shut[2].themes == ("youth_services",)
    now = queries.status("health-stations").next_steps
    assert [one.kind for one in now] == [StepKind.CALL_BACK, StepKind.PHONE, StepKind.PATH]
    assert now[1].is_open
    county_says(TEETH, form={"fi": "https://rantamaa.example/lomake"})
    assert queries.status(TEETH).next_steps[0].addresses == {"fi": "https://rantamaa.example/lomake"}


def test_an_area_without_chat_is_closed_for_good() -> None:
    county_says(TEETH, is_offered=False)
    found = queries.status(TEETH)
    assert (found.is_open, found.opens_next) == (False, None)
    assert TEETH not in queries.area_codes()
    assert YOUTH in queries.area_codes()


def test_the_countys_file_decides_and_otherwise_the_defaults() -> None:
    plain, set_ = queries.settings_of(TEETH), queries.settings_of(YOUTH)
    assert (plain.sharing, plain.capacity, plain.retention_days) == (Sharing.MANUAL, 3, 7)
    assert (set_.sharing, set_.opens_with, set_.queue_limit) == (Sharing.AUTOMATIC, OpensWith.CHAT, 10)


def test_who_is_there_is_told() -> None:
    assert queries.status(TEETH).nobody_present
    professional(state=PresenceState.AWAY)
    assert queries.status(TEETH).nobody_present
    professional()
    found = queries.status(TEETH)
    assert (found.present, found.nobody_present) == (1, False)


def test_the_clock_ends_who_does_not_come_back() -> None:
    gone, waits = queued(), queued()
    actions.leave(gone.id)
    with after(minutes=31):
        assert [(one.id, one.by) for one in queries.overdue()] == [(gone.id, EndedBy.TIMEOUT)]
        assert actions.end_overdue(gone.id).ended_by is EndedBy.TIMEOUT
        with refused(RefusalCode.WRONG_STATE):
            actions.end_overdue(waits.id)
        assert queries.overdue() == []


def test_who_came_back_in_the_last_moment_is_not_ended() -> None:
    gone = queued()
    actions.leave(gone.id)
    with after(minutes=31):
        assert queries.overdue() != []
        actions.come_back(gone.id)
        with refused(RefusalCode.WRONG_STATE):
            actions.end_overdue(gone.id)


def test_who_waits_at_closing_time_is_served_while_somebody_is_there() -> None:
    waits, asks = queued(), queued(channel=Channel.REQUEST)
    with clock.frozen_at(NOON.replace(hour=15, minute=11)):
        professional()
        assert queries.overdue() == []
        with after(seconds=61):
            assert [(one.id, one.by) for one in queries.overdue()] == [(waits.id, EndedBy.CLOSING)]
            actions.end_overdue(waits.id)
            assert queries.contact(asks.id).state is State.QUEUED
    assert queries.contact(waits.id).ended_by is EndedBy.CLOSING


def test_just_after_closing_nobody_is_sent_away() -> None:
    queued()
    with clock.frozen_at(NOON.replace(hour=15, minute=9)):
        assert queries.overdue() == []


def test_one_line_has_each_place_once() -> None:
    for minute in range(4):
        with after(minutes=minute):
            queued(weight=minute % 2)
    assert numbers() == [1, 2, 3, 4]
