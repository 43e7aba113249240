"""The page of background jobs: what an administrator sees, and what a button there does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
from django.conf import LazySettings
from django.utils import translation
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from luotsi.accounts.models import User
from luotsi.accounts.types import Role
from luotsi.foundation import clock
from luotsi.foundation.clock import HELSINKI
from luotsi.foundation.jobs import tasks, walking
from luotsi.foundation.jobs.models import JobRun, JobState
from luotsi.foundation.jobs.types import At, Every, Job, JobFailure, Progress, RunState
from luotsi.foundation.jobs.workers import at_work
from luotsi.web.staff.jobs import took_words, when_words
from tests.accounts.makers import PASSWORD, code_of, make_person, signed_in
from tests.chromium import barriers, is_too_wide

NOON = datetime(2026, 11, 25, 12, tzinfo=HELSINKI)


def fails(_progress: Progress) -> None:
    raise JobFailure("The service catalogue did not answer.")


NIGHTLY = Job("nightly", "Load services", At(time(2, 30)), lambda _progress: 12)
WEEKLY = Job("weekly", "Load everything", At(time(3), weekday=6), fails)
OFTEN = Job("often", "Look around", Every(timedelta(seconds=1)), lambda _progress: None)


def listed() -> list[Job]:
    return [OFTEN, NIGHTLY, WEEKLY]


@pytest.fixture(autouse=True)
def own_list(settings: LazySettings) -> Iterator[None]:
    settings.JOBS = f"{__name__}.listed"
    yield
    tasks._here.clear()


def administrator(language: str = "en") -> User:
    user = make_person(Role.ADMINISTRATOR, name=f"boss-{language}")
    user.language = language
    user.save()
    return user


def words(response: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.django_db
class TestPage:
    """Without a browser."""

    def test_before_anything_has_run_it_says_so_calmly(self) -> None:
        text = words(signed_in(administrator()).get("/staff/jobs/"))
        assert "No worker is running, so jobs wait." in text
        assert "Nothing has failed in the last seven days." in text
        assert text.count("Has not run yet") == 3
        assert "Every day at 02:30" in text

    def test_runs_failures_and_the_next_time_are_told(self) -> None:
        with clock.frozen_at(NOON), at_work() as worker:
            tasks.work_as(worker)
            walking.enqueue_due(listed())
            for code in ("nightly", "weekly"):
                tasks.run_job.func(code)
            browser = signed_in(administrator())
            text = words(browser.get("/staff/jobs/"))
        assert re.search(r"Load services Every day at 02:30 Done 25.11. 12:00 under 1 s 26.11. 02:30 0", text)
        # A failed one is tried again sooner than on Sunday.
        assert re.search(
            r"Load everything Weekly, Sunday at 03:00 Failed 25.11. 12:00 .* 25.11. 12:10 1", text
        )
        assert "Load everything: Failed (The service catalogue did not answer.)" in text
        assert "No worker is running" not in text

    def test_progress_is_shown_while_a_job_runs(self) -> None:
        JobRun.objects.create(
            code="nightly", worker="w", state=RunState.RUNNING, started_at=clock.now(), done=30, total=400
        )
        page = signed_in(administrator()).get("/staff/jobs/now/")
        assert '<progress max="400" value="30" aria-label="Load services">' in page.content.decode()
        assert "30 / 400" in words(page)

    def test_run_now_asks_a_worker_once(self) -> None:
        browser = signed_in(administrator())
        first = browser.post("/staff/jobs/nightly/run/", follow=True)
        assert "Started: Load services." in words(first)
        assert "Waits for its turn" in words(first)
        second = browser.post("/staff/jobs/nightly/run/", follow=True)
        assert "Waits for its turn already: Load services." in words(second)
        assert JobState.objects.get(code="nightly").wanted_at is not None

    @pytest.mark.parametrize("code", ["nothing", "often"])
    def test_what_cannot_be_asked_for_is_not_found(self, code: str) -> None:
        browser = signed_in(administrator())
        assert browser.post(f"/staff/jobs/{code}/run/").status_code == 404

    def test_a_page_left_open_does_not_keep_a_session_alive(self) -> None:
        with clock.frozen_at(NOON):
            browser = signed_in(administrator())
        for minutes in (20, 40, 59):
            with clock.frozen_at(NOON + timedelta(minutes=minutes)):
                assert browser.get("/staff/jobs/now/").status_code == 200
        with clock.frozen_at(NOON + timedelta(minutes=61)):
            assert browser.get("/staff/jobs/now/").status_code == 302

    def test_the_real_list_is_shown_in_three_languages(self, settings: LazySettings) -> None:
        settings.JOBS = "luotsi.config.schedule.jobs"
        shown = {
            "fi": "Hakuhakemiston rakentaminen",
            "sv": "Bygga sökregistret",
            "en": "Rebuild the search index",
        }
        for language, start in shown.items():
            page = signed_in(administrator(language)).get("/staff/jobs/")
            assert start in page.content.decode()


def test_how_often_and_how_long_in_words() -> None:
    with translation.override("en"):
        spans = [timedelta(seconds=1), timedelta(seconds=30), timedelta(minutes=1), timedelta(hours=6)]
        assert [when_words(Every(span)) for span in spans] == [
            "Every second",
            "Every 30 seconds",
            "Every minute",
            "Every 6 hours",
        ]
        seconds = (0.4, 12, 200, 7300)
        assert [took_words(timedelta(seconds=one)) for one in seconds] == [
            "under 1 s",
            "12 s",
            "3 min 20 s",
            "2 h 1 min",
        ]
    with translation.override("fi"):
        assert when_words(At(time(3), weekday=6)) == "Viikoittain, sunnuntai klo 03:00"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_administrator_runs_a_job_by_keyboard_and_sees_it_end(
    chromium: Browser, live_server: LiveServer, scheme: str
) -> None:
    boss = administrator()
    context = chromium.new_context(
        base_url=live_server.url.replace("127.0.0.1", "localhost"),
        viewport={"width": 390, "height": 844},
        color_scheme=scheme,
    )
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: message.type == "error" and refused.append(message.text))
    page.on("pageerror", lambda error: refused.append(str(error)))
    sign_in(page, boss)
    page.get_by_role("link", name="Jobs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Background jobs")
    assert barriers(page) == []
    assert not is_too_wide(page)

    button = page.get_by_role("button", name=re.compile("Run now.*Load everything"))
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Started: Load everything.")).to_be_visible()
    button.focus()
    with at_work() as worker:
        tasks.work_as(worker)
        tasks.run_job.func("weekly")
        # The page learns of it by itself, says it, and leaves the focus where it is.
        expect(page.locator("#job-weekly-state")).to_have_text("Failed")
    expect(page.locator("#jobs-said")).to_contain_text("Load everything: Failed")
    expect(page.locator("#jobs-failures")).to_contain_text("The service catalogue did not answer.")
    expect(button).to_be_focused()
    assert barriers(page) == []
    assert not is_too_wide(page)
    assert refused == []
    context.close()


def sign_in(page: Page, person: User) -> None:
    page.goto("/staff/login/")
    page.get_by_label("Username or e-mail").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(code_of(person))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")
