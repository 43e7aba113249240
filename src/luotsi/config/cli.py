"""The `luotsi` command."""

from __future__ import annotations

import os
import sys

import click
from django.core.management import CommandError
from django.db import DatabaseError

from luotsi import __version__
from luotsi.config import failures
from luotsi.config.backups.types import BackupError
from luotsi.config.commands import (
    backups,
    doctor,
    importing,
    installation,
    jobs,
    paths,
    privacy,
    replaying,
    resolution,
    serving,
    trial,
    understanding,
)
from luotsi.config.environment import SettingError


class Sections(click.Group):
    """A help page whose commands stand under headings, in the order in which a person needs them."""

    headings = {
        "Try it": ["demo"],
        "Run it": ["prepare", "serve", "jobs"],
        "Keep it": ["doctor", "backup", "verify-backup", "restore", "audit", "keyring"],
        "Fill it": ["load-county", "import-ptv", "ptv-report", "paths", "resolution-report", "build-index"],
        "Measure it": ["understand", "evaluate", "replay", "train-eval"],
        "Develop it": ["compile-messages", "django"],
    }

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for heading, names in self.headings.items():
            rows = [(name, self.commands[name].get_short_help_str(90)) for name in names]
            with formatter.section(heading):
                formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (SettingError, CommandError, BackupError) as error:
            raise click.ClickException(str(error)) from error
        except DatabaseError as error:
            if (words := failures.words(error)) is None:
                raise
            raise click.ClickException(words) from error


@click.group(cls=Sections, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="luotsi")
def main() -> None:
    """Luotsi: advice and client guidance for a wellbeing services county.

    Settings come from environment variables; docs/settings.md lists them all.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luotsi.config.settings")


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def django(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands, such as `luotsi django shell`."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["luotsi django", *arguments])


for command in (
    installation.demo,
    installation.prepare,
    serving.serve,
    jobs.jobs,
    installation.load_county,
    importing.import_ptv,
    importing.ptv_report,
    paths.paths,
    resolution.resolution_report,
    installation.build_index,
    installation.compile_messages,
    backups.backup,
    backups.verify_backup,
    backups.restore,
    doctor.doctor,
    privacy.audit,
    privacy.keyring,
    understanding.understand,
    understanding.evaluate,
    replaying.replay,
    trial.train_eval,
):
    main.add_command(command)

if __name__ == "__main__":
    sys.exit(main())
