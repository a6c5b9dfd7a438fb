"""The registers of the residents in a file: who is on which, and who comes on by this file."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from contracts.imports.lookups import in_parts
from contracts.imports.registry import Context
from contracts.imports.rows import Row
from followup.imports.visit_columns import CONDITIONS
from followup.models import RegisterEntry

if TYPE_CHECKING:
    from followup.imports.visit_values import NewVisit

ONE_DAY = timedelta(days=1)
Period = tuple[date, date | None]


class Registers:
    """Register entries by resident and condition, those on record and those that rows of the file open."""

    def __init__(self, resident_ids: Iterable[int]) -> None:
        self._periods: dict[int, dict[str, list[Period]]] = defaultdict(lambda: defaultdict(list))
        self._opened: dict[tuple[int, str], tuple[int, date]] = {}
        for part in in_parts(sorted(set(resident_ids))):
            for resident_id, condition, starts_on, ends_on in RegisterEntry.objects.filter(
                resident_id__in=part
            ).values_list("resident_id", "condition", "starts_on", "ends_on"):
                self._periods[resident_id][condition].append((starts_on, ends_on))

    def on(self, resident_id: int, day: date) -> frozenset[str]:
        """The conditions on whose registers the resident is on a day."""
        if resident_id not in self._periods:
            return frozenset()
        return frozenset(
            condition
            for condition, periods in self._periods[resident_id].items()
            if any(_covers(period, day) for period in periods)
        )

    def check(
        self, row: Row, resident_id: int, conditions: Sequence[str], day: date
    ) -> dict[str, date]:
        """The registers that this row opens. Refuses a visit for a register on which the resident is not."""
        opening: dict[str, date] = {}
        for condition in conditions:
            column = f"{condition}_since"
            since = row.day(column)
            opened = self._opened.get((resident_id, condition))
            if opened is not None and since not in {None, opened[1]}:
                row.refuse("register_since_differs", column, first=str(opened[0]))
            elif condition in self.on(resident_id, day):
                continue
            elif since is None:
                row.refuse(
                    "not_on_register",
                    "conditions",
                    condition=CONDITIONS[condition].label_zh,
                    column=row.label(column),
                )
            elif since > day:
                row.refuse("register_since_after_visit", column)
            elif self._is_free(row, resident_id, condition, since):
                opening[condition] = since
        return opening

    def open(self, row: Row, resident_id: int, since: dict[str, date]) -> None:
        """Let the rows that follow see the registers which a good row opens."""
        for condition, starts_on in since.items():
            self._periods[resident_id][condition].append((starts_on, None))
            self._opened[resident_id, condition] = (row.number, starts_on)

    @staticmethod
    def write(new: Sequence["NewVisit"], context: Context) -> None:
        """Write the entries that the visits open."""
        RegisterEntry.objects.bulk_create(
            [
                RegisterEntry(
                    resident_id=item.visit.resident_id,
                    condition=condition,
                    starts_on=starts_on,
                    recorded_at=context.now,
                    recorded_by=context.by.username,
                )
                for item in new
                for condition, starts_on in item.since.items()
            ]
        )

    def _is_free(self, row: Row, resident_id: int, condition: str, since: date) -> bool:
        """Whether an entry that stays open from ``since`` on meets none on record."""
        for _starts_on, ends_on in self._periods[resident_id][condition]:
            if ends_on is None or ends_on > since:
                last_day = "…" if ends_on is None else (ends_on - ONE_DAY).isoformat()
                row.refuse("register_overlaps", f"{condition}_since", last_day=last_day)
                return False
        return True


def _covers(period: Period, day: date) -> bool:
    return period[0] <= day and (period[1] is None or day < period[1])
