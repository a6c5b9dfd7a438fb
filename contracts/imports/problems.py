"""What is wrong with a file or a row, as codes and values; faces turn them into words (wording.py)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# A row number as the reader sees it in the sheet; the file as a whole has none.
WHOLE_FILE = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason to refuse: where (row and column as in the sheet), the value found, and a code with its numbers.

    ``value`` of an identity number or a phone is masked already: reports are kept.
    """

    code: str
    row: int = WHOLE_FILE
    column: str = ""
    value: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


class FileRefusedError(Exception):
    """The file as a whole cannot be read: wrong type, too large, wrong or missing columns."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = list(problems)
        super().__init__(", ".join(problem.code for problem in problems))
