"""The rule documents that ship with the app, read once per process."""

from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from followup.domain.ruleset import RuleSet, load_rule_sets, select_ruleset

FOLDER = Path(__file__).resolve().parent / "rulesets"


@cache
def rule_sets() -> dict[str, RuleSet]:
    """Every clinical rule set by key."""
    return load_rule_sets(FOLDER)


def clinical_rule_set(on: date) -> RuleSet:
    """The rule set that advises the doctor on a day: the configured one."""
    return select_ruleset(
        rule_sets().values(), "clinical", on, pinned={"clinical": settings.CLINICAL_RULE_SET}
    )


def rule_set_text(key: str) -> str:
    """A rule set's text as it stands in the file; settlements pin it."""
    return (FOLDER / f"{key}.toml").read_text(encoding="utf-8")
