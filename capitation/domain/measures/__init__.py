"""Measures: documents, and one module per family with its two evaluations."""
