"""Jobs: recorded, never twice at once, found again after their worker has died."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

import pytest
from django.conf import LazySettings
from django.db import OperationalError
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from luotsi.foundation import clock
from luotsi.foundation.clock import HELSINKI
from luotsi.foundation.jobs import actions, queries, registry, tasks, walking, workers
from luotsi.foundation.jobs.models import JobRun, JobState, JobWorker
from luotsi.foundation.jobs.running import run
from luotsi.foundation.jobs.types import (
    AlreadyRunning,
    At,
    Every,
    Job,
    JobFailure,
    NoSuchJob,
    Progress,
    RunState,
    Stopped,
)
from luotsi.foundation.jobs.walking import Walk, enqueue_due
from luotsi.foundation.jobs.workers import Worker, at_work, bury_the_dead

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 25, 12, tzinfo=HELSINKI)
NIGHTLY = At(time(2, 30))
EVERY_SECOND = Every(timedelta(seconds=1))

LISTED: list[Job] = []


def listed() -> list[Job]:
    """What the settings point at in these stories."""
    return LISTED


@pytest.fixture(autouse=True)
def own_list(settings: LazySettings) -> Iterator[None]:
    settings.JOBS = f"{__name__}.listed"
    yield
    LISTED.clear()
    tasks._here.clear()


def job(call: Callable[[Progress], object], when: At | Every = NIGHTLY, code: str = "work") -> Job:
    made = Job(code, "Work", when, call)
    LISTED.append(made)
    return made


@pytest.fixture
def worker() -> Iterator[Worker]:
    with at_work() as one:
        yield one


@contextmanager
def another_worker(**values: object) -> Iterator[Worker]:
    """As on another machine."""
    other = Worker()
    other.start()
    JobWorker.objects.filter(pk=other.id).update(place="elsewhere", **values)
    yield other


def test_a_run_is_recorded_with_how_much_it_did(worker: Worker) -> None:
    assert run(job(lambda _progress: 7), worker) is RunState.DONE
    (seen,) = queries.runs_of("work")
    assert (seen.state, seen.done, seen.note) == (RunState.DONE, 7, "")
    assert seen.took is not None
    assert queries.overview()[0].last == seen


def test_progress_is_seen_while_it_runs(worker: Worker) -> None:
    seen = []

    def works(progress: Progress) -> None:
        progress(3, 10)
        seen.extend(queries.runs_of("work"))

    run(job(works), worker)
    # The test's own transaction is open, so nothing of a run in progress is written.
    assert seen[0].state is RunState.RUNNING
    (ended,) = queries.runs_of("work")
    assert (ended.done, ended.total) == (3, 10)


@pytest.mark.parametrize(
    ("error", "note"),
    [
        (ValueError("the letter of Maija Meikäläinen"), "ValueError"),
        (JobFailure("PTV did not answer."), "PTV did not answer."),
        (JobFailure(""), "JobFailure"),
    ],
)
def test_a_failure_keeps_its_type_or_our_own_words_and_nothing_else(
    worker: Worker, error: Exception, note: str
) -> None:
    def fails(progress: Progress) -> None:
        raise error

    assert run(job(fails), worker) is RunState.FAILED
    assert [seen.note for seen in queries.recent_failures()] == [note]
    assert queries.overview()[0].failures == 1


def test_a_job_that_could_not_be_taken_because_of_the_database_runs_the_next_time(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = job(lambda _progress: 1, EVERY_SECOND)

    def is_locked(code: str) -> bool:
        raise OperationalError("database is locked")

    with monkeypatch.context() as away:
        away.setattr(worker, "_write_name_on", is_locked)
        with pytest.raises(OperationalError):
            run(work, worker, keep=True)
    assert run(work, worker, keep=True) is RunState.DONE


def test_a_job_never_runs_twice_at_once(worker: Worker) -> None:
    runs = []

    def works(progress: Progress) -> None:
        runs.append("begun")
        with another_worker() as other:
            for one in (worker, other):
                with pytest.raises(AlreadyRunning):
                    run(work, one)

    work = job(works)
    run(work, worker)
    assert runs == ["begun"]
    with another_worker() as other:
        assert other.take("work")
        assert not worker.take("work")
        other.give_back("work")
        assert worker.take("work")


def test_of_two_who_see_the_same_free_job_one_gets_it(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other has looked before and writes after."""
    with another_worker() as other:
        JobState.objects.create(code="work")
        exists = JobState.objects.filter

        def look_then_be_overtaken(**values: object) -> object:
            rows = exists(**values)
            if "held_by" in values:
                monkeypatch.undo()
                assert other.take("work")
            return rows

        monkeypatch.setattr(JobState.objects, "filter", look_then_be_overtaken)
        assert not worker.take("work")
        assert JobState.objects.get(code="work").held_by == other.id


def test_a_frequent_job_without_work_writes_nothing(
    worker: Worker, django_assert_num_queries: Callable[..., object]
) -> None:
    walk = Walk([job(lambda _progress: None, EVERY_SECOND)], worker)
    walk.step(0.0)
    with django_assert_num_queries(0):
        for second in (1.0, 2.0, 3.0, 4.0):
            walk.step(second)
    assert not JobRun.objects.exists()


def test_a_frequent_job_records_what_it_did_and_when_it_was_last_seen(worker: Worker) -> None:
    done = iter([0, 5, None])
    walk = Walk([job(lambda _progress: next(done), EVERY_SECOND)], worker)
    with clock.frozen_at(NOON):
        for second in (0.0, 1.0, 2.0):
            walk.step(second)
    assert [seen.done for seen in queries.runs_of("work")] == [5]
    assert queries.overview()[0].last_seen_at == NOON


def test_a_job_that_fails_holds_no_other_up_and_rests_before_it_is_tried_again(worker: Worker) -> None:
    done: list[str] = []

    def fails(progress: Progress) -> None:
        done.append("failed")
        raise RuntimeError("no disk")

    works = job(lambda _progress: done.append("worked"), EVERY_SECOND, "works")
    walk = Walk([job(fails, EVERY_SECOND, "fails"), works], worker)
    for second in (0.0, 1.0, 2.0, 30.0, 31.5):
        walk.step(second)
    assert done.count("worked") == 5
    assert done.count("failed") == 2
    assert done[0] == "failed"


def test_a_worker_that_stops_ends_a_job_where_everything_done_is_stored(
    worker: Worker, transactional_db: None
) -> None:
    stored = []

    def works(progress: Progress) -> None:
        for batch in range(5):
            stored.append(batch)
            if batch == 1:
                worker.stopping.set()
            progress(batch + 1, 5)

    job(works)
    tasks.work_as(worker)
    tasks.run_job.func("work")
    assert stored == [0, 1]
    (seen,) = queries.runs_of("work")
    assert (seen.state, seen.done) == (RunState.STOPPED, 2)
    # It waits for the next worker.
    assert [row.args_kwargs["args"] for row in DBTaskResult.objects.ready()] == [["work"]]


def test_a_job_that_minds_no_failure_still_minds_being_stopped(
    worker: Worker, transactional_db: None
) -> None:
    def works(progress: Progress) -> None:
        try:
            progress(1)
        except Exception:  # noqa: BLE001 - as a job that goes on after a bad record
            raise AssertionError from None

    worker.stopping.set()
    assert run(job(works), worker) is RunState.STOPPED
    assert not issubclass(Stopped, Exception)


class TestDue:
    """What is due goes into the queue once."""

    def test_a_new_nightly_job_waits_for_its_night(self) -> None:
        work = job(lambda _progress: None)
        with clock.frozen_at(NOON):
            assert enqueue_due([work]) == []
            assert queries.overview()[0].next_at == datetime(2026, 11, 26, 2, 30, tzinfo=HELSINKI)
        with clock.frozen_at(datetime(2026, 11, 26, 2, 30, 4, tzinfo=HELSINKI)):
            assert enqueue_due([work]) == ["work"]
            assert enqueue_due([work]) == []
            assert queries.overview()[0].next_at == datetime(2026, 11, 27, 2, 30, tzinfo=HELSINKI)
        assert DBTaskResult.objects.count() == 1

    def test_a_new_hourly_job_runs_at_once(self) -> None:
        assert enqueue_due([job(lambda _progress: None, Every(timedelta(hours=6)))]) == ["work"]

    def test_nights_that_were_missed_are_made_up_for_once(self) -> None:
        work = job(lambda _progress: None)
        with clock.frozen_at(NOON):
            enqueue_due([work])
        with clock.frozen_at(NOON + timedelta(days=5)):
            assert enqueue_due([work]) == ["work"]
            assert enqueue_due([work]) == []

    def test_another_schedule_in_a_new_version_holds_at_once(self) -> None:
        with clock.frozen_at(NOON):
            enqueue_due([job(lambda _progress: None)])
            LISTED.clear()
            enqueue_due([job(lambda _progress: None, At(time(23)))])
            assert queries.overview()[0].next_at == datetime(2026, 11, 25, 23, tzinfo=HELSINKI)

    def test_a_clock_that_was_put_back_delays_nothing_for_long(self) -> None:
        work = job(lambda _progress: None)
        with clock.frozen_at(NOON + timedelta(days=300)):
            enqueue_due([work])
        with clock.frozen_at(NOON):
            enqueue_due([work])
            assert queries.overview()[0].next_at == datetime(2026, 11, 26, 2, 30, tzinfo=HELSINKI)

    def test_a_failure_in_the_night_is_tried_again_ten_minutes_later(self, worker: Worker) -> None:
        def fails(progress: Progress) -> None:
            raise OSError

        work = job(fails)
        with clock.frozen_at(NOON):
            enqueue_due([work])
            run(work, worker)
            assert queries.overview()[0].next_at == NOON + timedelta(minutes=10)
        with clock.frozen_at(NOON + timedelta(minutes=10)):
            assert enqueue_due([work]) == ["work"]


class TestRunNow:
    """What a person asks for."""

    def test_is_queued_once_and_done_by_the_worker(self, worker: Worker) -> None:
        done = []
        job(lambda _progress: done.append("work"))
        assert actions.run_now("work")
        assert not actions.run_now("work")
        assert queries.overview()[0].is_waiting
        tasks.work_as(worker)
        tasks.run_job.func("work")
        assert done == ["work"]
        assert not queries.overview()[0].is_waiting
        assert actions.run_now("work")

    @pytest.mark.parametrize("code", ["nothing", "often"])
    def test_an_unknown_or_frequent_job_cannot_be_asked_for(self, code: str) -> None:
        job(lambda _progress: None, EVERY_SECOND, "often")
        with pytest.raises(NoSuchJob):
            actions.run_now(code)

    def test_a_job_that_left_the_list_while_it_waited_is_no_failure(self, worker: Worker) -> None:
        tasks.work_as(worker)
        tasks.run_job.func("gone")
        assert not JobRun.objects.exists()


class TestDeath:
    """A worker that died: its run is lost, its job free, its task tried again."""

    def left_behind(self, worker_id: str, tries: int = 1) -> DBTaskResult:
        JobState.objects.create(code="work", held_by=worker_id)
        JobRun.objects.create(code="work", worker=worker_id, state=RunState.RUNNING, started_at=clock.now())
        tasks.run_job.enqueue("work")
        task = DBTaskResult.objects.get()
        for _ in range(tries):
            task.claim(worker_id)
        return task

    def test_one_that_is_silent_is_taken_for_dead(self) -> None:
        job(lambda _progress: None)
        with another_worker(seen_at=clock.now() - workers.DEAD_AFTER - timedelta(seconds=1)) as other:
            task = self.left_behind(other.id)
            with at_work() as worker:
                assert worker.take("work")
            task.refresh_from_db()
            assert task.status == TaskResultStatus.READY
            (seen,) = queries.runs_of("work")
            assert seen.state is RunState.LOST
            other.beat()
            assert other.is_lost
            assert other.stopping.is_set()

    def test_one_that_shows_life_keeps_its_job(self) -> None:
        with another_worker() as other:
            self.left_behind(other.id)
            with at_work() as worker:
                assert not worker.take("work")
            assert JobRun.objects.get().state == RunState.RUNNING

    def test_a_dead_process_of_this_machine_is_known_at_once(self) -> None:
        gone = subprocess.Popen([sys.executable, "-c", ""])
        with another_worker() as other:
            JobWorker.objects.filter(pk=other.id).update(
                place=workers.place_here(), process=gone.pid, process_born="1"
            )
            gone.wait()
            self.left_behind(other.id)
            bury_the_dead()
        if workers.place_here():
            assert JobRun.objects.get().state == RunState.LOST

    def test_a_process_number_that_is_used_again_saves_nobody(self) -> None:
        if not workers.place_here():
            pytest.skip("This system tells no place of processes.")
        with another_worker() as other:
            JobWorker.objects.filter(pk=other.id).update(
                place=workers.place_here(), process=os.getpid(), process_born="1"
            )
            bury_the_dead()
            assert not JobWorker.objects.filter(pk=other.id).exists()

    def test_a_task_that_kills_every_worker_is_given_up(self) -> None:
        with another_worker(seen_at=clock.now() - timedelta(hours=1)) as other:
            task = self.left_behind(other.id, tries=workers.MOST_TRIES)
            bury_the_dead()
            task.refresh_from_db()
            assert task.status == TaskResultStatus.FAILED

    def test_a_run_whose_worker_left_no_trace_is_lost_too(self) -> None:
        self.left_behind("unknown")
        bury_the_dead()
        assert JobRun.objects.get().state == RunState.LOST

    def test_what_was_taken_for_lost_is_not_written_over(self, worker: Worker) -> None:
        def works(progress: Progress) -> None:
            JobRun.objects.update(state=RunState.LOST)

        run(job(works), worker)
        assert JobRun.objects.get().state == RunState.LOST


def test_a_worker_that_ends_leaves_nothing_held() -> None:
    with at_work() as worker:
        walk = Walk([job(lambda _progress: None, EVERY_SECOND)], worker)
        walk.step(0.0)
        assert JobState.objects.get(code="work").held_by == worker.id
        assert [one.id for one in queries.workers()] == [worker.id]
    assert JobState.objects.get(code="work").held_by == ""
    assert queries.workers() == []


def test_old_runs_and_tasks_go_and_others_stay() -> None:
    tasks.run_job.enqueue("work")
    tasks.run_job.enqueue("work")
    old, _young = DBTaskResult.objects.all()
    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL, finished_at=clock.now())
    DBTaskResult.objects.filter(pk=old.pk).update(finished_at=clock.earlier(timedelta(days=8)))
    for days in (1, 31):
        JobRun.objects.create(
            code="work", worker="", state=RunState.DONE, started_at=clock.earlier(timedelta(days=days))
        )
    assert actions.forget_old(lambda *_reached: None) == 2
    assert JobRun.objects.count() == DBTaskResult.objects.count() == 1


def test_a_job_in_the_terminal_runs_at_once_and_by_the_same_rules() -> None:
    job(lambda _progress: 3)
    assert actions.run_here("work") is RunState.DONE
    with another_worker() as other:
        assert other.take("work")
        with pytest.raises(AlreadyRunning):
            actions.run_here("work")
    with pytest.raises(NoSuchJob):
        registry.job("nothing")


def test_a_wish_that_nobody_took_up_does_not_stand_in_the_way_for_ever() -> None:
    job(lambda _progress: None)
    with clock.frozen_at(NOON):
        assert walking.want("work")
    with clock.frozen_at(NOON + walking.FORGOTTEN_AFTER):
        assert walking.want("work")
