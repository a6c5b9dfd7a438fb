"""Builds SVG elements from attributes; escapes text; refuses inline style and handlers."""

from collections.abc import Iterable

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

FORBIDDEN = ("style", "on")
Attribute = str | int | float


def pixels(value: float) -> str:
    """Write a length in pixels, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")


def share(value: float) -> str:
    """Write a place along the width, in per cent to a hundredth."""
    return f"{value * 100:.2f}".rstrip("0").rstrip(".") + "%"


def el(name: str, *children: SafeString | str, **attributes: Attribute) -> SafeString:
    """Return one element. ``class_`` is class, other underscores become hyphens.

    Children that are not SafeString are text and are escaped. A float is a length in pixels.
    """
    written = []
    for key, value in attributes.items():
        if key.startswith(FORBIDDEN):
            message = f"inline {key} on <{name}>: the page's policy forbids it; use a class"
            raise ValueError(message)
        attribute = key.rstrip("_").replace("_", "-") if key != "viewBox" else key
        text = pixels(value) if isinstance(value, float) else str(value)
        written.append(f' {attribute}="{escape(text)}"')
    if not children:
        return mark_safe(f"<{name}{''.join(written)}/>")  # noqa: S308 - escaped above
    body = "".join(conditional_escape(child) for child in children)
    return mark_safe(f"<{name}{''.join(written)}>{body}</{name}>")  # noqa: S308 - escaped above


def join(parts: Iterable[SafeString]) -> SafeString:
    """Put elements one after the other."""
    return mark_safe("".join(parts))  # noqa: S308 - SafeString only


def picture(
    *children: SafeString, key: str, title: str, finding: str, height: int, class_: str = "plot"
) -> SafeString:
    """Return an ``<svg role="img">`` whose title and finding are read out."""
    return el(
        "svg",
        el("title", title, id=f"{key}-t"),
        el("desc", finding, id=f"{key}-d"),
        *children,
        class_=class_,
        width="100%",
        height=height,
        role="img",
        aria_labelledby=f"{key}-t {key}-d",
    )
