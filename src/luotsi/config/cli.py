"""The `luotsi` command."""

from __future__ import annotations

import os
import sys

import click

from luotsi import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="luotsi")
def main() -> None:
    """Luotsi: advice and client guidance for a wellbeing services county."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luotsi.config.settings")


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def django(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands, such as `luotsi django shell`."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["luotsi django", *arguments])


if __name__ == "__main__":
    sys.exit(main())
