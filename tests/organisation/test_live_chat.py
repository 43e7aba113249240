"""What a county's file says of live contacts is read with every fault at once, and kept as it was said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from luotsi.organisation import actions, queries
from luotsi.organisation.county_file import CountyFileError
from luotsi.organisation.live_chat import read_chat

from .conftest import DEMO

AREA = "oral-health"
DEBTS = {"code": "debts", "names": {"fi": "Velat", "sv": "Skulder"}, "reasons": ["debt_advice"]}


def county_with(folder: Path, *, chat: object) -> Path:
    """The demo county's file with this under `chat:` of one area."""
    data = yaml.safe_load((DEMO / "county.yaml").read_text())
    area = next(one for one in data["service_areas"] if one["code"] == AREA)
    area["chat"] = chat
    path = folder / "county.yaml"
    (folder / "logo.svg").write_text((DEMO / "logo.svg").read_text())
    path.write_text(yaml.safe_dump(data))
    return path


@pytest.mark.django_db
def test_settings_reach_the_area_and_a_change_is_seen(tmp_path: Path) -> None:
    actions.load_county(county_with(tmp_path, chat={"capacity": 2, "hours": ["mon-fri 9-12"]}))
    said = queries.service_area(AREA).chat
    assert said["capacity"] == 2
    assert said["hours"]["weekly"]
    actions.load_county(county_with(tmp_path, chat={"skills": [DEBTS], "skill_wait_s": 60}))
    assert queries.service_area(AREA).chat == {"skills": [DEBTS], "skill_wait_s": 60}
    actions.load_county(county_with(tmp_path, chat=False))
    assert queries.service_area(AREA).chat == {"is_offered": False}
    actions.load_county(county_with(tmp_path, chat=None))
    assert queries.service_area(AREA).chat == {}


@pytest.mark.django_db
def test_a_file_with_a_fault_in_it_is_refused_whole(tmp_path: Path) -> None:
    with pytest.raises(CountyFileError) as caught:
        actions.load_county(county_with(tmp_path, chat={"capacity": 0, "sharing": "by lot"}))
    assert [fault.partition(": ")[0] for fault in caught.value.faults] == [
        f"service_areas[{AREA}].chat.capacity",
        f"service_areas[{AREA}].chat.sharing",
    ]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("yes", "must be false, or hold settings"),
        (True, "must be false, or hold settings"),
        ({"colour": "red"}, "does not know colour"),
        ({"queue_limit": "ten"}, "queue_limit: must be a whole number from 1 to 500"),
        ({"queue_limit": True}, "queue_limit: must be a whole number"),
        ({"retention_days": 31}, "retention_days: must be a whole number from 0 to 30"),
        ({"idle_warning_s": 300}, "give idle_warning_s and idle_end_s together"),
        ({"idle_warning_s": 300, "idle_end_s": 319}, "at least 20 seconds after idle_warning_s"),
        ({"give_up_s": 600}, "give keep_place_s and give_up_s together"),
        ({"keep_place_s": 600, "give_up_s": 619}, "at least 20 seconds after keep_place_s"),
        ({"keep_place_s": 59, "give_up_s": 600}, "keep_place_s: must be a whole number from 60"),
        ({"skills": "debts"}, "skills: must be a list"),
        ({"skills": [{"code": "debts"}]}, "skills[0]: must hold code, names and reasons"),
        ({"skills": [DEBTS | {"code": "All debts"}]}, "skills[0].code: must be a code"),
        ({"skills": [DEBTS | {"names": {"fi": ""}}]}, "skills[0].names: must be names by language"),
        ({"skills": [DEBTS | {"reasons": []}]}, "skills[0].reasons: must be a list"),
        ({"skills": [DEBTS | {"reasons": ["moon"]}]}, "skills[0].reasons: there is no contact reason moon"),
        ({"skills": [DEBTS, DEBTS | {"code": "owing"}]}, "skills[1].reasons: debt_advice asks for another"),
        ({"skills": [DEBTS, DEBTS | {"reasons": ["housing_crisis"]}]}, "skills[1].code: must be a code of"),
        ({"opens_with": "a song"}, "opens_with: must be one of assistant, path, search, chat"),
        ({"opens_with": ["chat"]}, "opens_with: must be one of"),
        ({"call_back": "yes"}, "call_back: must be true or false"),
        ({"form": "https://county.example"}, "form: must be addresses by language"),
        ({"form": {"fi": "http://county.example"}}, "form: must be addresses by language"),
        ({"hours": ["someday 9-12"]}, "chat.hours"),
    ],
)
def test_each_fault_is_told_with_its_place(said: Any, fault: str) -> None:
    _settings, faults = read_chat(said, "chat")
    assert len(faults) == 1
    assert fault in faults[0]


def test_all_faults_come_at_once() -> None:
    wrong = {"queue_limit": 0, "capacity": 99, "sharing": "", "call_back": 1, "hours": 5, "other": 1}
    assert len(read_chat(wrong, "chat")[1]) == 6
