"""ICD-10 codes as Chinese hospitals write them, and groups of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from followup.domain import icd10
from followup.domain.conditions import load_conditions
from followup.domain.documents import DocumentError
from tests.clinical.documents import CONDITIONS, GROUPS


@pytest.mark.parametrize(
    ("text", "category", "subcategory", "manifestation"),
    [
        ("I10.x00x002", "I10", "I10x", ""),
        ("I10.x05", "I10", "I10x", ""),
        ("E11.201+N08.3*", "E11", "E112", "N08.3*"),
        ("E11.900", "E11", "E119", ""),
        ("I64.x00", "I64", "I64x", ""),
        ("Z51.100x001", "Z51", "Z511", ""),
    ],
)
def test_codes_have_category_and_subcategory(
    text: str, category: str, subcategory: str, manifestation: str
) -> None:
    code = icd10.parse(text)

    assert (code.category, code.subcategory, code.manifestation) == (
        category,
        subcategory,
        manifestation,
    )


@pytest.mark.parametrize(
    "text", ["", "I10", "i10.x00", "E11.9", "E11.90", "E11.201+N08.3", "I10.x00x2", "E11.9000", "E11.９00", "E11.900\n"]
)  # fmt: skip
def test_other_writings_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a Chinese ICD-10 code"):
        icd10.parse(text)


@pytest.mark.parametrize(
    ("group", "code", "is_in"),
    [
        ("hypertension", "I10.x00x002", True),
        ("hypertension", "I10.x03", True),
        ("hypertension", "I10.x01", False),  # high-normal
        ("hypertension", "I10.x00x016", False),  # white-coat
        ("hypertension", "I11.000", False),
        ("t2dm", "E11.201+N08.3*", True),
        ("t2dm", "E10.900", False),
        ("diabetes_acute", "E11.100", True),
        ("diabetes_acute", "E11.201", False),
        ("diabetes_acute", "E16.200", True),
        ("diabetes_acute", "E16.300", False),
        ("stroke", "I64.x00", True),
        ("unstable_angina", "I20.000", True),
        ("unstable_angina", "I20.100", False),
    ],
)
def test_groups_include_and_leave_out_prefixes(group: str, code: str, *, is_in: bool) -> None:
    assert GROUPS[group].contains(code) is is_in


def test_a_group_key_is_used_once(tmp_path: Path) -> None:
    group = '[[groups]]\nkey = "a"\nlabel_zh = ""\nlabel_en = ""\nsource = ""\ninclude = ["I10"]\n'
    path = tmp_path / "groups.toml"
    path.write_text(group * 2, encoding="utf-8")

    with pytest.raises(DocumentError, match="a key is used twice"):
        icd10.load_groups(path)


def test_conditions_name_groups_that_exist() -> None:
    named = {condition.icd_group for condition in CONDITIONS.values()} - {""}

    assert named <= set(GROUPS)
    assert CONDITIONS["hypertension"].form == "hypertension"


def test_a_condition_key_is_used_once(tmp_path: Path) -> None:
    path = tmp_path / "conditions.toml"
    path.write_text(
        '[[conditions]]\nkey = "a"\nlabel_zh = ""\nlabel_en = ""\n' * 2, encoding="utf-8"
    )

    with pytest.raises(DocumentError, match="a key is used twice"):
        load_conditions(path)
