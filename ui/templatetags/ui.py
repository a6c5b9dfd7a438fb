"""Template tags and filters of every page: ``{% load ui %}``.

Components with a ready value are included: ``{% include "components/due_list.html" with rows=rows %}``.
Components around other markup, and form rows, are tags.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ui import formats
from ui.charts import Chart
from ui.components import Badge, Tone

register = template.Library()
DIGIT_KEYS = "1234567890"


def _language() -> str:
    return get_language() or "en"


@register.filter
def yuan(amount_fen: int | None) -> str:
    """Write integer fen as "1,234.56"; a missing amount is the word pending, never 0."""
    return _("pending") if amount_fen is None else formats.yuan(amount_fen)


@register.filter
def yuan_signed(amount_fen: int | None) -> str:
    """Write integer fen with its sign, "+1,234.56"."""
    return _("pending") if amount_fen is None else formats.yuan(amount_fen, signed=True)


@register.filter
def rate(numerator: int | None, denominator: int | None) -> str:
    """Write ``numerator|rate:denominator`` as "91.21 %", cut to two decimals."""
    if numerator is None or denominator is None:
        return _("not measured")
    return formats.rate(numerator, denominator) or _("not measured")


@register.filter
def count(value: int | None) -> str:
    """Write a count with thousands separated; a missing one is a dash."""
    return "–" if value is None else f"{value:,}"


@register.filter
def day(value: date | None) -> str:
    """Write a day: 2025年3月1日 or 1 Mar 2025; a missing one is a dash."""
    return "–" if value is None else formats.day(value, _language())


@register.filter
def day_short(value: date | None) -> str:
    """Write a day without its year: 3月1日 or 1 Mar."""
    return "–" if value is None else formats.day_short(value, _language())


@register.filter
def month(value: date | None) -> str:
    """Write a month: 2025年3月 or Mar 2025."""
    return "–" if value is None else formats.month(value, _language())


@register.filter
def moment(value: datetime | None) -> str:
    """Write an instant in local time: 2025年3月1日 14:06 or 1 Mar 2025, 14:06."""
    return "–" if value is None else formats.moment(timezone.localtime(value), _language())


@register.filter
def last_day(exclusive_end: date | None) -> str:
    """Write the last day of a half-open span; an open end is the word open."""
    return _("open") if exclusive_end is None else day(formats.last_day(exclusive_end))


@register.filter
def masked_name(name: str) -> str:
    """Keep the surname: 王**."""
    return formats.masked_name(name)


@register.filter
def masked_id(number: str) -> str:
    """Hide the birth date and sequence of an ID number: 3701**********2246."""
    return formats.masked_middle(number, 4, 4)


@register.filter
def masked_phone(number: str) -> str:
    """Hide the middle of a phone number: 138****7720."""
    return formats.masked_middle(number, 3, 4)


@register.simple_tag
def icon(name: str, words: str = "") -> SafeString:
    """Draw an icon of the sprite; ``words`` are read out when no text stands beside it."""
    if words:
        return format_html(
            '<svg class="ico" role="img" aria-label="{}"><use href="#i-{}"/></svg>', words, name
        )
    return format_html('<svg class="ico" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def badge(word: str | Badge, tone: Tone = "quiet", sign: str = "") -> str:
    """Show a status: ``{% badge "Controlled" "good" %}`` or ``{% badge row.badge %}``."""
    value = word if isinstance(word, Badge) else Badge(str(word), tone, sign)
    return render_to_string("components/badge.html", {"badge": value})


@register.simple_tag
def chart(value: Chart | None) -> str:
    """Show a chart of ``ui.charts`` with the table of its numbers."""
    return render_to_string("components/chart.html", {"chart": value}) if value else ""


def _described(field: BoundField, *notes: str) -> dict[str, str | bool]:
    """Return the attributes that tie a control to its notes and its error."""
    attributes: dict[str, str | bool] = {}
    name = field.auto_id or field.html_name
    ids = [f"{name}-{note}" for note in notes if note]
    if ids:
        attributes["aria-describedby"] = " ".join(ids)
    if field.errors:
        attributes["aria-invalid"] = "true"
    return attributes


def _control_class(field: BoundField, *, warned: bool, width: str) -> str:
    """Choose the classes of a control by what it takes."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    kind = width
    if not kind and isinstance(field.field, forms.IntegerField | forms.DecimalField):
        kind = "num"
    if not kind and isinstance(field.field, forms.DateField):
        kind = "date"
    return " ".join(part for part in ("in", kind, "ask" if warned else "") if part)


def _warning(field: BoundField) -> str:
    """Return the form's soft warning about a field: may be saved, wants a second look."""
    warnings: dict[str, str] = getattr(field.form, "warnings", {})
    return warnings.get(field.name, "")


def _control(field: BoundField, *, warning: str, note: str, width: str) -> SafeString:
    """Render the control of a field with its classes and described-by ids."""
    attributes = _described(
        field,
        "error" if field.errors else "",
        "warning" if warning else "",
        "note" if note or field.help_text else "",
    )
    attributes["class"] = _control_class(field, warned=bool(warning), width=width)
    if str(field.field.widget.attrs.get("placeholder", "")) == str(field.label):
        attributes["placeholder"] = ""  # the label says it already
    return field.as_widget(attrs=attributes)


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField,
    *,
    unit: str = "",
    last: str = "",
    last_when: str = "",
    note: str = "",
    width: str = "",
    stacked: bool = False,
) -> dict[str, Any]:
    """Show a form row: label, control with unit, last value, warning or error below."""
    warning = _warning(bound)
    return {
        "fields": [bound],
        "controls": [_control(bound, warning=warning, note=note, width=width)],
        "label": bound.label,
        "label_for": bound.id_for_label,
        "unit": unit,
        "last": last,
        "last_when": last_when,
        "note": note or bound.help_text,
        "warning": warning,
        "stacked": stacked,
        "is_tick": isinstance(bound.field.widget, forms.CheckboxInput),
        "key": bound.auto_id or bound.html_name,
    }


@register.inclusion_tag("components/field.html")
def field_pair(
    first: BoundField,
    second: BoundField,
    *,
    label: str,
    joint: str = "/",
    unit: str = "",
    last: str = "",
    last_when: str = "",
    note: str = "",
) -> dict[str, Any]:
    """Show two numbers in one row, as a blood pressure; each keeps its own label for readers."""
    warning = _warning(first) or _warning(second)
    pair = [first, second]
    return {
        "fields": pair,
        "controls": [
            part.as_widget(
                attrs={
                    **_described(
                        part,
                        "error" if part.errors else "",
                    ),
                    "class": _control_class(part, warned=bool(_warning(part)), width="num"),
                    "aria-label": str(part.label),
                }
            )
            for part in pair
        ],
        "joint": joint,
        "label": label,
        "label_for": "",
        "unit": unit,
        "last": last,
        "last_when": last_when,
        "note": note,
        "warning": warning,
        "stacked": False,
        "key": first.auto_id or first.html_name,
    }


@register.inclusion_tag("components/options.html")
def options(
    bound: BoundField, *, last: str = "", last_when: str = "", note: str = "", digits: bool = True
) -> dict[str, Any]:
    """Show the choices of a radio or checkbox field as chips; digit keys 1–9 and 0 choose."""
    offered = [part for part in bound.subwidgets if part.data["value"] not in {"", None}]
    keys = DIGIT_KEYS if digits else ""
    chips = [{"widget": part, "key": keys[place : place + 1]} for place, part in enumerate(offered)]
    several = isinstance(bound.field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
    return {
        "field": bound,
        "chips": chips,
        "kind": "checkbox" if several else "radio",
        "last": last,
        "last_when": last_when,
        "note": note or bound.help_text,
        "warning": _warning(bound),
        "key": bound.auto_id or bound.html_name,
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(*checked: forms.BaseForm) -> dict[str, Any]:
    """List the errors of one or several forms, each linked to its field."""
    errors = [
        {"href": f"#{bound.id_for_label or bound.auto_id}", "label": bound.label, "text": text}
        for form in checked
        for bound in form
        for text in bound.errors
    ]
    general = [text for form in checked for text in form.non_field_errors()]
    return {"errors": errors, "general": general, "total": len(errors) + len(general)}


@register.inclusion_tag("components/confirm.html", takes_context=True)
def confirm(  # noqa: PLR0913 - the inputs of a component
    context: Context,
    *,
    key: str,
    button: str,
    title: str,
    text: str,
    action: str,
    yes: str = "",
    style: str = "primary",
    sign: str = "",
    name: str = "",
    value: str = "",
    note_label: str = "",
) -> dict[str, Any]:
    """Show a button that asks before it posts; works as a popover without any script."""
    return {
        "key": key,
        "button": button,
        "title": title,
        "text": text,
        "action": action,
        "yes": yes or button,
        "style": style,
        "sign": sign,
        "name": name,
        "value": value,
        "note_label": note_label,
        "csrf_token": context.get("csrf_token", ""),
    }


@register.simple_block_tag
def section(
    content: SafeString, *, key: str, title: str, note: str = "", count: int | None = None
) -> str:
    """Wrap a part of a page under its heading: ``{% section key="due" title=… %}…{% endsection %}``."""
    return render_to_string(
        "components/section.html",
        {"content": content, "key": key, "title": title, "note": note, "count": count},
    )


@register.simple_block_tag
def card(content: SafeString, title: str = "", extra: str = "") -> SafeString:
    """Wrap content in a padded card: ``{% card "Team" %}…{% endcard %}``."""
    head = format_html("<h3>{}</h3>", title) if title else ""
    return format_html(
        '<div class="card pad stack tight{}">{}{}</div>',
        f" {extra}" if extra else "",
        head,
        content,
    )


@register.simple_block_tag
def message(content: SafeString, tone: Tone = "info", title: str = "") -> str:
    """Show what happened, where, and what to do: ``{% message "warn" "Title" %}…{% endmessage %}``."""
    return render_to_string(
        "components/message.html", {"content": content, "tone": tone, "title": title}
    )


@register.simple_tag
def message_tone(tags: str) -> Tone:
    """Turn the tags of a Django message into a tone."""
    tones: dict[str, Tone] = {"success": "good", "warning": "warn", "error": "bad"}
    words: Sequence[str] = tags.split()
    return next((tones[word] for word in words if word in tones), "info")
