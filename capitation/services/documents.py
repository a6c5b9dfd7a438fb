"""Publishing rule documents: from then on the text is frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from capitation import catalogue
from capitation.domain import payment
from capitation.domain.measures.document import Measure, canonical_sha256
from capitation.models import MeasureVersion, RuleSetVersion, SchemeVersion
from contracts import clock
from contracts.access import require_role
from contracts.domain.errors import DomainError, NotPermittedError
from contracts.domain.roles import Role
from contracts.services import access
from followup.rules import rule_set_text, rule_sets

if TYPE_CHECKING:
    from datetime import datetime

    from contracts.models import Organisation, Staff


@transaction.atomic
def publish_scheme(*, by: Staff, insurer: Organisation, text: str, name: str) -> SchemeVersion:
    """Publish a scheme document for an insurer, with the measures and rule sets that it counts by.

    Publishing the same text again answers the version that stands. Errors: RefusedError with every problem of the
    document; ``version_exists`` when this key and version stand with another text; ``unknown_measure``.
    """
    require_role(by, Role.INSURER_APPROVER)
    if by.organisation_id != insurer.pk:
        raise NotPermittedError("not_permitted", "insurer", {"role": by.role})
    scheme = payment.load_scheme(text, name=name)
    sha256 = payment.canonical_hash(text)
    standing = SchemeVersion.objects.filter(
        insurer=insurer, key=scheme.key, version=str(scheme.version)
    ).first()
    if standing is not None:
        if standing.sha256 != sha256:
            raise DomainError(
                "version_exists", "version", {"key": scheme.key, "version": str(scheme.version)}
            )
        return standing
    published_at = clock.now()
    version = SchemeVersion.objects.create(
        insurer=insurer,
        key=scheme.key,
        version=str(scheme.version),
        text=text,
        sha256=sha256,
        title_zh=scheme.title_zh,
        title_en=scheme.title_en,
        valid_from=scheme.valid_from,
        valid_until=scheme.valid_until,
        published_by=by.username,
        published_at=published_at,
    )
    version.measures.set(
        [
            _publish_measure(use.measure, str(use.version), by, published_at)
            for use in scheme.measures.values()
        ]
    )
    access.record(
        by=by,
        action=access.Action.PUBLISHED,
        subject="scheme",
        subject_key=version.pk,
        detail=str(version),
    )
    return version


def _publish_measure(key: str, wanted: str, by: Staff, published_at: datetime) -> MeasureVersion:
    measure = catalogue.shipped_measure(key)
    if measure.document.version != wanted:
        raise DomainError("unknown_measure", "measure", {"measure": f"{key} v{wanted}"})
    standing = MeasureVersion.objects.filter(key=key, version=wanted).first()
    if standing is not None:
        if standing.sha256 != measure.sha256:
            raise DomainError("version_exists", "measure", {"key": key, "version": wanted})
        return standing
    return MeasureVersion.objects.create(
        key=key,
        version=wanted,
        text=catalogue.measure_text(key),
        sha256=measure.sha256,
        title_zh=measure.document.title_zh,
        title_en=measure.document.title_en,
        rule_set=_publish_rule_set(measure, by, published_at),
        published_by=by.username,
        published_at=published_at,
    )


def _publish_rule_set(measure: Measure, by: Staff, published_at: datetime) -> RuleSetVersion | None:
    if not measure.rule_set_key:
        return None
    rule_set = rule_sets()[measure.rule_set_key]
    return RuleSetVersion.objects.get_or_create(
        key=rule_set.key,
        version=rule_set.version,
        defaults={
            "text": rule_set_text(rule_set.key),
            "sha256": canonical_sha256(rule_set),
            "title_zh": rule_set.title_zh,
            "title_en": rule_set.title_en,
            "published_by": by.username,
            "published_at": published_at,
        },
    )[0]
