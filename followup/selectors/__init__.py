"""Reads that more than one caller or another app needs."""

from followup.selectors.due import (
    DueCondition,
    DueFilter,
    DueList,
    DueResident,
    DueView,
    due_count,
    due_list,
)
from followup.selectors.panel import RegisterStates, register_states

__all__ = [
    "DueCondition",
    "DueFilter",
    "DueList",
    "DueResident",
    "DueView",
    "RegisterStates",
    "due_count",
    "due_list",
    "register_states",
]
