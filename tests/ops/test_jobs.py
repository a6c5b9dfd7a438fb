"""The queue's façade: once per key, inside the caller's transaction."""

import pytest
from django.db import transaction

import jobs


@pytest.mark.django_db
def test_a_key_that_waits_is_not_enqueued_twice() -> None:
    first = jobs.enqueue("math.sqrt", key="root", x=4)

    second = jobs.enqueue("math.sqrt", key="root", x=4)

    assert second == first
    assert jobs.waiting_keys() == ["root"]


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_transaction_that_rolls_back_never_appears() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        jobs.enqueue("math.sqrt", key="root", x=4)
        raise RuntimeError

    assert jobs.waiting_keys() == []


@pytest.mark.django_db
def test_the_oldest_due_job_is_measured_in_seconds() -> None:
    assert jobs.oldest_due_seconds() == 0

    jobs.enqueue("math.sqrt", key="root", x=4)

    assert 0 <= jobs.oldest_due_seconds() < 60


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 101])
def test_a_key_without_text_or_too_long_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="expected 1 to 100 characters"):
        jobs.enqueue("math.sqrt", key=key)
