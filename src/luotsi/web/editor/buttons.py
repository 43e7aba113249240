"""Publish and unpublish: Wagtail shows them by its own table of rights, which is empty here."""

from __future__ import annotations

from typing import Any

from wagtail.snippets.action_menu import ActionMenuItem, PublishMenuItem, UnpublishMenuItem

from luotsi.content.models import DisruptionNotice

Context = dict[str, Any]


class Publish(PublishMenuItem):
    """For whoever may publish in the row's service area."""

    def is_shown(self, context: Context) -> bool:
        return not context.get("locked_for_user") and _may_publish(context)


class Unpublish(UnpublishMenuItem):
    """For whoever may publish, on what residents have now."""

    def is_shown(self, context: Context) -> bool:
        # A word of the lexicon has no drafts and is never published.
        is_live = context["view"] == "edit" and getattr(context["instance"], "live", False)
        if context.get("locked_for_user") or not is_live:
            return False
        return _may_publish(context)


def arrange(items: list[ActionMenuItem], context: Context) -> None:
    """Wagtail's own two go; a notice is for now, so publishing it is the first button."""
    items[:] = [item for item in items if type(item) not in {PublishMenuItem, UnpublishMenuItem}]
    if context["model"] is DisruptionNotice:
        items.sort(key=lambda item: not isinstance(item, Publish))


def _may_publish(context: Context) -> bool:
    model, instance, person = context["model"], context.get("instance"), context["request"].user
    policy = model.snippet_viewset.permission_policy
    if instance is None or instance.pk is None:
        return bool(policy.user_has_permission(person, "publish"))
    return bool(policy.user_has_permission_for_instance(person, "publish", instance))
