"""The file of contracts: who signed with which team, for which days. Last days in files are included."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from contracts import events
from contracts.imports import cells, lookups
from contracts.imports.columns import Column
from contracts.imports.lookups import KnownResident, KnownTeam, Span
from contracts.imports.registry import Checked, Context, Kind
from contracts.imports.residents import ID_NUMBER
from contracts.imports.rows import Row
from contracts.models import Contract, ServicePackage

EndReason = Contract.EndReason
END_REASONS = {
    "期满": EndReason.EXPIRED, "到期": EndReason.EXPIRED, "expired": EndReason.EXPIRED,
    "迁出": EndReason.MOVED, "迁居": EndReason.MOVED, "moved": EndReason.MOVED,
    "死亡": EndReason.DIED, "去世": EndReason.DIED, "died": EndReason.DIED,
    "本人要求": EndReason.OWN_REQUEST, "own request": EndReason.OWN_REQUEST, "own_request": EndReason.OWN_REQUEST,
    "更换团队": EndReason.CHANGED_TEAM, "changed team": EndReason.CHANGED_TEAM, "changed_team": EndReason.CHANGED_TEAM,
    "失访": EndReason.LOST, "lost": EndReason.LOST,
    "作废": EndReason.VOIDED, "voided": EndReason.VOIDED,
    "其他": EndReason.OTHER, "other": EndReason.OTHER,
}  # fmt: skip
ONE_DAY = timedelta(days=1)
# A number made here: team code cut to so many characters, first day, resident.
TEAM_CODE_IN_NUMBER = 18

NAME = Column(
    "name", "姓名", "Name", cells.text(80), synonyms=("居民姓名", "患者姓名"),
    about="if given, must be the name on record",
)  # fmt: skip
TEAM = Column(
    "team", "团队代码", "Team code", cells.text(80), required=True,
    synonyms=("签约团队", "家医团队", "家庭医生团队", "团队", "团队编码", "team"), about="code, or the name",
)  # fmt: skip

COLUMNS = (
    Column(
        "number", "协议编号", "Contract number", cells.key(40), synonyms=("签约编号", "合同编号", "协议号", "contract no"),
        about="made from team, day and resident when there is none",
    ),
    ID_NUMBER,
    NAME,
    TEAM,
    Column("package", "服务包", "Package", cells.text(120), required=True, synonyms=("服务包编码", "服务包代码", "签约包", "service package", "package key"), about="key, or the name"),
    Column("signed_on", "签约日期", "Signed on", cells.day, required=True, synonyms=("签订日期", "signing date")),
    Column("starts_on", "生效日期", "From", cells.day, required=True, synonyms=("开始日期", "协议开始日期", "starts on", "start date")),
    Column("last_day", "截止日期", "Last day", cells.day, synonyms=("到期日期", "结束日期", "协议截止日期", "end date", "until"), about="included; empty = open"),
    Column("ended_last_day", "终止日期", "Ended, last day", cells.day, synonyms=("解约日期", "ended on"), about="only for an early end; included"),
    Column("end_reason", "终止原因", "End reason", cells.one_of(END_REASONS), synonyms=("解约原因", "reason of the end"), about="only for an early end"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewContract:
    """A checked contract, half-open."""

    number: str
    resident: KnownResident
    team: KnownTeam
    package_id: int
    signed_on: date
    starts_on: date
    ends_on: date | None
    agreed_ends_on: date | None
    end_reason: str


class ContractsKind(Kind[NewContract]):
    """Signs residents; a second contract on the same day is refused, in the file and against the record."""

    key = "contracts"
    columns = COLUMNS

    def check(
        self, rows: Sequence[Row], context: Context, told: Callable[[int], None]
    ) -> Checked[NewContract]:
        """References, days, doubled rows, what is on record, and overlaps."""
        residents = lookups.residents_of(rows, context, told, signable=True)
        teams = lookups.teams_of(rows, context)
        packages = _packages(rows)
        checked: Checked[NewContract] = Checked()
        drafts: list[tuple[Row, NewContract]] = []
        for row in rows:
            resident, team = residents.get(row.number), teams.get(row.number)
            package_id = packages.get(row.number)
            if row.is_good and resident and team and package_id:
                contract = _contract(row, resident, team, package_id)
                _check_days(row, contract, context.today)
                drafts.append((row, contract))
        _refuse_doubles(drafts)
        on_record = _recorded(drafts)
        spans = lookups.contracts_of(contract.resident.pk for _, contract in drafts)
        taken: dict[int, list[tuple[Row, NewContract]]] = defaultdict(list)
        for row, contract in drafts:
            if not row.is_good:
                continue
            known = on_record.get(contract.number)
            if known is not None:
                if _agrees(row, contract, known):
                    checked.unchanged.append(row)
                continue
            _refuse_overlap(row, contract, spans.get(contract.resident.pk, []), context)
            _refuse_overlap_in_file(row, contract, taken[contract.resident.pk])
            if row.is_good:
                taken[contract.resident.pk].append((row, contract))
                checked.new.append((row, contract))
        return checked

    def write(self, new: Sequence[NewContract], context: Context) -> None:
        """Write the contracts; due lists and counters follow the panel."""
        Contract.objects.bulk_create(
            [_row(contract, context) for contract in new], batch_size=2_000
        )
        events.panel_changed.send(
            Contract,
            resident_ids=sorted({contract.resident.pk for contract in new}),
            as_of=context.today,
        )


def _packages(rows: Sequence[Row]) -> dict[int, int]:
    known = {}
    names = []
    for pk, key, name in ServicePackage.objects.order_by("key").values_list("pk", "key", "name"):
        known[key] = known[name] = pk
        names.append(key)
    found: dict[int, int] = {}
    for row in rows:
        wanted = row.text("package")
        if wanted in known:
            found[row.number] = known[wanted]
        elif wanted:
            row.refuse("unknown_package", "package", accepted=", ".join(names[:10]))
    return found


def _contract(row: Row, resident: KnownResident, team: KnownTeam, package_id: int) -> NewContract:
    starts_on = row.needed_day("starts_on")
    last_day, ended = row.day("last_day"), row.day("ended_last_day")
    agreed = last_day + ONE_DAY if last_day else None
    made = f"{team.code[:TEAM_CODE_IN_NUMBER]}-{starts_on:%Y%m%d}-{resident.pk}"
    return NewContract(
        number=row.text("number") or made,
        resident=resident,
        team=team,
        package_id=package_id,
        signed_on=row.needed_day("signed_on"),
        starts_on=starts_on,
        ends_on=ended + ONE_DAY if ended else agreed,
        agreed_ends_on=agreed,
        end_reason=row.text("end_reason"),
    )


def _check_days(row: Row, contract: NewContract, today: date) -> None:
    resident = contract.resident
    ended = row.day("ended_last_day")
    if contract.signed_on > contract.starts_on:
        row.refuse("signed_after_start", "signed_on")
    if contract.signed_on > today:
        row.refuse("in_the_future", "signed_on")
    if contract.agreed_ends_on is not None and contract.agreed_ends_on <= contract.starts_on:
        row.refuse("end_before_start", "last_day")
    if contract.starts_on < resident.born_on:
        row.refuse("before_birth", "starts_on")
    if resident.died_on is not None and contract.starts_on > resident.died_on:
        row.refuse("after_death", "starts_on", died_on=resident.died_on.isoformat())
    _check_early_end(row, contract, ended)


def _check_early_end(row: Row, contract: NewContract, ended: date | None) -> None:
    if (ended is None) != (not contract.end_reason):
        row.refuse("end_needs_both", "end_reason" if ended else "ended_last_day")
    if ended is None or contract.ends_on is None:
        return
    if contract.ends_on < contract.starts_on:
        row.refuse("end_before_start", "ended_last_day")
    if contract.agreed_ends_on is not None and contract.ends_on > contract.agreed_ends_on:
        row.refuse("end_after_agreed", "ended_last_day")


def _refuse_doubles(drafts: list[tuple[Row, NewContract]]) -> None:
    numbers: dict[str, int] = {}
    starts: dict[tuple[int, int, date], int] = {}
    for row, contract in drafts:
        first = numbers.setdefault(contract.number, row.number)
        key = (contract.resident.pk, contract.team.pk, contract.starts_on)
        first = min(first, starts.setdefault(key, row.number))
        if first != row.number:
            row.refuse("duplicate_row", "number", first=str(first))


def _recorded(drafts: list[tuple[Row, NewContract]]) -> dict[str, Contract]:
    found: dict[str, Contract] = {}
    for part in lookups.in_parts(contract.number for _, contract in drafts):
        found.update(
            (contract.number, contract)
            for contract in Contract.objects.filter(number__in=part).select_related(
                "team", "package"
            )
        )
    return found


def _agrees(row: Row, contract: NewContract, known: Contract) -> bool:
    """Whether the row says what is on record. An end recorded later is no difference when the row names none."""
    if known.resident_id != contract.resident.pk:
        row.refuse("number_taken", "number")
        return False
    pairs: list[tuple[str, object, object]] = [
        ("team", contract.team.pk, known.team_id),
        ("package", contract.package_id, known.package_id),
        ("signed_on", contract.signed_on, known.signed_on),
        ("starts_on", contract.starts_on, known.starts_on),
        ("last_day", contract.agreed_ends_on, known.agreed_ends_on),
    ]
    if contract.end_reason:
        pairs += [
            ("ended_last_day", contract.ends_on, known.ends_on),
            ("end_reason", contract.end_reason, known.end_reason),
        ]
    shown = {
        "team": known.team.code,
        "package": known.package.key,
        "last_day": _last_day(known.agreed_ends_on),
        "ended_last_day": _last_day(known.ends_on),
    }
    differences = [
        f"{row.label(key)} {shown.get(key, recorded)}"
        for key, given, recorded in pairs
        if given != recorded
    ]
    if differences:
        row.refuse("differs", "number", differences=", ".join(differences))
    return not differences


def _refuse_overlap(row: Row, contract: NewContract, spans: list[Span], context: Context) -> None:
    for span in spans:
        if span.overlaps(contract.starts_on, contract.ends_on):
            days = {"starts_on": span.starts_on.isoformat(), "last_day": _last_day(span.ends_on)}
            if context.organisation_id in {None, span.organisation_id}:
                row.refuse(
                    "overlap_on_record",
                    "starts_on",
                    number=span.number,
                    team=span.team_name,
                    **days,
                )
            else:
                row.refuse("overlap_elsewhere", "starts_on", **days)
            return


def _refuse_overlap_in_file(
    row: Row, contract: NewContract, taken: list[tuple[Row, NewContract]]
) -> None:
    for other_row, other in taken:
        span = Span(0, other.number, other.team.pk, "", 0, other.starts_on, other.ends_on)
        if span.overlaps(contract.starts_on, contract.ends_on):
            row.refuse(
                "overlap_in_file", "starts_on", first=str(other_row.number), number=other.number
            )
            return


def _last_day(ends_on: date | None) -> str:
    return "…" if ends_on is None else (ends_on - ONE_DAY).isoformat()


def _row(contract: NewContract, context: Context) -> Contract:
    ended = bool(contract.end_reason)
    return Contract(
        number=contract.number,
        resident_id=contract.resident.pk,
        team_id=contract.team.pk,
        package_id=contract.package_id,
        signed_on=contract.signed_on,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        agreed_ends_on=contract.agreed_ends_on,
        recorded_at=context.now,
        recorded_by=context.by.username,
        end_reason=contract.end_reason,
        end_recorded_at=context.now if ended else None,
        end_recorded_by=context.by.username if ended else "",
    )
