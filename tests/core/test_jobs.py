"""Jobs: sent after the commit, claimed once, run as their requester, found again when lost."""

from __future__ import annotations

import datetime as dt
import errno
import signal

import pytest
from redis.exceptions import RedisError
from sqlalchemy import select, update
from xlsxwriter.exceptions import FileCreateError

from app.core import jobs
from app.core.access.actor import SYSTEM, Actor, current_actor
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.choices import JobState
from app.core.base.db import db
from app.core.base.errors import ScopeNotSet
from app.core.models import JobRun, LoginAttempt, User, UserSession
from app.organizations.models import RosterCheck
from tests.support.together import together

pytestmark = pytest.mark.both_databases

RAN: list[tuple] = []


@jobs.job(queue="fast")
def look_around(progress, word):
    seen = sorted(db.session.scalars(select(RosterCheck.organization_id)))
    RAN.append((word, current_actor().name, seen))
    progress.finish(len(seen))


@jobs.job(queue="fast", former=("core.jobs.old_name",))
def renamed(progress, word):
    RAN.append((word,))


@jobs.job(queue="fast")
def stumble(progress, word):
    RAN.append((word,))
    raise ValueError("broken on purpose")


@jobs.job(queue="fast")
def find_no_room(progress, word):
    try:
        raise OSError(int(word), "as the system says it")
    except OSError as error:
        raise FileCreateError(error) from error


@jobs.job(queue="fast")
def decline(progress, word):
    raise jobs.JobFailed("数据尚未归档")


@jobs.job(queue="exports", only_reads=True)
def count_up(progress, word):
    progress.expect(1000)
    for row in range(1000):
        progress.reach(row)


@pytest.fixture(autouse=True)
def _nothing_ran():
    RAN.clear()


def user(name: str) -> User:
    return db.session.scalars(select(User).where(User.username == name)).one()


def ask(job, *, who: str | None = "yl_clerk", key: str = "k") -> int:
    actor = Actor.of(user(who)) if who else SYSTEM
    run = job.request(key=key, actor=actor, arguments={"word": key})
    db.session.commit()
    return run.id


def state(run_id: int) -> JobRun:
    db.session.expire_all()
    return db.session.get(JobRun, run_id)


@pytest.fixture
def world(app, run_jobs):
    with app.app_context(), unscoped("fixture"):
        for number in (2, 4, 6):
            db.session.add(RosterCheck(organization_id=number, year=2025, checked_by="x"))
        db.session.commit()
        db.session.remove()
    return app


def test_a_job_runs_as_its_requester(world, run_jobs):
    with world.app_context():
        clerk, chief = ask(look_around, key="a"), ask(look_around, who="cs_admin", key="b")
    run_jobs()
    assert RAN == [("a", "湘致远", [4]), ("b", "江望舒", [2, 4, 6])]
    with world.app_context():
        assert state(clerk).state is JobState.DONE
        assert state(chief).done == 3


def test_nothing_is_sent_before_the_commit_or_after_a_rollback(world, run_jobs):
    with world.app_context():
        actor = Actor.of(user("yl_clerk"))
        look_around.request(key="a", actor=actor, arguments={"word": "a"})
        db.session.flush()
        run_jobs()
        db.session.rollback()
    run_jobs()
    assert RAN == []


def test_a_row_runs_once_however_often_it_is_sent(world, run_jobs):
    with world.app_context():
        number = ask(look_around)
        for _i in range(3):
            jobs.send(number, "fast", look_around.name, 0)
    run_jobs()
    assert len(RAN) == 1


def later(**time: float) -> None:
    """Let so much time pass for what waits, and look as the schedule does every minute."""
    passed = dt.timedelta(**time)
    for run in db.session.scalars(select(JobRun)).all():
        run.queued_at -= passed
    db.session.commit()
    jobs.sweep()


def test_a_broken_job_is_tried_three_times_with_growing_pauses_and_says_so(world, run_jobs):
    with world.app_context():
        number = ask(stumble)
    for tries, pause in ((1, {"minutes": 2.1}), (2, {"minutes": 11.1})):
        run_jobs()
        assert len(RAN) == tries
        with world.app_context():
            later(minutes=1.5)
        run_jobs()
        assert len(RAN) == tries, "without a pause"
        with world.app_context():
            later(**pause)
    run_jobs()
    assert len(RAN) == 3
    with world.app_context():
        run = state(number)
        assert (run.state, run.attempts) == (JobState.FAILED, 3)
        assert (
            run.error == f"任务执行出错，请稍后重试；如多次出现，请将任务号 {number} 告知系统管理员"
        )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "磁盘已满，请联系系统管理员清理后重试"),
        (errno.EROFS, "文件夹不可写，请联系系统管理员检查后重试"),
    ],
)
def test_a_cause_is_told_in_words(world, run_jobs, number, words):
    """The spreadsheet writer wraps what the system says into an error of its own."""
    with world.app_context():
        asked = ask(find_no_room, key=str(number))
        db.session.execute(update(JobRun).values(attempts=2))
        db.session.commit()
    run_jobs()
    with world.app_context():
        assert state(asked).error == words
        assert jobs.failed_lately() == []


def test_a_failed_job_of_the_clock_is_known_until_it_goes_well(world, run_jobs):
    with world.app_context():
        ask(stumble, who=None)
        db.session.execute(update(JobRun).values(attempts=2))
        db.session.commit()
    run_jobs()
    with world.app_context():
        assert jobs.failed_lately() == [stumble.name]
        again = ask(look_around, who=None, key="again")
        db.session.execute(update(JobRun).where(JobRun.id == again).values(name=stumble.name))
        db.session.execute(update(JobRun).where(JobRun.id == again).values(state=JobState.DONE))
        db.session.commit()
        assert jobs.failed_lately() == []


def test_a_refusal_is_final_and_keeps_its_words(world, run_jobs):
    with world.app_context():
        number = ask(decline)
    run_jobs()
    with world.app_context():
        run = state(number)
        assert (run.state, run.attempts, run.error) == (JobState.FAILED, 1, "数据尚未归档")


def test_a_job_that_the_code_no_longer_has_ends_and_says_so(world, run_jobs):
    with world.app_context():
        number = ask(look_around)
        db.session.execute(
            update(JobRun).where(JobRun.id == number).values(name="core.jobs.of_an_older_version")
        )
        db.session.commit()
    run_jobs()
    assert RAN == []
    with world.app_context():
        run = state(number)
        assert (run.state, run.error) == (JobState.FAILED, "此任务已不再提供")


def test_a_job_is_known_by_the_name_that_it_had(world, run_jobs):
    """Rows asked for before an upgrade carry the name of then, in the queue or not."""
    with world.app_context():
        queued, lost = ask(renamed, key="queued"), ask(renamed, key="lost")
        db.session.execute(update(JobRun).values(name="core.jobs.old_name"))
        db.session.commit()
        jobs.queue("fast").empty()
        jobs.send(queued, "fast", "core.jobs.old_name", 0)
        long_ago = clock.now() - dt.timedelta(minutes=10)
        db.session.execute(update(JobRun).where(JobRun.id == lost).values(queued_at=long_ago))
        db.session.commit()
        jobs.sweep()
    run_jobs()
    assert sorted(RAN) == [("lost",), ("queued",)]
    with world.app_context():
        assert [state(one).state for one in (queued, lost)] == [JobState.DONE] * 2


def test_a_disabled_requester_gets_nothing(world, run_jobs):
    with world.app_context():
        number = ask(look_around)
        user("yl_clerk").active = False
        db.session.commit()
    run_jobs()
    assert RAN == []
    with world.app_context():
        assert state(number).error == "申请人账号已停用，任务未执行"


def test_a_cancelled_job_stops_and_stays_cancelled(world, run_jobs):
    with world.app_context():
        number = ask(count_up)
        clerk, stranger = user("yl_clerk").id, user("zz_clerk").id
        assert not jobs.cancel(number, requested_by=stranger)
        assert jobs.cancel(number, requested_by=clerk)
        db.session.commit()
    run_jobs()
    with world.app_context():
        run = state(number)
        assert (run.state, run.done) == (JobState.CANCELLED, 0)


def test_redis_down_keeps_the_row_for_the_sweep(world, run_jobs):
    address = world.config["REDIS_URL"]
    world.extensions.pop("redis", None)
    world.config["REDIS_URL"] = "unix:///nowhere/redis.sock"
    with world.app_context():
        number = ask(look_around)
        assert state(number).state is JobState.QUEUED
        with pytest.raises(RedisError):
            jobs.redis().ping()
        assert jobs.workers_alive() == 0
    world.extensions.pop("redis", None)
    world.config["REDIS_URL"] = address
    with world.app_context():
        old = clock.now() - dt.timedelta(minutes=5)
        db.session.execute(update(JobRun).values(queued_at=old))
        db.session.commit()
        jobs.sweep()
    run_jobs()
    assert len(RAN) == 1


@pytest.mark.parametrize(("attempts", "expected"), [(1, JobState.DONE), (3, JobState.FAILED)])
def test_what_a_dead_worker_held_is_taken_back(world, run_jobs, attempts, expected):
    with world.app_context():
        number = ask(look_around)
        jobs.queue("fast").empty()
        long_ago = clock.now() - dt.timedelta(minutes=10)
        db.session.execute(
            update(JobRun).values(
                state=JobState.RUNNING, attempts=attempts, beat_at=long_ago, queued_at=long_ago
            )
        )
        db.session.commit()
        jobs.sweep()
    run_jobs()
    with world.app_context():
        assert state(number).state is expected


@pytest.mark.parametrize(("attempts", "expected"), [(2, JobState.QUEUED), (3, JobState.FAILED)])
def test_a_job_whose_process_is_killed_is_not_tried_for_ever(world, attempts, expected):
    with world.app_context():
        number = ask(look_around)
        db.session.execute(update(JobRun).values(state=JobState.RUNNING, attempts=attempts))
        db.session.commit()
        jobs.release(number)
        assert state(number).state is expected


def test_a_row_of_a_job_that_is_no_more_stops_nothing(world, run_jobs):
    with world.app_context():
        gone, still = ask(look_around, key="gone"), ask(look_around, key="still")
        jobs.queue("fast").empty()
        long_ago = clock.now() - dt.timedelta(minutes=10)
        db.session.execute(update(JobRun).values(queued_at=long_ago))
        db.session.execute(
            update(JobRun).where(JobRun.id == gone).values(name="gone.with_the_wind")
        )
        db.session.commit()
        jobs.sweep()
    run_jobs()
    with world.app_context():
        assert (state(gone).state, state(still).state) == (JobState.QUEUED, JobState.DONE)
        # An older row of it ends, and says so: nothing would ever run it.
        db.session.execute(
            update(JobRun).values(queued_at=clock.now() - dt.timedelta(hours=1, minutes=1))
        )
        db.session.commit()
        jobs.sweep()
        assert (state(gone).state, state(gone).error) == (JobState.FAILED, "此任务已不再提供")


def test_what_a_savepoint_asked_for_is_sent_with_the_commit(world, run_jobs):
    with world.app_context():
        actor = Actor.of(user("yl_clerk"))
        with db.session.begin_nested():
            look_around.request(key="kept", actor=actor, arguments={"word": "kept"})
        savepoint = db.session.begin_nested()
        look_around.request(key="dropped", actor=actor, arguments={"word": "dropped"})
        db.session.flush()
        savepoint.rollback()
        assert jobs.queue("fast").get_job_ids() == []
        db.session.commit()
        assert len(jobs.queue("fast").get_job_ids()) == 1
    run_jobs()
    assert [word for word, *_rest in RAN] == ["kept"]


def test_a_living_job_is_left_alone(world):
    with world.app_context():
        number = ask(look_around)
        jobs.queue("fast").empty()
        db.session.execute(
            update(JobRun).values(state=JobState.RUNNING, attempts=1, beat_at=clock.now())
        )
        db.session.commit()
        jobs.sweep()
        assert state(number).state is JobState.RUNNING


def test_the_tick_makes_what_is_due_once(world, run_jobs):
    with world.app_context():
        for _i in range(3):
            jobs.tick()
        keys = db.session.scalars(select(JobRun.key)).all()
    assert len(keys) == len(set(keys))
    assert any("throw_away_expired" in key for key in keys)
    run_jobs()
    with world.app_context():
        found = db.session.scalars(select(JobRun.state)).all()
        assert set(found) == {JobState.DONE}


@pytest.mark.parametrize("moment", ["2026-12-31 23:59", "2027-01-01 00:00", "2027-04-01 00:01"])
def test_two_schedules_at_one_moment_make_each_row_once(world, run_jobs, at, moment):
    at(moment)

    def tick(wait):
        with world.app_context():
            wait()
            jobs.tick()

    together([tick] * 4)
    with world.app_context():
        keys = list(db.session.scalars(select(JobRun.key)))
    assert len(keys) == len(set(keys)) > 3
    run_jobs()
    with world.app_context():
        assert set(db.session.scalars(select(JobRun.state))) == {JobState.DONE}
        assert sorted(db.session.scalars(select(JobRun.key))) == sorted(keys)


def test_a_job_without_an_actor_sees_no_owned_rows(world):
    with world.app_context(), pytest.raises(ScopeNotSet):
        db.session.scalars(select(RosterCheck)).all()


def test_what_is_over_is_forgotten_every_day(app, run_jobs):
    ago = clock.now() - dt.timedelta(days=1)
    old = clock.now() - dt.timedelta(days=1100)
    with app.app_context():
        owner = user("yl_clerk").id
        for name, opened in (("over", ago), ("live", clock.now())):
            db.session.add(UserSession(id=name, user_id=owner, opened_at=opened, used_at=opened))
        for tried in (old, ago):
            db.session.add(
                LoginAttempt(username="x", address="1.1.1.1", tried_at=tried, succeeded=False)
            )
        for key, asker in (("tick", None), ("export", owner)):
            db.session.add(
                JobRun(
                    key=key,
                    name="x",
                    queue="fast",
                    state=JobState.DONE,
                    requested_by=asker,
                    queued_at=old,
                    finished_at=old,
                )
            )
        db.session.commit()
        jobs.tick()
    run_jobs()
    with app.app_context():
        assert list(db.session.scalars(select(UserSession.id))) == ["live"]
        assert list(db.session.scalars(select(LoginAttempt.tried_at))) == [ago]
        keys = set(db.session.scalars(select(JobRun.key)))
        assert "export" in keys
        assert "tick" not in keys
        done = select(JobRun.state).where(JobRun.name == "core.jobs.cleanup.forget")
        assert db.session.scalars(done).all() == [JobState.DONE]


def test_a_run_of_the_tests_keeps_its_own_signals(run_jobs):
    """Ctrl-C must end the run, also after a worker has been within it."""
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    run_jobs()
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
