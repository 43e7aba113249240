"""Ground that every test stands on. The data folder of the tests is made in `ground`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.db.backends.base.operations import BaseDatabaseOperations

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
