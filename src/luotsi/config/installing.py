"""Makes an installation ready to serve: tables, static files, national data, starter library, index.

Every step may be run again at any time: it changes nothing when nothing is to be changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from luotsi import __version__
from luotsi.accounts import demo as demo_people
from luotsi.catalogue import actions as catalogue
from luotsi.config.backups import marker
from luotsi.config.migrating import bring_up_to_date
from luotsi.config.translations import compile_all
from luotsi.content import demo as demo_notice
from luotsi.content import demo_stories
from luotsi.guidance import actions as guidance
from luotsi.integrations.ptv import actions as ptv
from luotsi.journeys import demo as demo_campaigns
from luotsi.organisation import actions as organisation
from luotsi.privacy import actions as privacy
from luotsi.understanding import actions as understanding

PACKAGE = Path(__file__).resolve().parent.parent
DEMO_COUNTY = PACKAGE / "config" / "demo"
STAMP = "prepared"

Say = Callable[[str], None]


def prepare(say: Say) -> None:
    """Bring database, static files, national data, library and index up to this version."""
    _lay_ground(say)
    _fill(say)


def prepare_demo(say: Say) -> None:
    """Everything of `prepare`, and the invented county with its services and people."""
    if is_prepared():
        # The notice of an earlier start may have ended.
        demo_notice.publish_demo_notice()
        return
    say("Preparing the demo county (the first start takes a minute)")
    _lay_ground(say)
    say("The invented county Rantamaa")
    organisation.load_county(DEMO_COUNTY / "county.yaml")
    _fill(say)
    say("Services and contact points, through the PTV importer")
    ptv.import_folder(DEMO_COUNTY / "ptv")
    say("Demo people")
    demo_people.create_demo_people()
    say("A disruption notice, invented stories and an invitation")
    demo_notice.publish_demo_notice()
    demo_stories.publish_demo_stories(DEMO_COUNTY / "stories.yaml")
    demo_campaigns.make_demo_campaigns()
    say("Search index")
    understanding.build_index()
    (settings.DATA_DIR / STAMP).write_text(fingerprint())


def _lay_ground(say: Say) -> None:
    """What everything else stands on."""
    marker.refuse_half_done()
    say("Translations")
    compile_all()
    say("Database")
    bring_up_to_date()
    say("Keyring")
    privacy.ensure_keyring()


def _fill(say: Say) -> None:
    """What every county has. The library asks which languages the county needs, so a county comes before."""
    say("Static files")
    call_command("collectstatic", interactive=False, verbosity=0)
    say("National contacts")
    catalogue.load_national_contacts()
    say("Starter library of guidance paths")
    guidance.load_library()


def is_prepared() -> bool:
    """Whether this very version of the program has prepared this data folder."""
    stamp = settings.DATA_DIR / STAMP
    return stamp.exists() and stamp.read_text() == fingerprint() and has_tables()


def has_tables() -> bool:
    """Whether this installation has a database with paths in it; none is made by asking."""
    name = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and not connection.is_in_memory_db() and not name.exists():
        return False
    return "guidance_guidancepath" in connection.introspection.table_names()


def fingerprint() -> str:
    """Changes with every file of the package and with the database: a second start can skip all steps."""
    # A data folder may be moved or copied: a database within it is the same one afterwards.
    database = tuple(
        str(connection.settings_dict[key]).removeprefix(f"{settings.DATA_DIR}/")
        for key in ("HOST", "PORT", "NAME")
    )
    digest = hashlib.sha256(" ".join((__version__, connection.vendor, *database)).encode())
    for file in sorted(PACKAGE.rglob("*")):
        if file.is_file() and file.suffix not in {".pyc", ".mo"}:
            status = file.stat()
            digest.update(f"{file.relative_to(PACKAGE)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
