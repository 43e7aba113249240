"""Security headers of every response (rules: docs/security.md).

Residents' pages get the strict policy: nothing from elsewhere, no inline script, and of inline style only the
page's own sheet, by its hash. The editor (Wagtail) gets nearly the same: it may frame itself, for previews.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt

from luotsi.accounts.types import EDITOR_PREFIX, STAFF_PREFIXES
from luotsi.foundation import origins
from luotsi.web.parts import styles

LARGEST_REQUEST = 3_000_000
"""Bytes: a path of 1 MB as an editor sends it. Nothing is uploaded here."""

PERMISSIONS_OFF = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "usb",
    "screen-wake-lock",
    "xr-spatial-tracking",
)


class SecurityHeadersMiddleware:
    """Adds the content security policy and its companions to what a view did not decide itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_editor = request.path.startswith(EDITOR_PREFIX) or is_preview(request)
        is_staff = is_editor or request.path.startswith(STAFF_PREFIXES)
        policy = (editor_policy if is_editor else strict_policy)(used_sheets(request))
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", permissions_policy(is_staff=is_staff))
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        name_characters(response)
        set_caching(request, response, is_staff=is_staff)
        return response


class RequestSizeMiddleware:
    """Refuses what is larger than any form of ours, before a byte of it is read or put on the disk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = request.META.get("CONTENT_LENGTH") or "0"
        if not size.isdecimal() or int(size) > LARGEST_REQUEST:
            return HttpResponse("The request is too large.\n", "text/plain", status=413)
        return self.get_response(request)


def is_preview(request: HttpRequest) -> bool:
    """Whether the page is a preview in the editor: Wagtail asks for it with a request of its own making."""
    return bool(getattr(request, "is_preview", False))


def strict_policy(style_sources: list[str]) -> str:
    """The policy of residents' and staff's own pages. `style_sources` are hashes of inline sheets."""
    rules = [
        "default-src 'none'",
        "script-src 'self'",
        f"style-src 'self' {' '.join(style_sources)}".rstrip(),
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
    return "; ".join(rules)


def editor_policy(style_sources: list[str]) -> str:
    """The policy of Wagtail's interface: as strict, but it shows previews of our pages in frames of its own.

    Wagtail 7.4 needs no inline script or style once its date fields start from a file (`wagtail_hooks`).
    `style_sources` are hashes of the sheets of a previewed page.
    """
    rules = [
        "default-src 'none'",
        "script-src 'self'",
        f"style-src 'self' {' '.join(style_sources)}".rstrip(),
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    ]
    return "; ".join(rules)


def permissions_policy(*, is_staff: bool) -> str:
    """Every power of the device off; staff may use a passkey."""
    allowed = {"publickey-credentials-get"} if is_staff else set()
    return ", ".join(f"{name}=({'self' if name in allowed else ''})" for name in PERMISSIONS_OFF)


def use_sheet(request: HttpRequest | None, sheet: styles.Sheet) -> None:
    """Notes that the page of this request carries the sheet, so that its policy allows it."""
    if request is not None:
        request.__dict__.setdefault("_style_sources", set()).add(sheet.source)


def used_sheets(request: HttpRequest) -> list[str]:
    """Sources of the sheets that the page carries; Luotsi's own when a page was made without a request."""
    return sorted(request.__dict__.get("_style_sources") or {styles.sheet().source})


def name_characters(response: HttpResponse) -> None:
    """Text says in which characters it is written, so that no browser guesses."""
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("text/") and "charset" not in kind:
        response.headers["Content-Type"] = f"{kind}; charset=utf-8"


def set_caching(request: HttpRequest, response: HttpResponse, *, is_staff: bool) -> None:
    """Asked for again each time, as hours change by the minute; what a person wrote is kept nowhere.

    Nor are staff's pages, so that the back button does not show them after signing out.
    """
    if response.has_header("Cache-Control"):
        return
    is_private = is_staff or request.method not in {"GET", "HEAD"} or response.status_code >= 400
    response.headers["Cache-Control"] = "no-store" if is_private else "no-cache"


View = Callable[..., HttpResponse]


def same_origin_only(view: View) -> View:
    """For residents' forms: without a cookie a token proves nothing; the sender's origin does.

    Browsers send `Sec-Fetch-Site` or `Origin` with every POST. One that says it comes from elsewhere is
    refused with 403. An old browser that tells nothing, or "null" because our pages send no referrer, is
    believed: there is no session to ride on, and a person on an old phone must get through.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "OPTIONS"} and not is_same_origin(request):
            return HttpResponseForbidden("The form was sent from another site.")
        return view(request, *args, **kwargs)

    return csrf_exempt(checked)


def is_same_origin(request: HttpRequest) -> bool:
    """Whether the browser says that the request comes from our own page."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin", "null")
    return origin == "null" or origins.is_own(origin, request.get_host())
