"""What holds for every kind of page: no barrier, no overflow, no outsider, no cookie, few bytes."""

from __future__ import annotations

import gzip
import re
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.chromium import barriers, is_too_wide

pytestmark = pytest.mark.browser
Visits = Callable[..., Visitor]

FIRST_WINDOW = 14 * 1024
"""Bytes that arrive in the first round trip of a connection (ten TCP segments)."""
FIRST_VISIT = 60 * 1024


def first_link(page: Page, starts: str) -> str:
    return page.locator(f"a[href^='{starts}']").first.get_attribute("href") or ""


def a_service(visitor: Visitor) -> Page:
    page = visitor.go("/fi/aiheet/oral_health/")
    return visitor.go(first_link(page, "/fi/palvelu/"))


def a_contact_point(visitor: Visitor) -> Page:
    page = a_service(visitor)
    href = first_link(page, "/fi/yhteys/")
    return visitor.go(href) if href else page


def an_answer(visitor: Visitor) -> Page:
    page = visitor.go("/fi/ohje/toothache/?who=self&wish=checkup")
    expect(page.get_by_role("heading", name="Auttoiko tämä?")).to_be_visible()
    return page


def a_sensitive_answer(visitor: Visitor) -> Page:
    page = visitor.go("/fi/ohje/violence-at-home/")
    for _question in range(6):
        button = page.get_by_role("button", name="Jatka", exact=True)
        if not button.count():
            break
        question = page.locator("h1").inner_text()
        page.locator("main input[type=radio]").last.check()
        button.click()
        expect(page.locator("h1")).not_to_have_text(question)
        expect(page.locator("input[name=_visit]").first).to_be_attached()
    return page


def thanks(visitor: Visitor) -> Page:
    page = an_answer(visitor)
    page.get_by_role("button", name="Ei auttanut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiitos, kun kerroit")
    return page


def a_talk(visitor: Visitor) -> Page:
    """A need with personal data, an offer of a guide, and words of danger."""
    page = visitor.go("/fi/avustaja/")
    for words in ("hammas särkee 131052-308T", "mieheni ei hengitä"):
        page.get_by_role("textbox").fill(words)
        page.get_by_role("button", name="Lähetä").click()
        expect(page.get_by_text(words[:10])).to_be_visible()
        expect(page.locator("#newest")).to_be_attached()
    expect(page.get_by_role("heading", name=re.compile("Soita heti 112"), level=3)).to_be_visible()
    return page


def going(address: str) -> Callable[[Visitor], Page]:
    return lambda visitor: visitor.go(address)


PAGES: dict[str, Callable[[Visitor], Page]] = {
    "home": going("/fi/"),
    "assistant": going("/fi/avustaja/"),
    "a talk": a_talk,
    "search": going("/fi/haku/?q=hammasta+särkee"),
    "nothing found": going("/fi/haku/?q=xqzwvk"),
    "topics": going("/fi/aiheet/"),
    "topic": going("/fi/aiheet/oral_health/"),
    "life situation": going("/fi/tilanne/mind/"),
    "question": going("/fi/ohje/toothache/"),
    "later question": going("/fi/ohje/toothache/?who=self"),
    "question with an error": going("/fi/ohje/toothache/?_step=who"),
    "outcome": an_answer,
    "sensitive question": going("/fi/ohje/violence-at-home/"),
    "sensitive outcome": a_sensitive_answer,
    "service": a_service,
    "contact point": a_contact_point,
    "people": going("/fi/ihminen/"),
    "story": going("/fi/tarina/afraid-of-the-dentist/"),
    "feedback": thanks,
    "about": going("/fi/tietoa/"),
    "accessibility": going("/fi/saavutettavuus/"),
    "privacy": going("/fi/tietosuoja/"),
    "not found": going("/fi/ei-ole/"),
    "home in Swedish": going("/sv/"),
    "question in English": going("/en/guide/new-baby/"),
}
EXPECTED_COMPLAINTS = {"not found": "404"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_open_to_everybody(visit: Visits, name: str, scheme: str) -> None:
    visitor = visit(width=320, color_scheme=scheme)
    page = PAGES[name](visitor)
    assert barriers(page) == []
    assert not is_too_wide(page)
    expected = EXPECTED_COMPLAINTS.get(name)
    assert [words for words in visitor.complaints if not expected or expected not in words] == []
    assert visitor.elsewhere == []
    assert visitor.context.cookies() == []


@pytest.mark.parametrize("name", ["home", "a talk", "question", "outcome", "service"])
def test_wide_spacing_and_large_text_break_nothing(visit: Visits, name: str) -> None:
    """The text spacing of WCAG 1.4.12, which readers with dyslexia set in their browser."""
    page = PAGES[name](visit(width=320, bypass_csp=True))
    page.add_style_tag(
        content="*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
        "p{margin-bottom:2em!important}"
    )
    assert not is_too_wide(page)


def transferred(address: str) -> int:
    """Bytes of an answer as it travels."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        body = answer.read()
        packed = answer.headers.get("Content-Encoding") in {"gzip", "br"}
        return (
            len(body)
            if packed or answer.headers.get("Content-Type", "").startswith("font")
            else len(gzip.compress(body))
        )


LIGHT_PAGES = [
    "/fi/",
    "/fi/avustaja/",
    "/fi/haku/?q=hammasta+s%C3%A4rkee",
    "/fi/haku/?q=palvelu",
    "/fi/aiheet/",
    "/fi/aiheet/oral_health/",
    "/fi/tilanne/mind/",
    "/fi/ohje/toothache/",
    "/fi/ohje/toothache/?who=self&wish=talk&reach.channel=call",
    "/fi/ohje/toothache/?who=self&wish=checkup",
    "/fi/ohje/violence-at-home/",
    "/sv/rad/new-baby/",
    "/fi/ihminen/",
    "/fi/tarina/father-who-forgets/",
    "/fi/tietosuoja/",
]


@pytest.mark.parametrize("address", LIGHT_PAGES)
def test_html_and_css_fit_in_the_first_round_trip(site: str, address: str) -> None:
    assert transferred(site + address) <= FIRST_WINDOW


def test_a_first_visit_is_small_and_needs_nothing_more_to_be_painted(visit: Visits, site: str) -> None:
    visitor = visit()
    addresses: list[str] = []
    visitor.page.on("response", lambda response: addresses.append(response.url))
    page = visitor.go("/fi/")
    page.wait_for_load_state("networkidle")
    assert page.locator("link[rel=stylesheet]").count() == 0
    assert page.locator("script:not([type=module])").count() == 0
    assert sum(transferred(each) for each in addresses) <= FIRST_VISIT


PLANTED = ["script-src-elem", "script-src-attr", "style-src-elem", "frame-src"]
"""What the policy says of each thing that is planted. That of the frame is told later than the others."""


@pytest.mark.parametrize(
    "address", ["/fi/", "/fi/avustaja/", "/fi/ohje/toothache/", "/fi/ohje/violence-at-home/", "/staff/login/"]
)
def test_a_planted_script_style_or_frame_is_refused(visit: Visits, address: str) -> None:
    page = visit().go(address)
    refused = page.evaluate(
        """async expected => {
          const reports = new Set()
          const refused = new Promise(resolve => {
            document.addEventListener('securitypolicyviolation', event => {
              reports.add(event.effectiveDirective)
              if (expected.every(one => reports.has(one))) resolve()
            })
            setTimeout(resolve, 20000)
          })
          const script = document.createElement('script')
          script.textContent = 'window.planted = true'
          document.body.append(script)
          const handler = document.createElement('p')
          handler.setAttribute('onclick', 'window.planted = true')
          document.body.append(handler)
          handler.click()
          const style = document.createElement('style')
          style.textContent = 'body{display:none}'
          document.body.append(style)
          const frame = document.createElement('iframe')
          frame.src = 'https://elsewhere.example/'
          document.body.append(frame)
          await refused
          return [...reports]
        }""",
        PLANTED,
    )
    assert set(PLANTED) <= set(refused)
    assert page.evaluate("window.planted") is None
    assert page.evaluate("getComputedStyle(document.body).display") != "none"


def test_headers_of_a_page(site: str) -> None:
    with urllib.request.urlopen(f"{site}/fi/", timeout=30) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers
    assert "Server" not in headers or not re.search(r"\d", headers["Server"])
