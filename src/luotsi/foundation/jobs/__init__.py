"""Recurring and one-off jobs with a record: what runs, when, how it went; nothing runs twice at once.

`config.schedule` lists every job. A worker process walks the list (`walking`): frequent jobs run in the
thread that walks, long ones go through Django's queue of tasks, where a person's "Run now" goes as well.
A worker says every few seconds that it lives (`workers`); what a dead one held is free again.
"""
