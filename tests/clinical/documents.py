"""The shipped rule sets, groups and conditions, read once."""

from __future__ import annotations

from pathlib import Path

from followup.domain.conditions import load_conditions
from followup.domain.icd10 import load_groups
from followup.domain.ruleset import load_rule_sets

FOLLOWUP = Path(__file__).resolve().parents[2] / "followup"
RULE_SETS = load_rule_sets(FOLLOWUP / "rulesets")
CN_2017 = RULE_SETS["cn-2017"]
CN_2020 = RULE_SETS["cn-2020"]
CN_2025 = RULE_SETS["cn-2025"]
GROUPS = load_groups(FOLLOWUP / "icd_groups.toml")
CONDITIONS = load_conditions(FOLLOWUP / "conditions.toml")
