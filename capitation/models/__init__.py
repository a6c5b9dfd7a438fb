"""One file per noun; import them from here inside the app only."""

from capitation.models.document import MeasureVersion, RuleSetVersion, SchemeVersion
from capitation.models.evidence import Evidence, MeasureResult, PanelShare
from capitation.models.live import LiveCounter, LiveEvidence
from capitation.models.run import Decision, SettlementRun
from capitation.models.statement import Statement, StatementLine

__all__ = [
    "Decision",
    "Evidence",
    "LiveCounter",
    "LiveEvidence",
    "MeasureResult",
    "MeasureVersion",
    "PanelShare",
    "RuleSetVersion",
    "SchemeVersion",
    "SettlementRun",
    "Statement",
    "StatementLine",
]
