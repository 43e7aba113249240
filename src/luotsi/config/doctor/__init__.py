"""`luotsi doctor`: looks at an installation and says what is not as it should be, and what to do.

`findings` runs every check of `installation` (settings, files, versions) and of `condition` (database,
index, worker, backups), each on its own, so that one that cannot look does not hide the others.
"""
