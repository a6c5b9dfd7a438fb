"""One file per noun; import them from here inside the app only."""

from followup.models.care_state import CareState
from followup.models.encounter import Encounter
from followup.models.reading import Reading
from followup.models.register_entry import RegisterEntry
from followup.models.visit import DiabetesSection, HypertensionSection, Visit, VisitMedication

__all__ = [
    "CareState",
    "DiabetesSection",
    "Encounter",
    "HypertensionSection",
    "Reading",
    "RegisterEntry",
    "Visit",
    "VisitMedication",
]
