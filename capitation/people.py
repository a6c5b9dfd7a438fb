"""Who a row of evidence is about, as far as the reader may know: masked for the payer, named for the own team."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from contracts.domain.ages import age_on
from contracts.domain.roles import CARE_ROLES
from contracts.selectors import names_of, residents_visible_to
from ui.formats import masked_name

if TYPE_CHECKING:
    from contracts.models import Staff


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """A resident as shown: the name (masked unless the reader may open the resident), who, and a link or none."""

    name: str
    who: str
    href: str

    @property
    def is_open(self) -> bool:
        """Whether the reader may open this resident."""
        return bool(self.href)


def people_of(staff: Staff, resident_ids: Collection[int], day: date) -> dict[int, ShownPerson]:
    """The residents by id. Two queries, one for readers who open nobody."""
    may_open: set[int] = set()
    if staff.role in CARE_ROLES:
        visible = residents_visible_to(staff, day).filter(pk__in=resident_ids)
        may_open = set(visible.values_list("pk", flat=True))
    return {
        pk: ShownPerson(
            name=resident.name if pk in may_open else masked_name(resident.name),
            who=_("%(sex)s, %(age)s")
            % {"sex": resident.get_sex_display(), "age": age_on(resident.born_on, day)},
            href=reverse("followup:resident", args=[pk]) if pk in may_open else "",
        )
        for pk, resident in names_of(resident_ids).items()
    }
