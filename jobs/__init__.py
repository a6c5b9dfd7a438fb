"""The queue as every app sees it: five functions, so that the queue behind them can be swapped.

Lowest layer beside ``ui``: no models, imported by services that start long work.
"""

from jobs.queue import Failed, enqueue, latest_failures, oldest_due_seconds, try_lock, waiting_keys

__all__ = ["Failed", "enqueue", "latest_failures", "oldest_due_seconds", "try_lock", "waiting_keys"]
