"""Campaigns and counts: what is kept, what is refused, what survives, and that nobody is in it."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError
from hypothesis import given
from hypothesis import strategies as st

from luotsi.foundation import clock
from luotsi.journeys import actions, demo, queries, rules
from luotsi.journeys.models import CountRow
from luotsi.journeys.tally import MOST, Counted, Tally
from luotsi.journeys.types import Campaign, CampaignProblem, Event, NoSuchCampaign, TargetKind
from luotsi.privacy import queries as audit
from luotsi.privacy.types import Wanted

CLASS = Campaign(
    code="perhe-2026",
    names={"fi": "Perhevalmennus", "sv": "Familjeträning"},
    target=TargetKind.PATH,
    target_key="new-baby",
    answers={"stage": ["expecting"]},
    is_invitation=True,
)
NOON = datetime(2026, 11, 25, 12, tzinfo=clock.HELSINKI)


def otherwise(**values: object) -> Campaign:
    return Campaign(**{**{name: getattr(CLASS, name) for name in CLASS.__dataclass_fields__}, **values})


@pytest.mark.django_db
def test_a_campaign_is_found_by_its_code_however_it_is_typed() -> None:
    actions.make_campaign(CLASS)
    for typed in ("perhe-2026", " PERHE-2026 ", "Perhe – 2026", "perhe_2026"):
        assert queries.open_campaign(typed) == CLASS
    with pytest.raises(NoSuchCampaign):
        queries.campaign("perhe-2027")


@pytest.mark.django_db
def test_a_campaign_is_open_on_its_days_and_not_when_closed() -> None:
    with clock.frozen_at(NOON):
        actions.make_campaign(otherwise(starts_on=date(2026, 11, 25), ends_on=date(2026, 11, 25)))
        assert queries.open_campaign("perhe-2026")
        assert queries.has_open_invitations()
        actions.close_campaign("perhe-2026")
        with pytest.raises(NoSuchCampaign):
            queries.open_campaign("perhe-2026")
        actions.close_campaign("perhe-2026", is_closed=False)
        assert queries.open_campaign("perhe-2026")
    with clock.frozen_at(NOON + timedelta(days=1)), pytest.raises(NoSuchCampaign):
        queries.open_campaign("perhe-2026")
    assert queries.campaign("perhe-2026"), "it is not forgotten"


@pytest.mark.django_db
def test_what_is_done_to_a_campaign_is_in_the_audit_trail() -> None:
    actions.make_campaign(CLASS)
    actions.change_campaign(CLASS.code, otherwise(is_invitation=False))
    actions.close_campaign(CLASS.code)
    actions.close_campaign(CLASS.code, is_closed=False)
    with pytest.raises(CampaignProblem):
        actions.make_campaign(CLASS)
    told = [(one.action, one.object_id) for one in audit.entries(Wanted(object_kind="campaign"))]
    verbs = ("publish", "unpublish", "edit", "create")
    assert told == [(f"content.{verb}", CLASS.code) for verb in verbs]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "ä"}, "code"),
        ({"code": "a"}, "code"),
        ({"code": "-abc-"}, "code"),
        ({"names": {"fi": " "}}, "name_fi"),
        ({"starts_on": date(2026, 2, 2), "ends_on": date(2026, 2, 1)}, "ends_on"),
        ({"target_key": "", "answers": {}}, "target"),
        ({"target": TargetKind.THEME}, "target"),
    ],
)
def test_what_cannot_be_a_campaign_is_refused_by_field(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(CampaignProblem) as refused:
        actions.make_campaign(otherwise(**wrong))
    assert list(refused.value.fields) == [field]
    assert queries.campaigns() == []


@pytest.mark.django_db
def test_one_code_means_one_campaign_and_changing_it_keeps_the_code() -> None:
    actions.make_campaign(CLASS)
    with pytest.raises(CampaignProblem, match="code"):
        actions.make_campaign(otherwise(names={"fi": "Toinen"}))
    actions.change_campaign("perhe-2026", otherwise(code="muu-koodi", names={"fi": "Uusi nimi"}))
    assert [one.names for one in queries.campaigns()] == [{"fi": "Uusi nimi"}]
    assert queries.campaigns()[0].code == "perhe-2026"
    with pytest.raises(NoSuchCampaign):
        actions.change_campaign("nobody", CLASS)


def test_new_codes_can_be_read_aloud_and_pass_their_own_rules() -> None:
    codes = {rules.new_code() for _number in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert not list(rules.problems(otherwise(code=code)))
        assert not set(code) & set("ilou01")


@given(st.text(max_size=60))
def test_whatever_is_typed_becomes_something_short_that_is_looked_up(typed: str) -> None:
    once = rules.typed(typed)
    assert len(once) <= 40
    assert rules.typed(once) == once or len(once) == 40


@pytest.mark.django_db
def test_counts_are_added_up_by_day_event_and_language() -> None:
    with clock.frozen_at(NOON):
        for language in ("fi", "fi", "sv"):
            actions.count("campaign", "perhe-2026", Event.OPENED, language)
        actions.count("campaign", "perhe-2026", Event.FINISHED, "sv")
        actions.count("path", "new-baby", Event.OPENED, "fi")
    with clock.frozen_at(NOON + timedelta(days=1)):
        actions.count("campaign", "perhe-2026", Event.OPENED, "en")
    found = queries.counts("campaign", "perhe-2026")
    assert (found.of(Event.OPENED), found.of(Event.FINISHED), found.of(Event.HELPED)) == (4, 1, 0)
    assert dict(found.languages) == {"fi": 2, "sv": 1, "en": 1}
    assert [day.day for day in found.days] == [date(2026, 11, 26), date(2026, 11, 25)]
    assert queries.counts("campaign", "perhe-2026", date(2026, 11, 26)).of(Event.OPENED) == 1
    assert set(queries.counts_of_all("path")) == {"new-baby"}


def test_nothing_in_the_table_can_tell_who_came() -> None:
    assert {field.name for field in CountRow._meta.get_fields()} == {
        "id", "day", "kind", "key", "event", "language", "number",
    }  # fmt: skip


def counted(key: str) -> Counted:
    return Counted(date(2026, 11, 25), "path", key, Event.OPENED, "fi")


def test_what_is_kept_is_written_once_and_what_could_not_be_is_kept_on() -> None:
    written: list[dict[Counted, int]] = []
    broken = True

    def write(some: dict[Counted, int]) -> None:
        if broken:
            raise DatabaseError
        written.append(some)

    tally = Tally(write)
    tally.add(counted("new-baby"))
    tally.add(counted("new-baby"))
    broken = False
    tally.write()
    tally.write()
    assert written == [{counted("new-baby"): 2}]


def test_a_database_that_is_away_for_long_does_not_fill_the_memory() -> None:
    def away(some: dict[Counted, int]) -> None:
        raise DatabaseError

    tally = Tally(away)
    for number in range(MOST + 500):
        tally.add(counted(f"path-{number}"))
    assert len(tally._kept) == MOST


def test_threads_count_every_visit_once() -> None:
    written: list[int] = []
    tally = Tally(lambda some: written.append(sum(some.values())))
    tally._is_kept = True

    def visit() -> None:
        for _number in range(500):
            tally.add(counted("new-baby"))

    threads = [threading.Thread(target=visit) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
        tally.write()
    assert sum(written) == 2_000


@pytest.mark.django_db
def test_the_demo_has_an_invitation_and_a_poster_once() -> None:
    demo.make_demo_campaigns()
    demo.make_demo_campaigns()
    assert {one.code for one in queries.campaigns()} == {one.code for one in demo.CAMPAIGNS}
    assert len(queries.campaigns()) == 2
    assert queries.has_open_invitations()
