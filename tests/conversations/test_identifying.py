"""An anonymous client proves who they are in the middle of a conversation, or does not want to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from luotsi.accounts.models import User
from luotsi.contacts import actions as contacts
from luotsi.contacts.types import Refusal, RefusalCode
from luotsi.conversations import actions, capabilities, erasing, identifying, queries
from luotsi.conversations.ports import Cancelled, Departure, Level, NotProved, Unavailable
from luotsi.conversations.twins import ADDRESS, IdentificationTwin
from luotsi.conversations.types import (
    IdentificationOff,
    IsErased,
    NoSuchConversation,
    NotFitting,
    NotYours,
    TicketSpent,
)
from luotsi.foundation import clock
from luotsi.privacy.queries import entries as audited
from luotsi.privacy.types import Wanted
from tests.contacts.makers import MIND, NOON, TEETH, after, county_says, professional
from tests.conversations.makers import assert_folds, client_says, kinds, taken

BROWSER = capabilities.new_capability()

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wanted")]


@pytest.fixture
def wanted(noon: None, twin: IdentificationTwin) -> None:
    county_says(TEETH, identification=True)


def asked(person: int, **more: Any) -> UUID:
    """A conversation in which this professional has asked who the client is."""
    number = taken(person, **more).id
    identifying.ask(number, person)
    return number


def gone(number: UUID, browser: str = BROWSER) -> tuple[str, Departure]:
    """The client begins, confirms whom they talk to, and goes: the ticket, and where they were sent."""
    ticket = identifying.begin(number).ticket
    return ticket, identifying.start(identifying.bind(ticket, browser, identifying.about(ticket).asked))


def back(ticket: str, answer: dict[str, str], browser: str = BROWSER) -> None:
    errand = identifying.take(ticket, browser)
    identifying.join(errand, identifying.prove(errand, answer))


def identified(person: int, twin: IdentificationTwin, **more: Any) -> UUID:
    number = asked(person, **more)
    ticket, departure = gone(number)
    back(ticket, twin.proves(departure, "Aino"))
    return number


def test_the_client_proves_who_they_are_and_the_conversation_goes_on(twin: IdentificationTwin) -> None:
    person = professional()
    number = asked(person, message="Koskee lasta")
    assert queries.view(number, staff=False).identity == "asked"
    ticket, departure = gone(number)
    assert departure.address == ADDRESS
    back(ticket, twin.proves(departure, "Aino", Level.SUBSTANTIAL))
    for staff in (False, True):
        view = queries.view(number, staff=staff)
        assert (view.is_identified, view.identity, view.state) == (True, "", "assigned")
    proved = queries.entries(number, staff=True)[-1].what
    assert (proved.method, proved.level) == ("twin", "substantial")
    assert "Aino" not in str(queries.entries(number, staff=True)), "Who it is never comes in here."
    row = audited(Wanted(action="contact.identified"))[0]
    assert (row.object_id, row.fields) == (str(number), ("twin", "substantial"))
    client_says(number, "Nyt tiedätte kuka olen")
    assert_folds(number)


def test_both_sides_see_who_asks_and_the_trail_keeps_it() -> None:
    person = professional()
    number = asked(person)
    for staff in (False, True):
        entry = queries.entries(number, staff=staff)[-1]
        assert (entry.what.kind, entry.what.name) == (
            "identity_asked",
            User.objects.get(pk=person).username,
        )
    row = audited(Wanted(action="contact.ask_identity"))[0]
    assert (row.object_id, row.actor) == (str(number), person)


def test_the_client_may_say_no_and_is_asked_again_only_by_a_person() -> None:
    person = professional()
    number = asked(person)
    ticket = identifying.begin(number).ticket
    identifying.refuse(number)
    assert queries.view(number, staff=True).identity == "refused"
    with pytest.raises(TicketSpent):
        identifying.about(ticket)
    for verb in (identifying.refuse, identifying.begin):
        with pytest.raises(Refusal):
            verb(number)
    identifying.ask(number, person)
    assert queries.view(number, staff=False).identity == "asked"
    assert_folds(number)


def test_only_who_has_it_asks_and_once(twin: IdentificationTwin) -> None:
    person, colleague = professional(), professional()
    number = taken(person).id
    with pytest.raises(NotYours):
        identifying.ask(number, colleague)
    identifying.ask(number, person)
    with pytest.raises(Refusal) as again:
        identifying.ask(number, person)
    assert again.value.code is RefusalCode.WRONG_STATE
    known = identified(person, twin)
    with pytest.raises(Refusal):
        identifying.ask(known, person)
    actions.end_as_client(known)
    with pytest.raises(NotYours):
        identifying.ask(known, person)
    with pytest.raises(NoSuchConversation):
        identifying.ask(UUID(int=7), person)


def test_nobody_is_asked_unless_the_county_wants_it_and_there_is_a_service() -> None:
    person = professional()
    open_asking = asked(person)
    ticket, _departure = gone(open_asking)
    number = taken(person).id
    for switch_off in (lambda: county_says(TEETH), lambda: identifying.provide(None)):
        switch_off()
        assert not identifying.is_offered(TEETH)
        for refused in (
            lambda: identifying.ask(number, person),
            lambda: identifying.begin(open_asking),
        ):
            with pytest.raises(IdentificationOff):
                refused()
        county_says(TEETH, identification=True)
    assert not identifying.is_offered("no-such-area")
    errand = identifying.take(ticket, BROWSER)
    with pytest.raises(IdentificationOff):
        identifying.prove(errand, {})
    assert "identified" not in kinds(open_asking)


def test_what_the_person_confirms_names_the_professional_and_the_conversation() -> None:
    person = professional()
    number = asked(person)
    ticket = identifying.begin(number).ticket
    told = identifying.about(ticket)
    assert told.professional == User.objects.get(pk=person).username
    assert (told.area, told.opened_at) == (TEETH, NOON)
    with pytest.raises(TicketSpent):
        identifying.bind(ticket, BROWSER, told.asked + 1)


def test_a_ticket_is_good_for_five_minutes(twin: IdentificationTwin) -> None:
    number = asked(professional())
    ticket, departure = gone(number)
    answer = twin.proves(departure, "Aino")
    with after(minutes=5), pytest.raises(TicketSpent):
        back(ticket, answer)
    with after(minutes=4, seconds=59):
        back(ticket, answer)
    assert queries.view(number, staff=True).is_identified


def test_a_ticket_is_spent_when_it_comes_back_whatever_came_of_it(twin: IdentificationTwin) -> None:
    number = asked(professional())
    ticket, departure = gone(number)
    with pytest.raises(Cancelled):
        back(ticket, twin.turns_back(departure))
    with pytest.raises(TicketSpent):
        back(ticket, twin.proves(departure, "Aino"))
    assert "identified" not in kinds(number)
    ticket, departure = gone(number)
    back(ticket, twin.proves(departure, "Aino"))
    with pytest.raises(TicketSpent):
        back(ticket, twin.proves(departure, "Aino"))
    assert kinds(number).count("identified") == 1


def test_a_new_ticket_takes_the_place_of_the_old_one(twin: IdentificationTwin) -> None:
    number = asked(professional())
    old, departure = gone(number)
    errand = identifying.take(old, BROWSER)
    proof = identifying.prove(errand, twin.proves(departure, "Aino"))
    identifying.begin(number)
    with pytest.raises(TicketSpent):
        identifying.join(errand, proof)


def test_a_forwarded_link_proves_nobody(twin: IdentificationTwin) -> None:
    """Somebody starts in their own conversation and sends the way on to another, who would sign in."""
    number = asked(professional())
    ticket, departure = gone(number, browser=capabilities.new_capability())
    answer = twin.proves(departure, "A victim")
    with pytest.raises(TicketSpent):
        identifying.bind(ticket, BROWSER, identifying.about(ticket).asked)
    with pytest.raises(TicketSpent):
        back(ticket, answer)
    assert not queries.view(number, staff=True).is_identified


def test_nobody_comes_back_who_never_went_or_with_anothers_answer(twin: IdentificationTwin) -> None:
    person = professional()
    number, other = asked(person), asked(person)
    unbound = identifying.begin(number).ticket
    with pytest.raises(TicketSpent):
        identifying.take(unbound, "")
    with pytest.raises(NotFitting):
        identifying.bind(unbound, "guessable", identifying.about(unbound).asked)
    ticket, _mine = gone(number)
    _theirs, departure = gone(other)
    with pytest.raises(NotProved):
        back(ticket, twin.proves(departure, "Aino"))
    ticket, _mine = gone(number)
    with pytest.raises(NotProved):
        back(ticket, {"answer": "forged"})
    for forged in ("", capabilities.new_capability()):
        with pytest.raises(TicketSpent):
            identifying.about(forged)


def test_it_proves_nothing_to_somebody_else_than_who_asked(twin: IdentificationTwin) -> None:
    county_says(MIND, identification=True)
    person, mind = professional(), professional(MIND)
    number = asked(person)
    ticket, departure = gone(number)
    errand = identifying.take(ticket, BROWSER)
    proof = identifying.prove(errand, twin.proves(departure, "Aino"))
    contacts.transfer(number, by=person, area=MIND)
    with pytest.raises(TicketSpent):
        identifying.join(errand, proof)
    assert queries.view(number, staff=False).identity == ""
    contacts.assign(number, mind)
    with pytest.raises(Refusal):
        identifying.begin(number)
    assert_folds(number)


def test_after_the_end_a_ticket_opens_nothing(twin: IdentificationTwin) -> None:
    number = asked(professional())
    ticket, departure = gone(number)
    actions.end_as_client(number)
    with pytest.raises(TicketSpent):
        back(ticket, twin.proves(departure, "Aino"))
    assert queries.view(number, staff=False).identity == ""
    assert_folds(number)


def test_the_service_may_be_away_and_the_client_tries_again(twin: IdentificationTwin) -> None:
    number = asked(professional())
    twin.is_available = False
    with pytest.raises(Unavailable):
        gone(number)
    twin.is_available = True
    ticket, departure = gone(number)
    back(ticket, twin.proves(departure, "Aino"))
    assert queries.view(number, staff=True).is_identified


def test_no_ticket_nor_browser_stands_in_the_tables() -> None:
    ticket, _departure = gone(asked(professional()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM conversations_identityrow")
        written = str(cursor.fetchall())
    assert capabilities.hash_of(ticket) in written
    assert ticket not in written
    assert BROWSER not in written


def test_being_identified_keeps_nothing_longer(twin: IdentificationTwin) -> None:
    number = identified(professional(), twin, message="Sanottu nimettä")
    actions.end_as_client(number)
    assert erasing.erase_old(clock.later(timedelta(days=7))) == 1


@pytest.mark.parametrize("is_over", [False, True])
def test_accepting_does_whenever_it_is_accepted(twin: IdentificationTwin, *, is_over: bool) -> None:
    county_says(TEETH, identification=True, identified_retention_days=60)
    number = identified(professional(), twin, message="Sanottu nimettä")
    steps = [lambda: identifying.keep_longer(number), lambda: actions.end_as_client(number)]
    for step in reversed(steps) if is_over else steps:
        step()
    assert queries.view(number, staff=True).is_kept_longer
    assert erasing.erase_old(clock.later(timedelta(days=60) - timedelta(seconds=1))) == 0
    assert erasing.erase_old(clock.later(timedelta(days=60))) == 1


def test_it_is_never_kept_shorter_for_being_accepted(twin: IdentificationTwin) -> None:
    county_says(TEETH, identification=True, identified_retention_days=0, retention_days=20)
    number = identified(professional(), twin)
    identifying.keep_longer(number)
    actions.end_as_client(number)
    assert queries.conversation(number).erase_after == NOON + timedelta(days=20)


def test_only_who_is_identified_can_accept_and_once(twin: IdentificationTwin) -> None:
    person = professional()
    for number in (taken(person).id, asked(person)):
        with pytest.raises(Refusal):
            identifying.keep_longer(number)
    number = identified(person, twin)
    identifying.keep_longer(number)
    with pytest.raises(Refusal):
        identifying.keep_longer(number)


def test_the_client_may_still_have_everything_erased(twin: IdentificationTwin) -> None:
    number = identified(professional(), twin)
    identifying.keep_longer(number)
    actions.end_as_client(number)
    actions.erase_as_client(number)
    assert kinds(number) == ["erased"]
    with pytest.raises(IsErased):
        identifying.keep_longer(number)
