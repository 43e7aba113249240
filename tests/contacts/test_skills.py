"""A reason asks for a skill: who has it comes first, and nobody waits for it forever."""

from __future__ import annotations

import pytest

from luotsi.contacts import actions, presence_actions, queries
from luotsi.contacts.types import PresenceState
from luotsi.organisation import queries as organisation
from tests.contacts.makers import TEETH, after, professional, queued, taken

pytestmark = pytest.mark.usefixtures("noon")

SOCIAL = "adult-social-work"
"""Of the demo's county: shares by itself, and knows two skills."""


def shared() -> list[int | None]:
    return [one.assignee for one in actions.share(SOCIAL)]


def test_the_demos_county_names_two_skills_in_three_languages() -> None:
    skills = queries.settings_of(SOCIAL).skills
    assert [one.code for one in skills] == ["debts", "housing"]
    assert all(set(one.names) == {"fi", "sv", "en"} for one in skills)
    assert organisation.service_area(SOCIAL).chat["skills"]


def test_who_has_the_skill_gets_it_though_another_is_less_busy() -> None:
    able = professional(SOCIAL, skills=["debts"])
    taken(able, SOCIAL)
    professional(SOCIAL, skills=["housing"])
    professional(SOCIAL)
    made = queued(SOCIAL, reason="debt_advice")
    assert made.skill == "debts"
    assert shared() == [able]


def test_what_asks_for_no_skill_goes_to_anybody() -> None:
    plain = professional(SOCIAL)
    assert queued(SOCIAL, reason="adult_social_support").skill == ""
    assert shared() == [plain]


def test_where_nobody_has_it_anybody_gets_it_after_the_wait_and_others_do_not_wait_behind() -> None:
    person = professional(SOCIAL)
    asking = queued(SOCIAL, reason="housing_crisis")
    with after(seconds=1):
        plain = queued(SOCIAL)
        assert [one.id for one in actions.share(SOCIAL)] == [plain.id]
    with after(seconds=299):
        presence_actions.set_presence(person, [SOCIAL], PresenceState.PRESENT)
        assert shared() == []
    with after(seconds=300):
        assert [(one.id, one.assignee) for one in actions.share(SOCIAL)] == [(asking.id, person)]
        assert queries.contact(asking.id).skill == "housing", "it is still told what was asked for"


def test_another_service_asks_for_its_own_skills() -> None:
    person = professional("", areas=[TEETH, SOCIAL])
    had = taken(person, TEETH, reason="debt_advice")
    assert had.skill == ""
    assert actions.transfer(had.id, by=person, area=SOCIAL).skill == "debts"
    other = professional("", areas=[TEETH])
    assert actions.transfer(had.id, by=person, area=TEETH, person=other).skill == ""


def test_what_somebody_can_is_remembered_over_the_night() -> None:
    person = professional(SOCIAL, skills=["debts"])
    with after(hours=20):
        presence_actions.expire_presence()
        assert queries.presence(person) is None
        assert queries.skills_of(person) == ("debts",)
