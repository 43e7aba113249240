"""Tables of jobs. Private: others use `queries` and `actions`."""

from __future__ import annotations

from django.db import models

from luotsi.foundation.jobs.types import RunState


class JobWorker(models.Model):
    """A process that does jobs. Its row goes when it ends; one that died is removed by those who live."""

    id = models.CharField(primary_key=True, max_length=64)
    place = models.CharField(max_length=200, blank=True)
    """Machine, its boot and its space of process numbers; empty where these cannot be told."""
    process = models.IntegerField()
    process_born = models.CharField(max_length=32, blank=True)
    """Start of the process, since numbers are used again."""
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()


class JobState(models.Model):
    """What is known of a job beyond its runs: when it is due, who holds it, who waits for it."""

    code = models.CharField(primary_key=True, max_length=64)
    plan = models.CharField(max_length=64, blank=True)
    next_at = models.DateTimeField(null=True)
    held_by = models.CharField(max_length=64, blank=True)
    """Id of a worker; whoever writes it here may run the job, and nobody else."""
    wanted_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)
    """In a row."""


class JobRun(models.Model):
    """One run. Holds no personal data: the note is a type's name or words of our own."""

    code = models.CharField(max_length=64)
    worker = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=[(state.value, state.name) for state in RunState])
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    done = models.BigIntegerField(null=True)
    total = models.BigIntegerField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["code", "-started_at"], name="job_run_of_code"),
            models.Index(fields=["state"], name="job_run_state"),
        ]
