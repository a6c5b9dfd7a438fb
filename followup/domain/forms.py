"""Code lists of the national follow-up record forms, checks of what is written, and units.

The numbers are those printed on the third-edition forms (2017). Where products differ from print the
list says so. Labels in Chinese are the words of the form, so that a printed sheet reads as usual.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from followup.domain.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class Code:
    """One answer of a list: the number on the form, a stable key, and the words."""

    code: str
    key: str
    label_en: str
    label_zh: str


@dataclass(frozen=True, slots=True)
class CodeList:
    """The answers of one field. ``exclusive`` is the code that allows no other beside it."""

    key: str
    codes: tuple[Code, ...]
    exclusive: str = ""

    def by_code(self, code: str) -> Code:
        """Return the answer with this number; raises KeyError for one that is not on the form."""
        for item in self.codes:
            if item.code == code:
                return item
        message = f"{self.key} has no code {code!r}"
        raise KeyError(message)

    def by_key(self, key: str) -> Code:
        """Return the answer with this key; raises KeyError for one that is not on the form."""
        for item in self.codes:
            if item.key == key:
                return item
        message = f"{self.key} has no answer {key!r}"
        raise KeyError(message)


def _codes(*rows: tuple[str, str, str]) -> tuple[Code, ...]:
    return tuple(Code(str(number), *row) for number, row in enumerate(rows, start=1))


HYPERTENSION_SYMPTOMS = CodeList(
    "hypertension_symptoms",
    _codes(
        ("none", "No symptoms", "无症状"),
        ("headache_dizziness", "Headache or dizziness", "头痛头晕"),
        ("nausea_vomiting", "Nausea or vomiting", "恶心呕吐"),
        ("blurred_eyes_tinnitus", "Blurred eyes or tinnitus", "眼花耳鸣"),
        ("dyspnoea", "Difficulty in breathing", "呼吸困难"),
        ("palpitation_chest_tightness", "Palpitation or chest tightness", "心悸胸闷"),
        ("nosebleed", "Nosebleed that does not stop", "鼻衄出血不止"),
        ("numb_limbs", "Numb limbs", "四肢发麻"),
        ("leg_oedema", "Swollen legs", "下肢水肿"),
        ("other", "Other", "其他"),
    ),
    exclusive="1",
)

DIABETES_SYMPTOMS = CodeList(
    "t2dm_symptoms",
    _codes(
        ("none", "No symptoms", "无症状"),
        ("polydipsia", "Drinking a lot", "多饮"),
        ("polyphagia", "Eating a lot", "多食"),
        ("polyuria", "Passing much urine", "多尿"),
        ("blurred_vision", "Blurred vision", "视力模糊"),
        ("infection", "Infection", "感染"),
        ("numb_hands_feet", "Numb hands or feet", "手脚麻木"),
        ("leg_oedema", "Swollen legs", "下肢浮肿"),
        ("weight_loss", "Marked weight loss", "体重明显下降"),
        ("other", "Other", "其他"),
    ),
    exclusive="1",
)

_GRADE = _codes(("good", "Good", "良好"), ("fair", "Fair", "一般"), ("poor", "Poor", "差"))

# Compliance with lifestyle advice, not with drugs.
COMPLIANCE = CodeList("compliance", _GRADE)
PSYCH_ADJUSTMENT = CodeList("psych_adjustment", _GRADE)
SALT = CodeList(
    "salt", _codes(("light", "Light", "轻"), ("medium", "Medium", "中"), ("heavy", "Heavy", "重"))
)
MED_ADHERENCE = CodeList(
    "med_adherence",
    _codes(
        ("regular", "Regular", "规律"),
        ("intermittent", "Intermittent", "间断"),
        ("not_taking", "Not taking", "不服药"),
    ),
)
ADVERSE_REACTION = CodeList(
    "adverse_reaction", _codes(("none", "None", "无"), ("yes", "Yes", "有"))
)
HYPOGLYCAEMIA = CodeList(
    "hypoglycaemia",
    _codes(
        ("none", "None", "无"),
        ("occasional", "Occasional", "偶尔"),
        ("frequent", "Frequent", "频繁"),
    ),
)
# Stored as state and side; the lists of seven, four or two values in use are mapped on export.
DORSALIS_PEDIS_STATE = CodeList(
    "dorsalis_pedis_state",
    _codes(
        ("normal", "Palpable, normal", "触及正常"),
        ("weakened", "Weakened", "减弱"),
        ("absent", "Absent", "消失"),
    ),
)
DORSALIS_PEDIS_SIDE = CodeList(
    "dorsalis_pedis_side",
    _codes(("both", "Both sides", "双侧"), ("left", "Left", "左侧"), ("right", "Right", "右侧")),
)
# CV05.10.012
CLASSIFICATION = CodeList(
    "classification",
    _codes(
        ("controlled", "Controlled", "控制满意"),
        ("not_controlled", "Not controlled", "控制不满意"),
        ("adverse_reaction", "Adverse reaction", "不良反应"),
        ("complication", "Complication", "并发症"),
    ),
)
# The numbers of the outcome are those of deployed products: 1, 2 and 9.
OUTCOME = CodeList(
    "outcome",
    (
        Code("1", "continue", "Continue", "继续随访"),
        Code("2", "lost", "Temporarily lost", "暂时失访"),
        Code("9", "ended", "End of management", "终止管理"),
    ),
)
END_REASON = CodeList(
    "end_reason",
    _codes(
        ("death", "Death", "死亡"),
        ("moved", "Moved away", "迁出"),
        ("lost", "Lost", "失访"),
        ("refused", "Refused", "拒绝"),
    ),
)
# 1 to 3 are printed; group, station and online are modes of deployed products.
VISIT_MODE = CodeList(
    "visit_mode",
    _codes(
        ("clinic", "Clinic", "门诊"),
        ("home", "Home visit", "家庭"),
        ("phone", "Telephone", "电话"),
        ("group", "Group", "集体随访"),
        ("station", "Station", "服务点"),
        ("online", "Online", "线上"),
    ),
)
REFERRAL_REASON = CodeList(
    "referral_reason",
    _codes(
        ("two_uncontrolled", "Two consecutive uncontrolled", "连续两次控制不满意"),
        ("reaction_hard_to_control", "Reaction hard to control", "药物不良反应难以控制"),
        ("new_complication", "New complication", "出现新的并发症"),
        ("worsened_complication", "Worsened complication", "原有并发症加重"),
    ),
)
# Signs of the emergency paragraphs; which of them count for a condition is in the rule set.
EMERGENCY_SIGNS = CodeList(
    "emergency_signs",
    _codes(
        ("altered_consciousness", "Altered consciousness or behaviour", "意识或行为改变"),
        ("severe_headache_dizziness", "Severe headache or dizziness", "剧烈头痛或头晕"),
        ("nausea_vomiting", "Nausea and vomiting", "恶心呕吐"),
        ("blurred_vision_eye_pain", "Blurred vision or eye pain", "视力模糊、眼痛"),
        ("palpitation_chest_tightness", "Palpitation or chest tightness", "心悸、胸闷"),
        ("dyspnoea_cannot_lie_flat", "Breathless, cannot lie flat", "喘憋不能平卧"),
        ("acetone_breath", "Breath smells of acetone", "呼气有烂苹果样丙酮味"),
        ("palpitation_sweating", "Palpitation and sweating", "心悸、出汗"),
        (
            "nausea_thirst_polyuria_abdominal_pain",
            "No appetite, nausea, thirst, much urine or abdominal pain",
            "食欲减退、恶心、呕吐、多饮、多尿、腹痛",
        ),
        ("deep_breathing_flushed_skin", "Deep breathing, flushed skin", "有深大呼吸、皮肤潮红"),
        ("persistent_tachycardia", "Persistent fast heart rate", "持续性心动过速"),
        ("high_fever", "High fever", "体温超过39摄氏度"),
        ("sudden_vision_loss", "Sudden loss of vision", "视力突然骤降"),
        ("pregnant_or_breastfeeding", "Pregnant or breastfeeding", "妊娠期或哺乳期"),
        ("other_unmanageable", "Other state that cannot be handled here", "存在不能处理的其他疾病"),
    ),
)

SYMPTOMS: Mapping[str, CodeList] = {
    "hypertension": HYPERTENSION_SYMPTOMS,
    "t2dm": DIABETES_SYMPTOMS,
}

CODE_LISTS: Mapping[str, CodeList] = {
    item.key: item
    for item in (
        HYPERTENSION_SYMPTOMS,
        DIABETES_SYMPTOMS,
        COMPLIANCE,
        PSYCH_ADJUSTMENT,
        SALT,
        MED_ADHERENCE,
        ADVERSE_REACTION,
        HYPOGLYCAEMIA,
        DORSALIS_PEDIS_STATE,
        DORSALIS_PEDIS_SIDE,
        CLASSIFICATION,
        OUTCOME,
        END_REASON,
        VISIT_MODE,
        REFERRAL_REASON,
        EMERGENCY_SIGNS,
    )
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about an entry: ``refuse`` cannot be saved, ``ask`` needs a yes from the writer.

    ``code``: not_on_the_form, excludes_others, given_twice, below_possible, above_possible,
    below_usual, above_usual, not_whole_number, systolic_not_above_diastolic, side_missing,
    side_without_finding.
    """

    field: str
    code: str
    severity: Literal["refuse", "ask"]
    value: str
    limit: Decimal | None = None
    unit: str = ""


def check_codes(code_list: CodeList, given: Sequence[str]) -> list[Problem]:
    """Return what is wrong with the ticked codes of a list that allows several."""
    known = {item.code for item in code_list.codes}
    problems = [
        Problem(code_list.key, "not_on_the_form", "refuse", code)
        for code in given
        if code not in known
    ]
    if code_list.exclusive in given and len(set(given)) > 1:
        problems.append(Problem(code_list.key, "excludes_others", "refuse", code_list.exclusive))
    if len(set(given)) < len(given):
        problems.append(Problem(code_list.key, "given_twice", "refuse", ",".join(given)))
    return problems


def check_value(rule_set: RuleSet, field: str, value: Decimal) -> Problem | None:
    """Return what is wrong with a measured value in canonical units, None when it is plausible.

    Outside the hard limits of the rule set it is impossible and refused; outside the soft ones the
    writer is asked. A field without limits in the rule set is not checked.
    """
    validity = rule_set.validity_of(field)
    if validity is None:
        return None
    if validity.whole_number and value != value.to_integral_value():
        return Problem(field, "not_whole_number", "refuse", str(value), None, validity.unit)
    checks: tuple[tuple[bool, str, Literal["refuse", "ask"], Decimal], ...] = (
        (value < validity.hard_low, "below_possible", "refuse", validity.hard_low),
        (value > validity.hard_high, "above_possible", "refuse", validity.hard_high),
        (value < validity.soft_low, "below_usual", "ask", validity.soft_low),
        (value > validity.soft_high, "above_usual", "ask", validity.soft_high),
    )
    for is_outside, code, severity, limit in checks:
        if is_outside:
            return Problem(field, code, severity, str(value), limit, validity.unit)
    return None


def check_values(rule_set: RuleSet, values: Mapping[str, Decimal | None]) -> list[Problem]:
    """Return what is wrong with the values of one visit, by field in the order given.

    Fields are named as in the rule set (systolic, diastolic, fasting_glucose, hba1c, weight ...).
    """
    found = [
        check_value(rule_set, field, value) for field, value in values.items() if value is not None
    ]
    problems = [problem for problem in found if problem is not None]
    systolic, diastolic = values.get("systolic"), values.get("diastolic")
    if systolic is not None and diastolic is not None and systolic <= diastolic:
        problems.append(
            Problem("systolic", "systolic_not_above_diastolic", "refuse", str(systolic), diastolic)
        )
    return problems


def check_dorsalis_pedis(state: str, side: str) -> list[Problem]:
    """Return what is wrong with the foot pulse: a finding needs a side, a normal pulse has none."""
    if state and state != "normal" and not side:
        return [Problem("dorsalis_pedis_side", "side_missing", "refuse", state)]
    if side and state in {"", "normal"}:
        return [Problem("dorsalis_pedis_side", "side_without_finding", "refuse", side)]
    return []


# Units: mmol/L x 18.0182 = mg/dL (molar mass of glucose); HbA1c IFCC to NGSP master equation;
# 1 kPa = 7.5006 mmHg.
MG_DL_PER_MMOL_L = Decimal("18.0182")
MMOL_MOL_PER_PERCENT = Decimal("10.929")
PERCENT_AT_ZERO_MMOL_MOL = Decimal("2.15")
MMHG_PER_KPA = Decimal("7.5006")
CENT = Decimal("0.01")


def glucose_mmol_l(value: Decimal, unit: str) -> Decimal:
    """Return glucose in mmol/L; converted values have two decimals, half up."""
    if unit == "mmol/L":
        return value
    if unit == "mg/dL":
        return (value / MG_DL_PER_MMOL_L).quantize(CENT, ROUND_HALF_UP)
    raise _unknown_unit("glucose", unit, "mmol/L or mg/dL")


def hba1c_percent(value: Decimal, unit: str) -> Decimal:
    """Return HbA1c in % (NGSP); converted values have two decimals, half up."""
    if unit == "%":
        return value
    if unit == "mmol/mol":
        percent = value / MMOL_MOL_PER_PERCENT + PERCENT_AT_ZERO_MMOL_MOL
        return percent.quantize(CENT, ROUND_HALF_UP)
    raise _unknown_unit("HbA1c", unit, "% or mmol/mol")


def pressure_mmhg(value: Decimal, unit: str) -> Decimal:
    """Return a pressure in mmHg; converted values are whole, half up."""
    if unit == "mmHg":
        return value
    if unit == "kPa":
        return (value * MMHG_PER_KPA).quantize(Decimal(1), ROUND_HALF_UP)
    raise _unknown_unit("pressure", unit, "mmHg or kPa")


def _unknown_unit(quantity: str, unit: str, known: str) -> ValueError:
    return ValueError(f"{quantity} in {unit!r}: expected {known}")
