"""What may follow what, who is next and how long it takes: without a database."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from luotsi.contacts import rules
from luotsi.contacts.types import (
    LIVING,
    AreaSettings,
    Channel,
    ContactView,
    EndedBy,
    IdleStep,
    PresenceState,
    PresenceView,
    Refusal,
    RefusalCode,
    Skill,
    State,
    Verb,
)
from tests.contacts.makers import NOON, TEETH

MINUTE = timedelta(minutes=1)
lengths = some.lists(some.floats(1, 7200), min_size=10, max_size=30)


def client(number: int = 1, **values: object) -> ContactView:
    empty = dict.fromkeys(
        ("queued_at", "assignee", "assigned_at", "ended_at", "wrapped_at", "left_at", "ended_by"), None
    )
    usual = {
        "id": UUID(int=number),
        "channel": Channel.CHAT,
        "area": TEETH,
        "reason": "",
        "language": "fi",
        "skill": "",
        "weight": 0,
        "state": State.QUEUED,
        "wrap_up_code": None,
        "sensitive": False,
        "municipality": "",
        "needed_at": NOON,
        "opened_at": NOON,
        "place_at": NOON,
        "answered_at": None,
        "held_at": None,
        "seconds_on_hold": 0,
        "transfers": 0,
    }
    return ContactView(**{**empty, **usual, **values})


def worker(person: int = 1, **values: object) -> PresenceView:
    usual = {
        "person": person,
        "state": PresenceState.PRESENT,
        "areas": (TEETH,),
        "capacity": 3,
        "load": 0,
        "languages": (),
        "skills": (),
        "since": NOON,
        "seen_at": NOON,
        "assigned_at": None,
    }
    return PresenceView(**{**usual, **values})


def code_of(state: State | None, verb: Verb) -> RefusalCode | None:
    try:
        rules.transition(state, verb)
    except Refusal as refusal:
        return refusal.code
    return None


def test_a_life_from_the_assistant_to_the_wrap_up() -> None:
    state: State | None = None
    life = [Verb.OPEN, Verb.QUEUE, Verb.ASSIGN, Verb.HOLD, Verb.RESUME, Verb.TRANSFER_AREA, Verb.ASSIGN]
    seen = []
    for verb in [*life, Verb.TRANSFER_PERSON, Verb.END, Verb.WRAP_UP]:
        state = rules.transition(state, verb)
        seen.append(str(state))
    assert " ".join(seen) == "bot queued assigned on_hold assigned queued assigned assigned ended wrapped"


@pytest.mark.parametrize("verb", list(Verb))
def test_after_the_end_everything_but_the_wrap_up_is_refused_as_ended(verb: Verb) -> None:
    wanted = None if verb is Verb.WRAP_UP else RefusalCode.ENDED
    assert code_of(State.ENDED, verb) is (RefusalCode.WRONG_STATE if verb is Verb.OPEN else wanted)
    assert code_of(State.WRAPPED, verb) in {RefusalCode.ENDED, RefusalCode.WRONG_STATE}


def test_whatever_lives_can_be_ended_left_and_come_back_to() -> None:
    assert {state for state in State if code_of(state, Verb.END) is None} == LIVING
    for verb in (Verb.LEAVE, Verb.COME_BACK):
        assert all(rules.transition(state, verb) is state for state in LIVING)


def test_a_contact_that_somebody_has_is_refused_as_taken() -> None:
    assert code_of(State.ASSIGNED, Verb.ASSIGN) is RefusalCode.ALREADY_ASSIGNED
    assert code_of(State.ON_HOLD, Verb.ASSIGN) is RefusalCode.ALREADY_ASSIGNED
    assert code_of(State.BOT, Verb.ASSIGN) is RefusalCode.WRONG_STATE
    assert code_of(None, Verb.ASSIGN) is RefusalCode.WRONG_STATE


def test_who_came_first_is_next_and_weight_is_a_head_start_of_minutes() -> None:
    early = client(1, place_at=rules.place_of(NOON, 0))
    late = client(2, place_at=rules.place_of(NOON + 4 * MINUTE, 1))
    later = client(3, place_at=rules.place_of(NOON + 6 * MINUTE, 1))
    assert [one.id.int for one in rules.order([later, early, late])] == [2, 1, 3]


def test_who_waits_live_goes_before_a_written_request() -> None:
    request = client(1, channel=Channel.REQUEST, place_at=NOON - timedelta(days=1))
    assert rules.order([request, client(2)])[0].id.int == 2


@settings(max_examples=50)
@given(some.permutations(range(8)), some.lists(some.integers(0, 3), min_size=8, max_size=8))
def test_the_order_does_not_depend_on_how_it_was_asked(turn: list[int], minutes: list[int]) -> None:
    line = [client(one, place_at=NOON + minutes[one] * MINUTE) for one in range(8)]
    assert rules.order(line[one] for one in turn) == rules.order(line)


@pytest.mark.parametrize("known", [[], [300.0] * 9])
def test_too_little_measured_says_nothing(known: list[float]) -> None:
    assert rules.estimate(known, 0, 2) is None


def test_with_nobody_there_no_time_is_promised() -> None:
    assert rules.estimate([300.0] * 50, 0, 0) is None


@settings(max_examples=40)
@given(lengths, some.integers(1, 12), some.integers(1, 6), some.integers(0, 6))
def test_ranges_are_ranges_and_grow_along_the_line(
    known: list[float], most: int, present: int, free: int
) -> None:
    found = rules.estimates(known, most, present, free)
    assert len(found) == most
    assert all(0 <= one.low < one.high for one in found)
    assert all(a.high <= b.high and a.low <= b.low for a, b in pairwise(found))
    assert rules.estimates(known, most, present, free) == found, "the same question, the same answer"
    assert rules.estimates(known, most + 3, present, free)[:most] == found
    assert rules.estimate(known, most - 1, present) == rules.estimates(known, most, present)[-1]


def test_a_place_is_kept_as_long_as_the_service_says() -> None:
    away = client(left_at=NOON)
    for area in (AreaSettings(TEETH), AreaSettings(TEETH, keep_place_s=60)):
        last = NOON + timedelta(seconds=area.keep_place_s)
        assert rules.is_in_line(away, area, last)
        assert not rules.is_in_line(away, area, last + timedelta(seconds=1))


def test_who_finds_a_free_professional_waits_a_minute_at_most() -> None:
    found = rules.estimates([600.0] * 20, 3, 4, free=2)
    assert [(one.low, one.high) for one in found[:2]] == [(0, 1), (0, 1)]
    assert found[2].high > 1


def true_waits(chance: random.Random, ahead: int, present: int) -> float:
    """A busy day looked at in its middle: how many seconds the last of the line waits."""
    busy = []
    for _place in range(present):
        moment = chance.uniform(20_000, 40_000)
        while moment > 0:
            moment -= chance.lognormvariate(6, 0.8)
        busy.append(-moment)
    for _one in range(ahead):
        busy.sort()
        busy[0] += chance.lognormvariate(6, 0.8)
    return min(busy)


@pytest.mark.parametrize(("ahead", "present"), [(0, 1), (2, 1), (3, 3), (10, 4)])
def test_the_range_is_honest(ahead: int, present: int) -> None:
    """Of many lines whose true waiting is known, at least two of three lie in the range told beforehand."""
    chance = random.Random(20261125 + ahead)  # noqa: S311 - a simulation
    kept = 0
    for _line in range(200):
        known = [chance.lognormvariate(6, 0.8) for _one in range(60)]
        told = rules.estimate(known, ahead, present)
        assert told is not None
        kept += told.low <= true_waits(chance, ahead, present) / 60 <= told.high
    assert kept >= 133, kept


def test_shared_to_the_least_busy_and_of_equals_to_who_waited_longest() -> None:
    people = [
        worker(1, load=1),
        worker(2, assigned_at=NOON + 5 * MINUTE),
        worker(3, assigned_at=NOON + 2 * MINUTE),
        worker(4, load=1, capacity=10, assigned_at=NOON),
    ]
    assert rules.next_person(client(), people) == people[2]
    assert rules.next_person(client(), people[:1] + people[3:]) == people[3], (
        "one of ten is less than of three"
    )


@pytest.mark.parametrize(
    "unfit",
    [
        {"state": PresenceState.AWAY},
        {"load": 3},
        {"areas": ("youth-station",)},
        {"languages": ("sv",)},
        {"skills": ("debts",)},
        {"skills": ()},
    ],
)
def test_nobody_gets_what_does_not_suit_or_fit(unfit: dict[str, object]) -> None:
    asking = client(skill="fear")
    assert rules.next_person(asking, [worker(**unfit)]) is None
    able = {"languages": ("fi", "sv"), "skills": ("fear",)}
    assert rules.next_person(asking, [worker(**{**able, **unfit})]) is None
    assert rules.next_person(asking, [worker(**able)]) is not None


def test_after_a_while_nobody_waits_for_a_skill_any_more() -> None:
    area = AreaSettings(TEETH, skill_wait_s=300)
    asking = client(skill="fear", queued_at=NOON)
    at_first = rules.as_shared(asking, area, NOON + timedelta(seconds=299))
    later = rules.as_shared(asking, area, NOON + timedelta(seconds=300))
    assert rules.next_person(at_first, [worker()]) is None
    assert rules.next_person(later, [worker()]) is not None
    assert rules.busy([worker()], at_first) == (0, 0)
    assert rules.busy([worker()], later) == (3, 3)


def test_a_reason_asks_for_the_skill_that_the_service_named() -> None:
    area = AreaSettings(TEETH, skills=(Skill("fear", {"fi": "Pelko"}, ("dental_acute",)),))
    assert rules.skill_for(area, "dental_acute") == "fear"
    assert rules.skill_for(area, "dental_checkup") == ""
    assert rules.skill_for(area, "") == ""


def test_silence_is_warned_of_before_it_ends_anything() -> None:
    area = AreaSettings(TEETH, idle_warning_s=300, idle_end_s=600)

    def step(quiet: int, warned: int | None) -> IdleStep:
        warned_at = None if warned is None else NOON + timedelta(seconds=warned)
        return rules.idle_step(area, NOON, warned_at, NOON + timedelta(seconds=quiet))

    assert step(299, None) is IdleStep.NOTHING
    assert step(300, None) is IdleStep.WARN
    assert step(5000, None) is IdleStep.WARN, "however late: first the warning"
    assert step(5000, 4900) is IdleStep.NOTHING, "and then all of the time after it"
    assert step(600, 300) is IdleStep.END
    assert step(900, -100) is IdleStep.WARN, "an older warning was answered"


@settings(max_examples=60)
@given(some.integers(60, 7200), some.integers(0, 8000), some.integers(0, 40000), some.integers(0, 40000))
def test_nothing_ends_within_twenty_seconds_of_a_warning(warn: int, more: int, said: int, now: int) -> None:
    area = AreaSettings(TEETH, idle_warning_s=warn, idle_end_s=more)
    warned_at = NOON + timedelta(seconds=said)
    step = rules.idle_step(area, NOON, warned_at, NOON + timedelta(seconds=now))
    assert step is not IdleStep.END or now - said >= 20


def test_the_clock_ends_what_nobody_comes_back_to() -> None:
    gone = client(left_at=NOON)
    usual = AreaSettings(TEETH)
    late = NOON + timedelta(seconds=usual.give_up_s)

    def by(one: ContactView, *, deserted: bool = False) -> EndedBy | None:
        return rules.overdue(one, usual, late, is_deserted=deserted)

    assert by(gone) is EndedBy.TIMEOUT
    patient = AreaSettings(TEETH, give_up_s=usual.give_up_s + 1)
    assert rules.overdue(gone, patient, late, is_deserted=False) is None
    assert by(client()) is None
    assert by(client(), deserted=True) is EndedBy.CLOSING
    assert by(client(state=State.BOT)) is None
    assert by(client(state=State.BOT, opened_at=late - rules.UNTOUCHED)) is EndedBy.TIMEOUT
    assert by(client(state=State.ASSIGNED, left_at=NOON), deserted=True) is None
    assert by(client(channel=Channel.REQUEST), deserted=True) is None, "a request waits for the morning"
