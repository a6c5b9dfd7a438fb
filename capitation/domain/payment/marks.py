"""Every figure and choice of a document with its path: for checks, statements and explanations."""

from collections.abc import Iterator

from pydantic import BaseModel

from capitation.domain.payment.figures import Figure, Marked


def marks_of(part: object, path: str = "") -> Iterator[tuple[str, Marked]]:
    """All figures and choices below a part of a document, in document order."""
    if isinstance(part, Marked):
        yield path, part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from marks_of(getattr(part, name), f"{path}.{name}" if path else name)
    elif isinstance(part, dict):
        for name, inner in part.items():
            yield from marks_of(inner, f"{path}.{name}" if path else name)
    elif isinstance(part, tuple):
        for place, inner in enumerate(part):
            yield from marks_of(inner, f"{path}[{place}]")


def mark_text(mark: Marked) -> str:
    """The value of a figure or a choice as it was written."""
    value = getattr(mark, "value", "")
    return f"{value:f}" if isinstance(mark, Figure) else str(value)


def mark_unit(mark: Marked) -> str:
    """The unit of a figure; empty for a choice."""
    return str(getattr(mark, "unit", ""))
