"""Reading a scheme document: `load_scheme` gives a frozen `Scheme` or every problem at once."""

from pydantic import ValidationError

from capitation.domain.payment.checks import Draft, problems_between
from capitation.domain.payment.document import Scheme
from capitation.domain.payment.problems import Problem, RefusedError
from capitation.domain.payment.toml import read_toml
from capitation.domain.payment.translation import problems_in


def load_scheme(text: str, *, name: str) -> Scheme:
    """Read the TOML text of a scheme document; `name` is the file shown in problems.

    Errors: `RefusedError` with every problem of the document: code, key and expectation of each.
    """
    raw = read_toml(text, name=name)
    problems: list[Problem] = []
    scheme = None
    try:
        scheme = Scheme.model_validate(raw)
    except ValidationError as error:
        problems = problems_in(error, Scheme)
    problems += problems_between(Draft.of(raw))
    if problems or scheme is None:
        raise RefusedError([problem.inside(name) for problem in sorted(set(problems))])
    return scheme
