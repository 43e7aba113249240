"""Template tags of the accessible parts: `{% load parts %}`. docs/parts.md shows each in use.

Tags only gather values; the markup is in templates/parts/. Values passed in are escaped there.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import segno
from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luotsi.foundation.languages import Worded
from luotsi.safety import emergency_texts
from luotsi.safety.emergency import Assessment
from luotsi.web.parts import icons, security, styles, wording
from luotsi.web.parts.shell import NEUTRAL_SITE
from luotsi.web.parts.types import Badge, Call, Choice, ContactCard, GivenAnswer, Page, Problem, SearchHit

register = template.Library()
QR_MASK = 2
Context = dict[str, Any]

_RANGE = re.compile(r"\b\d[\d.:]{0,7}–\d[\d.:]{0,7}")


@register.simple_tag(takes_context=True)
def style_sheet(context: template.Context, audience: styles.Audience = "resident") -> SafeString:
    """The page's style sheet, whose hash the content security policy of this response will allow."""
    shell = context.get("shell")
    sheet = styles.sheet(audience, getattr(shell, "colour", "") or "")
    security.use_sheet(context.get("request"), sheet)
    return mark_safe(sheet.css)


@register.inclusion_tag("parts/wave.html")
def wave() -> Context:
    """The soft wave under the header."""
    return {}


@register.inclusion_tag("parts/shore.html")
def shore() -> Context:
    """Lighthouse and shore of the home page's hero."""
    return {}


@register.inclusion_tag("parts/lighthouse.html")
def lighthouse() -> Context:
    """Luotsi's mark."""
    return {}


@register.inclusion_tag("parts/quick_exit.html", takes_context=True)
def quick_exit(context: template.Context) -> Context:
    """The button that leaves this page at once. With a `visit` it also erases what the server keeps of it."""
    return {"url": NEUTRAL_SITE, "visit": context.get("visit"), "action": context.get("action")}


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon, hidden from assistive technology: always beside words."""
    return icons.icon(name)


@register.filter
def soft(text: object) -> str:
    """Soft hyphens in long compounds, for headings."""
    if isinstance(text, Worded):
        return wording.soft(text.text, text.language)
    return wording.soft(str(text), get_language() or "fi")


@register.filter
def phone(number: object) -> str:
    """A phone number that does not break over lines."""
    return wording.phone(str(number))


@register.filter
def tel(number: object) -> str:
    """A phone number as the address of a link."""
    return wording.tel(str(number))


@register.filter
def times(text: object) -> SafeString:
    """Hours in which "8–15" does not break over lines."""
    escaped = conditional_escape(str(text))
    return mark_safe(_RANGE.sub(r'<span class="l-hold">\g<0></span>', escaped))


@register.filter
def paragraphs(text: object) -> SafeString:
    """Plain text as paragraphs; an empty line parts them."""
    return format_html_join("", "<p>{}</p>", ((part,) for part in wording.paragraphs(str(text))))


@register.simple_tag
def words(text: Worded | Any) -> SafeString:
    """A text that may have fallen back to another language: then marked with its own `lang`."""
    if getattr(text, "is_fallback", False):
        return format_html('<span lang="{}">{}</span>', text.language, str(text.text))
    return conditional_escape(str(text))


@register.inclusion_tag("parts/fallback_note.html")
def fallback_note(text: Worded | Any) -> Context:
    """The visible note that a text is shown in another language; nothing when it is not."""
    names = {"fi": _("in Finnish"), "sv": _("in Swedish"), "en": _("in English")}
    is_fallback = bool(getattr(text, "is_fallback", False))
    language = getattr(text, "language", "")
    return {"is_fallback": is_fallback, "language_name": names.get(language, language)}


@register.inclusion_tag("parts/button.html")
def button(
    text: str,
    href: str = "",
    kind: str = "main",
    icon: str = "",
    name: str = "",
    value: str = "",
    form: str = "",
) -> Context:
    """A button, or a link that looks like one when it has an address. kind: main | secondary | alarm.

    `form` is the id of the form that it sends, when it stands elsewhere on the page.
    """
    modifier = {"main": "", "secondary": " govuk-button--secondary", "alarm": " govuk-button--warning"}[kind]
    return {
        "text": text,
        "href": href,
        "modifier": modifier,
        "icon": icon,
        "name": name,
        "value": value,
        "form": form,
    }


@register.inclusion_tag("parts/call_button.html")
def call_button(number: str, kind: str = "main", label: str = "", dialled: str = "") -> Context:
    """A button that calls and shows the number: "Soita 020 000 0110"; `dialled` is for the phone."""
    modifier = {"main": "", "secondary": " govuk-button--secondary", "alarm": " govuk-button--warning"}[kind]
    return {"number": number, "modifier": modifier, "label": label, "dialled": dialled or number}


@register.inclusion_tag("parts/back_link.html")
def back_link(href: str, text: str = "") -> Context:
    """Back to where the person came from; "Takaisin" unless told otherwise."""
    return {"href": href, "text": text or _("Back")}


@register.inclusion_tag("parts/chip.html")
def chip(
    text: str, href: str = "", icon: str = "", name: str = "", value: str = "", form: str = ""
) -> Context:
    """A small choice: a link with an address, otherwise a submit button with name and value (of `form`)."""
    return {"text": text, "href": href, "icon": icon, "name": name, "value": value, "form": form}


@register.inclusion_tag("parts/tile.html")
def tile(title: object, href: str, hint: object = "", icon: str = "", tint: str = "warm") -> Context:
    """A card that is one link; put each in an `li` of `ul.l-tiles`. tint: warm | brand | calm | ok."""
    return {"title": title, "href": href, "hint": hint, "icon": icon, "tint": tint}


@register.inclusion_tag("parts/ask_box.html")
def ask_box(
    action: str,
    label: str = "",
    button: str = "",
    value: str = "",
    name: str = "q",
    show_privacy: bool = True,
    method: str = "get",
) -> Context:
    """The field for asking or searching. With method "post" nothing of it stands in an address; the form's id
    is then "ask", for buttons beside it.
    """
    return {
        "method": method,
        "action": action,
        "label": label or _("What do you need help with?"),
        "button": button or _("Ask or search"),
        "value": value,
        "name": name,
        "show_privacy": show_privacy,
    }


@register.inclusion_tag("parts/error_summary.html")
def error_summary(problems: Sequence[Problem], title: str = "") -> Context:
    """What is still missing, with links to the fields; takes focus. The base template shows `problems`."""
    return {"problems": problems, "title": title or _("One more thing")}


@register.inclusion_tag("parts/answer_rows.html")
def answer_rows(
    name: str,
    legend: object,
    choices: Sequence[Choice],
    kind: str = "radio",
    **options: Any,
) -> Context:
    """A question whose answers are whole rows. kind: radio | checkbox.

    Options: hint, error, dont_know (a Choice), is_heading (the legend is the page's h1, unless False).

    The first row has the id `NAME`, so that an error summary leads to it. `dont_know` comes last, after "or".
    """
    return {
        "name": name,
        "legend": legend,
        "choices": choices,
        "kind": kind,
        "parts": "checkboxes" if kind == "checkbox" else "radios",
        "is_heading": True,
        **options,
        "described_by": _described_by(name, options.get("hint"), options.get("error")),
    }


@register.inclusion_tag("parts/input_field.html")
def input_field(name: str, label: object, **options: Any) -> Context:
    """A one-line field. Options: value, hint, error, type, inputmode, autocomplete, width (2 3 4 5 10 20 30),
    suffix, is_heading, lang, required, id, maxlength.
    """
    return _field(name, label, options)


@register.inclusion_tag("parts/textarea_field.html")
def textarea_field(name: str, label: object, **options: Any) -> Context:
    """A field of several lines. Options: value, hint, error, rows, maxlength, is_heading, id, spellcheck."""
    return _field(name, label, {"rows": 5, **options})


@register.inclusion_tag("parts/select_field.html")
def select_field(name: str, label: object, choices: Sequence[Choice], **options: Any) -> Context:
    """A list to pick from, for more choices than fit as rows. Options: hint, error, is_heading, id, empty."""
    return {**_field(name, label, options), "choices": choices}


def _field(name: str, label: object, options: Mapping[str, Any]) -> Context:
    field_id = options.get("id") or name
    described_by = _described_by(field_id, options.get("hint"), options.get("error"))
    return {
        "type": "text",
        **options,
        "name": name,
        "label": label,
        "id": field_id,
        "described_by": described_by,
    }


def _described_by(field_id: str, hint: object, error: object) -> str:
    ids = [f"{field_id}-hint"] * bool(hint) + [f"{field_id}-error"] * bool(error)
    return " ".join(ids)


@register.inclusion_tag("parts/progress.html")
def progress(number: int, at_most: int, title: str = "") -> Context:
    """ "Suu ja hampaat: kysymys 3, enintään 4" and segments that only eyes see.

    A title that asks loses its question mark, since a colon follows.
    """
    title = title.rstrip("?")
    return {"number": number, "at_most": at_most, "title": title, "segments": _segments(number, at_most)}


def _segments(number: int, at_most: int) -> list[bool]:
    return [index < number for index in range(min(at_most, 12))]


@register.inclusion_tag("parts/answers_so_far.html")
def answers_so_far(answers: Sequence[GivenAnswer], title: str = "", name: str = "change") -> Context:
    """The answers given, each with "change"; `name` is the button's name on sensitive paths."""
    return {"answers": answers, "title": title or _("Your answers so far"), "name": name}


@register.inclusion_tag("parts/feedback.html")
def feedback(
    action: str, title: str = "", hidden: Mapping[str, str] | None = None, lead: str = ""
) -> Context:
    """ "Did this help?": three buttons that post `verdict` = yes | partly | no, and the hidden values."""
    return {"action": action, "title": title or _("Did this help?"), "hidden": hidden or {}, "lead": lead}


_KINDS = {
    "professional": ("phone", lambda: _("Contact a professional")),
    "low_threshold": ("hand-heart", lambda: _("Help without a referral")),
    "self_care": ("house", lambda: _("You can do this yourself")),
    "wellbeing": ("leaf", lambda: _("Information and wellbeing")),
}


@register.inclusion_tag("parts/kind_chip.html")
def kind_chip(kind: str = "", text: str = "", icon: str = "") -> Context:
    """Which of the four kinds of help this is; or any other short kind with its own words and icon."""
    if kind:
        known_icon, known_text = _KINDS[kind]
        return {"icon": icon or known_icon, "text": text or known_text()}
    return {"icon": icon, "text": text}


@register.inclusion_tag("parts/open_badge.html")
def open_badge(badge: Badge) -> Context:
    """Open or closed: a dot and words, never colour alone."""
    return {"badge": badge}


@register.inclusion_tag("parts/contact_card.html")
def contact_card(card: ContactCard, level: int = 2) -> Context:
    """How to reach one service. `level` is the level of its heading."""
    return {"card": card, "heading": f"h{level}"}


@register.inclusion_tag("parts/emergency_card.html")
def emergency_card(title: object, signs: Iterable[object], call: str = "112", level: int = 2) -> Context:
    """The static emergency box of a path, shown to everybody."""
    return {"title": title, "signs": signs, "call": call, "heading": f"h{level}"}


@register.inclusion_tag("parts/emergency_block.html")
def emergency_block(
    assessment: Assessment | None,
    level: int = 2,
    name: str = "first",
    *,
    is_brief: bool = False,
    with_person: bool = False,
) -> Context:
    """What stands before everything else when words told of danger, or of distress; otherwise nothing.

    `name` is its id, where a page shows several. `is_brief` leaves the advice out, the numbers never.
    `with_person`: it stands in a chat with a professional.
    """
    language = get_language() or "fi"
    shown: Context = {"heading": f"h{level}", "id": name, "is_brief": is_brief, "block": None}
    if assessment is not None and assessment.is_emergency:
        block = emergency_texts.block(assessment.kinds, language, with_person=with_person)
        shown |= {"block": block, "look": "alarm", "icon": "siren"}
    elif assessment is not None and assessment.is_soft:
        shown |= {
            "block": emergency_texts.soft_block(language, with_person=with_person),
            "look": "talk",
            "icon": "heart",
        }
    return shown


@register.inclusion_tag("parts/do_dont.html")
def do_dont(do: Iterable[object] = (), dont: Iterable[object] = ()) -> Context:
    """What to do and what not; each "not" line starts with the word itself ("Älä …")."""
    return {"do": do, "dont": dont}


@register.inclusion_tag("parts/steps.html")
def steps(items: Iterable[object]) -> Context:
    """Numbered steps of plain words. For richer steps write `ol.l-steps` yourself."""
    return {"items": items}


@register.inclusion_tag("parts/person_card.html")
def person_card(
    title: str = "",
    badge: Badge | None = None,
    call: Call | None = None,
    hours: str = "",
    links: Sequence[Any] = (),
    level: int = 2,
) -> Context:
    """The way to a person. `links` are further ways (chat, form): Link values."""
    return {
        "title": title or _("Would you like a person to help?"),
        "badge": badge,
        "call": call,
        "hours": hours,
        "links": links,
        "level": level,
    }


@register.inclusion_tag("parts/search_hit.html")
def search_hit(hit: SearchHit, level: int = 2) -> Context:
    """One search result; put it in an `li` of `ol.l-hits`."""
    return {"hit": hit, "heading": f"h{level}"}


@register.inclusion_tag("parts/pagination.html")
def pagination(page: Page) -> Context:
    """Pages of a long list; nothing when there is only one."""
    steps = [{"number": number, "href": page.address.replace("{page}", str(number))} for number in page.steps]
    return {"page": page, "steps": steps}


@register.simple_tag
def qr(address: str, label: str = "") -> SafeString:
    """The address as a QR code: an SVG of our own making with `role="img"` and a name.

    Nothing for an address longer than a code can hold (about 2,300 characters).
    """
    buffer = io.BytesIO()
    try:
        # Any mask can be read; looking for the best of the eight costs more than the rest of the page.
        code = segno.make(address, error="m", micro=False, mask=QR_MASK)
    except segno.DataOverflowError:
        return SafeString()
    code.save(
        buffer, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=2, svgclass=None, lineclass=None
    )
    drawing = buffer.getvalue().decode().strip()
    name = label or _("QR code of this page")
    opening = format_html('<svg role="img" aria-label="{}" ', name)
    return format_html('<div class="l-qr">{}</div>', mark_safe(drawing.replace("<svg ", opening, 1)))


@register.inclusion_tag("parts/take_along.html")
def take_along(address: str, title: str = "", level: int = 2) -> Context:
    """Print, share or copy the link, and the QR code of the page's full address."""
    return {"address": address, "title": title or _("Take this with you"), "heading": f"h{level}"}


@register.simple_block_tag(end_name="endcare_card")
def care_card(content: str, title: str, kind: str = "talk", icon: str = "", level: int = 2) -> SafeString:
    """A card of care, a section named by its heading. kind: self | talk | soon | alarm."""
    known = {"self": "house", "talk": "message-circle", "soon": "clock", "alarm": "siren"}[kind]
    heading_id = f"care-{zlib.crc32(f'{kind} {title}'.encode()):x}"
    return format_html(
        '<section class="l-care l-care--{}" aria-labelledby="{}"><h{} id="{}">{}<span>{}</span></h{}>'
        '<div class="l-care__body">{}</div></section>',
        *(kind, heading_id, level, heading_id, icons.icon(icon or known), soft(title), level, content),
    )


@register.simple_block_tag(end_name="endnotice")
def notice(content: str, kind: str = "soon", icon: str = "info") -> SafeString:
    """A remark beside the text. kind: soon (changes, disruptions) | info | calm (privacy) | ok."""
    return format_html(
        '<div class="l-notice l-notice--{}">{}<div>{}</div></div>', kind, icons.icon(icon), content
    )


@register.simple_block_tag(end_name="enddetails")
def details(content: str, summary: str, is_open: bool = False) -> SafeString:
    """A disclosure."""
    return format_html(
        '<details class="govuk-details"{}><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        mark_safe(" open") if is_open else "",
        summary,
        content,
    )


@register.simple_block_tag(end_name="endcard")
def card(content: str) -> SafeString:
    """A plain card."""
    return format_html('<div class="l-card">{}</div>', content)


@register.simple_block_tag(end_name="endempty_result")
def empty_result(content: str, query: str) -> SafeString:
    """A search that found nothing: blames us, says how to try. The content is a known other place, if any.

    Nearest topics and the person card follow on the page itself.
    """
    return render_to_string("parts/empty_result.html", {"content": content, "query": query})
