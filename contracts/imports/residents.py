"""The file of residents: who they are. One row per person, known by the identity number."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from contracts import crypto, events
from contracts.domain.identity import IdentityNumber
from contracts.imports import cells, lookups
from contracts.imports.columns import Column
from contracts.imports.registry import Checked, Context, Kind
from contracts.imports.rows import Row
from contracts.models import Organisation, Region, Resident
from contracts.services.residents import NewResident, create_residents

SEX = {
    "男": "1", "male": "1", "m": "1", "1": "1", "男性": "1",
    "女": "2", "female": "2", "f": "2", "2": "2", "女性": "2",
}  # fmt: skip

ID_NUMBER = Column(
    "id_number", "身份证号", "ID number", cells.identity_number, required=True, personal=True,
    synonyms=("身份证号码", "证件号码", "公民身份号码", "身份证", "identity number", "ID card"),
    about="18 characters (15 on old cards), as text",
)  # fmt: skip

COLUMNS = (
    Column("name", "姓名", "Name", cells.text(80), required=True, synonyms=("居民姓名", "患者姓名", "full name")),
    ID_NUMBER,
    Column("sex", "性别", "Sex", cells.one_of(SEX), synonyms=("gender",), about="must agree with the ID number"),
    Column(
        "born_on", "出生日期", "Date of birth", cells.day, synonyms=("出生年月日", "生日", "birth date"),
        about="must agree with the ID number",
    ),
    Column(
        "phone", "联系电话", "Phone", cells.phone, personal=True,
        synonyms=("电话", "手机", "手机号", "手机号码", "本人电话", "telephone", "mobile"),
    ),
    Column("address", "住址", "Address", cells.text(200), synonyms=("地址", "现住址", "家庭住址", "居住地址")),
    Column(
        "region", "行政区划代码", "Region code", cells.key(12), required=True,
        synonyms=("行政区划", "区划代码", "所属区划", "division code", "region"),
    ),
    Column("died_on", "死亡日期", "Date of death", cells.day, synonyms=("去世日期", "death date")),
)  # fmt: skip

Recorded = tuple[str, str, str, str, date | None]


class ResidentsKind(Kind[NewResident]):
    """Takes residents in; who is on record already must agree with the row."""

    key = "residents"
    columns = COLUMNS

    def check(
        self, rows: Sequence[Row], context: Context, told: Callable[[int], None]
    ) -> Checked[NewResident]:
        """Identity, region and dates of each row; doubled rows; who is on record already."""
        identities = lookups.identities(rows, told)
        regions = _regions(context)
        recorded = _recorded(identities.values())
        first_rows: dict[str, int] = {}
        checked: Checked[NewResident] = Checked()
        for row in rows:
            identity = identities.get(row.number)
            if identity is None:
                continue
            first = first_rows.setdefault(identity.number, row.number)
            if first != row.number:
                row.refuse("duplicate_row", "id_number", first=str(first))
            _check_dates(row, identity, context.today)
            region = regions.get(row.text("region"))
            if row.text("region") and region is None:
                row.refuse("unknown_region", "region")
            if row.is_good and region is not None:
                person = _person(row, identity, region)
                known = recorded.get(crypto.blind_index(identity.number))
                if known is None:
                    checked.new.append((row, person))
                elif _agrees(row, person, known):
                    checked.unchanged.append(row)
        return checked

    def write(self, new: Sequence[NewResident], context: Context) -> None:
        """Write the people; who died leaves the due lists."""
        residents = create_residents(new)
        events.panel_changed.send(
            Resident, resident_ids=[resident.pk for resident in residents], as_of=context.today
        )


def _person(row: Row, identity: IdentityNumber, region: Region) -> NewResident:
    return NewResident(
        name=row.text("name"),
        identity=identity,
        phone=row.text("phone"),
        address=row.text("address"),
        region=region,
        died_on=row.day("died_on"),
    )


def _check_dates(row: Row, identity: IdentityNumber, today: date) -> None:
    if row.day("born_on") not in {None, identity.born_on}:
        row.refuse("born_on_contradicts", "born_on", expected=identity.born_on.isoformat())
    if row.text("sex") not in {"", identity.sex}:
        word = "男 / male" if identity.sex == "1" else "女 / female"
        row.refuse("sex_contradicts", "sex", expected=word)
    if identity.born_on > today:
        row.refuse("in_the_future", "id_number")
    died_on = row.day("died_on")
    if died_on is None:
        return
    if died_on < identity.born_on:
        row.refuse("died_before_birth", "died_on")
    if died_on > today:
        row.refuse("in_the_future", "died_on")


def _regions(context: Context) -> dict[str, Region]:
    """Regions by code: all, or those of the organisation's own county and below."""
    regions = Region.objects.all()
    if context.organisation_id is not None:
        own = Organisation.objects.select_related("region").get(pk=context.organisation_id)
        regions = regions.filter(path__startswith=own.region.path)
    return {region.code: region for region in regions}


def _recorded(identities: Iterable[IdentityNumber]) -> dict[str, Recorded]:
    """What is on record of the people in the file, by blind index: name, phone index, address, region, death."""
    numbers = {value.number for value in identities}
    found: dict[str, Recorded] = {}
    for part in lookups.in_parts(sorted(crypto.blind_index(number) for number in numbers)):
        for index, name, phone, address, region, died_on in Resident.objects.filter(
            id_index__in=part
        ).values_list("id_index", "name", "phone_index", "address", "region__code", "died_on"):
            found[index] = (name, phone, address, region, died_on)
    return found


def _agrees(row: Row, person: NewResident, known: Recorded) -> bool:
    """Whether the row says what is on record; empty cells say nothing. What differs is named, never shown."""
    name, phone, address, region, died_on = known
    differing = []
    if person.name != name:
        differing.append("name")
    if person.phone and crypto.blind_index(person.phone) != phone:
        differing.append("phone")
    if person.address and person.address != address:
        differing.append("address")
    if person.region.code != region:
        differing.append("region")
    if person.died_on is not None and person.died_on != died_on:
        differing.append("died_on")
    if differing:
        row.refuse(
            "differs_in", "id_number", columns=", ".join(row.label(key) for key in differing)
        )
    return not differing
