from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccessEvent(models.Model):
    """Who looked at or changed what, and why. Text only, no foreign keys; never changed, hash-chained per actor.

    ``position``, ``previous_hash`` and ``hash`` are written by a database trigger, for raw SQL as well: each
    event's hash covers its fields and the hash of the actor's event before it, so that an altered, removed or
    inserted event breaks the chain (``manage.py verify_access_log``).
    """

    class Action(models.TextChoices):
        VIEWED = "viewed", _("viewed")
        LISTED = "listed", _("listed")
        SEARCHED = "searched", _("searched")
        RECORDED = "recorded", _("recorded")
        CORRECTED = "corrected", _("corrected")
        IMPORTED = "imported", _("imported")
        EXPORTED = "exported", _("exported")
        STARTED = "started", _("started")
        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned")
        PUBLISHED = "published", _("published")

    at = models.DateTimeField(_("at"))
    actor = models.CharField(_("who"), max_length=150)
    actor_role = models.CharField(_("role"), max_length=20)
    organisation_code = models.CharField(_("organisation"), max_length=18, blank=True)
    action = models.CharField(_("action"), max_length=20, choices=Action.choices)
    subject = models.CharField(_("kind of thing"), max_length=40)
    subject_key = models.CharField(_("which"), max_length=80)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    position = models.BigIntegerField(_("position in the actor's chain"), default=0, editable=False)
    previous_hash = models.CharField(_("hash before"), max_length=64, blank=True, editable=False)
    hash = models.CharField(_("hash"), max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("access event")
        verbose_name_plural = _("access events")
        constraints = [
            models.UniqueConstraint(fields=["actor", "position"], name="access_event_chain")
        ]
        indexes = [
            # "Who saw this resident?"
            models.Index(fields=["subject", "subject_key", "-at"], name="access_event_by_subject"),
            # The log, newest first.
            models.Index(fields=["-at", "-id"], name="access_event_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.subject} {self.subject_key}"
