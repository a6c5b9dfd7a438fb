"""The words of the form's code lists as a reader of cells accepts them: number, key, Chinese or English."""

from collections.abc import Mapping

from followup.domain.conditions import Condition
from followup.domain.forms import CodeList


def by_code(code_list: CodeList, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Word to the number on the form. ``extra`` are further words in use."""
    found: dict[str, str] = {}
    for code in code_list.codes:
        for word in (code.label_zh, code.label_en, code.code, code.key):
            found[word] = code.code
    return {**found, **(extra or {})}


def by_key(code_list: CodeList, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Word to the key of the answer."""
    found: dict[str, str] = {}
    for code in code_list.codes:
        for word in (code.label_zh, code.label_en, code.code, code.key):
            found[word] = code.key
    return {**found, **(extra or {})}


def conditions_with_form(conditions: Mapping[str, Condition]) -> dict[str, str]:
    """Word to the key of each condition that has a section on the form."""
    found: dict[str, str] = {}
    for key, condition in conditions.items():
        if condition.form:
            for word in (condition.label_zh, condition.label_en, key):
                found[word] = key
    return found
