"""Who may do what at the content editor's desk. Everything about rights in `/editor/` is in this file.

Wagtail's own rights are per kind of content. Ours are per service area: a path belongs to the areas that
serve one of its themes. `luotsi.accounts.access` decides; this file says which of its actions each Wagtail
word and each address needs. An address without an entry is denied.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from wagtail.permission_policies.base import BasePermissionPolicy

from luotsi.accounts.access import Action, may, may_in_any, may_somewhere, reach
from luotsi.accounts.auditing import mark_denied
from luotsi.accounts.models import User
from luotsi.organisation import queries as organisation

Person = User | AnonymousUser

PATH_ACTIONS = {
    "view": Action.READ_GUIDANCE,
    "add": Action.WRITE_CONTENT,
    "change": Action.WRITE_CONTENT,
    "lock": Action.WRITE_CONTENT,
    "unlock": Action.PUBLISH_CONTENT,
    "publish": Action.PUBLISH_CONTENT,
    "delete": Action.REMOVE_CONTENT,
}
"""What Wagtail calls a right, and which action of the access table it is."""

NOTICE_ACTIONS = {**dict.fromkeys(PATH_ACTIONS, Action.WRITE_NOTICES), "view": Action.READ_GUIDANCE}

TERM_ACTIONS = {right: PATH_ACTIONS[right] for right in ("view", "add", "change", "delete")}
"""Words of the lexicon belong to no area: whoever has the right somewhere has it."""

ADDRESSES = {
    "list": "view",
    "list_results": "view",
    "inspect": "view",
    "usage": "view",
    "history": "view",
    "history_results": "view",
    "revisions_view": "view",
    "revisions_compare": "view",
    "workflow_history": "view",
    "workflow_history_detail": "view",
    "workflow_preview": "view",
    "walk": "view",
    "draw": "view",
    "add": "add",
    "copy": "add",
    "check": "add",
    "preview_on_add": "add",
    "edit": "change",
    "preview_on_edit": "change",
    "revisions_revert": "change",
    # The task itself decides who may approve (`may_review`).
    "workflow_action": "change",
    "collect_workflow_action_data": "change",
    "confirm_workflow_cancellation": "change",
    "lock": "lock",
    "unlock": "lock",
    "revisions_unschedule": "publish",
    "unpublish": "publish",
    "delete": "delete",
}
"""Every address of a kind of content, by name, and the right it needs for the row it names."""


def areas_of(themes: Iterable[str]) -> tuple[str, ...]:
    """Codes of the service areas that serve any of these themes."""
    wanted = set(themes)
    try:
        areas = organisation.county().service_areas
    except organisation.NoCounty:
        return ()
    return tuple(area.code for area in areas if wanted & set(area.themes))


def may_themes(user: Person, action: Action, themes: Collection[str]) -> bool:
    """Whether `user` may do `action` to something of these themes.

    What has no theme (a sub-path) belongs to the county as a whole, for it changes paths of every theme.
    """
    return may_in_any(user, action, areas_of(themes)) if themes else may(user, action)


def may_path(user: Person, action: Action, path: Model) -> bool:
    """Whether `user` may do `action` to this path, as residents have it and as its draft would be.

    A new draft whose text could not be read yet has no theme; whoever may write somewhere may go on with it.
    """
    if action is Action.READ_GUIDANCE:
        return may_somewhere(user, action)
    documents = [document for document in _documents(path) if document]
    if not documents:
        return may_somewhere(user, action)
    return all(may_themes(user, action, document.get("themes", ())) for document in documents)


def may_themed(user: Person, action: Action, row: Model) -> bool:
    """Whether `user` may do `action` to a notice or story, with the themes it has and those it would have."""
    stored = type(row)._default_manager.filter(pk=row.pk).values_list("themes", flat=True)
    wanted = [tuple(row.themes), *map(tuple, stored)]
    return all(may_themes(user, action, themes) for themes in wanted)


def may_review(user: Person, row: Model) -> bool:
    """Whether `user` may approve the newest text: a reviewer of the area, and not the one who wrote it."""
    revision = row.latest_revision
    is_author = revision is not None and revision.user_id == user.pk
    may_here = may_path if hasattr(row, "document") else may_themed
    return not is_author and may_here(user, Action.REVIEW_CONTENT, row)


def may_keep_registers(user: Person) -> bool:
    """Whether `user` may compare and word facts and sources: paths of every area lean on them."""
    return may_somewhere(user, Action.REVIEW_CONTENT)


def _documents(path: Model) -> list[dict[str, Any]]:
    stored = type(path)._default_manager.filter(pk=path.pk).values_list("document", flat=True)
    return [path.document, *stored]


class _Policy(BasePermissionPolicy):
    """Wagtail asks here instead of its own tables."""

    actions: dict[str, Action] = {}

    def user_has_permission(self, user: Person, action: str) -> bool:
        return action in self.actions and may_somewhere(user, self.actions[action])

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        people = get_user_model().objects.filter(is_active=True).prefetch_related("grants")
        able = [user.pk for user in people if self.user_has_any_permission(user, actions)]
        return get_user_model().objects.filter(pk__in=able)

    def instances_user_has_any_permission_for(self, user: Person, actions: Iterable[str]) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        if any(reach(user, self.actions[action]).everywhere for action in actions if action in self.actions):
            return rows
        able = [row.pk for row in rows if self.user_has_any_permission_for_instance(user, actions, row)]
        return rows.filter(pk__in=able)


class PathPolicy(_Policy):
    """Rights to guidance paths."""

    actions = PATH_ACTIONS

    def user_has_permission_for_instance(self, user: Person, action: str, instance: Model) -> bool:
        return action in self.actions and may_path(user, self.actions[action], instance)


class NoticePolicy(_Policy):
    """Rights to disruption notices: in the areas of the notice's themes; without a theme in the county."""

    actions = NOTICE_ACTIONS

    def user_has_permission_for_instance(self, user: Person, action: str, instance: Model) -> bool:
        if action == "view" or action not in self.actions:
            return self.user_has_permission(user, action)
        return may_themed(user, self.actions[action], instance)


class StoryPolicy(NoticePolicy):
    """Rights to stories: in the areas of their themes, and with the same roles as for paths."""

    actions = PATH_ACTIONS


class TermPolicy(_Policy):
    """Rights to words of the lexicon: with the roles that they take for paths, in whatever area."""

    actions = TERM_ACTIONS


def guard(patterns: Iterable[URLPattern], policy: _Policy) -> list[URLPattern]:
    """The same addresses, each asking the policy about the row it names before anything else happens."""
    guarded = list(patterns)
    for pattern in guarded:
        pattern.callback = _guarded(pattern.callback, policy, ADDRESSES.get(pattern.name))
    return guarded


def _guarded(
    view: Callable[..., HttpResponseBase], policy: _Policy, right: str | None
) -> Callable[..., HttpResponseBase]:
    @functools.wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if right is None or not policy.user_has_permission(request.user, right):
            raise PermissionDenied
        if "pk" in kwargs:
            row = get_object_or_404(policy.model, pk=kwargs["pk"])
            if not policy.user_has_permission_for_instance(request.user, right, row):
                raise PermissionDenied
        return view(request, *args, **kwargs)

    return noted(asked)


def noted(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The same view; a refusal goes into the audit trail, though Wagtail makes a way back of it."""

    @functools.wraps(view)
    def watched(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied:
            mark_denied(request)
            raise

    return watched
