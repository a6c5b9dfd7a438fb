"""What is paid and why, as plain values: scheme documents, exact money, `pay` and its trace."""

from capitation.domain.payment.calculation import pay
from capitation.domain.payment.loading import load_scheme
from capitation.domain.payment.problems import Problem, RefusedError
from capitation.domain.payment.toml import canonical_hash

__all__ = ["Problem", "RefusedError", "canonical_hash", "load_scheme", "pay"]
