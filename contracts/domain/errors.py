"""What went wrong, where, and what to do: one family of errors that pages, API and commands all understand."""

from dataclasses import dataclass


@dataclass(slots=True)
class DomainError(Exception):
    """A request that the rules refuse; nothing was changed.

    ``code`` is a stable key (``overlapping_coverage``), ``values`` are the numbers and keys a message needs,
    ``field`` names the input when one is to blame. Faces turn the code into words (contracts.wording).
    """

    code: str
    field: str = ""
    values: dict[str, str] | None = None

    def __str__(self) -> str:
        details = ", ".join(f"{key}={value}" for key, value in (self.values or {}).items())
        return f"{self.code}{' at ' + self.field if self.field else ''}{': ' + details if details else ''}"


@dataclass(slots=True)
class NotPermittedError(DomainError):
    """The actor's role does not do this."""
