"""Documents that people write in TOML: read exactly, checked strictly, explained when wrong."""

from __future__ import annotations

import difflib
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator


class DocumentError(ValueError):
    """A document that cannot be used: names the file, the key and what is wrong with it."""

    def __init__(self, name: str, problems: list[str]) -> None:
        self.name = name
        self.problems = problems
        super().__init__(f"{name}: " + "; ".join(problems))


class StrictModel(BaseModel):
    """Base of every document part: frozen, and an unknown key names the nearest valid one."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)

    @model_validator(mode="before")
    @classmethod
    def name_the_nearest_key(cls, given: Any) -> Any:
        """Refuse unknown keys before pydantic does, because its message does not help the author."""
        if not isinstance(given, dict):
            return given
        known = list(cls.model_fields)
        for key in given:
            if key not in known:
                near = difflib.get_close_matches(str(key), known, n=1, cutoff=0.0)
                message = f"unknown key {key!r}; nearest valid key is {near[0]!r}"
                raise ValueError(message)
        return given


class Sourced(StrictModel):
    """Where a figure comes from: the key of a source of the document, the article, how sure we are.

    ``confidence``: H read in the named source, M secondary sources agree, L nothing confirms it.
    """

    source: str
    article: str
    confidence: str
    note: str = ""

    @model_validator(mode="after")
    def confidence_is_a_known_mark(self) -> Self:
        if self.confidence not in {"H", "M", "L"}:
            message = f"confidence is H, M or L, not {self.confidence!r}"
            raise ValueError(message)
        return self


class Figure(Sourced):
    """One number that decides something, with its unit and its source."""

    value: Decimal
    unit: str


class Source(StrictModel):
    """A document that figures are taken from."""

    key: str
    title_zh: str
    title_en: str
    reference: str


Model = TypeVar("Model", bound=StrictModel)


def parse(text: str, model: type[Model], name: str) -> Model:
    """Return the checked document, decimals kept exactly as written.

    Raises DocumentError that names ``name``, the key and the problem.
    """
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise DocumentError(name, [f"not valid TOML: {error}"]) from error
    return validate(raw, model, name)


def validate(raw: dict[str, Any], model: type[Model], name: str) -> Model:
    """Return ``raw`` as a checked document; raises DocumentError like ``parse``."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise DocumentError(name, [_words(problem) for problem in error.errors()]) from error


def load(path: Path, model: type[Model]) -> Model:
    """Return the checked document in the file ``path``."""
    return parse(path.read_text(encoding="utf-8"), model, path.name)


def _words(problem: Any) -> str:
    where = ".".join(str(part) for part in problem["loc"]) or "document"
    return f"{where}: {problem['msg']}"
