"""A professional's day by forms alone: taking, answering, transferring, ending, wrapping up, keeping."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client

from luotsi.accounts.types import Role
from luotsi.contacts import queries as contacts
from luotsi.contacts.types import EndedBy, PresenceState, State, WrapUp
from luotsi.conversations import actions, log, queries
from luotsi.foundation import clock
from luotsi.privacy.models import AuditRow
from tests.contacts.makers import MIND, TEETH, YOUTH, after
from tests.conversations.makers import client_says, kinds, texts
from tests.workspace.makers import (
    DESK,
    PACKET,
    address,
    desk_of,
    page_of,
    professional,
    taken,
    waiting,
    words,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

SOCIAL = "adult-social-work"
DANGER = "En jaksa enää elää, haluan tappaa itseni"


def key() -> str:
    return uuid.uuid4().hex


def say(browser: Client, number: uuid.UUID, text: str, its_key: str = "") -> object:
    return browser.post(address(number, "say"), {"text": text, "key": its_key or key()}, follow=True)


def views(number: uuid.UUID) -> int:
    return AuditRow.objects.filter(action="contact.view", object_id=str(number)).count()


def test_presence_is_set_with_services_languages_and_how_many_at_once() -> None:
    person = professional(at_work=False)
    browser = desk_of(person)
    assert "Not taking chats" in words(browser.get(DESK).content)
    wanted = {"state": "present", "areas": [TEETH, YOUTH], "languages": ["fi", "sv"], "capacity": "4"}
    page = browser.post(f"{DESK}presence/", wanted, follow=True)
    found = contacts.presence(person.pk)
    assert (found.state, found.areas, found.capacity) == (PresenceState.PRESENT, (TEETH,), 4)
    assert found.languages == ("fi", "sv")
    assert "Taking chats, 0/4" in words(page.content)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"state": "asleep"}, "Choose whether you take chats."),
        ({"state": "present"}, "Choose at least one service."),
    ],
)
def test_a_presence_that_says_too_little_changes_nothing(sent: dict[str, str], said: str) -> None:
    person = professional(at_work=False)
    assert said in words(desk_of(person).post(f"{DESK}presence/", sent, follow=True).content)
    assert contacts.presence(person.pk) is None


def test_a_look_at_the_desk_is_a_sign_of_life() -> None:
    person = professional()
    browser = desk_of(person)
    with after(seconds=50):
        browser.get(f"{DESK}now/")
    with after(seconds=100):
        assert contacts.presence(person.pk) is not None


def test_the_queue_tells_area_language_waiting_and_emergency_but_no_word() -> None:
    browser = desk_of(professional())
    waiting("Särkee hirveästi")
    waiting(DANGER, language="sv")
    with after(minutes=7):
        page = words(browser.get(DESK).content)
    assert "In the queue (2)" in page
    assert "Oral health care (2)" in page
    assert "7 min" in page
    assert "Swedish" in page
    assert page.count("Emergency shown") == 1
    assert "Särkee" not in page


def test_take_the_next_takes_who_has_waited_longest_and_says_when_nobody_does() -> None:
    person = professional()
    browser = desk_of(person)
    first = waiting()
    with after(minutes=1):
        second = waiting()
    for expected in (first, second):
        answer = browser.post(f"{DESK}next/")
        assert answer["Location"] == address(expected.id)
    assert "Nobody is waiting now." in words(browser.post(f"{DESK}next/", follow=True).content)
    assert {one.id for one in contacts.own(person.pk)} == {first.id, second.id}


def test_skills_are_ticked_and_told_in_the_queue_and_who_has_one_takes_those_first() -> None:
    person = professional(area=SOCIAL, at_work=False)
    browser = desk_of(person)
    assert "My special skills" in words(browser.get(DESK).content)
    wanted = {"state": "away", "areas": [SOCIAL], "skills": ["debts", "flying"], "capacity": "4"}
    page = browser.post(f"{DESK}presence/", wanted, follow=True).content.decode()
    assert contacts.presence(person.pk).skills == ("debts",)
    assert re.search(r'value="debts" checked', page)
    assert re.search(r'value="housing">', page)
    other = waiting(area=SOCIAL, reason="housing_crisis")
    with after(minutes=1):
        mine = waiting(area=SOCIAL, reason="debt_advice")
        shown = words(browser.get(DESK).content)
        assert "Finnish Housing" in shown
        assert "Finnish Debts and income" in shown
    for expected in (mine, other):
        assert browser.post(f"{DESK}next/")["Location"] == address(expected.id)


def test_where_no_service_names_a_skill_none_is_asked_for() -> None:
    assert "My special skills" not in words(desk_of(professional()).get(DESK).content)


def test_what_a_colleague_took_meanwhile_is_told_and_stays_theirs() -> None:
    mine, other = professional(), professional("leena")
    one = taken(other)
    page = desk_of(mine).post(address(one.id, "take"), follow=True)
    assert "A colleague has already taken this conversation." in words(page.content)
    assert contacts.contact(one.id).assignee == other.pk


def test_more_than_fit_at_a_time_are_not_taken() -> None:
    person = professional()
    browser = desk_of(person)
    for _each in range(5):
        taken(person)
    late = waiting()
    page = browser.post(address(late.id, "take"), follow=True)
    assert "as many conversations as fit" in words(page.content)
    assert contacts.contact(late.id).state is State.QUEUED


def test_the_packet_shows_what_was_asked_answered_offered_language_and_consent() -> None:
    person = professional()
    page = words(page_of(desk_of(person), taken(person, packet=PACKET).id))
    shown = page[page.index("From the assistant") :]
    for part in (
        "Asked hammas lohkesi",
        "Missä asut? Kuusiniemi",
        "Has seen Hammashoitoon",
        "Language Finnish",
    ):
        assert part in shown
    assert "agreed to hand it over" in shown


def test_without_a_packet_the_page_says_so() -> None:
    person = professional()
    assert "Nothing was handed over" in words(page_of(desk_of(person), taken(person).id))


def test_a_message_is_sent_once_however_often_the_form_comes() -> None:
    person = professional()
    browser, one, same = desk_of(person), taken(person), key()
    for _each in range(2):
        page = say(browser, one.id, "Hei!\nAutan sinua.", same)
    assert texts(log.entries_after(one.id, 0)) == ["Hammas lohkesi", "Hei!\nAutan sinua."]
    assert words(page.content).count("Hei! Autan sinua.") == 1
    changed = say(browser, one.id, "Toinen teksti", same)
    assert changed.status_code == 409
    assert "Other words were sent from this form already." in words(changed.content)
    assert ">Toinen teksti</textarea>" in changed.content.decode()


def test_a_message_to_an_ended_conversation_is_refused_and_its_words_are_kept() -> None:
    person = professional()
    browser, one = desk_of(person), taken(person)
    browser.post(address(one.id, "end"))
    page = say(browser, one.id, "Vielä yksi asia")
    assert page.status_code == 409
    assert "this was not sent" in words(page.content)
    assert texts(log.entries_after(one.id, 0)) == ["Hammas lohkesi"]


def test_hostile_words_stay_words() -> None:
    person = professional()
    one = taken(person, "<script>alert(1)</script><b>x</b>")
    page = page_of(desk_of(person), one.id)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_note_is_for_staff_only() -> None:
    person = professional()
    browser, one = desk_of(person), taken(person)
    browser.post(address(one.id, "note"), {"note": "Soita neuvolaan", "key": key()})
    assert "note for staff only Soita neuvolaan" in words(page_of(browser, one.id))
    assert "note" not in [entry.what.kind for entry in queries.entries(one.id, staff=False)]


def test_an_emergency_is_flagged_with_what_was_shown_and_what_to_offer() -> None:
    person = professional()
    page = words(page_of(desk_of(person), taken(person, DANGER).id))
    assert "a danger of suicide" in page
    assert "Nobody can be traced from this chat, and you cannot send help." in page
    assert "What the client was shown" in page
    assert "Ask to call 112" in page


def test_fixed_answers_are_in_the_language_of_the_client() -> None:
    person = professional()
    page = page_of(desk_of(person), taken(person, language="sv").id)
    assert "Om någon är i fara nu, ring 112." in page


def test_hold_and_on_again() -> None:
    person = professional()
    browser, one = desk_of(person), taken(person)
    assert "Go on with the conversation" in words(browser.post(address(one.id, "hold"), follow=True).content)
    browser.post(address(one.id, "resume"))
    assert contacts.contact(one.id).state is State.ASSIGNED


def test_a_transfer_goes_with_its_context_which_the_client_never_sees() -> None:
    mine, other = professional(), professional("leena", area="")
    browser, one = desk_of(mine), taken(mine)
    browser.post(address(one.id, "transfer"), {"person": str(other.pk), "context": "Pelkää hoitoa"})
    assert contacts.contact(one.id).assignee == other.pk
    assert "Pelkää hoitoa" in words(page_of(desk_of(other), one.id))
    assert all("Pelkää" not in str(entry.what) for entry in queries.entries(one.id, staff=False))


def test_a_transfer_to_nowhere_is_said_at_its_field_and_the_words_stay() -> None:
    person = professional()
    one = taken(person)
    page = desk_of(person).post(address(one.id, "transfer"), {"context": "Pelkää hoitoa"})
    assert page.status_code == 409
    assert "Choose a service, a colleague or both." in words(page.content)
    assert "Pelkää hoitoa" in page.content.decode()
    assert contacts.contact(one.id).assignee == person.pk


def test_ended_then_wrapped_up_with_code_and_words_and_gone_from_the_list() -> None:
    person = professional()
    browser, one = desk_of(person), taken(person)
    page = words(browser.post(address(one.id, "end"), follow=True).content)
    assert "What came of it?" in page
    missing = browser.post(address(one.id, "wrap-up"), {"code": ""})
    assert missing.status_code == 409
    told = {
        "code": "guided",
        "words": "Ohjattu päivystykseen",
        "support": ["guidance"],
        "contact_number": "2",
    }
    done = words(browser.post(address(one.id, "wrap-up"), told, follow=True).content)
    assert "Own (0)" in done
    found = contacts.contact(one.id)
    assert (found.state, found.wrap_up_code) == (State.WRAPPED, WrapUp.GUIDED)
    assert contacts.wrap_up_words(one.id) == "Ohjattu päivystykseen"


def test_a_block_tells_the_client_why_in_their_language_and_ends_it() -> None:
    person = professional()
    browser, one = desk_of(person), taken(person, language="sv")
    browser.post(address(one.id, "block"), {"key": key()})
    assert contacts.contact(one.id).ended_by is EndedBy.BLOCKED
    last = texts(log.entries_after(one.id, 0))[-1]
    assert last.startswith("Jag avslutar det här samtalet")
    assert AuditRow.objects.filter(action="contact.block", object_id=str(one.id)).count() == 1


def test_evidence_is_kept_by_a_named_decision_with_a_reason_and_an_end() -> None:
    person = professional()
    browser, one = desk_of(person), taken(person)
    today = clock.today()
    for wrong in (
        {"reason": "", "until": str(today + timedelta(days=9))},
        {"reason": "Uhkaus", "until": str(today)},
    ):
        assert browser.post(address(one.id, "keep"), wrong).status_code == 409
    assert queries.conversation(one.id).kept_until is None
    until = today + timedelta(days=30)
    page = browser.post(address(one.id, "keep"), {"reason": "Uhkaus", "until": str(until)}, follow=True)
    assert "Uhkaus" in words(page.content)
    assert queries.conversation(one.id).kept_until is not None
    kept = AuditRow.objects.get(action="contact.keep", object_id=str(one.id))
    assert kept.actor == person.pk


def test_what_the_client_had_erased_can_be_wrapped_up_and_nothing_is_added() -> None:
    person = professional()
    made = taken(person)
    actions.end_as_client(made.id)
    actions.erase_as_client(made.id)
    browser = desk_of(person)
    page = page_of(browser, made.id)
    assert "Everything that was written has been erased." in page
    assert "Write a note" not in page
    assert "Keep as evidence" not in page
    late = browser.post(address(made.id, "note"), {"note": "Muistiin", "key": key()}, follow=True)
    assert "The client has had everything erased, so nothing can be added." in words(late.content)
    browser.post(address(made.id, "wrap-up"), {"code": "answered"})
    assert contacts.contact(made.id).state is State.WRAPPED
    assert kinds(made.id) == ["erased"]


def test_unread_messages_are_counted_until_their_conversation_is_opened() -> None:
    person = professional()
    browser, one, other = desk_of(person), taken(person), taken(person)
    page_of(browser, one.id)
    page_of(browser, other.id)
    client_says(one.id, "Oletko siellä?")
    client_says(one.id, "Haloo?")
    assert ", 2 new messages" in words(page_of(browser, other.id))
    assert "new messages" not in words(page_of(browser, one.id))


def test_every_look_is_audited_once_and_the_page_that_stays_open_is_one_look() -> None:
    person = professional()
    browser, one = desk_of(person), taken(person)
    for path in (address(one.id), address(one.id, "now"), address(one.id, "now")):
        browser.get(path)
    assert views(one.id) == 1
    with after(minutes=11):
        browser.get(address(one.id, "now"))
    assert views(one.id) == 2
    desk_of(professional("leena")).get(address(one.id))
    assert views(one.id) == 3


def test_a_page_that_only_stays_fresh_keeps_no_session_alive() -> None:
    browser = desk_of(professional())
    for minutes in (20, 40, 59):
        with after(minutes=minutes):
            assert browser.get(f"{DESK}now/").status_code == 200
    with after(minutes=61):
        assert browser.get(f"{DESK}now/").status_code == 302


def test_another_areas_conversation_is_not_there_whatever_is_tried() -> None:
    stranger = desk_of(professional("leena", area=MIND, at_work=False))
    one = taken(professional())
    before = kinds(one.id)
    assert stranger.get(address(one.id)).status_code == 404
    for act in ("say", "note", "hold", "transfer", "end", "block", "keep", "wrap-up"):
        sent = {
            "text": "x",
            "note": "x",
            "key": key(),
            "reason": "x",
            "until": str(clock.today() + timedelta(2)),
        }
        sent |= {"code": "answered", "area": MIND, "person": ""}
        assert stranger.post(address(one.id, act), sent, follow=True).status_code == 404, act
    assert kinds(one.id) == before
    assert views(one.id) == 0


def test_a_colleague_may_read_but_not_write_in_it() -> None:
    one = taken(professional())
    browser = desk_of(professional("leena"))
    assert "Aino has this conversation." in words(page_of(browser, one.id))
    assert say(browser, one.id, "Hei!").status_code == 409
    assert texts(log.entries_after(one.id, 0)) == ["Hammas lohkesi"]


@pytest.mark.parametrize("role", [None, *Role])
def test_who_gets_in(role: Role | None) -> None:
    """Professionals and coordinators answer, managers see who waits, nobody else sees anything."""
    area = "" if role is Role.ADMINISTRATOR else TEETH
    person = professional(role=role, area=area, at_work=False)
    one, browser = waiting(), desk_of(person)
    answers = role in {Role.PROFESSIONAL, Role.COORDINATOR}
    sees = answers or role is Role.MANAGER
    assert browser.get(DESK).status_code == (200 if sees else 403)
    assert browser.get(address(one.id)).status_code == (200 if answers else 403)
    page = browser.get(DESK).content.decode()
    assert ("Take the next" in page) == answers
    for path in (f"{DESK}next/", f"{DESK}presence/", address(one.id, "take")):
        assert (browser.post(path).status_code == 403) != answers, path


def test_strangers_are_led_to_the_sign_in() -> None:
    one = waiting()
    for path in (DESK, f"{DESK}now/", address(one.id), address(one.id, "say"), f"{DESK}next/"):
        for answer in (Client().get(path), Client().post(path)):
            assert answer.status_code in {302, 405}
            assert re.search("/staff/login/", answer.get("Location", "/staff/login/"))


def test_keys_and_sound_are_as_the_person_wants() -> None:
    browser = desk_of(professional())
    before = browser.get(DESK).content.decode()
    assert " data-shortcuts" in before
    assert " data-sound" not in before
    after_it = browser.post(f"{DESK}preferences/", {"sound": "on"}, follow=True).content.decode()
    assert " data-shortcuts" not in after_it
    assert " data-sound" in after_it


@pytest.mark.parametrize(("language", "title"), [("fi", "Keskustelut"), ("sv", "Samtal"), ("en", "Chats")])
def test_the_page_speaks_three_languages_and_is_kept_nowhere(language: str, title: str) -> None:
    person = professional()
    person.language = language
    person.save()
    answer = desk_of(person).get(address(taken(person, packet=PACKET).id))
    assert f'<h1 class="govuk-visually-hidden">{title}</h1>' in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
