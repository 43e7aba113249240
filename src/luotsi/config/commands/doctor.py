"""`luotsi doctor`."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

COLOURS = {"ok": "green", "note": "blue", "warning": "yellow", "error": "red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines: a list of findings.")
def doctor(*, as_json: bool) -> None:
    """Look at settings, files, versions, database, worker and backups, and say what to do.

    Ends with 1 when there is an error. Run it as the user that Luotsi runs as.
    """
    import django

    django.setup()
    from luotsi.config.doctor.findings import findings
    from luotsi.config.doctor.types import Level

    found = list(findings())
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=1))
    else:
        for finding in found:
            click.secho(f"{finding.level:<8}", fg=COLOURS[finding.level], nl=False)
            click.echo(f"{finding.about:<10}{finding.what}")
            if finding.advice:
                click.echo(f"{'':<18}{finding.advice}")
    if any(finding.level == Level.ERROR for finding in found):
        raise SystemExit(1)
