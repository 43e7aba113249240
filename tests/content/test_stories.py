"""A story comforts and never harms: whole in its languages, with consent, without a person in it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Revision

import luotsi.config
from luotsi.content import actions, demo_stories, queries, rules, search
from luotsi.content.models import Story
from luotsi.content.types import INVENTED, MANY, OWN, NoSuchStory, StoryView
from luotsi.foundation import clock
from luotsi.organisation import taxonomy
from luotsi.organisation.actions import load_county

pytestmark = pytest.mark.django_db

DEMO = Path(luotsi.config.__file__).parent / "demo"
NOON = datetime(2026, 11, 25, 12, tzinfo=clock.HELSINKI)


@pytest.fixture(autouse=True)
def county() -> None:
    load_county(DEMO / "county.yaml")


def told(code: str = "teeth", **changes: Any) -> StoryView:
    """A story that may be published."""
    values: dict[str, Any] = {
        "code": code,
        "titles": {"fi": "Pelkäsin", "sv": "Jag var rädd"},
        "bodies": {
            "fi": "Ensin pelkäsin.\n\nSitten soitin.",
            "sv": "Först var jag rädd.\n\nSedan ringde jag.",
        },
        "quotes": {},
        "told_by": INVENTED,
        "themes": ("oral_health",),
        "paths": ("toothache",),
        "review_by": date(2027, 5, 31),
    }
    return StoryView(**(values | changes))


def refusal(story: StoryView, *consent: Any) -> set[str]:
    """Fields at which a story is refused; nothing is stored then."""
    with pytest.raises(ValidationError) as refused:
        actions.publish_story(story, *consent)
    assert not Story.objects.exists()
    return set(refused.value.message_dict)


def test_a_published_story_is_found_by_its_theme_and_path() -> None:
    actions.publish_story(told())
    assert queries.story("teeth") == told()
    assert [card.code for card in queries.stories_of_theme("oral_health", 2)] == ["teeth"]
    assert [card.code for card in queries.stories_of_path("toothache", 2)] == ["teeth"]
    assert queries.stories_of_theme("elderly_services", 2) == []
    assert queries.stories_of_path("new-baby", 2) == []


def test_what_is_taken_down_or_only_a_draft_is_seen_by_nobody() -> None:
    actions.publish_story(told())
    row = Story.objects.get()
    row.title_fi = "Luonnos"
    row.save_revision()
    assert queries.story("teeth").titles["fi"] == "Pelkäsin"
    row.unpublish()
    with pytest.raises(NoSuchStory):
        queries.story("teeth")
    assert (queries.stories_of_theme("oral_health", 2), list(search.documents())) == ([], [])


def test_real_peoples_stories_come_first_then_the_newest_and_no_more_than_asked_for() -> None:
    for number, (code, by) in enumerate((("a", INVENTED), ("b", MANY), ("c", OWN), ("d", INVENTED))):
        with clock.frozen_at(NOON + timedelta(hours=number)):
            consent = (date(2026, 11, 1), "osastonhoitaja") if by == OWN else ()
            actions.publish_story(told(code, told_by=by), *consent)
        Story.objects.filter(code=code).update(first_published_at=NOON + timedelta(hours=number))
    assert [card.code for card in queries.stories_of_theme("oral_health", 9)] == ["c", "b", "d", "a"]
    assert len(queries.stories_of_path("toothache", 2)) == 2


def test_a_clients_own_story_needs_the_day_of_the_consent_and_who_holds_it() -> None:
    assert refusal(told(told_by=OWN)) == {"consent_on", "consent_held_by"}
    with clock.frozen_at(NOON):
        assert refusal(told(told_by=OWN), date(2026, 11, 26), "osastonhoitaja") == {"consent_on"}
        actions.publish_story(told(told_by=OWN), date(2026, 11, 25), "osastonhoitaja")
    assert "osastonhoitaja" not in str(queries.story("teeth")), "readers are not told who holds it"


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"titles": {"fi": "Pelkäsin"}}, {"title_sv"}),
        ({"bodies": {"fi": "Soitin."}}, {"body_sv"}),
        ({"quotes": {"en": "I called."}}, {"title_en", "body_en"}),
        ({"themes": ()}, {"themes"}),
        ({"told_by": "nobody"}, {"told_by"}),
        ({"quotes": {"fi": "Hetuni on 131052-308T"}}, {"quote_fi"}),
        ({"bodies": {"fi": "Soita 040 123 4567.", "sv": "Ring."}}, {"body_fi"}),
        ({"code": "no such code"}, {"code"}),
    ],
)
def test_a_story_that_is_not_whole_or_tells_of_somebody_is_refused(
    changes: dict[str, Any], fields: set[str]
) -> None:
    assert refusal(told(**changes)) == fields


def test_a_client_is_not_named_as_the_holder_of_the_consent_by_number_either() -> None:
    held = (date(2026, 11, 1), "matti@example.fi")
    assert refusal(told(told_by=OWN), *held) == {"consent_held_by"}


def test_a_national_number_may_stand_in_a_story() -> None:
    actions.publish_story(told(bodies={"fi": "Soitin 116 117.", "sv": "Jag ringde 116 117."}))


def test_a_deleted_story_leaves_nothing_behind_not_even_its_versions() -> None:
    actions.publish_story(told())
    Story.objects.get().delete()
    assert not Revision.objects.exists()


def test_a_list_shows_the_quote_or_else_the_first_words() -> None:
    assert rules.opening("Ensin.\n\nSitten.", "") == "Ensin."
    assert rules.opening("Ensin.", "Sanat.") == "Sanat."
    long = rules.opening("sana " * 100, "")
    assert long.endswith(" …")
    assert len(long) <= rules.LONGEST_OPENING + 2


def test_each_written_language_can_be_searched() -> None:
    actions.publish_story(told())
    assert [(one.key, one.language, one.title) for one in search.documents()] == [
        ("teeth", "fi", "Pelkäsin"),
        ("teeth", "sv", "Jag var rädd"),
    ]


def test_the_demos_stories_are_whole_in_three_languages_and_said_to_be_invented() -> None:
    demo_stories.publish_demo_stories(DEMO / "stories.yaml")
    demo_stories.publish_demo_stories(DEMO / "stories.yaml")
    stories = queries.stories()
    assert len(stories) == 3
    for story in stories:
        assert story.told_by == INVENTED
        assert set(story.titles) == set(story.bodies) == set(story.quotes) == {"fi", "sv", "en"}
        assert set(story.themes) <= set(taxonomy.THEMES)
        assert all(len(body.split("\n\n")) == 3 for body in story.bodies.values())


def test_a_demo_story_that_was_taken_down_stays_down() -> None:
    demo_stories.publish_demo_stories(DEMO / "stories.yaml")
    Story.objects.first().unpublish()
    demo_stories.publish_demo_stories(DEMO / "stories.yaml")
    assert len(queries.stories()) == 2
