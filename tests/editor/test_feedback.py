"""“Did this help?” at the desk: the owner reads what people wrote, where they stood, and marks it as read."""

from __future__ import annotations

import html
import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from luotsi.accounts.types import Role
from luotsi.feedback import actions, queries
from luotsi.feedback.models import Answer
from luotsi.feedback.types import Subject
from luotsi.guidance.models import GuidancePath
from luotsi.web.editor import feedback
from tests.editor.desk import MINE, OTHERS, at_the_desk
from tests.guidance.documents import TEETH, published

pytestmark = pytest.mark.usefixtures("county")

LIST = reverse("desk-feedback")
PAGE = reverse("desk-feedback-path", args=("teeth",))
READ = reverse("desk-feedback-read", args=("teeth",))
FAMILY = TEETH.replace("code: teeth", "code: family").replace("[oral_health]", "[family_services]")


@pytest.fixture
def row() -> GuidancePath:
    return published(TEETH)


def answer(verdict: str = "no", words: str = "", *, row: GuidancePath, step: str = "call") -> None:
    reason = "" if verdict == "yes" else "no_service"
    actions.answer(Subject("path", row.code), str(row.live_revision_id), step, verdict, reason, words)


def shown(client: Client, address: str = PAGE, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def cells(page: str) -> list[str]:
    """The first row of the list, without tags."""
    first = re.search(r"<tbody><tr>(.*?)</tr>", page, re.DOTALL)[1]
    return [
        re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", first, re.DOTALL)
    ]


def test_the_list_counts_each_path_with_its_share_and_most_usual_reason(row: GuidancePath) -> None:
    for verdict in ("yes", "yes", "partly", "no"):
        answer(verdict, row=row)
    answer("no", "En löytänyt.", row=row)
    page = shown(at_the_desk(Role.EDITOR, MINE), LIST)
    assert cells(page) == ["Hampaat", "1", "2 (40 %)", "1", "2", "En löytänyt sopivaa palvelua (3)"]


def test_words_stand_with_outcome_and_version_the_newest_first(row: GuidancePath) -> None:
    answer("no", "Vanhempi", row=row)
    answer("partly", "Uudempi <i>x</i>", row=row, step="call_child")
    page = at_the_desk(Role.EDITOR, MINE).get(PAGE).content.decode()
    assert page.index("Uudempi &lt;i&gt;x") < page.index("Vanhempi")
    assert "Soita lapsen puolesta" in page
    assert "nykyinen versio" in page


def test_words_about_an_older_version_keep_the_heading_that_people_saw(row: GuidancePath) -> None:
    answer("no", "Sana", row=row, step="call_child")
    published(TEETH.replace("fi: Soita lapsen puolesta", "fi: Kysy lapsen asioista"))
    page = shown(at_the_desk(Role.EDITOR, MINE))
    assert "Soita lapsen puolesta" in page
    assert "nykyinen versio" not in page
    assert f"/{row.pk}/revisions/{row.live_revision_id}/" in page


def test_where_people_stood_on_a_sensitive_path_is_not_told() -> None:
    row = published(TEETH.replace("start: who", "sensitive: true\nstart: who"))
    answer("no", "Sana", row=row, step="call_child")
    page = shown(at_the_desk(Role.EDITOR, MINE))
    assert "Soita lapsen puolesta" not in page
    assert "päätepistettä ei tallenneta" in page


def test_reading_is_marked_one_by_one_or_all_at_once_with_who_and_when(row: GuidancePath) -> None:
    for words in ("Yksi", "Kaksi", "Kolme"):
        answer("no", words, row=row)
    client = at_the_desk(Role.EDITOR, MINE)
    first = queries.written(Subject("path", "teeth"))[0]
    client.post(READ, {"only": first.id})
    assert queries.counts_of_words("path") == {"teeth": (3, 2)}
    assert "Lukenut Aino" in shown(client)
    assert first.words not in re.findall(r'<p lang="fi"[^>]*>(.*?)</p>', shown(client, only="unread"))
    client.post(READ)
    assert queries.counts_of_words("path") == {"teeth": (3, 0)}
    assert client.post(READ, {"only": "x"}).status_code in {302, 404}


def test_one_path_does_not_mark_the_words_of_another(row: GuidancePath) -> None:
    other = published(FAMILY, "family")
    answer("no", "Toisen", row=other)
    at_the_desk(Role.EDITOR, MINE).post(READ, {"only": Answer.objects.get().pk})
    assert Answer.objects.get().read_at is None


def test_filters_by_area_and_by_what_is_unread(row: GuidancePath) -> None:
    published(FAMILY, "family")
    answer("no", "Sana", row=row)
    client = at_the_desk(Role.COORDINATOR)
    assert {"teeth", "family"} == set(re.findall(r"/editor/feedback/(\w+)/", shown(client, LIST)))
    for query, found in (
        ({"area": MINE}, {"teeth"}),
        ({"area": OTHERS}, {"family"}),
        ({"only": "words"}, {"teeth"}),
        ({"only": "unread"}, {"teeth"}),
    ):
        assert set(re.findall(r"/editor/feedback/(\w+)/", shown(client, LIST, **query))) == found, query
    client.post(READ)
    assert "Ei näytettävää." in shown(client, LIST, only="unread")


@pytest.mark.parametrize(
    ("role", "area"),
    [(Role.EDITOR, OTHERS), (Role.COORDINATOR, OTHERS), (Role.ADMINISTRATOR, ""), (Role.PROFESSIONAL, MINE)],
)
def test_whoever_has_no_right_in_the_area_sees_and_marks_nothing(
    row: GuidancePath, role: Role, area: str
) -> None:
    answer("no", "Salainen sana", row=row)
    client = at_the_desk(role, area)
    for address in (LIST, PAGE, f"{PAGE}?as=file", f"{LIST}?as=file"):
        assert "Salainen sana" not in client.get(address, follow=True).content.decode()
        assert "/editor/feedback/teeth/" not in client.get(address).content.decode()
    client.post(READ)
    assert Answer.objects.get().read_at is None


def test_the_front_page_counts_what_is_unread_in_ones_own_areas(row: GuidancePath) -> None:
    answer("no", "Sana", row=row)
    assert "Lukematonta palautetta" in shown(at_the_desk(Role.EDITOR, MINE), "/editor/")
    assert "Lukematonta palautetta" not in shown(at_the_desk(Role.EDITOR, OTHERS, name="eino"), "/editor/")


def test_tables_need_the_right_to_export_and_a_fresh_proof(
    row: GuidancePath, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer("no", "=Sana", row=row)
    editor = at_the_desk(Role.EDITOR, MINE)
    for address in (LIST, PAGE):
        assert "csv" not in editor.get(address, {"as": "file"}).headers.get("Content-Type", "")
    client = at_the_desk(Role.COORDINATOR, MINE, name="kaisa")
    monkeypatch.setattr(feedback, "need_export", lambda _request: HttpResponse("prove"))
    assert client.get(PAGE, {"as": "file"}).content == b"prove"
    monkeypatch.setattr(feedback, "need_export", lambda _request: None)
    assert "Hampaat;teeth;0;0;1;0;" in client.get(LIST, {"as": "file"}).content.decode()
    table = client.get(PAGE, {"as": "file"}).content.decode()
    assert "'=Sana" in table
    assert ";Soita;" in table


def test_a_path_that_is_not_published_has_no_page() -> None:
    address = reverse("desk-feedback-path", args=("nowhere",))
    assert at_the_desk(Role.COORDINATOR).get(address).status_code == 404
