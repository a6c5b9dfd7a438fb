"""Rule sets are chosen by configuration and date, and a wrong document is explained."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from followup.domain import documents
from followup.domain.documents import DocumentError
from followup.domain.ruleset import RuleSet, RuleSetError, load_rule_sets, select_ruleset
from tests.clinical.documents import CN_2017, CN_2020, CN_2025, FOLLOWUP, RULE_SETS

TEXT = (FOLLOWUP / "rulesets/cn-2017.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("purpose", "on", "key"),
    [
        ("payment", date(2025, 6, 1), "cn-2017"),
        ("appraisal", date(2026, 6, 1), "cn-2017"),
        ("clinical", date(2019, 12, 31), "cn-2017"),
        ("clinical", date(2020, 1, 1), "cn-2020"),
        ("clinical", date(2024, 12, 31), "cn-2020"),
        ("clinical", date(2026, 1, 1), "cn-2025"),
    ],
)
def test_the_newest_valid_rule_set_for_the_purpose_serves(purpose: str, on: date, key: str) -> None:
    chosen = select_ruleset(RULE_SETS.values(), purpose, on)  # type: ignore[arg-type]

    assert chosen.key == key


def test_the_configuration_wins_over_the_newest() -> None:
    chosen = select_ruleset(
        RULE_SETS.values(), "clinical", date(2026, 1, 1), pinned={"clinical": "cn-2017"}
    )

    assert chosen.key == "cn-2017"


def test_asking_before_the_first_date_raises() -> None:
    with pytest.raises(RuleSetError, match="no rule set serves payment on 2016-12-31"):
        select_ruleset(RULE_SETS.values(), "payment", date(2016, 12, 31))


def test_a_pinned_rule_set_must_be_valid_on_the_day() -> None:
    with pytest.raises(RuleSetError, match="'cn-2025' does not exist or is not valid"):
        select_ruleset(
            RULE_SETS.values(), "clinical", date(2020, 1, 1), pinned={"clinical": "cn-2025"}
        )


def test_an_end_of_validity_is_the_first_day_outside() -> None:
    ended = CN_2017.model_copy(update={"valid_until": date(2026, 1, 1)})

    assert select_ruleset([ended], "payment", date(2025, 12, 31)) is ended
    with pytest.raises(RuleSetError):
        select_ruleset([ended], "payment", date(2026, 1, 1))


def test_two_that_start_on_one_day_must_be_told_apart_by_configuration() -> None:
    twin = CN_2017.model_copy(update={"key": "cn-twin"})

    with pytest.raises(RuleSetError, match="cn-2017, cn-twin all serve payment"):
        select_ruleset([CN_2017, twin], "payment", date(2025, 1, 1))


def test_registers_start_at_35_for_payment_and_at_18_in_the_guidelines() -> None:
    ages = [rule_set.minimum_age("hypertension") for rule_set in (CN_2017, CN_2020, CN_2025)]

    assert ages == [35, 18, 18]


def test_telephone_and_online_are_never_face_to_face() -> None:
    modes = ("clinic", "home", "group", "station", "phone", "online")

    assert [CN_2017.is_face_to_face(mode) for mode in modes] == [True] * 4 + [False] * 2


def test_only_conditions_with_a_cadence_are_handled() -> None:
    assert CN_2017.handles("t2dm")
    assert not CN_2017.handles("copd")


@pytest.mark.parametrize("question", ["cadence_for", "minimum_age", "targets_of"])
def test_an_unknown_condition_is_named(question: str) -> None:
    with pytest.raises(RuleSetError, match="copd"):
        getattr(CN_2017, question)("copd")


def test_an_unknown_reading_is_named() -> None:
    with pytest.raises(RuleSetError, match="no hba1c target for 't2dm', age 50"):
        CN_2017.target_for("t2dm", "hba1c", 50, frozenset())


def test_decimals_stay_as_written() -> None:
    target = CN_2017.target_for("t2dm", "fasting_glucose", 50, frozenset())

    assert target.limit_1 == Decimal("7.0")
    assert str(target.limit_1) == "7.0"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("minimum_age", "minimun_age", "unknown key 'minimun_age'; nearest valid key is 'minimum_age'"),
        ("age_until = 65", "age_until = 60", "gap or overlap at age 65"),
        ("age_from = 65\n", "age_from = 65\nage_until = 90\n", "nothing from age 90"),
        ("age_from = 0\nage_until = 65", "age_from = 65\nage_until = 65", "age_until 65 is not above"),
        ("limit_1 = 140\nlimit_2 = 90", "limit_1 = 140", "limit_2 \\(diastolic\\) is stated for bp"),
        ('unit = "mmol/L"\nage_from', 'unit = "mg/dL"\nage_from', "fasting_glucose is in mmol/L"),
        ('source = "spec-2017"\narticle = "follow-up', 'source = "spec-2071"\narticle = "follow-up', "spec-2071"),
        ('confidence = "H"\nnote = "group', 'confidence = "X"\nnote = "group', "confidence is H, M or L"),
        ("soft_low = 80", "soft_low = 30", "soft limits must lie within the hard limits"),
        ("[age]\n", "age = 3\n[ages]\n", "unknown key 'ages'; nearest valid key is 'age'"),
        ("{ value = 35, unit", "{ value = 35, units", "nearest valid key is 'unit'"),
        ('key = "cn-2017"', 'key = "cn-2017', "not valid TOML"),
    ],
)  # fmt: skip
def test_a_wrong_document_names_file_and_mistake(old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(DocumentError, match=message) as error:
        documents.parse(TEXT.replace(old, new, 1), RuleSet, "cn-2017.toml")

    assert str(error.value).startswith("cn-2017.toml: ")


def test_a_file_is_named_after_its_key(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text(TEXT, encoding="utf-8")

    with pytest.raises(DocumentError, match="is 'cn-2017', not the file name"):
        load_rule_sets(tmp_path)


def test_every_target_has_a_source_that_is_listed() -> None:
    for rule_set in RULE_SETS.values():
        listed = {source.key for source in rule_set.sources}
        assert {target.source for target in rule_set.targets} <= listed


def test_a_table_written_as_a_number_is_refused() -> None:
    start, rest = TEXT.split("[age]\n", 1)
    without_age = "[face_to_face]" + rest.split("[face_to_face]", 1)[1]

    with pytest.raises(DocumentError, match="age: "):
        documents.parse(f"{start}age = 3\n{without_age}", RuleSet, "cn-2017.toml")
