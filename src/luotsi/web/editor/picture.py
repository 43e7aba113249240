"""A draft as a drawing: on a page of the desk, and as a file to keep or print."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from luotsi.guidance import gate
from luotsi.guidance.drawing import draw
from luotsi.guidance.models import GuidancePath
from luotsi.web.editor.panels import LANGUAGES, address


@require_GET
def picture_of_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest text of a path, drawn; with `as=file` as an SVG file."""
    row = get_object_or_404(GuidancePath, pk=pk)
    newest = row.get_latest_revision_as_object()
    document = gate.read(newest.text, newest.code).document
    if document is None:
        raise Http404("The text of this draft cannot be read.")
    asked = request.GET.get("language", get_language() or "fi")
    language = asked if asked in LANGUAGES else "fi"
    if request.GET.get("as") == "file":
        name = f"{row.code}-{language}.svg"
        file = HttpResponse(draw(document, language), content_type="image/svg+xml")
        file.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return file
    subpaths = dict(GuidancePath.objects.filter(kind="subpath").values_list("code", "pk"))
    svg = draw(document, language, lambda code: address("draw", subpaths[code]) if code in subpaths else "")
    context = {
        "row": row,
        # Built by an XML library from the document's texts, so markup in them is text.
        "drawing": mark_safe(svg),
        "languages": [(code, name, code == language) for code, name in LANGUAGES.items()],
        "language": language,
        "inspect_url": address("inspect", pk),
    }
    return TemplateResponse(request, "editor/picture.html", context)
