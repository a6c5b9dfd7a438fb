"""Half-open periods in the database, without any extension."""

from datetime import date

from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField
from django.db.models import F, Func, Q, Value


class ById(Func):
    """One id as a range, so that GiST can compare it for equality (no btree_gist needed)."""

    function = "int8range"
    output_field = BigIntegerRangeField()

    def __init__(self, field: str) -> None:
        super().__init__(F(field), F(field), Value("[]"))


class ByKey(Func):
    """One text key as a range of its hash, for the same purpose."""

    template = (
        "int8range(hashtext(%(expressions)s)::bigint, hashtext(%(expressions)s)::bigint, '[]')"
    )
    output_field = BigIntegerRangeField()

    def __init__(self, field: str) -> None:
        super().__init__(F(field))


class ByDay(Func):
    """The half-open days of a row; an empty last day is open."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self, start: str, end: str) -> None:
        super().__init__(F(start), F(end))


def covers(prefix: str, day: date) -> Q:
    """The condition that a row's ``starts_on``/``ends_on`` (behind ``prefix``) cover a day."""
    return Q(**{f"{prefix}starts_on__lte": day}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gt": day})
    )
