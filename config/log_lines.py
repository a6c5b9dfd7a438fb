"""Log lines without personal data: what a database error says of a row is left out."""

import logging
import re

# PostgreSQL tells the values of the row that it refused: "DETAIL:  Failing row contains (7, 王一, …)".
DETAIL = re.compile(r"(DETAIL: ).*")
LEFT_OUT = r"\1 left out"


class LineFormatter(logging.Formatter):
    """One event as text; keys and codes stay, the values of rows do not."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, its traceback behind it."""
        return DETAIL.sub(LEFT_OUT, super().format(record))
