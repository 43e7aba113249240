"""Residents' pages are tested on the whole demo county: loaded once, and gone when these tests end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from luotsi.catalogue import actions as catalogue
from luotsi.config.installing import DEMO_COUNTY
from luotsi.foundation import clock
from luotsi.guidance import actions as guidance
from luotsi.integrations.ptv import actions as ptv
from luotsi.organisation import actions as organisation
from luotsi.understanding import actions as understanding

A_WEEKDAY_MORNING = datetime(2026, 11, 25, 10, 0, tzinfo=clock.HELSINKI)
"""A Wednesday, when everything ordinary is open."""

A_NIGHT = datetime(2026, 11, 26, 2, 30, tzinfo=clock.HELSINKI)


@pytest.fixture(scope="package")
def demo_county(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Rantamaa with its services, the starter library and the search index."""
    with django_db_blocker.unblock(), transaction.atomic():
        organisation.load_county(DEMO_COUNTY / "county.yaml")
        catalogue.load_national_contacts()
        ptv.import_folder(DEMO_COUNTY / "ptv")
        guidance.load_library()
        understanding.build_index()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def morning() -> Iterator[None]:
    with clock.frozen_at(A_WEEKDAY_MORNING):
        yield


@pytest.fixture
def night() -> Iterator[None]:
    with clock.frozen_at(A_NIGHT):
        yield


@pytest.fixture
def reader(demo_county: None, db: None) -> Client:
    """A resident's browser without JavaScript; sends what browsers send with a form."""
    return Client(headers={"Sec-Fetch-Site": "same-origin"})
