"""Jobs for the tests of the worker: each leaves a mark in a file."""

import time
from pathlib import Path


def mark(path: str) -> None:
    """Write one line."""
    with Path(path).open("a", encoding="utf-8") as file:
        file.write("done\n")


def mark_and_stay(path: str, seconds: float) -> None:
    """Write one line, then keep the worker busy."""
    mark(path)
    time.sleep(seconds)
