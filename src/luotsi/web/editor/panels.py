"""Panels beside the text: the proof, and the form of a path in short."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
)
from wagtail.models import WorkflowState

from luotsi.content.preview import MODES
from luotsi.flows import line_of
from luotsi.guidance import translations
from luotsi.guidance.fault_words import in_words, kind_words, said
from luotsi.guidance.models import GuidancePath
from luotsi.web.editor.changing import publishing_context
from luotsi.web.editor.comparing import TextPanel
from luotsi.web.editor.forms import NoticeForm, PathForm, StoryForm, YamlText
from luotsi.web.editor.guide import GuidePanel

LANGUAGES = {"fi": _("Finnish"), "sv": _("Swedish"), "en": _("English")}
NAMESPACE = "wagtailsnippets_guidance_guidancepath"
NOTICES = "wagtailsnippets_content_disruptionnotice"
STORIES = "wagtailsnippets_content_story"


def address(name: str, *args: object) -> str:
    """Where a view of guidance paths is."""
    return reverse(f"{NAMESPACE}:{name}", args=args)


def proof_context(path: GuidancePath) -> dict[str, Any]:
    """What the proof panel shows of a text, saved or not."""
    checked = path.checked()
    walk = address("walk", path.pk) if path.pk and path.document else ""
    late = translations.behind(path.document, path.translation_marks)
    return {
        "checked": checked,
        "publishing": publishing_context(path, walk),
        "walk_url": walk,
        "draw_url": walk and address("draw", path.pk),
        "flaws": [
            (
                said(flaw),
                kind_words(flaw),
                f"{walk}?{urlencode(flaw.answers, doseq=True)}" if walk and flaw.answers else "",
            )
            for flaw in checked.flaws
        ],
        "advice": [(said(flaw), kind_words(flaw)) for flaw in path.advice()],
        "behind": [(LANGUAGES.get(tag, tag), _lined(path.text, places)) for tag, places in late.items()],
        "not_covered": [in_words(sentence) for sentence in checked.not_covered],
        "missing": [
            (LANGUAGES.get(tag, tag), _lined(path.text, places))
            for tag, places in checked.missing_translations.items()
        ],
        "waiting": path.upstream_waiting_id,
        "compare_url": _compare_url(path),
    }


def _lined(text: str, places: Iterable[str]) -> list[tuple[int, str]]:
    """Places of a document with their lines in the text."""
    dotted = [re.sub(r"/(\d+)(?=/|$)", r"[\1]", place).replace("/", ".") for place in places]
    return [(line_of(text, place), place) for place in dotted]


def _compare_url(path: GuidancePath) -> str:
    if not path.pk or not path.upstream_waiting_id:
        return ""
    return address("revisions_compare", path.pk, "live", path.upstream_waiting_id)


def changes_asked(path: GuidancePath) -> tuple[str, str] | None:
    """Who asked for changes in the round of review that is open, and in what words; None if nobody has."""
    state = path.current_workflow_state if path.pk else None
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return None
    task = state.current_task_state
    return str(task.finished_by or ""), task.comment


class ProofPanel(Panel):
    """Whether the text may be published, and every reason why not, with its line and answers."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "editor/proof_panel.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            # A new path has only the skeleton, of which there is nothing to say yet.
            proof = (
                proof_context(self.instance) if self.instance.text or self.instance.pk else {"is_new": True}
            )
            asked = changes_asked(self.instance)
            return {**context, **proof, "asked": asked, "check_url": address("check")}


edit_handler = ObjectList(
    [
        FieldPanel("code"),
        TextPanel("text", widget=YamlText),
        ProofPanel(heading=_("Check")),
        GuidePanel(heading=_("How a path is written")),
        PublishingPanel(),
    ],
    base_form_class=PathForm,
)
"""The editing view, top to bottom; the proof stands beside the text on a wide screen."""

notice_handler = ObjectList(
    [
        FieldPanel("severity"),
        MultiFieldPanel([FieldPanel("title_fi"), FieldPanel("body_fi")], heading="Suomeksi"),
        MultiFieldPanel([FieldPanel("title_sv"), FieldPanel("body_sv")], heading="På svenska"),
        MultiFieldPanel([FieldPanel("title_en"), FieldPanel("body_en")], heading="In English"),
        FieldRowPanel([FieldPanel("shown_from"), FieldPanel("shown_until")]),
        FieldPanel("municipalities"),
        FieldPanel("themes"),
        PublishingPanel(),
    ],
    base_form_class=NoticeForm,
)
"""The editing view of a notice: all languages on one page, since they are published as one."""

story_handler = ObjectList(
    [
        FieldPanel("code"),
        FieldPanel("told_by"),
        FieldRowPanel([FieldPanel("consent_on"), FieldPanel("consent_held_by")]),
        *(
            MultiFieldPanel(
                [FieldPanel(f"title_{tag}"), FieldPanel(f"body_{tag}"), FieldPanel(f"quote_{tag}")],
                heading=heading,
            )
            for tag, heading in MODES.items()
        ),
        FieldPanel("themes"),
        FieldPanel("paths"),
        FieldPanel("review_by"),
        PublishingPanel(),
    ],
    base_form_class=StoryForm,
)
"""The editing view of a story: whose it is comes before its words."""
