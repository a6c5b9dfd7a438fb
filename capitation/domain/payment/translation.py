"""Validation errors of pydantic in our words: code, path without union tags, nearest valid key."""

import types
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from capitation.domain.payment.problems import CODES, Problem, nearest_key

CODE_OF_ERROR = {
    "missing": "missing_input",
    "extra_forbidden": "unknown_key",
    "literal_error": "unknown_key",
    "union_tag_invalid": "unknown_key",
    "union_tag_not_found": "missing_input",
    "greater_than_equal": "out_of_range",
    "string_too_short": "missing_input",
    "too_short": "missing_input",
}

Location = Sequence[int | str]


def problems_in(error: ValidationError, root: type[BaseModel]) -> list[Problem]:
    """Every problem of a validation of `root`.

    A list whose entries are refused is also said to be too short; only the entries are reported.
    """
    errors = error.errors(include_url=False)
    refused_inside = {
        details["loc"][:length] for details in errors for length in range(len(details["loc"]))
    }
    return [
        problem_of(details, root)
        for details in errors
        if details["type"] != "too_short" or details["loc"] not in refused_inside
    ]


def problem_of(details: ErrorDetails, root: type[BaseModel]) -> Problem:
    """One error: where it stands, what was found there and what is expected."""
    location = details["loc"]
    path, owner = walk(location, root)
    context = details.get("ctx", {})
    match details["type"]:
        case "extra_forbidden":
            fields = owner.model_fields if owner is not None else {}
            valid = [field.alias or name for name, field in fields.items()]
            nearest = nearest_key(str(location[-1]), valid)
            return Problem(path, "unknown_key", "", ", ".join(valid), nearest)
        case "missing":
            return Problem(path, "missing_input", "", "a value")
        case "union_tag_not_found":
            return Problem(f"{path}.{unquoted(context['discriminator'])}", "missing_input")
        case "union_tag_invalid":
            where = f"{path}.{unquoted(context['discriminator'])}"
            found, tags = str(context["tag"]), unquoted(context["expected_tags"])
            return Problem(where, "unknown_key", found, tags, nearest_key(found, tags.split(", ")))
        case "literal_error":
            code = "unit_mismatch" if location[-1] == "unit" else "unknown_key"
            found = shown(details["input"])
            expected = unquoted(context["expected"]).replace(" or ", ", ")
            return Problem(path, code, found, expected, nearest_key(found, expected.split(", ")))
        case kind:
            code = kind if kind in CODES else CODE_OF_ERROR.get(kind, "wrong_type")
            expected = str(context.get("expected", details["msg"]))
            return Problem(path, code, shown(details["input"]), expected)


def unquoted(text: object) -> str:
    """A text of pydantic without its quotation marks."""
    return str(text).replace("'", "")


def shown(value: object) -> str:
    """A found value as text: of a figure its value; other tables and lists are not repeated."""
    if isinstance(value, Mapping):
        return shown(value.get("value", ""))
    return "" if isinstance(value, list) else str(value)


def walk(location: Location, root: type[BaseModel]) -> tuple[str, type[BaseModel] | None]:
    """The path of a pydantic location without union tags, and the model its last key belongs to."""
    path = ""
    owner: type[BaseModel] | None = None
    annotation: Any = root
    for part in location:
        if part == "[key]":
            continue
        annotation = bare(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            owner = annotation
            path = f"{path}.{part}" if path else str(part)
            field = annotation.model_fields.get(str(part))
            annotation = field.annotation if field else None
        elif get_origin(annotation) in {Union, types.UnionType}:
            annotation = member(annotation, str(part))
        elif isinstance(part, int):
            path, annotation = f"{path}[{part}]", get_args(annotation)[0]
        else:
            path = f"{path}.{part}"
            annotation = get_args(annotation)[1] if get_args(annotation) else None
    return path, owner


def bare(annotation: Any) -> Any:
    """An annotation without its metadata and without None."""
    if get_origin(annotation) is Annotated:
        return bare(get_args(annotation)[0])
    if get_origin(annotation) in {Union, types.UnionType}:
        rest = [inner for inner in get_args(annotation) if inner is not types.NoneType]
        if len(rest) == 1:
            return bare(rest[0])
    return annotation


def member(union: Any, tag: str) -> type[BaseModel]:
    """The member of a discriminated union that carries this tag."""
    models: tuple[type[BaseModel], ...] = get_args(union)
    return next(model for model in models if tag in tags_of(model))


def tags_of(model: type[BaseModel]) -> set[str]:
    """The tags by which a discriminated union recognises a model."""
    fields = (model.model_fields.get(name) for name in ("kind", "shape", "mode"))
    literals = (field.annotation for field in fields if field is not None)
    return {tag for literal in literals for tag in get_args(literal)}
