"""The columns of a file of visits: the national record forms of both conditions on one row.

The key of a column is the name of the field it fills; sections are parted by prefix (``htn_``, ``dm_``).
"""

from pathlib import Path

from contracts.imports import cells
from contracts.imports.columns import Column
from contracts.imports.contracts import NAME, TEAM
from contracts.imports.residents import ID_NUMBER
from followup.domain import forms
from followup.domain.conditions import load_conditions
from followup.imports import code_words
from followup.models import DiabetesSection, Visit

CONDITIONS = load_conditions(Path(__file__).resolve().parents[1] / "conditions.toml")
CONDITION_WORDS = {
    **code_words.conditions_with_form(CONDITIONS),
    "高血压病": "hypertension", "原发性高血压": "hypertension", "htn": "hypertension",
    "糖尿病": "t2dm", "二型糖尿病": "t2dm", "II型糖尿病": "t2dm", "diabetes": "t2dm", "dm": "t2dm",
}  # fmt: skip

MODES = code_words.by_key(
    forms.VISIT_MODE,
    {"入户": "home", "上门": "home", "家庭随访": "home", "家访": "home", "门诊随访": "clinic", "电话随访": "phone",
     "phone": "phone", "微信": "online", "网络": "online"},
)  # fmt: skip
OUTCOMES = {
    "继续随访": Visit.Outcome.CONTINUE, "继续": Visit.Outcome.CONTINUE, "continue": Visit.Outcome.CONTINUE, "1": Visit.Outcome.CONTINUE,
    "暂时失访": Visit.Outcome.TEMPORARILY_LOST, "失访": Visit.Outcome.TEMPORARILY_LOST, "lost": Visit.Outcome.TEMPORARILY_LOST, "2": Visit.Outcome.TEMPORARILY_LOST,
    "终止管理": Visit.Outcome.ENDED, "ended": Visit.Outcome.ENDED, "9": Visit.Outcome.ENDED,
}  # fmt: skip
LEVELS = code_words.by_code(forms.PSYCH_ADJUSTMENT, {"好": "1"})
SALT = code_words.by_code(forms.SALT)
CLASSES = code_words.by_code(
    forms.CLASSIFICATION, {"满意": "1", "不满意": "2", "达标": "1", "未达标": "2"}
)
PULSE = code_words.by_code(forms.DORSALIS_PEDIS_STATE, {"触及": "1", "正常": "1"})
SIDES = code_words.by_key(forms.DORSALIS_PEDIS_SIDE, {"双": "both", "左": "left", "右": "right"})
METHODS = {
    "指尖血": DiabetesSection.GlucoseMethod.CAPILLARY, "末梢血": DiabetesSection.GlucoseMethod.CAPILLARY,
    "capillary": DiabetesSection.GlucoseMethod.CAPILLARY,
    "静脉血": DiabetesSection.GlucoseMethod.VENOUS, "venous": DiabetesSection.GlucoseMethod.VENOUS,
}  # fmt: skip
MMOL, MG = "mmol/L", "mg/dL"
UNITS = {MMOL: MMOL, MG: MG}
GLUCOSE_UNITS = (MMOL, MG)

_kg = cells.number(1, "999.9")

VISIT_COLUMNS = (
    ID_NUMBER,
    NAME,
    TEAM,
    Column("visited_on", "随访日期", "Visit date", cells.day, required=True, synonyms=("本次随访日期", "date of the visit", "visited on")),
    Column("mode", "随访方式", "Mode", cells.one_of(MODES), required=True, synonyms=("visit mode",)),
    Column("conditions", "管理病种", "Conditions", cells.several_of(CONDITION_WORDS), required=True, synonyms=("病种", "随访病种", "慢病种类"), about="which sections of the form the row fills"),
    Column("hypertension_since", "高血压纳管日期", "Hypertension register since", cells.day, synonyms=("高血压建档日期",), about="puts a resident on the register who is not on it yet"),
    Column("t2dm_since", "糖尿病纳管日期", "Diabetes register since", cells.day, synonyms=("糖尿病建档日期",), about="puts a resident on the register who is not on it yet"),
    Column("performed_by", "随访医生", "Doctor", cells.text(150), required=True, synonyms=("随访医生签名", "医生", "责任医生", "performed by")),
    Column("place", "随访地点", "Place", cells.text(80)),
    Column("outcome", "转归", "Outcome", cells.one_of(OUTCOMES), synonyms=("随访转归",)),
    Column("outcome_reason", "失访或终止原因", "Outcome reason", cells.text(200), synonyms=("失访原因", "终止原因")),
    Column("annual_exam", "年度体检", "Annual exam", cells.yes_or_no, synonyms=("是否年度体检", "健康体检")),
    Column("systolic_mmhg", "收缩压", "Systolic", cells.whole, units=("mmHg",), synonyms=("高压", "sbp")),
    Column("diastolic_mmhg", "舒张压", "Diastolic", cells.whole, units=("mmHg",), synonyms=("低压", "dbp")),
    Column("heart_rate_per_min", "心率", "Heart rate", cells.whole, units=("次/分", "次/分钟", "/min", "bpm"), synonyms=("脉率",)),
    Column("height_cm", "身高", "Height", cells.number(1, "999.9"), units=("cm",)),
    Column("weight_kg", "体重", "Weight", _kg, units=("kg", "公斤")),
    Column("weight_goal_kg", "目标体重", "Weight goal", _kg, units=("kg", "公斤")),
    Column("bmi", "体质指数", "BMI", cells.number(1, "999.9"), units=("kg/m2", "kg/m²"), about="worked out from height and weight when empty"),
    Column("bmi_goal", "目标体质指数", "BMI goal", cells.number(1, "999.9"), units=("kg/m2", "kg/m²"), synonyms=("目标BMI",)),
    Column("other_signs", "其他体征", "Other signs", cells.text(200)),
    Column("cigarettes_per_day", "日吸烟量", "Cigarettes a day", cells.whole, units=("支", "支/天"), synonyms=("吸烟量",)),
    Column("cigarettes_goal_per_day", "目标日吸烟量", "Cigarettes goal", cells.whole, units=("支", "支/天")),
    Column("alcohol_liang_per_day", "日饮酒量", "Alcohol a day", cells.number(1, "999.9"), units=("两", "两/天", "liang"), synonyms=("饮酒量",), about="liang (50 g) of spirits"),
    Column("alcohol_goal_liang_per_day", "目标日饮酒量", "Alcohol goal", cells.number(1, "999.9"), units=("两", "两/天", "liang")),
    Column("exercise_per_week", "运动次数", "Exercise a week", cells.whole, units=("次/周",), synonyms=("每周运动次数",)),
    Column("exercise_goal_per_week", "目标运动次数", "Exercise goal", cells.whole, units=("次/周",)),
    Column("exercise_minutes", "运动时长", "Exercise minutes", cells.whole, units=("分钟/次", "分钟", "min"), synonyms=("每次运动时间",)),
    Column("exercise_goal_minutes", "目标运动时长", "Exercise minutes goal", cells.whole, units=("分钟/次", "分钟", "min")),
    Column("psych_adjustment", "心理调整", "Psychological adjustment", cells.one_of(LEVELS)),
    Column("compliance", "遵医行为", "Compliance", cells.one_of(LEVELS)),
    Column("aux_exams", "辅助检查", "Auxiliary examinations", cells.text(400)),
    Column("med_adherence", "服药依从性", "Taking of drugs", cells.one_of(code_words.by_code(forms.MED_ADHERENCE, {"规律服药": "1", "间断服药": "2"}))),
    Column("adverse_reaction", "药物不良反应", "Adverse reaction", cells.one_of(code_words.by_code(forms.ADVERSE_REACTION)), synonyms=("不良反应",)),
    Column("adverse_reaction_text", "不良反应说明", "Which reaction", cells.text(200)),
    Column("new_complication", "新发或加重并发症", "New complication", cells.yes_or_no, synonyms=("新发并发症", "并发症")),
    Column("danger_signs", "危急情况", "Danger signs", cells.several_of(code_words.by_key(forms.EMERGENCY_SIGNS)), synonyms=("危急症状",)),
    Column("referral_reason", "转诊原因", "Referral reason", cells.text(200)),
    Column("referral_to", "转诊机构及科别", "Referred to", cells.text(120), synonyms=("转诊机构", "机构及科别")),
    Column("next_visit_on", "下次随访日期", "Next visit", cells.day, synonyms=("预约下次随访日期",)),
)  # fmt: skip

DRUGS = (1, 2, 3)
DRUG_COLUMNS = tuple(
    column
    for n in DRUGS
    for column in (
        Column(f"drug_{n}", f"药物{n}", f"Drug {n}", cells.text(80), synonyms=(f"药物名称{n}", f"用药{n}")),
        Column(f"drug_{n}_times", f"药物{n}每日次数", f"Drug {n} times a day", cells.text(20), synonyms=(f"用法{n}",)),
        Column(f"drug_{n}_dose", f"药物{n}每次剂量", f"Drug {n} dose", cells.text(40), synonyms=(f"用量{n}",)),
    )
)  # fmt: skip

HYPERTENSION_COLUMNS = (
    Column("htn_symptoms", "高血压症状", "Hypertension symptoms", cells.several_of(code_words.by_code(forms.HYPERTENSION_SYMPTOMS, {"无": "1"}))),
    Column("htn_symptoms_other", "高血压其他症状", "Hypertension other symptoms", cells.text(200)),
    Column("htn_salt", "摄盐情况", "Salt", cells.one_of(SALT), synonyms=("摄盐量",)),
    Column("htn_salt_goal", "目标摄盐情况", "Salt goal", cells.one_of(SALT)),
    Column("htn_classification", "高血压随访分类", "Hypertension classification", cells.one_of(CLASSES), synonyms=("此次高血压随访分类", "随访分类"), about="checked against the values; worked out when empty"),
)  # fmt: skip

_glucose = cells.number(2, "9999")

DIABETES_COLUMNS = (
    Column("dm_symptoms", "糖尿病症状", "Diabetes symptoms", cells.several_of(code_words.by_code(forms.DIABETES_SYMPTOMS, {"无": "1"}))),
    Column("dm_symptoms_other", "糖尿病其他症状", "Diabetes other symptoms", cells.text(200)),
    Column("dm_dorsalis_pedis", "足背动脉搏动", "Dorsalis pedis pulse", cells.one_of(PULSE), synonyms=("足背动脉",)),
    Column("dm_dorsalis_pedis_side", "足背动脉侧别", "Dorsalis pedis side", cells.one_of(SIDES)),
    Column("dm_staple_food_g_per_day", "日主食量", "Staple food a day", cells.whole, units=("克", "g", "克/天"), synonyms=("主食量",)),
    Column("dm_staple_food_goal_g_per_day", "目标日主食量", "Staple food goal", cells.whole, units=("克", "g", "克/天")),
    Column("dm_fasting_glucose_mmol_l", "空腹血糖", "Fasting glucose", _glucose, units=GLUCOSE_UNITS, synonyms=("fpg", "空腹血糖值")),
    Column("dm_postmeal_glucose_mmol_l", "餐后血糖", "Post-meal glucose", _glucose, units=GLUCOSE_UNITS, synonyms=("餐后2小时血糖",)),
    Column("dm_random_glucose_mmol_l", "随机血糖", "Random glucose", _glucose, units=GLUCOSE_UNITS),
    Column("glucose_unit", "血糖单位", "Glucose unit", cells.one_of(UNITS), about="mmol/L or mg/dL; without it the unit in the header's brackets, else mmol/L"),
    Column("dm_glucose_method", "血糖测量方式", "Glucose method", cells.one_of(METHODS)),
    Column("dm_hba1c_percent", "糖化血红蛋白", "HbA1c", cells.number(2, "99"), units=("%",)),
    Column("dm_hba1c_on", "糖化血红蛋白检查日期", "HbA1c date", cells.day),
    Column("dm_hypoglycaemia", "低血糖反应", "Hypoglycaemia", cells.one_of(code_words.by_code(forms.HYPOGLYCAEMIA, {"偶有": "2"}))),
    Column("dm_insulin", "胰岛素", "Insulin", cells.text(120), synonyms=("胰岛素用法用量",)),
    Column("dm_classification", "糖尿病随访分类", "Diabetes classification", cells.one_of(CLASSES), synonyms=("此次糖尿病随访分类",), about="checked against the values; worked out when empty"),
)  # fmt: skip

COLUMNS = (*VISIT_COLUMNS, *HYPERTENSION_COLUMNS, *DIABETES_COLUMNS, *DRUG_COLUMNS)

# Columns that do not fill a field of the visit itself.
NO_FIELD = frozenset(
    {"id_number", "name", "team", "conditions", "hypertension_since", "t2dm_since"}
)
VISIT_FIELDS = tuple(column.key for column in VISIT_COLUMNS if column.key not in NO_FIELD)
SECTION_PREFIX = {"hypertension": "htn_", "t2dm": "dm_"}
SECTION_COLUMNS = {"hypertension": HYPERTENSION_COLUMNS, "t2dm": DIABETES_COLUMNS}
# Which limits of the rule set hold for which column.
LIMITS = {
    "systolic_mmhg": "systolic", "diastolic_mmhg": "diastolic", "heart_rate_per_min": "heart_rate",
    "height_cm": "height", "weight_kg": "weight", "weight_goal_kg": "weight", "bmi": "bmi", "bmi_goal": "bmi",
    "cigarettes_per_day": "smoking", "cigarettes_goal_per_day": "smoking", "alcohol_liang_per_day": "alcohol",
    "alcohol_goal_liang_per_day": "alcohol", "exercise_per_week": "exercise_times",
    "exercise_goal_per_week": "exercise_times", "exercise_minutes": "exercise_minutes",
    "exercise_goal_minutes": "exercise_minutes", "dm_staple_food_g_per_day": "staple_food",
    "dm_staple_food_goal_g_per_day": "staple_food", "dm_fasting_glucose_mmol_l": "fasting_glucose",
    "dm_postmeal_glucose_mmol_l": "other_glucose", "dm_random_glucose_mmol_l": "other_glucose",
    "dm_hba1c_percent": "hba1c",
}  # fmt: skip
GLUCOSES = ("dm_fasting_glucose_mmol_l", "dm_postmeal_glucose_mmol_l", "dm_random_glucose_mmol_l")
