"""When the supervisor calls the queue stuck: told by rows and workers alone."""

from ops.worker.watch import START_SECONDS, Watch


def _ready(workers: int = 1) -> Watch:
    watch = Watch(workers=workers, heal_after=10)
    watch.begin(0)
    watch.hear("ready 100 0")
    return watch


def test_a_claimed_row_that_no_worker_started_is_stuck_as_a_due_one_is() -> None:
    for is_due in (True, False):
        watch = _ready()

        assert not watch.is_stuck({7: is_due}, now=1)
        assert not watch.is_stuck({7: is_due}, now=11)
        assert watch.is_stuck({7: is_due}, now=11.5)


def test_a_running_job_may_take_as_long_as_it_likes_and_others_wait_for_it() -> None:
    watch = _ready()
    watch.hear("start 100 7")

    assert not watch.is_stuck({7: False, 8: True}, now=1)
    assert not watch.is_stuck({7: False, 8: True}, now=1000)


def test_after_a_long_job_the_next_one_gets_its_full_time() -> None:
    watch = _ready()
    watch.hear("start 100 7")
    watch.is_stuck({7: False, 8: True}, now=1000)
    watch.hear("end 100 7 ok")

    assert not watch.is_stuck({8: True}, now=1009)
    assert watch.is_stuck({8: True}, now=1011)


def test_a_failed_job_that_waits_for_its_retry_is_not_stuck() -> None:
    watch = _ready()
    watch.hear("start 100 7")
    watch.hear("end 100 7 failed")

    assert not watch.is_stuck({7: False}, now=1)
    assert not watch.is_stuck({7: False}, now=500)


def test_a_slow_start_is_not_taken_for_a_stuck_queue() -> None:
    watch = Watch(workers=1, heal_after=10)
    watch.begin(0)

    assert not watch.is_stuck({7: True}, now=START_SECONDS - 1)
    assert watch.is_stuck({7: True}, now=START_SECONDS + 1)


def test_a_restart_that_did_not_help_doubles_the_patience() -> None:
    watch = _ready()
    watch.vain_restarts = 1
    watch.is_stuck({7: True}, now=1)

    assert not watch.is_stuck({7: True}, now=20)
    assert watch.is_stuck({7: True}, now=22)
