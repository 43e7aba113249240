"""A block for misuse reaches the client's next chat of the day in every process, and ends with the day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.db import connection

from luotsi.config import keeping
from luotsi.contacts import actions, blocking
from luotsi.contacts.blocking import Memory
from luotsi.contacts.models import BlockDayRow, BlockedNameRow
from luotsi.contacts.types import EndedBy
from luotsi.foundation import clock
from luotsi.privacy import actions as privacy
from luotsi.privacy import retention
from tests.contacts.makers import NOON, opened, professional, taken

pytestmark = pytest.mark.usefixtures("noon")

HOME, LIBRARY = "198.51.100.7/32", "2001:db8:1::/64"


class Process:
    """Stands for a process: its own memory, the same tables."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.memory = Memory()
        self._patch = patch

    def __enter__(self) -> None:
        self._patch.setattr(blocking, "memory", self.memory)

    def __exit__(self, *_error: object) -> None:
        self._patch.undo()


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Process:
    return Process(monkeypatch)


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Process:
    return Process(monkeypatch)


@pytest.fixture(autouse=True)
def quiet_day() -> Iterator[None]:
    blocking.memory.forget()
    yield
    blocking.memory.forget()


def block(contact: UUID, person: int) -> None:
    actions.end(contact, EndedBy.BLOCKED, person=person)


def test_a_block_reaches_the_clients_address_in_another_process(here: Process, there: Process) -> None:
    person = professional()
    misused, other = taken(person).id, opened().id
    with here:
        blocking.remember(HOME, misused)
        blocking.remember(LIBRARY, other)
    with there:
        block(misused, person)
        assert blocking.write_down() == 0, "This process does not know from where the client came."
        assert not blocking.is_blocked(HOME)
    with here:
        assert blocking.is_blocked(HOME), "It needs no table for what it remembers itself."
        assert blocking.write_down() == 1
        assert blocking.write_down() == 0
    with there:
        assert blocking.is_blocked(HOME)
        assert not blocking.is_blocked(LIBRARY)


def test_whoever_goes_on_from_elsewhere_is_blocked_there_too(here: Process, there: Process) -> None:
    person = professional()
    misused = taken(person).id
    with here:
        blocking.remember(HOME, misused)
    block(misused, person)
    with there:
        blocking.remember(LIBRARY, misused)
        blocking.write_down()
        assert blocking.is_blocked(LIBRARY)
    with here:
        blocking.write_down()
    with Process(pytest.MonkeyPatch()):
        assert blocking.is_blocked(HOME)
        assert blocking.is_blocked(LIBRARY)


def test_other_ends_block_nobody(here: Process) -> None:
    person = professional()
    with here:
        for by in (EndedBy.CLIENT, EndedBy.PROFESSIONAL):
            made = taken(person).id
            blocking.remember(HOME, made)
            actions.end(made, by, person=person)
        assert blocking.write_down() == 0
        assert not blocking.is_blocked(HOME)


def test_at_midnight_everything_is_gone(here: Process) -> None:
    person = professional()
    misused = taken(person).id
    with here:
        blocking.remember(HOME, misused)
        block(misused, person)
        blocking.write_down()
        name = BlockedNameRow.objects.get().name
        assert privacy.sweep("blocks") == 0, "It is the same day."
        with clock.frozen_at(NOON.replace(hour=23, minute=59)):
            assert blocking.is_blocked(HOME)
        with clock.frozen_at(NOON.replace(hour=0) + timedelta(days=1)):
            assert not blocking.is_blocked(HOME), "A row of yesterday counts no more, swept or not."
            assert blocking.memory.name(HOME) != name
            assert blocking.write_down() == 0
            assert privacy.sweep("blocks") == 2
            assert not BlockedNameRow.objects.exists()
            assert not BlockDayRow.objects.exclude(day=clock.today()).exists()


def test_the_tables_alone_say_nothing(here: Process, settings: LazySettings) -> None:
    """The same name cannot be made without the keyring, and no address stands anywhere."""
    person = professional()
    misused = taken(person).id
    with here:
        blocking.remember(HOME, misused)
        block(misused, person)
        blocking.write_down()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM contacts_blockednamerow")
        told = str(cursor.fetchall())
        cursor.execute("SELECT sealed FROM contacts_blockdayrow")
        sealed = bytes(cursor.fetchone()[0])
    key = here.memory._today
    assert key is not None
    assert "198.51" not in told
    assert key[1] not in sealed
    assert key[1].hex().encode() not in sealed
    assert misused.hex not in told.replace("-", "")


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "MOST_NAMES", 3)
    memory, made = Memory(), [opened().id for _one in range(blocking.MOST_EACH + 2)]
    for number in range(5):
        memory.add(f"name {number}", made[0])
    assert [memory.of(f"name {number}") for number in range(5)] == [(), (), *[(made[0],)] * 3]
    for one in made:
        memory.add("library", one)
    assert memory.of("library") == tuple(made[2:])


def test_the_list_of_what_is_kept_tells_of_it() -> None:
    keeping.register()
    assert retention.kind("blocks").erase is blocking.forget_old
