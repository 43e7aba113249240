"""Ground that every test stands on. The data folder of the tests is made in `ground`."""

from __future__ import annotations

from collections.abc import Iterator
from threading import RLock
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from django.conf import LazySettings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.transaction import Atomic, get_connection

from luotsi.accounts import limits as staff
from luotsi.conversations.transport import limits as chats
from luotsi.privacy import guards
from luotsi.web.api import views as programs
from luotsi.web.pages import limits as residents
from tests import migrated
from tests.chromium import chromium
from tests.demo_server import demo_data, prepared_demo, site, site_at_night, untouched_demo_data

__all__ = ["chromium", "demo_data", "prepared_demo", "site", "site_at_night", "untouched_demo_data"]


@pytest.fixture(autouse=True)
def static_files_as_they_are(settings: LazySettings) -> None:
    """Pages in tests point at files of the package: nothing has been collected or compressed for them."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Around the making of the tests' database."""
    with migrated.shared():
        yield


@pytest.fixture(scope="session", autouse=True)
def tables_may_be_emptied_between_stories() -> Iterator[None]:
    """Stories over several connections end by emptying every table, which the audit trail refuses."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def without_guards(operations: BaseDatabaseOperations, sql_list: list[str]) -> None:
        guards.remove(operations.connection)
        flush(operations, sql_list)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", without_guards)
        yield


@pytest.fixture(scope="session", autouse=True)
def transactions_of_one_connection_follow_each_other() -> Iterator[None]:
    """On SQLite in memory a browser's server shares the connection of the test, thread by thread.

    Two transactions at once would then be one, and the end of either the end of both.
    """
    locks: WeakKeyDictionary[BaseDatabaseWrapper, RLock] = WeakKeyDictionary()
    enter, leave = Atomic.__enter__, Atomic.__exit__

    def begins(atomic: Atomic) -> None:
        lock = locks.setdefault(get_connection(atomic.using), RLock())
        lock.acquire()
        try:
            enter(atomic)
        except BaseException:
            lock.release()
            raise

    def ends(atomic: Atomic, *fault: Any) -> None:
        lock = locks[get_connection(atomic.using)]
        try:
            leave(atomic, *fault)
        finally:
            lock.release()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Atomic, "__enter__", begins)
        patch.setattr(Atomic, "__exit__", ends)
        yield


@pytest.fixture(autouse=True)
def nobody_has_done_anything_too_often() -> Iterator[None]:
    """All tests come from one address; no story inherits what another has counted."""
    yield
    forget_what_was_counted()


def forget_what_was_counted() -> None:
    """As if a quiet day had passed."""
    for limit in (
        staff.account_failures,
        staff.address_failures,
        staff.link_failures,
        residents.searches,
        residents.turns,
        residents.forms,
        programs.calls,
    ):
        limit.clear_all()
    chats.forget()
