"""The content editor's desk: Wagtail's admin with guidance paths, disruption notices and nothing else."""
