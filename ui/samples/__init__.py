"""Filled examples of every component, for the design page and its tests."""

from ui.samples.page import context

__all__ = ["context"]
