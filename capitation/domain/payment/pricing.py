"""The calculator: a scheme document and a results file in, the payment as JSON text out."""

import json
from pathlib import Path

from capitation.domain.payment.calculation import pay
from capitation.domain.payment.loading import load_scheme
from capitation.domain.payment.problems import Problem, RefusedError
from capitation.domain.payment.results_file import read_results
from capitation.domain.payment.toml import canonical_hash

LARGEST_FILE_BYTES = 20_000_000


def read_file(path: str) -> str:
    """The text of a file. Errors: `not_readable` when missing, too large or not UTF-8."""
    try:
        size = Path(path).stat().st_size
        if size > LARGEST_FILE_BYTES:
            raise unreadable(path, f"{size} bytes")
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(path, str(error)) from error


def unreadable(path: str, found: str) -> RefusedError:
    """The refusal of a file that cannot be read."""
    expected = f"a UTF-8 file of at most {LARGEST_FILE_BYTES} bytes"
    return RefusedError([Problem("file", "not_readable", found, expected, "", path)])


def price(scheme_text: str, results_text: str, *, scheme_name: str, results_name: str) -> str:
    """The payment as JSON text with sorted keys: the same input gives the same bytes.

    Errors: `RefusedError` with every problem of the scheme, or else of the results file.
    """
    scheme = load_scheme(scheme_text, name=scheme_name)
    results = read_results(results_text, name=results_name)
    try:
        payment = pay(
            scheme,
            results.days(),
            results.panels(),
            results.results(),
            results.baselines(),
            amounts=results.inputs(),
        )
    except RefusedError as error:
        raise RefusedError([problem.inside(results_name) for problem in error.problems]) from error
    answer = {"scheme_hash": canonical_hash(scheme_text), **payment.as_json()}
    return json.dumps(answer, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
