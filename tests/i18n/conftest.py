"""A small city with a settled year, as the tests of settlements have it."""

from tests.settlement.conftest import on_22_november, settled, settled_once

__all__ = ["on_22_november", "settled", "settled_once"]
