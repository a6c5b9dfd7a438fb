"""What staff type in, checked and turned into the services' values."""

from followup.forms.entry import entry_of
from followup.forms.layout import sections
from followup.forms.visit import VisitForm

__all__ = ["VisitForm", "entry_of", "sections"]
