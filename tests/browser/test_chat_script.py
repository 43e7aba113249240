"""The script's own rules, in a real browser and without a server: it folds, waits, sends, reads streams."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route

import luotsi.web.pages
from luotsi.conversations import kinds, state
from luotsi.conversations.types import Audience, Author, Entry
from luotsi.web.pages.chat import showing, words

pytestmark = pytest.mark.browser
STATIC = Path(luotsi.web.pages.__file__).parent / "static" / "chat"
NOBODY = UUID(int=0)
START = datetime(2026, 11, 25, 6, 58, tzinfo=UTC)


@pytest.fixture(scope="module")
def sheet(chromium: Browser) -> Iterator[Page]:
    """An empty page of a site that has nothing but the modules."""
    context = chromium.new_context()
    page = context.new_page()

    def serve(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[1]
        if name.endswith(".js"):
            route.fulfill(body=(STATIC / name).read_text(encoding="utf-8"), content_type="text/javascript")
        else:
            route.fulfill(body='<!doctype html><html lang="fi"><title>x</title>', content_type="text/html")

    page.route("**/*", serve)
    page.goto("https://luotsi.example/")
    yield page
    context.close()


CLIENTS = st.builds(kinds.Message, st.sampled_from(["hei", "<b>", "å"]))
HOUSE = st.one_of(
    st.builds(
        kinds.Status, st.sampled_from(["queued", "assigned", "ended", "wrapped"]), st.sampled_from(["", "a"])
    ),
    st.builds(kinds.Assigned, st.sampled_from(["Sanna", "Åsa"])),
    st.builds(kinds.Transferred, st.just("a"), st.just("b")),
    st.sampled_from([kinds.Held(), kinds.Resumed(), kinds.FeedbackAsked(), kinds.FeedbackGiven()]),
    st.builds(kinds.ProfessionalLost, st.just("Sanna"), st.sampled_from(["", "2026-11-25T10:05:00+00:00"])),
    st.sampled_from([kinds.ProfessionalBack("Sanna"), kinds.Requeued()]),
    st.builds(kinds.Left, st.booleans(), st.sampled_from([60, 119, 600]), st.sampled_from([900, 1800])),
    st.builds(kinds.Returned, st.booleans()),
    st.sampled_from([kinds.IdentityAsked("Sanna"), kinds.Identified("bank"), kinds.KeptLonger(30)]),
    st.builds(kinds.MaskedWords, st.just(1), st.sampled_from([("identity_code",), ("phone", "email")])),
    st.builds(
        kinds.Notice,
        st.sampled_from(["untraceable", "idle", "closing", "closed", "on"]),
        st.sampled_from(["", "2026-11-25T10:05:00+00:00"]),
    ),
    st.builds(kinds.Ended, st.sampled_from(["client", "professional", "timeout", "closing", "blocked"])),
)


def entry(seq: int, author: Author, what: kinds.Kind) -> Entry:
    at = START + timedelta(minutes=seq)
    return Entry(NOBODY, seq, author, 0, Audience.BOTH, at, what, "")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.one_of(CLIENTS, HOUSE), max_size=8), st.sampled_from(["fi", "sv", "en"]), st.integers(0, 8)
)
def test_the_script_sees_what_the_room_sees(
    sheet: Page, whats: list[kinds.Kind], language: str, cut: int
) -> None:
    """The same view of the same log, also when it comes in two parts that overlap; and the same sentences."""
    log = [
        entry(number + 1, Author.CLIENT if what.kind == "message" else Author.SYSTEM, what)
        for number, what in enumerate(whats)
    ]
    view = asdict(state.fold(log))
    wire = [one.to_json(for_staff=False) for one in log]
    with override(language), pytest.MonkeyPatch.context() as patch:
        patch.setattr(showing, "area_name", lambda code, _language: code)
        told = words.lines()
        remarks = [showing.remark(one, told, language) for one in wire if one["kind"] != "message"]
    seen, said = sheet.evaluate(
        """async ([entries, cut, told, language]) => {
            const { after, remark, START } = await import('/state.js')
            const view = [...entries.slice(0, cut + 1), ...entries.slice(cut)].reduce(after, START)
            const areas = { a: 'a', b: 'b' }
            const others = entries.filter(one => one.kind !== 'message')
            return [view, others.map(one => remark(one, told, areas, language))]
        }""",
        [wire, cut, dict(told), language],
    )
    expected = {name: view[name] for name in seen if name != "seq"}
    assert {name: value for name, value in seen.items() if name != "seq"} == expected
    assert seen["seq"] == view["last_seq"]
    assert said == remarks


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(CLIENTS, HOUSE), max_size=8), st.randoms(use_true_random=False))
def test_an_answer_that_overtakes_the_stream_leaves_the_same_view(
    sheet: Page, whats: list[kinds.Kind], chance: Random
) -> None:
    log = [
        entry(number + 1, Author.CLIENT if what.kind == "message" else Author.SYSTEM, what)
        for number, what in enumerate(whats)
    ]
    wire = [one.to_json(for_staff=False) for one in log]
    pieces = [[one] for one in wire]
    chance.shuffle(pieces)
    whole, joined = sheet.evaluate(
        """async ([entries, pieces]) => {
            const { after, joined, START } = await import('/state.js')
            const seen = new Map()
            const take = (view, piece) => joined(view, seen, piece)
            return [entries.reduce(after, START), pieces.reduce(take, START)]
        }""",
        [wire, pieces],
    )
    assert joined == whole


def outbox(sheet: Page, story: str) -> Any:
    """Runs a story with an outbox whose waits take no time; `answers` are what the server does, in turn.

    It is settled when nothing is on its way or waits for its next try.
    """
    return sheet.evaluate(
        """async story => {
            const { Outbox } = await import('/outbox.js')
            const { Refused, Unreachable } = await import('/api.js')
            const sent = []
            let underWay = 0
            const begun = work => { underWay += 1; return work().finally(() => { underWay -= 1 }) }
            const soon = time => new Promise(resolve => setTimeout(resolve, time))
            const make = (answers, items = []) => new Outbox(items, (key, text) => begun(async () => {
                sent.push([key, text])
                const answer = answers.length > 1 ? answers.shift() : answers[0]
                if (answer === 'lost') throw new Unreachable()
                if (answer) throw new Refused(409, { error: answer })
                return [{ key }]
            }), { changed () {}, arrived () {}, wait: deed => begun(() => soon(1).then(deed)) })
            const settle = async () => {
                do { await soon(20) } while (underWay)
            }
            const AsyncFunction = (async () => {}).constructor
            return await new AsyncFunction('make', 'settle', 'sent', story)(make, settle, sent)
        }""",
        story,
    )


def test_messages_go_one_after_another_and_again_under_the_same_key(sheet: Page) -> None:
    sent, left = outbox(
        sheet,
        """const box = make(['lost', 'lost', '']);
        box.add('k1', 'eka'); box.add('k2', 'toka'); await settle();
        return [sent, box.items]""",
    )
    assert sent == [["k1", "eka"], ["k1", "eka"], ["k1", "eka"], ["k2", "toka"]]
    assert left == []


def test_what_does_not_get_through_says_so_and_goes_when_it_is_sent_again(sheet: Page) -> None:
    states, tries, left = outbox(
        sheet,
        """const answers = ['lost']; const box = make(answers); box.add('k1', 'eka'); await settle();
        const states = box.items.map(one => one.state); const tries = sent.length;
        answers[0] = ''; box.again('k1'); await settle(); return [states, tries, box.items]""",
    )
    assert states == ["failed"]
    assert tries == 6
    assert left == []


def test_a_refusal_is_told_at_once_and_is_not_tried_again(sheet: Page) -> None:
    sent, items = outbox(
        sheet, "const box = make(['ended']); box.add('k1', 'eka'); await settle(); return [sent, box.items]"
    )
    assert len(sent) == 1
    assert (items[0]["state"], items[0]["code"], items[0]["text"]) == ("failed", "ended", "eka")


def test_what_was_on_its_way_when_the_page_went_is_sent_again(sheet: Page) -> None:
    sent = outbox(
        sheet,
        """const failed = { key: 'k2', text: 'toka', state: 'failed' };
        const box = make([''], [{ key: 'k1', text: 'eka', state: 'sending' }, failed]);
        box.go(); await settle(); return sent""",
    )
    assert sent == [["k1", "eka"]]


def test_who_hears_by_the_log_that_a_message_is_there_does_not_wait_for_the_next(sheet: Page) -> None:
    """The answer got lost, and the stream brings the message."""
    sent, pauses, left = outbox(
        sheet,
        """const box = make(['lost', '']); const pauses = [];
        box.wait = (deed, pause) => pauses.push(pause);
        box.add('k1', 'eka'); box.add('k2', 'toka'); box.confirm('k1'); await settle();
        return [sent, pauses, box.items]""",
    )
    assert sent == [["k1", "eka"], ["k2", "toka"]]
    assert (pauses, left) == ([], [])


def test_a_fault_of_the_page_is_told_and_holds_no_message_up(sheet: Page) -> None:
    sent, faults = outbox(
        sheet,
        """const faults = [];
        addEventListener('unhandledrejection', event => {
            faults.push(event.reason.message)
            event.preventDefault()
        });
        const box = make(['']); box.arrived = () => { throw new Error('ours') };
        box.add('k1', 'eka'); box.add('k2', 'toka'); await settle(); return [sent, faults]""",
    )
    assert sent == [["k1", "eka"], ["k2", "toka"]]
    assert faults == ["ours", "ours"]


def stream(sheet: Page, answers: list[str]) -> Any:
    """What becomes of a stream that is answered so, one answer after the other; the last one stays open.

    "away": no network. "page": somebody else's page. "CODE": refused so. Otherwise: events that then end.
    Gives what was asked for, what was told, and faults of the page itself.
    """
    return sheet.evaluate(
        """async answers => {
            const { Stream } = await import('/stream.js')
            const [asked, told, faults] = [[], [], []]
            const own = window.fetch
            addEventListener('error', event => {
                faults.push(event.error.message)
                event.preventDefault()
            }, { once: true })
            const body = (text, isLast) => new ReadableStream({ start (out) {
                out.enqueue(new TextEncoder().encode(text))
                if (!isLast) out.close()
            } })
            const json = { 'Content-Type': 'application/json' }
            window.fetch = async address => {
                asked.push(address.split('?')[0])
                const answer = answers[asked.length - 1]
                if (answer === 'away') throw new TypeError('away')
                if (answer === 'page') return new Response('<h1>Log in</h1>', { status: 403 })
                const refusal = JSON.stringify({ error: answer })
                if (answer.length < 20) return new Response(refusal, { status: 404, headers: json })
                return new Response(body(answer, asked.length === answers.length))
            }
            const done = new Promise(resolve => {
                const stream = new Stream('/', {
                    ticket: async () => 'ticket', link () {},
                    on (event, data) {
                        told.push(data.n)
                        if (data.n === 'last') { stream.stop(); resolve() }
                        if (data.n === 'bad') throw new Error('ours')
                    },
                    ended (reason) { told.push(reason); resolve() }
                })
                stream.start('ticket')
            })
            await done
            await new Promise(resolve => setTimeout(resolve, 50))
            window.fetch = own
            return [asked, told, faults]
        }""",
        answers,
    )


def event(name: str) -> str:
    return f'id: {name}\nevent: entries\ndata: {{"n":"{name}"}}\n\n'


def test_a_network_that_is_away_or_wants_a_log_in_is_waited_for(sheet: Page) -> None:
    """Neither does it end the stream, nor does it pass for one that holds streams back."""
    asked, told, faults = stream(sheet, ["away", "away", "page", event("last")])
    assert asked == ["/stream"] * 4
    assert (told, faults) == (["last"], [])


def test_what_the_server_itself_refuses_ends_the_stream(sheet: Page) -> None:
    asked, told, _faults = stream(sheet, ["not_found"])
    assert (asked, told) == (["/stream"], ["not_found"])


def test_a_fault_of_the_page_is_told_and_passes_for_no_broken_network(sheet: Page) -> None:
    asked, told, faults = stream(sheet, [event("first") + event("bad") + event("last")])
    assert asked == ["/stream"]
    assert (told, faults) == (["first", "bad", "last"], ["ours"])


def test_events_are_read_whole_however_they_are_cut(sheet: Page) -> None:
    first = ': ping\n\nid: c1\nevent: entries\ndata: {"n":"å1"}\n\n:\n\n'
    text = first + 'id: c2\r\ndata: {"n":2}\r\n\r\nevent: x\ndata: {"half'
    found = sheet.evaluate(
        """async ([text, sizes]) => {
            const { events } = await import('/stream.js')
            const bytes = new TextEncoder().encode(text)
            return Promise.all(sizes.map(async size => {
                const body = new ReadableStream({ start (out) {
                    for (let at = 0; at < bytes.length; at += size) out.enqueue(bytes.slice(at, at + size))
                    out.close()
                } })
                const all = []
                for await (const one of events(body, () => {})) all.push([one.id, one.event, one.data.n])
                return all
            }))
        }""",
        [text, [1, 2, 3, 7, 1000]],
    )
    assert found == [[["c1", "entries", "å1"], ["c2", "message", 2]]] * 5


def test_without_storage_memory_serves(sheet: Page) -> None:
    kept = sheet.evaluate(
        """async () => {
            const own = Object.getOwnPropertyDescriptor(window, 'sessionStorage')
            const shut = { get () { throw new Error('shut') }, configurable: true }
            Object.defineProperty(window, 'sessionStorage', shut)
            const { keep, recall, forget } = await import('/keeping.js')
            const before = recall()
            keep({ id: '1', capability: 'x' })
            const kept = recall().id
            forget()
            if (own) Object.defineProperty(window, 'sessionStorage', own)
            return [before, kept, recall()]
        }"""
    )
    assert json.dumps(kept) == '[null, "1", null]'
