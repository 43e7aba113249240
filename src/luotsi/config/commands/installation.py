"""Commands that set an installation up and fill it."""

from __future__ import annotations

import os
from pathlib import Path

import click


def say(words: str) -> None:
    click.echo(f"  {words}", err=True)


@click.command("compile-messages")
def compile_messages() -> None:
    """Compile the interface's translations."""
    from luotsi.config.translations import CatalogueError, compile_all

    try:
        count = compile_all()
    except CatalogueError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{count} translation files compiled.")


@click.command()
def prepare() -> None:
    """Create or upgrade the database, static files and starter library.

    Run it once after installing and again after every upgrade.
    """
    import django

    django.setup()
    from luotsi.config import installing

    installing.prepare(say)
    click.echo("Ready. Load your county with 'luotsi load-county FILE', then start with 'luotsi serve'.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen at."
)
@click.option("--prepare-only", is_flag=True, help="Set everything up, but do not start.")
def demo(host: str, port: int, *, prepare_only: bool) -> None:
    """Set up the invented county Rantamaa and start it.

    Everything lives in the data folder (LUOTSI_DATA, by default ./data); delete it to begin anew.
    """
    os.environ["LUOTSI_DEMO"] = "yes"
    os.environ.setdefault("LUOTSI_URL", f"http://{'localhost' if host == '127.0.0.1' else host}:{port}")
    from luotsi.config import demo_twin
    from luotsi.config.commands.serving import refuse_taken_port, supervise

    twin = None
    if not prepare_only:
        refuse_taken_port(host, port)
        twin = demo_twin.choose_port()
    import django

    django.setup()
    from luotsi.config import installing

    installing.prepare_demo(say)
    if not prepare_only:
        click.echo(demo_welcome())
        raise SystemExit(supervise(host, port, *([demo_twin.child(twin)] if twin else [])))


def demo_welcome() -> str:
    """Addresses and sign-ins of the demo, for the terminal."""
    from django.conf import settings

    from luotsi.accounts.demo import DEMO_PASSPHRASE, DEMO_PEOPLE

    people = "\n".join(f"    {person.email:<40} {person.role}" for person in DEMO_PEOPLE)
    return f"""
  Luotsi is running with the invented county Rantamaa.

  Residents        {settings.SITE_URL}/
  Staff            {settings.SITE_URL}/staff/
  Content editors  {settings.SITE_URL}/editor/
  Loads from       {settings.PTV_URL} (a twin of the service catalogue PTV)

  Demo people (invented), all with the passphrase: {DEMO_PASSPHRASE}
{people}

  Stop with Ctrl+C.
"""


@click.command("load-county")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load_county(file: Path) -> None:
    """Load or update the county: names, languages, municipalities, service areas, advice line."""
    import django

    django.setup()
    from luotsi.organisation import actions
    from luotsi.organisation.county_file import CountyFileError

    try:
        county = actions.load_county(file)
    except (CountyFileError, actions.AnotherCounty) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"County {county.code} loaded.")


@click.command("build-index")
def build_index() -> None:
    """Build the search index now (the worker also does it whenever content changes)."""
    import django

    django.setup()
    from luotsi.understanding import actions

    built = actions.build_index()
    click.echo(f"The search index is built: {built.documents} documents in {built.seconds:.1f} s.")
