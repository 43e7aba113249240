"""A county with nothing of its own but its name, and what the national service catalogue tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from luotsi.catalogue import actions as catalogue
from luotsi.foundation import clock
from luotsi.guidance import actions as guidance
from luotsi.integrations.ptv import actions as ptv
from luotsi.organisation import actions as organisation
from tests.shared_data import shared_data_folder

HERE = Path(__file__).parent
A_WEDNESDAY = datetime(2026, 11, 25, 10, 0, tzinfo=clock.HELSINKI)


@pytest.fixture(scope="package")
def real_services(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    folder = shared_data_folder() / "ptv"
    with django_db_blocker.unblock(), transaction.atomic():
        organisation.load_county(HERE / "county.yaml")
        catalogue.load_national_contacts()
        ptv.import_folder(folder)
        report = guidance.load_library(HERE / "library")
        assert report.new == ("study-as-an-adult",), report
        yield
        transaction.set_rollback(True)


@pytest.fixture
def reader(real_services: None, db: None) -> Iterator[Client]:
    with clock.frozen_at(A_WEDNESDAY):
        yield Client()
