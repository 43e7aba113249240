"""Pages are compressed from a kept beginning, and come out as they went in."""

from __future__ import annotations

import gzip

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.web.parts.compression import END_OF_SHEET, MOST_HEADS, Heads, PageCompressionMiddleware


@settings(max_examples=50, deadline=None)
@given(head=st.binary(max_size=300), rests=st.lists(st.binary(max_size=300), min_size=1, max_size=4))
def test_what_is_unpacked_is_what_was_packed(head: bytes, rests: list[bytes]) -> None:
    heads = Heads()
    for rest in rests:
        assert gzip.decompress(heads.compressed(head, rest)) == head + rest


def test_only_so_many_beginnings_are_kept() -> None:
    heads = Heads()
    for number in range(3 * MOST_HEADS):
        heads.compressed(str(number).encode(), b"")
    assert len(heads._primed) == MOST_HEADS


def answer(accepts: str, content: bytes) -> HttpResponse:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(content)

    return PageCompressionMiddleware(view)(RequestFactory().get("/", headers={"Accept-Encoding": accepts}))


def test_a_browser_that_takes_gzip_gets_it_and_another_does_not() -> None:
    page = b"<style>p{}" + END_OF_SHEET + b"<p>Hei</p>"
    packed = answer("gzip, br", page)
    assert packed["Content-Encoding"] == "gzip"
    assert packed["Content-Length"] == str(len(packed.content))
    assert gzip.decompress(packed.content) == page
    plain = answer("br", page)
    assert plain.content == page
    assert plain["Vary"] == "Accept-Encoding"


def test_what_has_no_style_sheet_is_left_alone() -> None:
    assert answer("gzip", b"User-agent: *").content == b"User-agent: *"
