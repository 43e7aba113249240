"""`luotsi audit` and `luotsi keyring`: is the trail whole, and which keys are there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from luotsi.privacy.types import Head

WITNESS = re.compile(r"(?<!\d)(\d{1,3}(?:,\d{3})+|\d{1,18})\D{1,40}?([0-9a-f:]{64,})", re.IGNORECASE)


def _needs_database() -> None:
    import django

    django.setup()


@click.group()
def audit() -> None:
    """The audit trail: check that it is whole, and show its end."""


@audit.command()
@click.option(
    "--witness",
    metavar="LINE",
    help="A line of the daily log ('Audit trail: row 120 has the hash ab12:…') to compare with.",
)
def verify(witness: str | None) -> None:
    """Walk the whole trail and tell every change, gap or cut end. Ends with 1 when there is one."""
    _needs_database()
    from luotsi.privacy import chain, queries

    report = queries.verify_chain(_witness(witness) if witness else None)
    for fault in report.faults:
        click.secho(f"✗ {fault.words}", fg="red")
    if not report.holds:
        click.echo(
            "\nThe trail was changed past the program, or the database was put back without all of it.\n"
            "Keep the database as it is, compare with a backup, and tell who is responsible for security."
        )
        raise SystemExit(1)
    click.secho(f"✓ {report.rows} rows, each as it was written, none missing.", fg="green")
    if report.head.kept_from > 1:
        click.echo(f"Rows before {report.head.kept_from} were erased because of their age.")
    click.echo(f"The end: row {report.head.number}, hash {chain.fingerprint(report.head.hash)}")
    if not witness:
        click.echo(
            "A cut end can hide together with its head: compare with the newest line of your log, --witness."
        )


@audit.command()
def head() -> None:
    """Show the end of the trail, as the daily line in the log does."""
    _needs_database()
    from luotsi.privacy import chain, queries

    end = queries.head()
    click.echo(chain.line(end.number, end.hash))


@click.group()
def keyring() -> None:
    """Keys of sealed bodies, one a month: list, renew, destroy."""


@keyring.command("list")
def list_keys() -> None:
    """Show every key that was made, and whether the keyring fits the database."""
    _needs_database()
    from luotsi.privacy import keyring as ring
    from luotsi.privacy import queries

    try:
        keys, faults = ring.listed(), queries.keyring_faults()
    except ring.KeyringFault as error:
        raise click.ClickException(str(error)) from error
    click.echo(str(ring.path()))
    for key in keys:
        state = f"destroyed {key.destroyed_at[:10]}" if key.destroyed_at else "in use"
        click.echo(f"{key.number:>5}  {key.month}  made {key.made_at[:10]}  {state}")
    for fault in faults:
        click.secho(f"✗ {fault} This keyring does not fit the database.", fg="red")
    if faults:
        raise SystemExit(1)


@keyring.command("new")
def new_key() -> None:
    """Make another key for this month, when the present one may have become known."""
    _needs_database()
    from luotsi.privacy import actions
    from luotsi.privacy.keyring import KeyringFault

    try:
        made = actions.make_key()
    except KeyringFault as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Key {made.number} seals from now on. What older keys sealed still opens with them.")


@keyring.command()
@click.argument("number", type=click.IntRange(min=1))
@click.option("--yes", is_flag=True, help="Do not ask.")
def destroy(number: int, yes: bool) -> None:
    """Destroy key NUMBER: what it sealed is unreadable for good, in every backup too."""
    _needs_database()
    from luotsi.privacy import actions
    from luotsi.privacy.keyring import KeyDestroyed, KeyringFault, NoKey

    if not yes:
        click.confirm(
            f"Everything sealed with key {number} becomes unreadable for good. Destroy it?", abort=True
        )
    try:
        gone = actions.destroy_key(number)
    except KeyDestroyed as error:
        raise click.ClickException(f"Key {number} was destroyed before.") from error
    except NoKey as error:
        raise click.ClickException(f"There is no key {number}; 'luotsi keyring list' shows them.") from error
    except KeyringFault as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"Key {gone.number} of {gone.month} is gone. Destroy it in your copies of the keyring, too: "
        "a copy opens what it could open before."
    )


def _witness(line: str) -> Head:
    from luotsi.privacy.chain import from_fingerprint
    from luotsi.privacy.types import Head

    found = WITNESS.search(line)
    hashed = from_fingerprint(found[2]) if found else ""
    if found is None or len(hashed) != 64:
        raise click.UsageError("A witness is a row's number and its hash, as the log's line has them.")
    return Head(int(found[1].replace(",", "")), hashed)
