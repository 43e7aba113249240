"""Script modules under names with hashes: an upgrade never mixes new ones with old ones out of a cache."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import AppDirectoriesFinder
from django.core.files.storage import FileSystemStorage

from luotsi.web.parts.modules import OWN, HashedModules

HASHED = re.compile(r"\./[\w-]+\.[0-9a-f]{12}\.js")
IMPORTED = re.compile(r"""^(?:import|\} from)\b[^'"]*['"]([^'"]+)['"]""", re.M)

Sources = dict[str, tuple[FileSystemStorage, str]]


def our_modules() -> Sources:
    """Every module in our own folders of static files."""
    found = AppDirectoriesFinder().list([])
    return {
        path: (storage, path) for path, storage in found if path.endswith(".js") and path.split("/")[0] in OWN
    }


def collected(folder: Path, sources: Sources) -> HashedModules:
    storage = HashedModules(location=str(folder), base_url="/static/")
    for name, (origin, path) in sources.items():
        with origin.open(path) as file:
            storage.save(name, file)
    for _name, _hashed, done in storage.post_process(sources):
        assert not isinstance(done, Exception), done
    return storage


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HashedModules]:
    return collected(tmp_path_factory.mktemp("static"), our_modules())


def test_every_import_of_our_modules_is_of_a_hashed_name_that_exists(storage: HashedModules) -> None:
    seen = 0
    for name, hashed in storage.hashed_files.items():
        text = Path(storage.path(hashed)).read_text()
        for wanted in IMPORTED.findall(text):
            assert HASHED.fullmatch(wanted), f"{name} imports {wanted}"
            assert (Path(storage.path(hashed)).parent / wanted).exists()
            seen += 1
    assert seen > 10


def test_a_changed_module_changes_the_name_of_all_that_stands_on_it(
    storage: HashedModules, tmp_path: Path
) -> None:
    newer = tmp_path / "newer"
    sources = our_modules()
    origin, path = sources["chat/state.js"]
    (newer / "chat").mkdir(parents=True)
    (newer / "chat/state.js").write_text(f"{Path(origin.path(path)).read_text()}// newer\n")
    sources["chat/state.js"] = (FileSystemStorage(newer), "chat/state.js")
    after = collected(tmp_path / "static", sources).hashed_files
    changed = {name for name, hashed in storage.hashed_files.items() if after[name] != hashed}
    assert changed == {"chat/state.js", "chat/screen.js", "chat/talk.js", "chat/chat.js"}


def test_the_modules_of_others_are_left_as_they_are() -> None:
    patterns = [pattern for pattern, _rules in HashedModules.patterns]
    assert [one for one in patterns if one.endswith("/*.js")] == [f"{folder}/*.js" for folder in OWN]
