"""Wagtail's groups, kept as a shadow of the roles.

Wagtail decides who may open the editor and who may approve a step of a workflow by groups. There is
one group for each role; its members are the people who hold the role anywhere. The access table
stays the only source: groups follow it and are never read by our own code.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from luotsi.accounts.access import ACCESS, Action
from luotsi.accounts.models import RoleGrant, User
from luotsi.accounts.types import Role

_EDITOR_PERMISSION = ("wagtailadmin", "admin", "access_admin")
"""Application, model and name of Wagtail's right to open the editor."""


def group_name(role: Role) -> str:
    """The name of a role's group: the code, which Wagtail's lists show to coordinators."""
    return f"role: {role.value}"


def make_groups(**_signal: Any) -> None:
    """Make the role's groups and give the right to open the editor to those who have it. Repeatable."""
    permission = _editor_permission()
    for role in Role:
        group, _made = Group.objects.get_or_create(name=group_name(role))
        opens_editor = role in ACCESS[Action.OPEN_EDITOR]
        group.permissions.set([permission] if opens_editor else [])
    for user in User.objects.all():
        follow_roles(user)


def follow_roles(user: User) -> None:
    """Put the person into exactly the role groups of their grants; other groups are left alone."""
    wanted = {group_name(Role(grant.role)) for grant in RoleGrant.objects.filter(user=user)}
    ours = {group_name(role) for role in Role}
    present = set(user.groups.filter(name__in=ours).values_list("name", flat=True))
    user.groups.remove(*Group.objects.filter(name__in=present - wanted))
    user.groups.add(*Group.objects.filter(name__in=wanted - present))


def _editor_permission() -> Permission:
    app, model, codename = _EDITOR_PERMISSION
    content_type, _made = ContentType.objects.get_or_create(app_label=app, model=model)
    permission, _made = Permission.objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": "Can access Wagtail admin"}
    )
    return permission
