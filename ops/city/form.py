"""The follow-up form of one visit as it gets written down, field by field."""

from dataclasses import dataclass, field, replace

from ops.city import days
from ops.city.dice import Dice, Odds
from ops.city.measuring import Glucose, Pressure
from ops.city.rows import Row, Rows

CONTROLLED, NOT_CONTROLLED, ADVERSE_REACTION, COMPLICATION = "1", "2", "3", "4"
NO_SYMPTOM = "{1}"
OVERWEIGHT_BMI = 24
PRESSURE_SYMPTOMS: Odds[str] = Odds({"{2}": 50, "{8}": 18, "{9}": 12, "{2,8}": 10, "{10}": 10})
SUGAR_SYMPTOMS: Odds[str] = Odds(
    {"{2}": 30, "{4}": 20, "{7}": 20, "{2,4}": 15, "{5}": 10, "{8}": 5}
)
PRESSURE_DRUGS: Odds[tuple[str, str, str]] = Odds(
    {
        ("苯磺酸氨氯地平片", "1", "5mg"): 40,
        ("缬沙坦胶囊", "1", "80mg"): 25,
        ("硝苯地平控释片", "1", "30mg"): 20,
        ("厄贝沙坦片", "1", "150mg"): 18,
        ("马来酸依那普利片", "2", "10mg"): 10,
        ("琥珀酸美托洛尔缓释片", "1", "47.5mg"): 14,
        ("氢氯噻嗪片", "1", "12.5mg"): 12,
    }
)
SUGAR_DRUGS: Odds[tuple[str, str, str]] = Odds(
    {
        ("盐酸二甲双胍片", "2", "0.5g"): 50,
        ("格列美脲片", "1", "2mg"): 18,
        ("阿卡波糖片", "3", "50mg"): 22,
        ("达格列净片", "1", "10mg"): 16,
        ("西格列汀片", "1", "100mg"): 10,
    }
)
INSULINS = ("甘精胰岛素 10单位 每晚1次", "门冬胰岛素30 12单位 每日2次")
PLACES = {
    "clinic": "门诊",
    "home": "居民家中",
    "station": "村（社区）健康小屋",
    "group": "健康教育活动室",
}
AUXILIARY = (
    "心电图未见明显异常",
    "尿常规正常",
    "血肌酐78μmol/L，血钾4.2mmol/L",
    "总胆固醇5.1mmol/L",
    "B超：脂肪肝",
)


@dataclass(frozen=True, slots=True)
class Habits:
    """What stays the same, or nearly so, from visit to visit."""

    height_tenths: int
    weight_tenths: int
    heart_rate: int
    cigarettes: int
    alcohol_tenths: int
    exercise: int
    minutes: int
    salt: str
    staple_food: int
    adherence: str
    drugs: tuple[tuple[str, str, str], ...]
    sugar_drugs: tuple[tuple[str, str, str], ...]
    insulin: str

    @classmethod
    def of(cls, dice: Dice, *, sex: str) -> "Habits":
        """The habits of a resident."""
        man = sex == "1"
        height = dice.near(1675 if man else 1565, 55)
        index = max(18.5, dice.gauss(24.8, 2.9))
        return cls(
            height_tenths=height,
            weight_tenths=int(index * height * height / 100_000),
            heart_rate=dice.near(74, 7),
            cigarettes=dice.whole(1, 4) * 5 if man and dice.happens(0.38) else 0,
            alcohol_tenths=dice.whole(2, 40) if man and dice.happens(0.3) else 0,
            exercise=dice.whole(0, 7),
            minutes=dice.whole(2, 6) * 10,
            salt=dice.choice("1223"),
            staple_food=dice.whole(20, 45) * 10,
            adherence=dice.choice("1111122233"[: dice.whole(5, 10)]),
            drugs=_distinct(dice, PRESSURE_DRUGS),
            sugar_drugs=_distinct(dice, SUGAR_DRUGS),
            insulin=dice.choice(INSULINS) if dice.happens(0.15) else "",
        )


@dataclass(slots=True)
class Form:
    """One visit. ``team`` is the team's place in the city; ``conditions`` are the sections on the form."""

    day: int
    team: int
    mode: str
    conditions: tuple[str, ...]
    entered: int
    next_day: int | None = None
    pressure: Pressure | None = None
    glucose: Glucose | None = None
    hba1c_tenths: int | None = None
    is_exam: bool = False
    outcome: str = "continue"
    outcome_reason: str = ""
    has_reaction: bool = False
    has_complication: bool = False
    provenance: str = "manual"
    correction: "Form | None" = field(default=None)

    def measured(self, condition: str) -> bool | None:
        """Whether the section's reading is at target; None without one."""
        reading = self.pressure if condition == "hypertension" else self.glucose
        return None if reading is None else reading.is_at_target

    @property
    def is_unsatisfactory(self) -> bool:
        """Whether the visit asks for another within two weeks."""
        off = any(self.measured(condition) is False for condition in self.conditions)
        return off or self.has_reaction or self.has_complication

    def corrected(self, *, pressure: Pressure, entered: int) -> "Form":
        """The same visit with the pressure put right."""
        return replace(self, pressure=pressure, entered=entered, correction=None)


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose form it is and who fills it in."""

    resident_id: int
    team_id: int
    doctor: str
    clerk: str


def write(dice: Dice, rows: Rows, form: Form, habits: Habits, desk: Desk) -> int:
    """Add the rows of a visit with its sections and drugs, and of its correction; answer the visit's id."""
    visit_id = _write_version(dice, rows, form, habits, desk, replaces=None)
    if form.correction is not None:
        _write_version(dice, rows, form.correction, habits, desk, replaces=visit_id)
    return visit_id


def _write_version(
    dice: Dice, rows: Rows, form: Form, habits: Habits, desk: Desk, *, replaces: int | None
) -> int:
    row: Row = {
        "resident_id": desk.resident_id,
        "team_id": desk.team_id,
        "visited_on": days.iso(form.day),
        "mode": form.mode,
        "outcome": form.outcome,
        "outcome_reason": form.outcome_reason,
        "performed_by": desk.doctor,
        "entered_by": desk.clerk,
        "entered_at": days.stamp(form.entered),
        "provenance": form.provenance,
        "replaces_id": replaces,
        "correction_reason": "" if replaces is None else "血压录入错误，按纸质记录更正",
    }
    if form.outcome == "continue":
        row.update(_findings(dice, form, habits))
    visit_id = rows.add("followup_visit", row)
    if "hypertension" in form.conditions:
        rows.add("followup_hypertensionsection", _pressure_section(dice, form, habits, visit_id))
    if "t2dm" in form.conditions:
        rows.add("followup_diabetessection", _sugar_section(dice, form, habits, visit_id))
    if form.outcome == "continue":
        _write_drugs(rows, form, habits, visit_id)
    return visit_id


def _findings(dice: Dice, form: Form, habits: Habits) -> Row:
    """What both sections share."""
    weight = habits.weight_tenths + dice.whole(-12, 12)
    row: Row = {
        "place": PLACES.get(form.mode, ""),
        "annual_exam": "t" if form.is_exam else "f",
        "cigarettes_per_day": habits.cigarettes,
        "cigarettes_goal_per_day": habits.cigarettes // 2,
        "alcohol_liang_per_day": _tenths(habits.alcohol_tenths),
        "alcohol_goal_liang_per_day": _tenths(habits.alcohol_tenths // 2),
        "exercise_per_week": habits.exercise,
        "exercise_goal_per_week": max(habits.exercise, 5),
        "exercise_minutes": habits.minutes if habits.exercise else 0,
        "exercise_goal_minutes": max(habits.minutes, 30),
        "psych_adjustment": "1" if dice.happens(0.8) else "2",
        "compliance": habits.adherence,
        "med_adherence": habits.adherence,
        "adverse_reaction": "2" if form.has_reaction else "1",
        "adverse_reaction_text": _reaction(form),
        "new_complication": "t" if form.has_complication else "f",
        "next_visit_on": None if form.next_day is None else days.iso(form.next_day),
    }
    if form.pressure is not None:
        row["systolic_mmhg"], row["diastolic_mmhg"] = (
            form.pressure.systolic,
            form.pressure.diastolic,
        )
        row["heart_rate_per_min"] = habits.heart_rate + dice.whole(-5, 5)
    if form.mode not in {"phone", "online"}:
        index = weight * 100_000 // (habits.height_tenths * habits.height_tenths)
        row["height_cm"] = _tenths(habits.height_tenths)
        row["weight_kg"] = _tenths(weight)
        row["bmi"] = _tenths(weight * 1_000_000 // habits.height_tenths**2)
        if index >= OVERWEIGHT_BMI:
            row["weight_goal_kg"] = _tenths(weight - 20)
            row["bmi_goal"] = "23.9"
    if form.is_exam:
        row["aux_exams"] = dice.choice(AUXILIARY)
    if form.has_complication:
        row["referral_reason"] = "出现新的并发症或并发症加重"
        row["referral_to"] = "县人民医院 心血管内科"
    return row


def _pressure_section(dice: Dice, form: Form, habits: Habits, visit_id: int) -> Row:
    if form.outcome != "continue":
        return {"visit_id": visit_id}
    unwell = form.measured("hypertension") is False
    return {
        "visit_id": visit_id,
        "symptoms": PRESSURE_SYMPTOMS.pick(dice)
        if dice.happens(0.3 if unwell else 0.06)
        else NO_SYMPTOM,
        "salt": habits.salt,
        "salt_goal": "1",
        "classification": _classification(form, "hypertension"),
    }


def _sugar_section(dice: Dice, form: Form, habits: Habits, visit_id: int) -> Row:
    if form.outcome != "continue":
        return {"visit_id": visit_id}
    unwell = form.measured("t2dm") is False
    row: Row = {
        "visit_id": visit_id,
        "symptoms": SUGAR_SYMPTOMS.pick(dice)
        if dice.happens(0.25 if unwell else 0.05)
        else NO_SYMPTOM,
        "staple_food_g_per_day": habits.staple_food,
        "staple_food_goal_g_per_day": max(200, habits.staple_food - 50),
        "hypoglycaemia": "2" if dice.happens(0.04) else "1",
        "insulin": habits.insulin,
        "classification": _classification(form, "t2dm"),
    }
    if form.mode not in {"phone", "online"}:
        weak = dice.happens(0.04)
        row["dorsalis_pedis"] = "2" if weak else "1"
        row["dorsalis_pedis_side"] = dice.choice(("both", "left", "right")) if weak else ""
    if form.glucose is not None:
        row.update(_glucose_fields(dice, form.glucose))
    if form.hba1c_tenths is not None:
        row["hba1c_percent"] = _tenths(form.hba1c_tenths)
        row["hba1c_on"] = days.iso(form.day)
    return row


def _glucose_fields(dice: Dice, glucose: Glucose) -> Row:
    """The fasting value as it was entered, sometimes with one after a meal."""
    row: Row = {
        "fasting_glucose_mmol_l": glucose.text,
        "glucose_method": "capillary" if dice.happens(0.8) else "venous",
        "glucose_entered": f"{glucose.text} mmol/L",
    }
    if dice.happens(0.12):
        meal = glucose.tenths + dice.whole(12, 50)
        row["postmeal_glucose_mmol_l"] = _tenths(meal)
    return row


def _write_drugs(rows: Rows, form: Form, habits: Habits, visit_id: int) -> None:
    drugs: tuple[tuple[str, str, str], ...] = ()
    if "hypertension" in form.conditions:
        drugs += habits.drugs
    if "t2dm" in form.conditions:
        drugs += habits.sugar_drugs
    for position, (name, times, dose) in enumerate(drugs, start=1):
        rows.add(
            "followup_visitmedication",
            {
                "visit_id": visit_id,
                "position": position,
                "name": name,
                "times_per_day": times,
                "dose": dose,
            },
        )


def _classification(form: Form, condition: str) -> str:
    at_target = form.measured(condition)
    if form.has_complication:
        return COMPLICATION
    if form.has_reaction:
        return ADVERSE_REACTION
    if at_target is None:
        return ""
    return CONTROLLED if at_target else NOT_CONTROLLED


def _reaction(form: Form) -> str:
    return "干咳" if form.has_reaction else ""


def _distinct(dice: Dice, drugs: Odds[tuple[str, str, str]]) -> tuple[tuple[str, str, str], ...]:
    """One drug, or two."""
    first = drugs.pick(dice)
    second = drugs.pick(dice)
    return (first, second) if second != first and dice.happens(0.4) else (first,)


def _tenths(value: int) -> str:
    return f"{value // 10}.{value % 10}"
