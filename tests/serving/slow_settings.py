"""Settings of a worker whose jobs are slow enough to be killed in the middle."""

from luotsi.config.settings import *  # noqa: F403

JOBS = "tests.serving.slow_jobs.jobs"
