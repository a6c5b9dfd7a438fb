"""What the worker does for this app."""

from capitation.domain.payment import RefusedError
from capitation.services import settlement
from contracts.domain.errors import DomainError


def settle_run(run_id: int) -> str:
    """Compute one run; a refusal is written on the run, anything else is offered again by the queue."""
    try:
        settled = settlement.settle(run_id)
    except (DomainError, RefusedError) as error:
        settlement.mark_failed(run_id, str(error))
        return f"run {run_id} refused: {error}"
    return f"run {run_id} {settled.run.output_sha256}"
