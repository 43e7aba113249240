"""Loading the library follows upstream and never writes over what this house has written."""

from __future__ import annotations

from pathlib import Path

import pytest

from luotsi.guidance import actions, loading, queries
from luotsi.guidance.folder import NotALibrary
from luotsi.guidance.models import GuidancePath, PublishedState
from luotsi.guidance.types import Refusal
from tests.guidance.documents import CALLER, GAP, REACH, TEETH, library

pytestmark = pytest.mark.django_db

NEWER = TEETH.replace("en: Teeth}", "en: Teeth and gums}")
OURS = TEETH.replace("en: Teeth}", "en: Our teeth}")


def edit(text: str, *, publish: bool) -> GuidancePath:
    """An editor of this house saves `text` in the path of teeth."""
    draft = GuidancePath.objects.get(code="teeth").get_latest_revision_as_object()
    draft.take_text(text)
    revision = draft.save_revision()
    if publish:
        revision.publish()
    return GuidancePath.objects.get(code="teeth")


def title() -> str:
    return queries.path("teeth").document.title["en"]


def test_a_second_load_changes_nothing(tmp_path: Path) -> None:
    folder = library(tmp_path, teeth=TEETH, reach=REACH, teeth_caller=CALLER)
    first = actions.load_library(folder)
    assert first.new == ("reach", "teeth", "teeth-caller")
    token = PublishedState.objects.get().token
    second = actions.load_library(folder)
    assert second.unchanged == ("reach", "teeth", "teeth-caller")
    assert not (second.new or second.changed or second.draft or second.refused)
    assert set(second.registers.values()) == {0}
    assert PublishedState.objects.get().token == token


def test_an_unchanged_path_follows_upstream(tmp_path: Path) -> None:
    actions.load_library(library(tmp_path, teeth=TEETH))
    report = actions.load_library(library(tmp_path, teeth=NEWER))
    assert report.changed == ("teeth",)
    assert title() == "Teeth and gums"


def test_upstream_onto_a_changed_path_waits_as_a_draft(tmp_path: Path) -> None:
    actions.load_library(library(tmp_path, teeth=TEETH))
    edit(OURS, publish=True)
    report = actions.load_library(library(tmp_path, teeth=NEWER))
    assert report.draft == ("teeth",)
    assert title() == "Our teeth"
    row = GuidancePath.objects.get(code="teeth")
    assert row.has_unpublished_changes
    assert row.upstream_waiting.as_object().document["title"]["en"] == "Teeth and gums"
    assert actions.load_library(library(tmp_path, teeth=NEWER)).unchanged == ("teeth",)


def test_a_draft_in_the_making_stays_the_newest_text(tmp_path: Path) -> None:
    actions.load_library(library(tmp_path, teeth=TEETH))
    edit(OURS, publish=False)
    actions.load_library(library(tmp_path, teeth=NEWER))
    row = GuidancePath.objects.get(code="teeth")
    assert row.get_latest_revision_as_object().document["title"]["en"] == "Our teeth"
    assert row.upstream_waiting.as_object().document["title"]["en"] == "Teeth and gums"
    assert title() == "Teeth"


def test_after_taking_upstreams_version_the_path_follows_again(tmp_path: Path) -> None:
    actions.load_library(library(tmp_path, teeth=TEETH))
    edit(OURS, publish=True)
    actions.load_library(library(tmp_path, teeth=NEWER))
    GuidancePath.objects.get(code="teeth").upstream_waiting.publish()
    row = GuidancePath.objects.get(code="teeth")
    assert (title(), row.upstream_waiting) == ("Teeth and gums", None)
    assert actions.load_library(library(tmp_path, teeth=TEETH)).changed == ("teeth",)


def test_what_an_editor_has_locked_waits_as_a_draft(tmp_path: Path) -> None:
    actions.load_library(library(tmp_path, teeth=TEETH))
    GuidancePath.objects.update(locked=True)
    assert actions.load_library(library(tmp_path, teeth=NEWER)).draft == ("teeth",)
    assert title() == "Teeth"


def test_an_unpublished_path_is_not_published_again_by_loading(tmp_path: Path) -> None:
    actions.load_library(library(tmp_path, teeth=TEETH))
    GuidancePath.objects.get(code="teeth").unpublish()
    assert actions.load_library(library(tmp_path, teeth=NEWER)).draft == ("teeth",)
    assert queries.all_paths() == []


def test_nothing_is_published_on_the_strength_of_a_refused_subpath(tmp_path: Path) -> None:
    broken = REACH.replace("      - {otherwise: online}\n", "")
    report = actions.load_library(library(tmp_path, teeth=TEETH, reach=broken, teeth_caller=CALLER))
    assert report.new == ("teeth",)
    assert {refusal.name for refusal in report.refused} == {"reach", "teeth-caller"}
    assert set(GuidancePath.objects.values_list("code", flat=True)) == {"teeth"}


def test_a_subpath_and_its_callers_that_hold_only_together_come_as_one_change(tmp_path: Path) -> None:
    actions.load_library(library(tmp_path, teeth=TEETH, reach=REACH, teeth_caller=CALLER))
    other = REACH.replace("online", "letter")
    alone = actions.load_library(library(tmp_path, reach=other))
    assert [refusal.name for refusal in alone.refused] == ["reach"]
    assert queries.path("teeth-caller").flow, "what is published still holds"
    both = actions.load_library(
        library(tmp_path, reach=other, teeth_caller=CALLER.replace("online", "letter"))
    )
    assert (both.changed, both.unchanged, both.refused) == (("reach", "teeth-caller"), ("teeth",), ())
    assert queries.path("teeth-caller").flow


def test_a_load_that_was_cut_short_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = library(tmp_path, teeth=TEETH, reach=REACH, teeth_caller=CALLER)
    publish = loading._publish

    def cut(row: GuidancePath, coming: loading._Coming) -> None:
        publish(row, coming)
        if row.code == "teeth":
            raise KeyboardInterrupt

    monkeypatch.setattr(loading, "_publish", cut)
    with pytest.raises(KeyboardInterrupt):
        actions.load_library(folder)
    assert set(GuidancePath.objects.values_list("code", flat=True)) == {"reach"}, "a path is whole or absent"
    monkeypatch.undo()
    report = actions.load_library(folder)
    assert (report.new, report.unchanged) == (("teeth", "teeth-caller"), ("reach",))


def test_what_an_editor_publishes_while_the_library_loads_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.load_library(library(tmp_path, teeth=TEETH))
    refusals = loading._refusals

    def meanwhile(group: list[loading._Coming]) -> list[Refusal]:
        found = refusals(group)
        if title() == "Teeth":
            edit(OURS, publish=True)
        return found

    monkeypatch.setattr(loading, "_refusals", meanwhile)
    report = actions.load_library(library(tmp_path, teeth=NEWER))
    assert [refusal.flaws[0].advice for refusal in report.refused] == ["Load it again."]
    assert title() == "Our teeth"
    monkeypatch.undo()
    assert actions.load_library(library(tmp_path, teeth=NEWER)).draft == ("teeth",)


def test_a_refused_path_leaves_the_published_one_alone(tmp_path: Path) -> None:
    actions.load_library(library(tmp_path, teeth=TEETH))
    report = actions.load_library(library(tmp_path, teeth=GAP))
    (refusal,) = report.refused
    assert refusal.name == "teeth"
    assert {flaw.kind for flaw in refusal.flaws} == {"gap", "unreachable"}
    assert len(queries.path("teeth").flow.outcomes) == 2


def test_utterances_come_and_go_with_upstream_but_ours_stay(tmp_path: Path) -> None:
    folder = library(tmp_path, teeth=TEETH)
    file = folder / "paths" / "teeth.utterances.yaml"
    file.write_text("schema: 1\npath: teeth\nutterances:\n  fi: [hammas särkee, ien verillä]\n")
    actions.load_library(folder)
    actions.add_utterance("teeth", "fi", "  hampi   kipee ")
    actions.drop_utterance("teeth", "fi", "ien verillä")
    assert queries.utterances("teeth") == {"fi": ("hammas särkee", "hampi kipee")}
    actions.load_library(folder)
    assert queries.utterances("teeth") == {"fi": ("hammas särkee", "hampi kipee")}
    file.write_text("schema: 1\npath: teeth\nutterances:\n  fi: [paikka irtosi]\n")
    token = PublishedState.now()
    actions.load_library(folder)
    assert PublishedState.now() != token, "or search would go on with the sentences of yesterday"
    assert queries.utterances("teeth") == {"fi": ("hampi kipee", "paikka irtosi")}


def test_what_is_exported_loads_again_as_unchanged(tmp_path: Path) -> None:
    actions.load_library(library(tmp_path / "in", teeth=TEETH, reach=REACH, teeth_caller=CALLER))
    actions.export_library(tmp_path / "out")
    report = actions.load_library(tmp_path / "out")
    assert report.unchanged == ("reach", "teeth", "teeth-caller")
    assert set(report.registers.values()) == {0}
    assert (tmp_path / "out" / "paths" / "teeth.yaml").read_text() == TEETH


def test_a_folder_that_is_no_library_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotALibrary, match="no folder named paths"):
        actions.load_library(tmp_path)


def test_a_bad_register_entry_is_reported_with_its_file(tmp_path: Path) -> None:
    folder = library(tmp_path, teeth=TEETH)
    (folder / "facts.yaml").write_text("schema: 1\nfacts:\n  helpline: {value: 1, source: nobody}\n")
    report = actions.load_library(folder)
    assert [refusal.name for refusal in report.refused] == ["facts.yaml", "teeth"]
    assert queries.facts() == {}, "nothing is published on the strength of what was refused"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://rantamaa.example/", "data:text/html,x"])
def test_an_address_that_is_not_https_comes_into_no_page(tmp_path: Path, address: str) -> None:
    folder = library(tmp_path, teeth=TEETH)
    sources = (folder / "sources.yaml").read_text()
    (folder / "sources.yaml").write_text(sources.replace("https://rantamaa.example/neuvonta", address))
    report = actions.load_library(folder)
    assert {refusal.name for refusal in report.refused} == {"sources.yaml", "teeth"}
    assert queries.sources() == {}


@pytest.mark.parametrize(
    "text",
    [
        "facts: [helpline]",
        "facts: {helpline: 116117}",
        "facts: {helpline: {value: 1, source: [a, b]}}",
        "- a",
    ],
)
def test_a_register_in_another_shape_is_reported_and_breaks_nothing(tmp_path: Path, text: str) -> None:
    folder = library(tmp_path, teeth=TEETH)
    (folder / "facts.yaml").write_text(f"{text}\n")
    report = actions.load_library(folder)
    assert "facts.yaml" in {refusal.name for refusal in report.refused}
    assert not report.new


def test_the_packaged_library_loads_without_a_refusal() -> None:
    report = actions.load_library()
    assert report.refused == ()
    assert actions.load_library().new == ()
    figures = queries.stats()
    assert figures.paths == len(queries.all_paths()) >= 1
    assert figures.incomplete_translations == 0
