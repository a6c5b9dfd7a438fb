"""Which jobs run, which wait, and whether the queue is stuck: the supervisor's memory, without a process or database.

django-q2 can stop taking jobs for ever when an idle worker is killed (its queue lock dies with it). Rows then
wait, or are claimed by the cluster and started by no worker. Both look the same here: a row that nobody works
on although a worker is free.
"""

from dataclasses import dataclass, field

# A cluster that has no worker ready after this many seconds does not come up at all.
START_SECONDS = 120
LONGEST_PATIENCE = 240


@dataclass(slots=True)
class Watch:
    """What is known about the rows of the queue. Times are seconds of a monotonic clock.

    A busy machine needs its time to start a cluster: waiting counts from when a worker is ready, and after each
    restart that did not help the patience doubles, so that restarting never becomes the fault itself.
    """

    workers: int
    heal_after: float
    running: dict[int, int] = field(default_factory=dict)  # pid -> row
    failed: set[int] = field(
        default_factory=set
    )  # rows offered again later, by the queue's own rule
    waiting_since: dict[int, float] = field(default_factory=dict)
    started_at: float = 0
    is_ready: bool = False
    vain_restarts: int = 0

    def begin(self, now: float) -> None:
        """Start afresh with a new cluster."""
        self.running.clear()
        self.failed.clear()
        self.waiting_since.clear()
        self.started_at = now
        self.is_ready = False

    def hear(self, line: str) -> None:
        """Take in one line of a worker (see ops.worker.cluster)."""
        word, pid, row, *outcome = line.split()
        if word == "ready":
            self.is_ready = True
        elif word == "start":
            self.vain_restarts = 0
            self.running[int(pid)] = int(row)
            self.failed.discard(int(row))
        else:
            self.running.pop(int(pid), None)
            if outcome == ["failed"]:
                self.failed.add(int(row))

    def lose(self, pid: int) -> int | None:
        """Note that a worker died; answer the row it was working on, if any."""
        return self.running.pop(pid, None)

    def is_stuck(self, rows: dict[int, bool], now: float) -> bool:
        """Tell whether a row has waited too long for a free worker.

        ``rows`` are all rows of the queue: id, and whether it is due (True) or claimed (False).
        """
        if not self.is_ready:
            return now - self.started_at > START_SECONDS
        taken = set(self.running.values())
        self.failed &= rows.keys()
        idle = [
            row for row, due in rows.items() if row not in taken and (due or row not in self.failed)
        ]
        self.waiting_since = {row: self.waiting_since.get(row, now) for row in idle}
        if len(self.running) >= self.workers:  # all hands are full: waiting is right
            self.waiting_since = dict.fromkeys(idle, now)
        patience = min(self.heal_after * 2**self.vain_restarts, LONGEST_PATIENCE)
        return any(now - since > patience for since in self.waiting_since.values())
