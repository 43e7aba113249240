"""A notice is seen by those whom it concerns, while it is in force, and only when it is published."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.forms import ModelForm, modelform_factory
from wagtail.models import Revision

from luotsi.content import models, queries
from luotsi.content.models import DisruptionNotice
from luotsi.foundation import clock

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=clock.HELSINKI)


def notice(**changes: object) -> DisruptionNotice:
    values: dict[str, object] = {
        "title_fi": "Puhelimet eivät toimi",
        "title_sv": "Telefonerna fungerar inte",
        "body_fi": "Korjaamme vikaa.\n\nSoita 116 117.",
        "body_sv": "Vi reparerar felet.",
        "shown_from": NOON - timedelta(hours=1),
        "shown_until": NOON + timedelta(hours=1),
    }
    return DisruptionNotice.objects.create(**(values | changes))


def test_a_published_notice_is_shown_between_its_times() -> None:
    notice()
    for moment, is_shown in [
        (NOON - timedelta(hours=2), False),
        (NOON - timedelta(hours=1), True),
        (NOON, True),
        (NOON + timedelta(hours=1), False),
    ]:
        assert bool(queries.notices(moment)) is is_shown


def test_a_notice_without_an_end_stays_until_it_is_taken_down() -> None:
    row = notice(shown_until=None)
    later = NOON + timedelta(days=400)
    assert queries.notices(later)
    row.unpublish()
    assert queries.notices(later) == ()


def test_the_view_holds_every_written_language_and_no_empty_one() -> None:
    notice(title_en=" ")
    (view,) = queries.notices(NOON)
    assert view.titles == {"fi": "Puhelimet eivät toimi", "sv": "Telefonerna fungerar inte"}
    assert view.bodies["fi"] == "Korjaamme vikaa.\n\nSoita 116 117."


def test_a_draft_changes_nothing_for_residents_until_it_is_published() -> None:
    row = notice()
    row.title_fi = "Puhelimet toimivat taas"
    draft: Revision = row.save_revision()
    assert queries.notices(NOON)[0].titles["fi"] == "Puhelimet eivät toimi"
    draft.publish()
    assert queries.notices(NOON)[0].titles["fi"] == "Puhelimet toimivat taas"


def test_an_unpublished_notice_is_not_shown() -> None:
    notice(live=False)
    assert queries.notices(NOON) == ()


def test_a_notice_of_one_municipality_is_not_for_another() -> None:
    notice(municipalities=["001"])
    notice(title_fi="Koko alue")
    assert len(queries.notices(NOON)) == 2, "who has not chosen may be concerned"
    assert len(queries.notices(NOON, "001")) == 2
    assert [view.titles["fi"] for view in queries.notices(NOON, "002")] == ["Koko alue"]


def test_a_notice_of_one_theme_is_not_for_another() -> None:
    notice(themes=["oral_health"])
    assert queries.notices(NOON, theme="oral_health")
    assert queries.notices(NOON, theme="elderly_services") == ()


def test_disruptions_come_before_information_and_the_newest_first() -> None:
    notice(title_fi="vanha", shown_from=NOON - timedelta(days=3))
    notice(title_fi="tieto", severity="info")
    notice(title_fi="uusi", shown_from=NOON - timedelta(minutes=1))
    assert [view.titles["fi"] for view in queries.notices(NOON)] == ["uusi", "vanha", "tieto"]


def test_required_languages_and_sensible_times_are_asked_for() -> None:
    row = DisruptionNotice(
        title_fi="Häiriö", body_en="Only the text", shown_from=NOON, shown_until=NOON - timedelta(hours=1)
    )
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert set(refused.value.message_dict) == {"title_sv", "title_en", "body_fi", "body_sv", "shown_until"}


def test_a_title_alone_is_enough() -> None:
    DisruptionNotice(title_fi="Häiriö", title_sv="Störning").full_clean()


def test_the_form_offers_themes_and_keeps_the_codes_chosen() -> None:
    kinds = modelform_factory(
        DisruptionNotice, fields=["title_fi", "title_sv", "severity", "shown_from", "themes"]
    )
    sent = {
        "title_fi": "Häiriö",
        "title_sv": "Störning",
        "severity": "info",
        "shown_from": "2026-11-25 12:00",
        "themes": ["oral_health"],
    }
    form: ModelForm = kinds(sent)
    assert form.is_valid(), form.errors
    assert form.save().themes == ["oral_health"]
    assert not kinds(sent | {"themes": ["no-such-theme"]}).is_valid()


def test_without_a_county_no_municipality_is_offered() -> None:
    assert models.offered_municipalities() == []


def test_a_deleted_notice_leaves_no_history_behind() -> None:
    row = notice()
    row.save_revision()
    row.delete()
    assert not Revision.objects.exists()
