"""Copies of a whole installation, in one form for SQLite and PostgreSQL.

A backup is a zip file: one member of JSON lines for every table (`tables/NAME.jsonl`), every media
file (`media/…`), and, last, `manifest.json` with counts and hashes of them all. It is logical, not a
copy of database pages, so that what was taken from SQLite can be restored into PostgreSQL and the
other way round, and so that every value can be compared after a restore.

`tables` says what is kept, `values` how a value is written, `reading` gives one consistent view of a
database in use, `taking` writes a backup, `checking` reads one whole, `restoring` loads it,
`keeping` names, finds and prunes files.
"""
