"""One county with two centres, each with a team and an admin, and files written as counties write them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from contracts.models import Staff, Team
    from contracts.services.imports import Outcome, Write

PASSWORD = "correct horse battery"
TEAM = "H99010100001-02"
OTHER_TEAM = "H99010100002-01"
FAR_TEAM = "H99020100001-01"
PACKAGE = "basic-2024"

RESIDENT_HEADERS = ("姓名", "身份证号", "性别", "联系电话", "行政区划代码")
CONTRACT_HEADERS = (
    "协议编号",
    "身份证号",
    "团队代码",
    "服务包",
    "签约日期",
    "生效日期",
    "截止日期",
)
VISIT_HEADERS = (
    "身份证号",
    "团队代码",
    "随访日期",
    "随访方式",
    "管理病种",
    "高血压纳管日期",
    "随访医生",
    "收缩压",
    "舒张压",
)
ENCOUNTER_HEADERS = (
    "身份证号",
    "医疗机构代码",
    "就诊编号",
    "就诊类型",
    "入院日期",
    "出院日期",
    "主要诊断编码",
    "总费用",
)


def id_number(born_on: date = date(1955, 3, 1), sequence: int = 2) -> str:
    """A synthetic identity number of the invented county 990101; an odd sequence is a man."""
    from stdnum.cn import ric

    number = f"990101{born_on:%Y%m%d}{sequence:03d}"
    return number + ric.calc_check_digit(number + "0")


@dataclass
class County:
    """What the tests import into."""

    team: Team
    other_team: Team
    admin: Staff
    other_admin: Staff
    folder: Path

    def csv(
        self,
        headers: Sequence[str],
        *rows: Sequence[object],
        encoding: str = "utf-8",
        separator: str = ",",
        name: str = "file.csv",
    ) -> Path:
        """Write a CSV file."""
        path = self.folder / name
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=separator)
            writer.writerows([headers, *rows])
        return path

    def xlsx(self, headers: Sequence[str], *rows: Sequence[Any], name: str = "file.xlsx") -> Path:
        """Write a workbook with the values as they are: numbers as numbers, dates as dates."""
        import openpyxl

        workbook = openpyxl.Workbook()
        sheet = workbook.active
        for row in (headers, *rows):
            sheet.append(list(row))
        path = self.folder / name
        workbook.save(path)
        return path

    def run(
        self, kind: str, path: Path, *, write: Write | str = "all", by: Staff | None = None
    ) -> Outcome:
        """Import a file as the operator, or as somebody else."""
        from contracts.models import Staff
        from contracts.services.imports import Write, import_file

        return import_file(
            by=by or Staff(username="command-line", role="operator"),
            kind=kind,
            path=path,
            file_name=path.name,
            write=Write(write),
        )

    def resident(
        self,
        number: str | None = None,
        name: str = "王桂兰",
        died_on: date | None = None,
        region: str = "990101",
    ) -> str:
        """Take one resident in; answers the identity number."""
        from contracts.domain import identity
        from contracts.models import Region
        from contracts.services.residents import NewResident, create_residents

        number = number or id_number()
        create_residents(
            [
                NewResident(
                    name=name,
                    identity=identity.parse(number, known_regions=frozenset({"990101"})),
                    phone="13900000001",
                    address="",
                    region=Region.objects.get(code=region),
                    died_on=died_on,
                )
            ]
        )
        return number

    def signed(
        self,
        number: str | None = None,
        *,
        team: str = TEAM,
        starts_on: str = "2025-01-01",
        last_day: str = "2026-12-31",
        died_on: date | None = None,
    ) -> str:
        """Take one resident in and sign him; answers the identity number."""
        number = self.resident(number, died_on=died_on)
        row = ("", number, team, PACKAGE, starts_on, starts_on, last_day)
        outcome = self.run("contracts", self.csv(CONTRACT_HEADERS, row, name="signed.csv"))
        assert outcome.is_written, outcome.problems
        return number


def codes(outcome: Outcome) -> list[tuple[int, str, str]]:
    """The problems of an import as row, column and code."""
    return [(problem.row, problem.column, problem.code) for problem in outcome.problems]
