"""Error codes of the domain in words. One row per code; an unknown code is shown as it is."""

from collections import defaultdict

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contracts.domain.errors import DomainError

ERROR_WORDS: dict[str, str | Promise] = {
    "id_length": _("An identity number has 18 characters (or 15 on old cards)."),
    "id_characters": _("An identity number has digits only, and X at most at its end."),
    "id_birth_date": _("The birth date inside the identity number does not exist."),
    "id_check_digit": _("The check digit of the identity number does not fit."),
    "id_region": _("The region code {region} of the identity number is unknown."),
    "not_permitted": _("Your role does not do this."),
    "overlapping_coverage": _(
        "This resident has signed with {team} from {starts_on}; two contracts on one day are refused. "
        "End that contract first, or start the day after it ends."
    ),
    "contract_ended": _("This contract has ended already."),
    "end_before_start": _("The last day lies before the first."),
    "signed_after_start": _("A contract cannot take effect before it was signed."),
    "before_birth": _("This day lies before the resident's birth."),
    "after_death": _("This day lies after the resident's death on {died_on}."),
    "in_the_future": _("This day lies in the future."),
    "same_person": _("The person who proposed a run cannot approve it."),
    "wrong_state": _("This is no longer possible: the run is {state}."),
    "period_not_closed": _("The period has not been closed: its data cut-off is {cut_off}."),
    "unknown_scheme": _("No scheme {key} is published for this period."),
    "visit_exists": _(
        "This resident already has a visit of this team on {visited_on}. Open it to correct it."
    ),
    "no_contract": _("This resident has no contract with your team on that day."),
    "no_register": _("This resident is on no register on that day."),
    "reason_missing": _("Say why the visit is corrected."),
    "already_corrected": _("Somebody has corrected this visit already. Open the newest version."),
    "unknown_staff": _("There is no user {username}."),
    "unknown_organisation": _("There is no organisation with the code {code}."),
    "unknown_measure": _("There is no measure {measure}."),
    "version_exists": _(
        "{key} v{version} is published with another text. A published version never changes: raise its version."
    ),
    "several_insurers": _("Several insurers use this scheme ({codes}): name one with --insurer."),
    "not_reproduced": _(
        "Run {run} would come out differently today: the facts or the code behind it have changed."
    ),
    "nothing_to_decide": _("This run has no statements to decide on."),
    "import_done": _("This import has been finished already."),
    "not_closed": _("The closure check {check} does not hold; nothing was written."),
    "busy": _("Somebody else is doing this right now. Try again in a moment."),
}


def error_message(error: DomainError) -> str:
    """The error in the reader's language, with its numbers filled in; a number that is missing shows as a dash."""
    words = ERROR_WORDS.get(error.code)
    if words is None:
        return str(error)
    return str(words).format_map(defaultdict(lambda: "–", error.values or {}))
