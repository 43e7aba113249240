"""`luotsi train-eval`: the classifier on public data, beside published figures."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("train-eval")
@click.option(
    "--massive",
    "folder",
    required=True,
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with fi-FI.tsv, sv-SE.tsv, en-US.tsv of MASSIVE (partition, intent, utt).",
)
@click.option(
    "--language", "languages", multiple=True, help="fi, sv or en; may be given again. By default all."
)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def train_eval(folder: Path, languages: tuple[str, ...], as_json: bool) -> None:
    """Train the classifier on public intent data and compare it with published figures.

    Learns from the train partition of MASSIVE and asks the dev partition: as written, with one typing error,
    and without umlauts. Needs no database and takes about a minute a language.
    """
    from luotsi.understanding import trial

    try:
        there = trial.languages_in(folder)
        unknown = [language for language in languages if language not in there]
        if unknown:
            raise click.UsageError(f"{folder} has no {unknown[0]}; it has {', '.join(there)}.")
        results = []
        for language in languages or there:
            click.echo(f"  {language}: learning and asking", err=True)
            results.append(trial.measure(language, trial.rows(folder, language)))
    except trial.NotMassive as error:
        raise click.ClickException(str(error)) from error
    for line in [trial.as_json(results)] if as_json else trial.told(results):
        click.echo(line)
