"""Turns are tested on the whole demo county: loaded once, and gone when these tests end.

They are a folder of their own, because the transaction they live in must be over before other tests of the
assistant copy or flush the database.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from luotsi.catalogue import actions as catalogue
from luotsi.config.installing import DEMO_COUNTY
from luotsi.guidance import actions as guidance
from luotsi.integrations.ptv import actions as ptv
from luotsi.organisation import actions as organisation
from luotsi.understanding import actions as understanding


@pytest.fixture(scope="package")
def demo_county(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Rantamaa with its services, the packaged library, search index and classifier."""
    with django_db_blocker.unblock(), transaction.atomic():
        organisation.load_county(DEMO_COUNTY / "county.yaml")
        catalogue.load_national_contacts()
        ptv.import_folder(DEMO_COUNTY / "ptv")
        guidance.load_library()
        understanding.build_index()
        yield
        transaction.set_rollback(True)
