from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FrozenDocument(models.Model):
    """A rule document as it was published: the text, its hash, who and when. It never changes again."""

    key = models.CharField(_("key"), max_length=80)
    version = models.CharField(_("version"), max_length=20)
    text = models.TextField(_("text"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    title_zh = models.CharField(_("title (Chinese)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200)
    published_by = models.CharField(_("published by"), max_length=150)
    published_at = models.DateTimeField(_("published at"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class RuleSetVersion(FrozenDocument):
    """A clinical rule set as pinned by settlements."""

    class Meta:
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "version"], name="one_rule_set_per_key_and_version"
            )
        ]


class MeasureVersion(FrozenDocument):
    """A measure as pinned by settlements."""

    rule_set = models.ForeignKey(RuleSetVersion, models.PROTECT, null=True, related_name="measures")

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "version"], name="one_measure_per_key_and_version"
            )
        ]


class SchemeVersionQuerySet(models.QuerySet["SchemeVersion"]):
    def within(self, path: str) -> SchemeVersionQuerySet:
        """Schemes of the insurers of a region and below."""
        return self.filter(insurer__region__path__startswith=path)

    def covering(self, start: date, end: date) -> SchemeVersionQuerySet:
        """Schemes in force on every day of [start, end)."""
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=end), valid_from__lte=start
        )


SchemeVersionManager = models.Manager.from_queryset(SchemeVersionQuerySet)


class SchemeVersion(FrozenDocument):
    """A payment scheme of one insurer, with the measures it counts by."""

    insurer = models.ForeignKey("contracts.Organisation", models.PROTECT, related_name="schemes")
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until (exclusive)"), null=True, blank=True)
    measures = models.ManyToManyField(MeasureVersion, related_name="schemes")

    objects = SchemeVersionManager()

    class Meta:
        verbose_name = _("scheme")
        verbose_name_plural = _("schemes")
        constraints = [
            models.UniqueConstraint(
                fields=["insurer", "key", "version"], name="one_scheme_per_key_and_version"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=models.F("valid_from")),
                name="scheme_is_valid_for_some_days",
            ),
        ]
