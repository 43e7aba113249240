"""Template tags of staff's pages: `{% load staff %}`."""

from __future__ import annotations

from typing import Any

from django import forms, template

register = template.Library()


@register.inclusion_tag("staff/field.html")
def staff_field(field: forms.BoundField) -> dict[str, Any]:
    """A form's field with its label, hint and errors, tied together for assistive technology."""
    is_choice = isinstance(field.field.widget, forms.Select)
    is_tick = isinstance(field.field.widget, forms.CheckboxInput)
    kind = "select" if is_choice else "checkboxes__input" if is_tick else "input"
    attributes = {"class": f"govuk-{kind}" if not is_tick else "govuk-checkboxes__input"}
    if field.errors and not is_tick:
        attributes["class"] += f" govuk-{kind}--error"
        attributes["aria-invalid"] = "true"
    described = [f"{field.id_for_label}-hint"] * bool(field.help_text)
    described += [f"{field.id_for_label}-error"] * bool(field.errors)
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return {"field": field, "widget": field.as_widget(attrs=attributes), "is_tick": is_tick}
