"""What is wrong with a scheme document or with the input of a calculation, said so that it can be mended.

A problem names the place, the value found and what is expected there. All problems of one document
or one input are collected and raised together as one `RefusedError`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

CODES = frozenset(
    {
        "missing_input",
        "float_amount",
        "precision",
        "unit_mismatch",
        "out_of_range",
        "negative_count",
        "num_gt_den",
        "bands_gap",
        "bands_overlap",
        "weights_not_one",
        "zero_weights",
        "unknown_key",
        "duplicate_key",
        "overlapping_coverage",
        "period_not_closed",
        "cycle",
        # beyond the list of reference/schemes.md 1.6
        "not_readable",
        "wrong_type",
        "wrong_order",
        "outside_validity",
        "not_closed",
    }
)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend: the code, the key it stands at, the value found and what is expected."""

    field: str
    code: str
    value: str = ""
    expected: str = ""
    nearest: str = ""
    file: str = ""

    def inside(self, file: str) -> "Problem":
        """The same problem with the file it stands in."""
        return replace(self, file=file)

    def as_json(self) -> dict[str, str]:
        """The same as plain strings, empty parts left out."""
        parts = {
            "code": self.code,
            "file": self.file,
            "field": self.field,
            "value": self.value,
            "expected": self.expected,
            "nearest": self.nearest,
        }
        return {name: text for name, text in parts.items() if text}

    def __str__(self) -> str:
        place = f"{self.file}: {self.field}" if self.file else self.field
        text = f"{place}: {self.code}"
        if self.value:
            text += f": {self.value}"
        if self.expected:
            text += f" (expected {self.expected})"
        if self.nearest:
            text += f" (nearest: {self.nearest})"
        return text


class RefusedError(ValueError):
    """The document or the input is refused as a whole; nothing was calculated."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in the order of the problems."""
        return tuple(problem.code for problem in self.problems)


def refuse(
    code: str, field: str, value: object = "", *, expected: str = "", nearest: str = ""
) -> RefusedError:
    """A refusal with a single problem, ready to raise."""
    return RefusedError([Problem(field, code, str(value), expected, nearest)])


def nearest_key(key: str, valid: Iterable[str]) -> str:
    """The valid key that a misspelt one most likely meant; empty when none is close."""
    matches = get_close_matches(key, sorted(valid), n=1, cutoff=0.6)
    return matches[0] if matches else ""
