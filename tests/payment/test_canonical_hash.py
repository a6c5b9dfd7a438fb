"""The hash of a document names what it says, not how it is laid out."""

import pytest

from capitation.domain.payment import canonical_hash
from capitation.domain.payment.problems import RefusedError
from tests.payment.cases import text_of


def test_layout_comments_and_trailing_zeros_do_not_change_the_hash() -> None:
    first = 'b = 0.20\na = { x = 10, y = ["z"], d = 2025-01-01, t = true }\nzero = 0.0\nneg = -1.50'
    second = "# other\nneg = -1.5\nzero = 0\n[a]\nt = true\nd = 2025-01-01\ny = ['z']\nx = 1e1\n"
    second = "b = 0.2\n" + second

    assert canonical_hash(first) == canonical_hash(second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a = 1", "a = 2"),
        ("a = 1", 'a = "1"'),
        ("a = 1", "a = 10"),
        ("a = 1", "a = -1"),
        ("a = [1, 2]", "a = [2, 1]"),
        ("a = nan", "a = inf"),
        ("a = 2025-01-01", "a = 2025-01-02"),
        ("a = true", "a = false"),
    ],
)
def test_another_content_has_another_hash(one: str, other: str) -> None:
    assert canonical_hash(one) != canonical_hash(other)


def test_a_changed_figure_changes_the_hash_of_a_scheme() -> None:
    changed = text_of("seed_a_2025", ("value = 240", "value = 241"))

    assert canonical_hash(changed) != canonical_hash(text_of("seed_a_2025"))


def test_a_text_that_is_not_toml_has_no_hash() -> None:
    with pytest.raises(RefusedError):
        canonical_hash("a =")
