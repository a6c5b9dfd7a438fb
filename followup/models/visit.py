from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager
    from django.utils.functional import _StrPromise


class VisitQuerySet(models.QuerySet["Visit"]):
    def current(self) -> VisitQuerySet:
        """Visits that no later version replaces."""
        return self.filter(~Exists(Visit.objects.filter(replaces=OuterRef("pk"))))


VisitManager = models.Manager.from_queryset(VisitQuerySet)


def form_number(
    label: _StrPromise, digits: int, places: int
) -> models.DecimalField[Decimal | None, Decimal | None]:
    """A number of the record form that may stay empty."""
    return models.DecimalField(
        label, max_digits=digits, decimal_places=places, null=True, blank=True
    )


class Visit(models.Model):
    """One follow-up of one resident on one day, with a section per condition that it served.

    The fields are those of the national record forms (third edition, 2017) that both conditions share; the
    printed "present / goal" pairs are ``x`` and ``x_goal``. Rows are never changed: a correction is a new row
    that points back through ``replaces``.
    """

    class Mode(models.TextChoices):
        CLINIC = "clinic", _("clinic")
        HOME = "home", _("home visit")
        PHONE = "phone", _("phone")
        GROUP = "group", _("group")
        STATION = "station", _("health station")
        ONLINE = "online", _("online")

    class Outcome(models.TextChoices):
        CONTINUE = "continue", _("continue")
        TEMPORARILY_LOST = "lost", _("temporarily lost")
        ENDED = "ended", _("management ended")

    class Provenance(models.TextChoices):
        MANUAL = "manual", _("typed in")
        DEVICE = "device", _("from a device")
        IMPORTED = "imported", _("imported")

    class Level(models.TextChoices):
        GOOD = "1", _("good")
        FAIR = "2", _("fair")
        POOR = "3", _("poor")

    class Adherence(models.TextChoices):
        REGULAR = "1", _("regular")
        INTERMITTENT = "2", _("intermittent")
        NOT_TAKING = "3", _("not taking")

    class AdverseReaction(models.TextChoices):
        NO = "1", _("none")
        YES = "2", _("yes")

    resident = models.ForeignKey("contracts.Resident", models.PROTECT, related_name="visits")
    team = models.ForeignKey("contracts.Team", models.PROTECT, related_name="visits")
    visited_on = models.DateField(_("date of the visit"))
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices)
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=Outcome.choices, default=Outcome.CONTINUE
    )
    outcome_reason = models.CharField(_("reason when lost or ended"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=80, blank=True)
    annual_exam = models.BooleanField(_("annual examination done"), default=False)

    systolic_mmhg = models.PositiveSmallIntegerField(_("systolic"), null=True, blank=True)
    diastolic_mmhg = models.PositiveSmallIntegerField(_("diastolic"), null=True, blank=True)
    heart_rate_per_min = models.PositiveSmallIntegerField(_("heart rate"), null=True, blank=True)
    height_cm = form_number(_("height"), 4, 1)
    weight_kg = form_number(_("weight"), 4, 1)
    weight_goal_kg = form_number(_("weight, goal"), 4, 1)
    bmi = form_number(_("BMI"), 4, 1)
    bmi_goal = form_number(_("BMI, goal"), 4, 1)
    other_signs = models.CharField(_("other signs"), max_length=200, blank=True)
    cigarettes_per_day = models.PositiveSmallIntegerField(
        _("cigarettes a day"), null=True, blank=True
    )
    cigarettes_goal_per_day = models.PositiveSmallIntegerField(
        _("cigarettes a day, goal"), null=True, blank=True
    )
    alcohol_liang_per_day = form_number(_("alcohol, liang of spirits a day"), 4, 1)
    alcohol_goal_liang_per_day = form_number(_("alcohol, goal"), 4, 1)
    exercise_per_week = models.PositiveSmallIntegerField(
        _("exercise, times a week"), null=True, blank=True
    )
    exercise_goal_per_week = models.PositiveSmallIntegerField(
        _("exercise times, goal"), null=True, blank=True
    )
    exercise_minutes = models.PositiveSmallIntegerField(
        _("exercise, minutes a time"), null=True, blank=True
    )
    exercise_goal_minutes = models.PositiveSmallIntegerField(
        _("exercise minutes, goal"), null=True, blank=True
    )
    psych_adjustment = models.CharField(
        _("psychological adjustment"), max_length=1, choices=Level.choices, blank=True
    )
    compliance = models.CharField(
        _("compliance with advice"), max_length=1, choices=Level.choices, blank=True
    )
    aux_exams = models.CharField(_("auxiliary examinations"), max_length=400, blank=True)
    med_adherence = models.CharField(
        _("taking of drugs"), max_length=1, choices=Adherence.choices, blank=True
    )
    adverse_reaction = models.CharField(
        _("adverse drug reaction"), max_length=1, choices=AdverseReaction.choices, blank=True
    )
    adverse_reaction_text = models.CharField(_("which reaction"), max_length=200, blank=True)
    new_complication = models.BooleanField(_("new or worse complication"), default=False)
    # Signs of the rule set that make the visit an emergency whatever the values say.
    danger_signs = ArrayField(
        models.CharField(max_length=40), verbose_name=_("danger signs"), default=list, blank=True
    )
    referral_reason = models.CharField(_("reason of referral"), max_length=200, blank=True)
    referral_to = models.CharField(
        _("referred to (institution, department)"), max_length=120, blank=True
    )
    next_visit_on = models.DateField(_("next visit"), null=True, blank=True)

    performed_by = models.CharField(_("doctor"), max_length=150)
    entered_by = models.CharField(_("entered by"), max_length=150)
    entered_at = models.DateTimeField(_("entered at"))
    provenance = models.CharField(_("provenance"), max_length=10, choices=Provenance.choices)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    correction_reason = models.CharField(_("why corrected"), max_length=200, blank=True)

    objects = VisitManager()

    if TYPE_CHECKING:
        hypertension: HypertensionSection
        diabetes: DiabetesSection
        medications: RelatedManager[VisitMedication]

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = [
            # The last visits of a resident; the settlement's scan by resident.
            models.Index(
                fields=["resident", "-visited_on", "-id"], name="visit_newest_of_resident"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "team", "visited_on"],
                condition=Q(replaces__isnull=True),
                name="one_visit_per_resident_team_and_day",
            ),
            models.CheckConstraint(
                condition=Q(systolic_mmhg__isnull=True, diastolic_mmhg__isnull=True)
                | Q(systolic_mmhg__gt=models.F("diastolic_mmhg")),
                name="visit_has_both_pressures_or_none",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True, correction_reason="")
                | (Q(replaces__isnull=False) & ~Q(correction_reason="")),
                name="visit_correction_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk} of {self.visited_on}"


class VisitMedication(models.Model):
    """One drug of the visit: up to three by name on the printed form, and others."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="medications")
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("drug"), max_length=80)
    times_per_day = models.CharField(_("times a day"), max_length=20, blank=True)
    dose = models.CharField(_("dose a time"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("drug")
        verbose_name_plural = _("drugs")
        constraints = [
            models.UniqueConstraint(fields=["visit", "position"], name="one_drug_per_position")
        ]

    def __str__(self) -> str:
        return self.name


class Classification(models.TextChoices):
    """The form's classification (CV05.10.012)."""

    CONTROLLED = "1", _("controlled")
    NOT_CONTROLLED = "2", _("not controlled")
    ADVERSE_REACTION = "3", _("adverse reaction")
    COMPLICATION = "4", _("complication")


class HypertensionSection(models.Model):
    """What only the hypertension form has."""

    class Salt(models.TextChoices):
        LIGHT = "1", _("light")
        MEDIUM = "2", _("medium")
        HEAVY = "3", _("heavy")

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="hypertension")
    symptoms = ArrayField(
        models.CharField(max_length=2), verbose_name=_("symptoms"), default=list, blank=True
    )
    symptoms_other = models.CharField(_("other symptoms"), max_length=200, blank=True)
    salt = models.CharField(_("salt"), max_length=1, choices=Salt.choices, blank=True)
    salt_goal = models.CharField(_("salt, goal"), max_length=1, choices=Salt.choices, blank=True)
    classification = models.CharField(
        _("classification"), max_length=1, choices=Classification.choices, blank=True
    )

    class Meta:
        verbose_name = _("hypertension section")
        verbose_name_plural = _("hypertension sections")

    def __str__(self) -> str:
        return f"hypertension of visit {self.visit_id}"


class DiabetesSection(models.Model):
    """What only the type 2 diabetes form has. Kinds of glucose stay apart: random never becomes fasting."""

    class GlucoseMethod(models.TextChoices):
        CAPILLARY = "capillary", _("capillary")
        VENOUS = "venous", _("venous")

    class PulseState(models.TextChoices):
        NORMAL = "1", _("palpable")
        WEAK = "2", _("weakened")
        ABSENT = "3", _("absent")

    class PulseSide(models.TextChoices):
        BOTH = "both", _("both sides")
        LEFT = "left", _("left")
        RIGHT = "right", _("right")

    class Hypoglycaemia(models.TextChoices):
        NONE = "1", _("none")
        OCCASIONAL = "2", _("occasional")
        FREQUENT = "3", _("frequent")

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="diabetes")
    symptoms = ArrayField(
        models.CharField(max_length=2), verbose_name=_("symptoms"), default=list, blank=True
    )
    symptoms_other = models.CharField(_("other symptoms"), max_length=200, blank=True)
    dorsalis_pedis = models.CharField(
        _("dorsalis pedis pulse"), max_length=1, choices=PulseState.choices, blank=True
    )
    dorsalis_pedis_side = models.CharField(
        _("side"), max_length=5, choices=PulseSide.choices, blank=True
    )
    staple_food_g_per_day = models.PositiveSmallIntegerField(
        _("staple food, g a day"), null=True, blank=True
    )
    staple_food_goal_g_per_day = models.PositiveSmallIntegerField(
        _("staple food, goal"), null=True, blank=True
    )
    fasting_glucose_mmol_l = form_number(_("fasting glucose"), 5, 2)
    postmeal_glucose_mmol_l = form_number(_("glucose after a meal"), 5, 2)
    random_glucose_mmol_l = form_number(_("random glucose"), 5, 2)
    glucose_method = models.CharField(
        _("measured"), max_length=10, choices=GlucoseMethod.choices, blank=True
    )
    # The number and unit as entered stay beside the canonical mmol/L: "126 mg/dL".
    glucose_entered = models.CharField(_("glucose as entered"), max_length=20, blank=True)
    hba1c_percent = form_number(_("HbA1c"), 4, 2)
    hba1c_on = models.DateField(_("date of HbA1c"), null=True, blank=True)
    hypoglycaemia = models.CharField(
        _("hypoglycaemia"), max_length=1, choices=Hypoglycaemia.choices, blank=True
    )
    insulin = models.CharField(_("insulin: kind, dose, frequency"), max_length=120, blank=True)
    classification = models.CharField(
        _("classification"), max_length=1, choices=Classification.choices, blank=True
    )

    class Meta:
        verbose_name = _("diabetes section")
        verbose_name_plural = _("diabetes sections")

    def __str__(self) -> str:
        return f"diabetes of visit {self.visit_id}"
