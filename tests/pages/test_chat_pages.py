"""A resident chats without JavaScript: turn by turn, with forms, and with nothing in any address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from luotsi.assistant.types import Option, Question
from luotsi.contacts import actions as contacts
from luotsi.contacts import queries as waiting
from luotsi.contacts.facts import ContactTurnedAway
from luotsi.contacts.types import Channel, NewContact
from luotsi.conversations import actions, timing
from luotsi.conversations.transport import limits
from luotsi.foundation import clock
from luotsi.guidance import queries as guidance
from luotsi.organisation.models import County, ServiceArea
from luotsi.privacy import keyring
from tests.listening import announced
from tests.pages.chatting import ADDRESS, AREA, Answerer, Chatter, hidden, kept_words
from tests.pages.conftest import A_NIGHT
from tests.pages.reading import words_of
from tests.pages.scripted import Script, offering, script
from tests.pages.talking import Talk, carried

__all__ = ["script"]

pytestmark = pytest.mark.usefixtures("morning")


@pytest.fixture(autouse=True)
def quiet_day(tmp_path: Path, settings: LazySettings) -> Iterator[None]:
    settings.KEYRING = tmp_path / "keyring"
    keyring.forget()
    yield
    keyring.forget()
    limits.forget()


def county_says(area: str, **chat: object) -> None:
    ServiceArea.objects.filter(code=area).update(chat=chat)
    County.objects.update(version="another")


# Before it begins


def test_the_door_says_who_answers_what_is_kept_and_that_nobody_can_be_traced(reader: Client) -> None:
    page = reader.get(ADDRESS, {"area": AREA})
    words = words_of(page)
    for told in (
        "Chat: Suun terveydenhuolto",
        "Auki nyt, sulkeutuu klo 15",
        "Sinulle vastaa palvelun ammattilainen",
        "Kukaan ei pysty jäljittämään sinua tästä chatista. Hätätilanteessa soita 112",
        "Keskustelu poistetaan 7 päivän kuluttua",
        "Ammattilaiset ovat juuri nyt poissa",
        "Aloita chat",
    ):
        assert told in words
    assert page.cookies == {}
    assert page["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("address", "start"),
    [("/fi/chat/", "Aloita chat"), ("/sv/chatt/", "Starta chatten"), ("/en/chat/", "Start the chat")],
)
def test_it_speaks_three_languages(reader: Client, address: str, start: str) -> None:
    assert start in words_of(reader.get(address, {"area": AREA}))


def test_without_a_service_one_is_chosen(reader: Client) -> None:
    page = reader.get(ADDRESS)
    assert "Mistä asiassa on kyse?" in words_of(page)
    assert f"{ADDRESS}?area={AREA}" in page.content.decode()


def test_a_service_that_has_no_chat_is_not_offered(reader: Client) -> None:
    county_says(AREA, is_offered=False)
    assert f"area={AREA}" not in reader.get(ADDRESS).content.decode()
    assert "Mistä asiassa on kyse?" in words_of(reader.get(ADDRESS, {"area": AREA}))


def test_at_night_nothing_can_be_started_and_there_is_always_a_next_step(reader: Client) -> None:
    with clock.frozen_at(A_NIGHT):
        page = reader.get(ADDRESS, {"area": AREA})
    assert "Chat on nyt kiinni" in words_of(page)
    assert "Chat avautuu klo 8" in words_of(page)
    assert 'name="start"' not in page.content.decode()
    assert 'href="tel:' in page.content.decode()


def test_who_wants_a_person_and_finds_the_door_shut_is_counted(
    reader: Client, django_capture_on_commit_callbacks: Any
) -> None:
    """A look at the page is not: programs look, too."""

    def came(at: datetime) -> list[tuple[str, str, str]]:
        with (
            clock.frozen_at(at),
            announced(ContactTurnedAway) as heard,
            django_capture_on_commit_callbacks(execute=True),
        ):
            reader.get(ADDRESS, {"area": AREA})
            reader.post(ADDRESS, {"_path": "toothache", "area": AREA})
        return [(one.area, one.language, one.why) for one in heard]

    assert came(clock.now()) == []
    assert came(A_NIGHT) == [(AREA, "fi", "closed")]


def test_a_full_queue_says_so_before_and_when_it_fills_meanwhile(reader: Client) -> None:
    county_says(AREA, queue_limit=1)
    client = Chatter(reader)
    contacts.queue(contacts.open_contact(NewContact(Channel.CHAT, AREA, "fi")).id)
    page = client.start()
    assert page.status_code == 409
    assert "Jono on juuri nyt täynnä" in words_of(page)
    assert "Mitä voit tehdä nyt" in words_of(reader.get(ADDRESS, {"area": AREA}))
    assert len(waiting.waiting(AREA)) == 1


# Waiting and talking


def test_a_conversation_from_the_queue_to_the_thanks(reader: Client) -> None:
    professional, client = Answerer(), Chatter(reader)
    page = client.start()
    assert "Olet seuraavana vuorossa. Emme osaa sanoa, kauanko joudut odottamaan." in words_of(page)
    client.say("Hei, onko aikoja?")
    professional.take(client.number)
    professional.say(client.number, "Hei, on!")
    page = client.press("look")
    words = words_of(page)
    assert "Sanna liittyi keskusteluun klo 10.00" in words
    assert words.index("Hei, onko aikoja?") < words.index("Hei, on!")
    assert "Päätetäänkö keskustelu?" in words_of(client.press("end"))
    page = client.press("end-for-sure")
    assert "Päätit keskustelun." in words_of(page)
    assert "Saitko vastauksen?" in words_of(page)
    page = client.press("feedback", verdict="yes", score="9", words="Kiitos")
    assert "Kiitos palautteestasi" in words_of(page)


def test_who_leaves_the_queue_is_told_what_happens_and_comes_back(reader: Client) -> None:
    client = Chatter(reader)
    assert "Jos lähdet, säilytämme paikkasi 10 minuuttia." in words_of(client.start())
    page = client.press("leave")
    assert "Paikkasi jonossa säilyy 10 minuuttia ja keskustelu 30 minuuttia." in words_of(page)
    page = client.press("return")
    assert "Olet taas mukana keskustelussa" in words_of(page)
    assert "Olen hetken poissa" in words_of(page)


def test_the_service_says_how_long_a_place_is_kept(reader: Client) -> None:
    county_says(AREA, keep_place_s=60, give_up_s=900)
    client = Chatter(reader)
    assert "Jos lähdet, säilytämme paikkasi minuutin." in words_of(client.start())
    page = client.press("leave")
    assert "Paikkasi jonossa säilyy minuutin ja keskustelu 15 minuuttia." in words_of(page)


def test_who_is_left_alone_by_a_professional_is_told_what_is_kept(reader: Client) -> None:
    professional, client = Answerer(), Chatter(reader)
    client.start()
    professional.take(client.number)
    began = clock.now()
    with clock.frozen_at(began + timedelta(minutes=2)):
        timing.tick()
        words = words_of(client.press("look"))
        assert "Sanna, yhteys katkesi" in words
        assert "Yhteys ammattilaiseen katkesi. Pidämme keskustelusi tallessa." in words
        assert "klo 10.07 mennessä" in words
    with clock.frozen_at(began + timedelta(minutes=7)):
        timing.tick()
        words = words_of(client.press("look"))
        assert "Ammattilainen ei palannut." in words
        assert "Olet seuraavana vuorossa." in words


def test_a_form_sent_twice_does_it_once(reader: Client) -> None:
    client = Chatter(reader)
    door = client.page
    client.start()
    first = client.number
    client.page = door
    client.start()
    assert client.number == first
    once = hidden(client.page, "once")
    client.say("Vain kerran", once=once)
    client.say("Vain kerran", once=once)
    assert client.texts == ["Vain kerran"]


def test_an_old_door_in_the_browsers_memory_opens_a_new_conversation(reader: Client) -> None:
    client = Chatter(reader)
    door = client.page
    client.start()
    first = client.number
    client.press("end-for-sure")
    client.page = door
    client.start()
    assert client.number != first


def test_identity_codes_are_covered_and_danger_is_answered_first(reader: Client) -> None:
    client = Chatter(reader)
    client.start()
    page = client.say("Olen 131052-308T ja otin kaikki lääkkeet kerralla")
    assert "308T" not in page.content.decode()
    assert "Peitimme henkilötunnuksesi" in words_of(page)
    assert "Soita heti 112" in words_of(page)


def test_a_message_to_an_ended_conversation_is_refused_with_a_next_step_and_kept(reader: Client) -> None:
    client = Chatter(reader)
    client.start()
    actions.end_as_client(client.number)
    page = client.say("Vielä yksi asia")
    assert page.status_code == 409
    assert "tämä viesti ei mennyt kenellekään" in words_of(page)
    assert "Aloita uusi chat" in words_of(page)
    assert client.texts == []


def test_too_many_messages_wait_and_danger_in_them_does_not(reader: Client) -> None:
    client = Chatter(reader)
    client.start()
    for _time in range(limits.messages.amount):
        client.say("hei")
    page = client.say("en halua enää elää")
    assert page.status_code == 429
    assert kept_words(page) == "en halua enää elää"
    assert "112" in words_of(page)
    assert 'id="unsent"' in page.content.decode()


def test_who_was_blocked_opens_no_other_chat_today(reader: Client) -> None:
    professional, client = Answerer(), Chatter(reader)
    client.start()
    professional.take(client.number)
    actions.block(client.number, professional.person)
    assert "viestit rikkoivat chatin sääntöjä" in words_of(client.press("look"))
    again = Chatter(reader).start()
    assert again.status_code == 403
    assert "Chatia ei voi käyttää yhteydestäsi tänään. Voit soittaa." in words_of(again)


def test_nobody_else_learns_anything(reader: Client) -> None:
    """Another's conversation and none at all are one answer, and no secret stands in any address."""
    client = Chatter(reader)
    page = client.start()
    number, secret = hidden(page, "conversation"), hidden(page, "capability")
    client.say("Salaisuuteni")
    addresses = re.findall(r'(?:href|action|src)="([^"]*)"', client.page.content.decode())
    assert addresses
    assert not [one for one in addresses if number in one or secret in one]
    wrong = {"conversation": number, "capability": "x" * 43, "do": "look"}
    missing = {**wrong, "conversation": "00000000-0000-0000-0000-000000000000"}
    for sent in (wrong, missing, {**wrong, "do": "transcript"}, {**wrong, "do": "say", "text": "hei"}):
        answer = reader.post(ADDRESS, sent)
        assert answer.status_code == 404
        assert "Salaisuuteni" not in words_of(answer)
        assert answer["Cache-Control"] == "no-store"


def test_a_form_from_another_site_is_refused(demo_county: None, db: None) -> None:
    assert (
        Client(headers={"Sec-Fetch-Site": "cross-site"}).post(ADDRESS, {"start": "without"}).status_code
        == 403
    )


def test_the_conversation_is_saved_as_text(reader: Client) -> None:
    client = Chatter(reader)
    client.start()
    client.say("Muistiin tämä")
    page = client.page
    text = client.press("transcript")
    assert text["Content-Type"].startswith("text/plain")
    assert "attachment" in text["Content-Disposition"]
    assert "Sinä, 10.00: Muistiin tämä" in text.content.decode()
    assert hidden(page, "capability") not in text.content.decode()


def test_after_the_end_everything_can_be_erased_when_it_is_asked_twice(reader: Client) -> None:
    client = Chatter(reader)
    client.start()
    client.say("Salaisuus hampaasta")
    client.press("end-for-sure")
    assert "Poistetaanko keskustelu?" in words_of(client.press("erase"))
    assert client.texts == ["Salaisuus hampaasta"]
    page = words_of(client.press("erase-for-sure"))
    assert "Salaisuus" not in page
    assert "poistettu" in page
    assert "Tallenna keskustelu itsellesi" not in page
    assert client.texts == []


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\u202eolleh", "a\x00b", "x" * 5000, " \n "])
def test_hostile_words_harm_nothing(reader: Client, text: str) -> None:
    client = Chatter(reader)
    client.start()
    page = client.say(text)
    assert page.status_code in {200, 409, 422}
    assert "<script>alert" not in page.content.decode()
    assert "\u202e" not in page.content.decode()


# Hand-over


def test_what_the_assistant_heard_is_shown_and_handed_over_only_if_wanted(reader: Client) -> None:
    for choice, is_handed in (("with", True), ("without", False)):
        talk = Talk(reader)
        talk.say("hammas särkee")
        client = Chatter(reader)
        client.page = reader.post(ADDRESS, {"exchange": carried(talk.page), "handover": "yes"})
        assert "Voit antaa nämä ammattilaiselle" in words_of(client.page)
        assert "hammas särkee" in words_of(client.page)
        assert hidden(client.page, "area") == AREA
        page = client.start(start=choice)
        assert ("Annoit nämä ammattilaiselle" in words_of(page)) is is_handed
        assert ("hammas särkee" in words_of(page)) is is_handed


def test_waiting_is_counted_from_the_first_word_to_the_assistant(reader: Client) -> None:
    """From need to answer, also for who hands nothing over: a time is nothing that anybody said."""
    began = clock.now()
    for choice in ("with", "without"):
        with clock.frozen_at(began):
            talk = Talk(reader)
            talk.say("hammas särkee")
        with clock.frozen_at(began + timedelta(minutes=9)):
            talk.say("se alkoi eilen")
            client = Chatter(reader)
            client.page = reader.post(ADDRESS, {"exchange": carried(talk.page), "handover": "yes"})
            assert f'data-needed="{whole(began).isoformat()}"' in client.page.content.decode()
            client.start(start=choice)
            contact = waiting.contact(client.number)
        assert contact.needed_at == whole(began)
        assert contact.opened_at == began + timedelta(minutes=9)
    client = Chatter(reader)
    client.start()
    contact = waiting.contact(client.number)
    assert contact.needed_at == contact.opened_at


def whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def test_a_municipality_is_told_only_where_the_client_saw_it_and_agreed(reader: Client) -> None:
    for choice, told in (("with", "001"), ("without", "")):
        client = Chatter(reader)
        client.page = reader.post(ADDRESS, {"_path": "toothache", "_m": "001", "area": AREA})
        assert "Kotikuntasi Kuusiniemi" in words_of(client.page)
        client.start(start=choice)
        assert waiting.contact(client.number).municipality == told


def test_why_the_client_came_is_told_only_with_what_is_handed_over(reader: Client) -> None:
    for choice, told in (("with", "dental_acute"), ("without", "")):
        client = Chatter(reader)
        client.page = reader.post(ADDRESS, {"_path": "toothache", "area": AREA})
        assert 'data-reason="dental_acute"' in client.page.content.decode()
        client.start(start=choice)
        assert waiting.contact(client.number).reason == told


def test_what_was_chosen_with_the_assistant_tells_why_and_a_guess_does_not(
    reader: Client, script: Script
) -> None:
    options = (Option("toothache", {"fi": "A"}), Option("new-baby", {"fi": "B"}))
    which = Question("path", {"fi": "Kumpaa tarkoitit?"}, options)
    script.when("", **offering("toothache", "new-baby"), question=which)
    talk = Talk(reader)
    for say, reason in (
        (lambda: talk.say("särkee"), ""),
        (lambda: talk.press(choice="path:new-baby"), guidance.path("new-baby").document.contact_reasons[0]),
        (lambda: talk.say("muuta"), ""),
    ):
        say()
        page = reader.post(ADDRESS, {"exchange": carried(talk.page), "area": AREA})
        assert f'data-reason="{reason}"' in page.content.decode()


def test_a_packet_that_we_did_not_make_is_not_handed_over(reader: Client) -> None:
    client = Chatter(reader)
    page = client.start(start="with", packet="eyJ0b2xkIjp7ImFza2VkIjoia2VrcyJ9fQ:forged")
    assert "Annoit nämä" not in words_of(page)


def test_where_a_path_led_can_be_handed_over(reader: Client) -> None:
    """Also a sensitive one, whose answers are on the server and in no address."""
    outcome = reader.get("/fi/ohje/toothache/")
    page = reader.post(ADDRESS, {"_path": "toothache"})
    assert outcome.status_code == 200
    assert "Voit antaa nämä ammattilaiselle" in words_of(page)
    first = reader.get("/fi/ohje/violence-at-home/").content.decode()
    question = re.search(r'name="_step" value="([^"]+)"', first)[1]
    visit = hidden(
        reader.post("/fi/ohje/violence-at-home/", {"_step": question, question: "dont_know"}), "_visit"
    )
    assert visit
    page = reader.post(ADDRESS, {"_path": "violence-at-home", "_visit": visit})
    assert page.status_code == 200
    assert visit not in page.content.decode()
