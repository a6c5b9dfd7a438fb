"""Reading TOML exactly, and the hash that names what a document says."""

import hashlib
import json
import tomllib
from decimal import Decimal
from typing import Any

from capitation.domain.payment.problems import Problem, RefusedError


def read_toml(text: str, *, name: str = "") -> dict[str, Any]:
    """The tables of a TOML text, every number exact. Errors: `not_readable` with line and column."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise RefusedError(
            [Problem("document", "not_readable", str(error), "TOML", "", name)]
        ) from error


def canonical_hash(text: str) -> str:
    """SHA-256 of what a document says, the same for another layout, comment or key order.

    Numbers of equal value are equal: 0.2 and 0.20 give the same hash. Errors: `not_readable`.
    """
    canonical = json.dumps(
        canonical_value(read_toml(text)), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def canonical_value(value: object) -> object:
    """A value as JSON can hold it exactly: numbers tagged and without trailing zeros."""
    if isinstance(value, dict):
        return {key: canonical_value(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [canonical_value(inner) for inner in value]
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | Decimal):
        return {"number": canonical_number(Decimal(value))}
    return {"date": str(value)}


def canonical_number(number: Decimal) -> str:
    """A number as sign, digits and exponent without trailing zeros; any zero is "0"."""
    if not number.is_finite() or number == 0:
        return "0" if number == 0 else str(number)
    sign, digits, exponent = number.as_tuple()
    text = "".join(str(digit) for digit in digits).lstrip("0")
    kept = text.rstrip("0")
    power = int(exponent) + len(text) - len(kept)
    return f"{'-' if sign else ''}{kept}e{power}"
