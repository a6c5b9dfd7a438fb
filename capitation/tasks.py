"""What the worker does for this app."""

from datetime import timedelta

from capitation.domain.payment import RefusedError
from capitation.services import live, settlement
from contracts import clock, selectors
from contracts.domain.errors import DomainError
from followup.selectors import registers
from followup.services import care_states

# A worker that stood still for a while catches up on what began or ended in the meantime.
LOOKED_BACK = timedelta(days=31)


def settle_run(run_id: int) -> str:
    """Compute one run; why it stopped is written on the run. What is no refusal is offered again by the queue."""
    try:
        settled = settlement.settle(run_id)
    except (DomainError, RefusedError) as error:
        settlement.mark_failed(run_id, str(error))
        return f"run {run_id} refused: {error}"
    except Exception as error:
        # The kind of error only: its text may hold a person's data.
        settlement.mark_failed(run_id, type(error).__name__)
        raise
    return f"run {run_id} {settled.run.output_sha256}"


def turn_of_day() -> str:
    """Let state follow the calendar: contracts and register entries that began or ended since the last days.

    Doing it twice changes nothing. In a new year the year's evidence begins anew, for everybody.
    """
    today = clock.today()
    since = today - LOOKED_BACK
    changed = sorted(
        selectors.residents_with_changed_contracts(since, today)
        | registers.residents_with_changed_entries(since, today)
    )
    care_states.refresh(changed, today)
    live.refresh(changed, today)
    return f"{today}: {len(changed)} residents"
