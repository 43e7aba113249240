"""The county's own words: the list, the form, and what the packaged lexicon says of the same word."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import URLPattern, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import CreateView, EditView, InspectView, SnippetViewSet

from luotsi.content.lexicon import packaged_meanings
from luotsi.content.models import LexiconTerm
from luotsi.web.editor.permissions import TermPolicy, guard
from luotsi.web.editor.reading import PlainIndexView, ReadersHistoryView, ReadersView
from luotsi.web.editor.views import OwnAreaView, RemoveView
from luotsi.web.editor.viewsets import WIDE

term_handler = ObjectList(
    [
        FieldPanel("language"),
        FieldPanel("say"),
        FieldPanel("means"),
        FieldPanel("note"),
        FieldPanel("is_in_use"),
    ]
)
"""The editing view of a word: what people say comes before what it means."""


class TermFilter(WagtailFilterSet):
    """Filters of the list."""

    class Meta:
        model = LexiconTerm
        fields: ClassVar = ["language", "is_in_use"]


class TermCreateView(OwnAreaView, CreateView):
    """Adding a word."""


class TermEditView(OwnAreaView, EditView):
    """Changing a word."""


class TermInspectView(ReadersView, InspectView):
    """A word for those who may read it."""

    def get_edit_url(self) -> str | None:
        return super().get_edit_url() if self.may("change", self.object) else None

    def get_delete_url(self) -> None:
        """Taking away begins in the editing view, as with everything at the desk."""
        return

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        space = self.edit_url_name.rpartition(":")[0]
        return super().get_context_data(**kwargs) | {
            "packaged": packaged_words(self.object),
            "history_url": reverse(f"{space}:history", args=(self.pk,)),
        }


def meaning_words(row: LexiconTerm) -> str:
    """What a word means here, or that it means nothing."""
    return ", ".join(row.meanings) or gettext("nothing: switched off")


def packaged_words(row: LexiconTerm) -> str:
    """What the lexicon that comes with Luotsi says of the same words; "" where it has none of them."""
    return ", ".join(packaged_meanings(row.language, row.says))


class TermViewSet(SnippetViewSet):
    """Words of the lexicon. They have no drafts: saved is in force, and the history tells who saved."""

    model = LexiconTerm
    icon = "openquote"
    menu_label = _("Lexicon")
    menu_name = "lexicon"
    menu_order = 27
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_template_name = "editor/inspect_term.html"
    inspect_view_fields: ClassVar = ["language", "say", "means", "note"]
    search_backend_name = None
    search_fields: ClassVar = ["say", "means", "note"]
    list_per_page = 50
    filterset_class = TermFilter
    list_display: ClassVar = [
        "__str__",
        Column("means", label=_("Means"), accessor=meaning_words),
        Column("packaged", label=_("Instead of"), accessor=packaged_words, classname=WIDE),
        Column(
            "language",
            label=_("Language"),
            accessor=lambda row: row.get_language_display(),
            sort_key="language",
            classname=WIDE,
        ),
        Column(
            "is_in_use",
            label=_("In use"),
            accessor=lambda row: gettext("Yes") if row.is_in_use else gettext("No"),
            sort_key="is_in_use",
            classname=WIDE,
        ),
    ]
    index_view_class = PlainIndexView
    add_view_class = TermCreateView
    edit_view_class = TermEditView
    inspect_view_class = TermInspectView
    history_view_class = ReadersHistoryView
    delete_view_class = RemoveView

    @property
    def permission_policy(self) -> TermPolicy:
        return TermPolicy(self.model)

    def get_edit_handler(self) -> Any:
        return term_handler.bind_to_model(self.model)

    def get_urlpatterns(self) -> list[URLPattern]:
        return guard(super().get_urlpatterns(), self.permission_policy)
