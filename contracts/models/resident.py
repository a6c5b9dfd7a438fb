from __future__ import annotations

import unicodedata
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts import crypto
from contracts.domain import identity, names
from contracts.domain.roles import CARE_ROLES
from contracts.models.contract import Contract
from contracts.models.team import Team

if TYPE_CHECKING:
    from contracts.models.staff import Staff


# People remember four characters of a phone or an identity number.
TAIL = 4


class ResidentQuerySet(models.QuerySet["Resident"]):
    def visible_to(self, staff: Staff, day: date) -> ResidentQuerySet:
        """Residents whom this member of staff may open on a day: those signed with a visible team.

        Only care roles open residents; the insurer meets them masked, as evidence of a statement.
        """
        if staff.role not in CARE_ROLES:
            return self.none()
        teams = Team.objects.visible_to(staff, day)
        return self.filter(
            pk__in=Contract.objects.active_on(day).filter(team__in=teams).values("resident_id")
        )

    def found_by(self, text: str) -> ResidentQuerySet:
        """Residents by name, pinyin, initials, phone tail or the last four of the identity number.

        Four digits (or three and an X) are looked up as tails, a full identity number by its blind index,
        anything else as the beginning of a name or of one of its spellings. Full-width forms, as a Chinese
        keyboard types them, are read like the others; the 15 digits of an old card find the number of 18.
        """
        wanted = "".join(unicodedata.normalize("NFKC", text).split()).lower()
        if not wanted or "\0" in wanted:  # no stored text holds a NUL
            return self.none()
        if len(wanted) in {identity.LEGACY_LENGTH, identity.LENGTH} and wanted[:-1].isdecimal():
            return self.filter(id_index=crypto.blind_index(identity.as_18_digits(wanted.upper())))
        if (
            len(wanted) == TAIL
            and wanted[:-1].isdigit()
            and (wanted[-1].isdigit() or wanted[-1] == "x")
        ):
            return self.filter(Q(phone_tail=wanted) | Q(id_last4=wanted.upper()))
        if wanted.isdigit() and len(wanted) > TAIL:
            return self.filter(phone_index=crypto.blind_index(wanted))
        return self.filter(
            Q(search_text__startswith=wanted) | Q(search_text__contains=f"|{wanted}")
        )


ResidentManager = models.Manager.from_queryset(ResidentQuerySet)


class Resident(models.Model):
    """A person on somebody's panel. Identity number and phone are sealed; only their traces are searchable."""

    class Sex(models.TextChoices):
        UNKNOWN = "0", _("unknown")
        MALE = "1", _("male")
        FEMALE = "2", _("female")
        UNSPECIFIED = "9", _("unspecified")

    name = models.CharField(_("name"), max_length=80)
    # Name, every pinyin spelling and its initials, parted by bars (contracts.domain.names.search_text).
    search_text = models.TextField(_("search text"), editable=False)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices)
    born_on = models.DateField(_("date of birth"))
    died_on = models.DateField(_("date of death"), null=True, blank=True)
    death_recorded_at = models.DateTimeField(_("death recorded at"), null=True, blank=True)
    id_sealed = models.BinaryField(_("identity number, sealed"))
    id_index = models.CharField(
        _("identity number, blind index"), max_length=64, unique=True, editable=False
    )
    id_last4 = models.CharField(_("last four of the identity number"), max_length=4, editable=False)
    phone_sealed = models.BinaryField(_("phone, sealed"), null=True, blank=True)
    phone_index = models.CharField(
        _("phone, blind index"), max_length=64, blank=True, editable=False
    )
    phone_tail = models.CharField(
        _("last four of the phone"), max_length=4, blank=True, editable=False
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    region = models.ForeignKey(
        "contracts.Region", models.PROTECT, related_name="residents", verbose_name=_("region")
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = ResidentManager()

    class Meta:
        verbose_name = _("resident")
        verbose_name_plural = _("residents")
        indexes = [
            # Search by name or spelling over many panels: search_text LIKE 'x%'.
            models.Index(
                fields=["search_text"],
                name="resident_search_prefix",
                opclasses=["text_pattern_ops"],
            ),
            # Search by the tails people remember.
            models.Index(fields=["id_last4"], name="resident_by_id_last4"),
            models.Index(fields=["phone_tail"], name="resident_by_phone_tail"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | Q(died_on__gte=models.F("born_on")),
                name="resident_dies_after_birth",
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True, death_recorded_at__isnull=True)
                | Q(died_on__isnull=False, death_recorded_at__isnull=False),
                name="resident_death_has_its_record",
            ),
        ]

    def __str__(self) -> str:
        return f"resident {self.pk}"

    @property
    def masked_name(self) -> str:
        """The name as someone sees it who may not know the person."""
        return names.masked(self.name)

    @property
    def id_number(self) -> str:
        """The identity number in clear; reading it is an access that the caller records."""
        return crypto.unseal(self.id_sealed, place=f"contracts_resident.id_sealed:{self.pk}")

    @property
    def phone(self) -> str:
        """The phone number in clear, empty when none is known."""
        if self.phone_sealed is None:
            return ""
        return crypto.unseal(self.phone_sealed, place=f"contracts_resident.phone_sealed:{self.pk}")
