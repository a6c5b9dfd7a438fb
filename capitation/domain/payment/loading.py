"""Reading a scheme document: `load_scheme` gives a frozen `Scheme` or every problem at once."""

import types
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from capitation.domain.payment.checks import Draft, problems_between
from capitation.domain.payment.document import Scheme
from capitation.domain.payment.problems import CODES, Problem, RefusedError, nearest_key
from capitation.domain.payment.toml import read_toml

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


def load_scheme(text: str, *, name: str) -> Scheme:
    """Read the TOML text of a scheme document; `name` is the file shown in problems.

    Errors: `RefusedError` with every problem of the document, each with its code, key and expectation.
    """
    raw = read_toml(text, name=name)
    problems = []
    scheme = None
    try:
        scheme = Scheme.model_validate(raw)
    except ValidationError as error:
        problems = [problem_of(details) for details in error.errors(include_url=False)]
    problems += problems_between(Draft.of(raw))
    if problems or scheme is None:
        raise RefusedError([place(problem, name) for problem in sorted(set(problems))])
    return scheme


def place(problem: Problem, name: str) -> Problem:
    """The same problem with the file it stands in."""
    return Problem(
        problem.field, problem.code, problem.value, problem.expected, problem.nearest, name
    )


def problem_of(details: ErrorDetails) -> Problem:
    """One pydantic error in our words: path without union tags, code, value, nearest valid key."""
    location = details["loc"]
    path, owner = walk(location)
    kind = details["type"]
    context = details.get("ctx", {})
    code = kind if kind in CODES else CODE_OF_ERROR.get(kind, "wrong_type")
    expected = str(context.get("expected", details["msg"]))
    found = shown(details["input"])
    nearest = ""
    if kind == "extra_forbidden" and owner is not None:
        valid = list(owner.model_fields)
        nearest, found, expected = nearest_key(str(location[-1]), valid), "", ", ".join(valid)
    elif kind == "missing":
        found, expected = "", "a value"
    elif kind == "literal_error":
        nearest = nearest_key(found, expected.replace("'", "").replace(" or ", ", ").split(", "))
        code = "unit_mismatch" if location[-1] == "unit" else code
    elif kind == "union_tag_invalid":
        tags = str(context["expected_tags"])
        found = str(context["tag"])
        nearest = nearest_key(found, tags.replace("'", "").split(", "))
        expected, path = tags, f"{path}.{str(context['discriminator']).strip(chr(39))}"
    elif kind == "union_tag_not_found":
        found, expected = "", "a value"
        path = f"{path}.{str(context['discriminator']).strip(chr(39))}"
    return Problem(path, code, found, expected, nearest)


def shown(value: object) -> str:
    """A found value as text: of a figure its value; other tables and lists are not repeated."""
    if isinstance(value, Mapping):
        return shown(value.get("value", ""))
    return "" if isinstance(value, list) else str(value)


def walk(location: Location) -> tuple[str, type[BaseModel] | None]:
    """The path of a pydantic location without union tags, and the model its last key belongs to."""
    path = ""
    owner: type[BaseModel] | None = None
    annotation: Any = Scheme
    for part in location:
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


def member(union: Any, tag: str) -> Any:
    """The member of a discriminated union that carries this tag."""
    for model in get_args(union):
        for name in ("kind", "shape", "mode"):
            field = model.model_fields.get(name)
            if (
                field is not None
                and get_origin(field.annotation) is Literal
                and tag in get_args(field.annotation)
            ):
                return model
    return None
