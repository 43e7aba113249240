"""The chat on other sites: the snippet, who may show it, where it was seen; and the panel obeys."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.test import Client

from luotsi.accounts.models import User
from luotsi.accounts.types import Role
from luotsi.contacts import embed_actions, embed_queries
from luotsi.contacts.embed_types import NotASite, origin_of
from luotsi.organisation import actions as organisation
from luotsi.privacy.models import AuditRow
from tests.accounts.makers import make_person, signed_in
from tests.contacts.conftest import COUNTY
from tests.contacts.makers import TEETH

SITE = "https://www.rantamaa.example"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quiet_tally(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every sighting is written at once, and none is left for another story."""
    monkeypatch.setattr(embed_actions, "WRITE_EVERY", 0)
    embed_actions._kept.clear()
    yield
    embed_actions._kept.clear()


@pytest.fixture
def boss() -> User:
    organisation.load_county(COUNTY)
    person = make_person(Role.ADMINISTRATOR, name="boss")
    person.language = "en"
    person.save()
    return person


def snippet(browser: Client, **wishes: str) -> str:
    page = browser.get("/staff/embeds/", wishes).content.decode()
    found = re.search(r'<textarea[^>]*id="snippet"[^>]*>(.*?)</textarea>', page, re.S)
    assert found is not None
    return html.unescape(found[1])


def open_panel(referer: str, area: str = TEETH) -> str:
    """What another site's visitor gets; the policy under which it was sent."""
    headers = {"Referer": referer, "Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"}
    found = Client(headers=headers).get("/fi/paneeli/chat/", {"area": area})
    assert found.status_code == 200
    return str(found["Content-Security-Policy"])


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://www.rantamaa.example/etusivu?a=1", SITE),
        ("WWW.Rantamaa.Example", SITE),
        ("https://www.rantamaa.example:443", SITE),
        ("https://intra.rantamaa.example:8443/", "https://intra.rantamaa.example:8443"),
        ("http://localhost:8000/", "http://localhost:8000"),
    ],
)
def test_a_site_is_its_origin_however_it_was_typed(address: str, origin: str) -> None:
    assert origin_of(address) == origin


@pytest.mark.parametrize(
    "address",
    ["", "http://www.rantamaa.example", "javascript:alert(1)", "https://*.example", "https://a b", "https://x;",
     "https://me@rantamaa.example", "https://[::1]", "https://a.example:99999", "data:text/html,x", "https://"],
)  # fmt: skip
def test_what_is_no_site_is_never_listed(address: str) -> None:
    with pytest.raises(NotASite):
        origin_of(address)


def test_the_snippet_says_what_was_chosen_and_nothing_can_break_out_of_it(
    boss: User, settings: LazySettings
) -> None:
    settings.SITE_URL = "https://luotsi.example"
    browser = signed_in(boss)
    made = snippet(
        browser,
        area=TEETH,
        language="sv",
        position="left",
        opens="chat",
        greeting='Hej"><script>alert(1)</script>',
    )
    assert made.startswith('<script src="https://luotsi.example/static/widget/luotsi-widget.js" async')
    assert f'data-area="{TEETH}" data-language="sv" data-position="left"' in made
    assert 'data-opens="chat"' in made
    assert "<script>alert" not in made
    assert made.count("</script>") == 1
    assert f"https://luotsi.example/sv/chatt/?area={TEETH}" in made


def test_what_is_usual_is_left_out_of_the_snippet(boss: User) -> None:
    assert "data-" not in snippet(signed_in(boss), position="right")


def test_a_guide_must_be_named_when_the_panel_opens_with_one(boss: User) -> None:
    page = signed_in(boss).get("/staff/embeds/", {"opens": "path"}).content.decode()
    assert "Choose the guide with which it opens." in page
    assert 'id="snippet"' not in page


def test_only_listed_sites_may_frame_the_panel_and_the_change_is_audited(boss: User) -> None:
    browser = signed_in(boss)
    assert SITE not in open_panel("https://elsewhere.example/")
    browser.post("/staff/embeds/allow/", {"site": f"{SITE}/etusivu"})
    assert f"frame-ancestors 'self' {SITE}" in open_panel(f"{SITE}/etusivu")
    browser.post("/staff/embeds/forbid/", {"site": SITE})
    assert SITE not in open_panel(f"{SITE}/etusivu")
    rows = AuditRow.objects.filter(action__startswith="settings.").order_by("pk")
    assert [(row.action, row.object_id) for row in rows] == [
        ("settings.allow_site", SITE),
        ("settings.forbid_site", SITE),
    ]


def test_a_wrong_address_is_said_at_its_field_and_kept_there(boss: User) -> None:
    answer = signed_in(boss).post("/staff/embeds/allow/", {"site": "http://open.example"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write the site&#x27;s address" in page
    assert 'value="http://open.example"' in page
    assert embed_queries.sites() == []


def test_where_it_was_opened_is_counted_by_site_and_day_and_nothing_else(boss: User) -> None:
    embed_actions.allow_site(SITE, by=boss.pk)
    for page in ("/", "/hammas?nimi=Aino", "/hammas"):
        open_panel(f"{SITE}{page}")
    open_panel("https://forgotten.example/")
    seen = {(one.origin, one.area): (one.number, one.is_allowed) for one in embed_queries.sightings()}
    assert seen == {(SITE, TEETH): (3, True), ("https://forgotten.example", TEETH): (1, False)}
    page = signed_in(boss).get("/staff/embeds/").content.decode()
    assert "Not on the list" in page
    assert "Aino" not in page.replace("Aino</span>", "")


def test_strangers_cannot_fill_the_table_with_sites(boss: User) -> None:
    embed_actions.allow_site(SITE, by=boss.pk)
    for number in range(embed_actions.MOST_UNKNOWN + 20):
        embed_actions.note_sighting(f"https://site{number}.example/", TEETH)
    embed_actions.note_sighting(SITE, TEETH)
    assert len(embed_queries.sightings()) == embed_actions.MOST_UNKNOWN + 1


def test_the_sample_page_has_the_piece_as_it_would_stand_on_another_site(boss: User) -> None:
    browser = signed_in(boss)
    page = browser.get("/staff/embeds/preview/", {"area": TEETH, "position": "left"})
    assert page.status_code == 200
    assert f'data-area="{TEETH}" data-position="left"' in page.content.decode()
    assert 'src="/static/widget/luotsi-widget.js"' in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
