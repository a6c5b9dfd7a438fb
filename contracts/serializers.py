"""What the API says of residents."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from contracts.models import Contract, Resident


class ResidentSerializer(serializers.ModelSerializer[Resident]):
    """A resident in a list: enough to be sure who it is."""

    class Meta:
        model = Resident
        fields: tuple[str, ...] = (
            "id",
            "name",
            "sex",
            "born_on",
            "died_on",
            "phone_tail",
            "id_last4",
        )
        read_only_fields = fields


class ContractSerializer(serializers.ModelSerializer[Contract]):
    """A contract; ``ends_on`` is the first day not covered."""

    team_code = serializers.CharField(source="team.code", read_only=True)
    team_name = serializers.CharField(source="team.name", read_only=True)

    class Meta:
        model = Contract
        fields = (
            "id",
            "number",
            "team_code",
            "team_name",
            "signed_on",
            "starts_on",
            "ends_on",
            "end_reason",
        )
        read_only_fields = fields


class ResidentDetailSerializer(ResidentSerializer):
    """A resident opened: with phone, address and contracts, never with the identity number."""

    phone = serializers.CharField(read_only=True)
    contracts = serializers.SerializerMethodField()

    class Meta(ResidentSerializer.Meta):
        fields = (*ResidentSerializer.Meta.fields, "phone", "address", "contracts")
        read_only_fields = fields

    def get_contracts(self, resident: Resident) -> list[dict[str, Any]]:
        contracts: list[Contract] = self.context["contracts"]
        del resident
        return [dict(ContractSerializer(contract).data) for contract in contracts]
