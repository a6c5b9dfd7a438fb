"""What a careful reader would ask before a valid scheme is approved (reference/schemes.md 6)."""

from collections.abc import Iterator

from capitation.domain.payment.components import Cap
from capitation.domain.payment.document import Scheme
from capitation.domain.payment.problems import Problem
from capitation.domain.payment.shapes import Steps

RECOMMENDED_MIN_DENOMINATOR = 30


def advice_on(scheme: Scheme) -> list[Problem]:
    """Warnings, not refusals: `small_min_denominator`, `unlimited`."""
    return [*small_denominators(scheme), *unlimited_bonuses(scheme)]


def small_denominators(scheme: Scheme) -> Iterator[Problem]:
    """Measures that would be paid on a handful of residents."""
    for name, use in scheme.measures.items():
        if use.min_denominator.count < RECOMMENDED_MIN_DENOMINATOR:
            where = f"measures.{name}.min_denominator"
            found = str(use.min_denominator.count)
            yield Problem(where, "small_min_denominator", found, f"{RECOMMENDED_MIN_DENOMINATOR}")


def unlimited_bonuses(scheme: Scheme) -> Iterator[Problem]:
    """Steps without a highest number whose line no cap covers."""
    capped = {key for part in scheme.components if isinstance(part, Cap) for key in part.over}
    for place, component in enumerate(scheme.components):
        score = getattr(component, "score", None)
        if isinstance(score, Steps) and score.max_steps is None and component.key not in capped:
            where = f"components[{place}].score.max_steps"
            yield Problem(where, "unlimited", "", "max_steps, or a cap over this line")
