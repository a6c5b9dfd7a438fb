"""What the API says of runs and statements. Amounts are integer fen; no number here is a float."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from capitation.models import SettlementRun, Statement, StatementLine


class RunSerializer(serializers.ModelSerializer[SettlementRun]):
    """A settlement run; ``period_end`` is the first day not covered."""

    scheme = serializers.CharField(source="scheme.key", read_only=True)
    scheme_version = serializers.CharField(source="scheme.version", read_only=True)
    insurer = serializers.CharField(source="insurer.code", read_only=True)
    run_state = serializers.CharField(source="state", read_only=True)

    class Meta:
        model = SettlementRun
        fields = (
            "id",
            "insurer",
            "scheme",
            "scheme_version",
            "kind",
            "period_start",
            "period_end",
            "cut_off",
            "run_state",
            "progress_percent",
            "started_by",
            "started_at",
            "computed_at",
            "failure",
            "total_fen",
            "pending_count",
            "input_sha256",
            "output_sha256",
        )
        read_only_fields = fields


class NewRunSerializer(serializers.Serializer[Any]):
    """Which scheme to settle for which calendar year."""

    scheme = serializers.CharField(max_length=80)
    year = serializers.IntegerField(min_value=2000, max_value=2100)


class StatementSerializer(serializers.ModelSerializer[Statement]):
    """A statement: one team in one run."""

    run_id = serializers.IntegerField(read_only=True)
    team_code = serializers.CharField(source="team.code", read_only=True)
    team_name = serializers.CharField(source="team.name", read_only=True)

    class Meta:
        model = Statement
        fields: tuple[str, ...] = (
            "id",
            "run_id",
            "team_code",
            "team_name",
            "total_fen",
            "pending_count",
            "sha256",
        )
        read_only_fields = fields


class LineSerializer(serializers.ModelSerializer[StatementLine]):
    """A line with the trace that explains it; every figure in the trace is text."""

    line_status = serializers.CharField(source="status", read_only=True)
    trace = serializers.SerializerMethodField()

    class Meta:
        model = StatementLine
        fields = (
            "position",
            "key",
            "component",
            "source",
            "line_status",
            "reason",
            "counts",
            "amount_fen",
            "trace",
        )
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_trace(self, line: StatementLine) -> Any:
        return line.trace


class StatementDetailSerializer(StatementSerializer):
    """A statement with its lines, which add to its total."""

    lines = LineSerializer(many=True, read_only=True)

    class Meta(StatementSerializer.Meta):
        fields = (*StatementSerializer.Meta.fields, "lines")
        read_only_fields = fields
