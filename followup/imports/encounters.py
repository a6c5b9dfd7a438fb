"""The file of encounters: admissions, emergencies and outpatient contacts as claims tell them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contracts.imports import cells, lookups
from contracts.imports.cells import CellError
from contracts.imports.columns import Column
from contracts.imports.contracts import NAME
from contracts.imports.copying import copy_in
from contracts.imports.lookups import KnownResident
from contracts.imports.registry import Checked, Context, Kind
from contracts.imports.residents import ID_NUMBER
from contracts.imports.rows import Row
from followup.domain import icd10
from followup.imports.afterwards import care_changed
from followup.models import Encounter

FEN = Decimal(100)
# The longest ICD text and the largest amount that the table takes.
LONGEST_CODE = 24
LARGEST_YUAN = "99999999.99"

KINDS = {
    "住院": Encounter.Kind.INPATIENT, "inpatient": Encounter.Kind.INPATIENT,
    "急诊": Encounter.Kind.EMERGENCY, "emergency": Encounter.Kind.EMERGENCY,
    "门诊": Encounter.Kind.OUTPATIENT, "outpatient": Encounter.Kind.OUTPATIENT,
}  # fmt: skip
# The numbers are those of the front page of the medical record (离院方式).
DISPOSITIONS = {
    "医嘱离院": Encounter.Disposition.HOME, "home": Encounter.Disposition.HOME, "1": Encounter.Disposition.HOME,
    "医嘱转院": Encounter.Disposition.TRANSFER, "转院": Encounter.Disposition.TRANSFER,
    "transfer": Encounter.Disposition.TRANSFER, "2": Encounter.Disposition.TRANSFER,
    "医嘱转社区卫生服务机构/乡镇卫生院": Encounter.Disposition.OTHER, "转社区": Encounter.Disposition.OTHER,
    "3": Encounter.Disposition.OTHER,
    "非医嘱离院": Encounter.Disposition.AGAINST_ADVICE, "against advice": Encounter.Disposition.AGAINST_ADVICE,
    "against_advice": Encounter.Disposition.AGAINST_ADVICE, "4": Encounter.Disposition.AGAINST_ADVICE,
    "死亡": Encounter.Disposition.DIED, "died": Encounter.Disposition.DIED, "5": Encounter.Disposition.DIED,
    "其他": Encounter.Disposition.OTHER, "other": Encounter.Disposition.OTHER, "9": Encounter.Disposition.OTHER,
}  # fmt: skip


def diagnosis(raw: str) -> str:
    """One ICD-10 code of the Chinese edition; letters in either case."""
    text = cells.narrow(str(raw)).replace(" ", "").upper()
    text = text[:1] + text[1:].replace("X", "x")
    try:
        return icd10.parse(text).text
    except ValueError as error:
        raise CellError("not_icd") from error


def diagnoses(raw: str) -> tuple[str, ...]:
    """Several codes, parted by ; , or blanks."""
    parts = cells.narrow(str(raw)).replace(";", " ").replace(",", " ").replace("、", " ").split()
    return tuple(dict.fromkeys(diagnosis(part) for part in parts))


COLUMNS = (
    ID_NUMBER,
    NAME,
    Column("hospital_code", "医疗机构代码", "Hospital code", cells.key(18), required=True, synonyms=("医院代码", "机构代码", "定点医疗机构代码", "hospital")),
    Column("number", "就诊编号", "Encounter number", cells.key(40), required=True, synonyms=("住院号", "就诊流水号", "结算编号", "number"), about="identifies the encounter within the hospital"),
    Column("kind", "就诊类型", "Kind", cells.one_of(KINDS), required=True, synonyms=("就诊类别", "医疗类别")),
    Column("admitted_on", "入院日期", "Admitted on", cells.day, required=True, synonyms=("就诊日期", "入院时间", "admission date")),
    Column("discharged_on", "出院日期", "Discharged on", cells.day, synonyms=("出院时间", "discharge date")),
    Column("principal_diagnosis", "主要诊断编码", "Principal diagnosis", diagnosis, required=True, synonyms=("主要诊断", "主诊断编码", "出院主要诊断编码"), about="ICD-10, Chinese insurance or clinical edition"),
    Column("other_diagnoses", "其他诊断编码", "Other diagnoses", diagnoses, synonyms=("其他诊断", "次要诊断编码"), about="parted by ; or ,"),
    Column("disposition", "离院方式", "Disposition", cells.one_of(DISPOSITIONS), synonyms=("discharged to",)),
    Column("planned_return", "31天内再住院计划", "Planned return", cells.yes_or_no, synonyms=("是否有出院31天内再住院计划", "再住院计划")),
    Column("cost_yuan", "总费用", "Total cost", cells.number(2, LARGEST_YUAN), required=True, units=("元", "yuan", "CNY"), synonyms=("医疗总费用", "费用总额", "cost"), about="yuan"),
)  # fmt: skip

WORDS: Mapping[str, str | Promise] = {
    "not_icd": _(
        "This is no ICD-10 code of the Chinese edition, such as I10.x00x002 or E11.201+N08.3*."
    ),
    "too_many_diagnoses": _("At most {limit} characters a code."),
    "discharged_before_admission": _("The discharge lies before the admission on {admitted_on}."),
    "other_person": _("This encounter is on record for another resident."),
}

COMPARED = (
    "kind",
    "admitted_on",
    "discharged_on",
    "principal_diagnosis",
    "other_diagnoses",
    "disposition",
    "planned_return",
)


class EncountersKind(Kind[Encounter]):
    """Records encounters, known by hospital and number."""

    key = "encounters"
    columns = COLUMNS
    words = WORDS

    def check(
        self, rows: Sequence[Row], context: Context, told: Callable[[int], None]
    ) -> Checked[Encounter]:
        """Who and when, doubled rows, what is on record."""
        residents = lookups.residents_of(rows, context, told)
        record = _recorded(rows)
        first_rows: dict[tuple[str, str], int] = {}
        checked: Checked[Encounter] = Checked()
        for row in rows:
            key = (row.text("hospital_code"), row.text("number"))
            if all(key):
                first = first_rows.setdefault(key, row.number)
                if first != row.number:
                    row.refuse("duplicate_row", "number", first=str(first))
            resident = residents.get(row.number)
            if resident is None:
                continue
            _check_days(row, resident, context.today)
            if not row.is_good:
                continue
            encounter, known = _encounter(row, resident, context), record.get(key)
            if known is None:
                checked.new.append((row, encounter))
            elif _agrees(row, encounter, known):
                checked.unchanged.append(row)
        return checked

    def write(self, new: Sequence[Encounter], context: Context) -> None:
        """Write the encounters and tell the app above."""
        copy_in(Encounter, new)
        care_changed(Encounter, {encounter.resident_id for encounter in new}, context.today)


def _check_days(row: Row, resident: KnownResident, today: date) -> None:
    admitted_on, discharged_on = row.day("admitted_on"), row.day("discharged_on")
    for key, day in (("admitted_on", admitted_on), ("discharged_on", discharged_on)):
        if day is not None and day > today:
            row.refuse("in_the_future", key)
    if admitted_on is None:
        return
    if admitted_on < resident.born_on:
        row.refuse("before_birth", "admitted_on")
    if resident.died_on is not None and admitted_on > resident.died_on:
        row.refuse("after_death", "admitted_on", died_on=resident.died_on.isoformat())
    if discharged_on is not None and discharged_on < admitted_on:
        row.refuse(
            "discharged_before_admission", "discharged_on", admitted_on=admitted_on.isoformat()
        )


def _encounter(row: Row, resident: KnownResident, context: Context) -> Encounter:
    return Encounter(
        resident_id=resident.pk,
        kind=row.text("kind"),
        hospital_code=row.text("hospital_code"),
        number=row.text("number"),
        admitted_on=row.needed_day("admitted_on"),
        discharged_on=row.day("discharged_on"),
        principal_diagnosis=row.text("principal_diagnosis"),
        other_diagnoses=list(row.several("other_diagnoses")),
        planned_return=row.flag("planned_return"),
        disposition=row.text("disposition"),
        cost_fen=int((row.number_of("cost_yuan") or Decimal(0)) * FEN),
        recorded_at=context.now,
        recorded_by=context.by.username,
    )


def _recorded(rows: Sequence[Row]) -> dict[tuple[str, str], Encounter]:
    found: dict[tuple[str, str], Encounter] = {}
    for part in lookups.in_parts(sorted({row.text("number") for row in rows} - {""})):
        for encounter in Encounter.objects.filter(number__in=part):
            found[encounter.hospital_code, encounter.number] = encounter
    return found


def _agrees(row: Row, encounter: Encounter, known: Encounter) -> bool:
    if known.resident_id != encounter.resident_id:
        row.refuse("other_person", "number")
        return False
    differences = [
        f"{row.label(key)} {getattr(known, key)}"
        for key in COMPARED
        if key in row.given and getattr(encounter, key) != getattr(known, key)
    ]
    if encounter.cost_fen != known.cost_fen:
        differences.append(f"{row.label('cost_yuan')} {Decimal(known.cost_fen) / FEN:.2f}")
    if differences:
        row.refuse("differs", "number", differences="; ".join(differences))
    return not differences
