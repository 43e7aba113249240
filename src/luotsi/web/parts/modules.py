"""Static files under names that hold a hash of their content, also those that a script module imports.

Django renames what a page names, but leaves `import … from './talk.js'` inside a module as it is. After an
upgrade a browser could then run a new module with an old one out of its cache. Here every import of our own
modules is written anew, so that the name of a module changes with whatever it stands on.
"""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage

OWN = ("chat", "editor", "pages", "parts", "staff", "workspace")
"""Folders of static files with modules of ours. What others made is left as they made it."""

_BEFORE = r"\bfrom\s*|\bimport\s*\(?\s*"
_IMPORT = rf"""(?P<matched>(?P<before>{_BEFORE})(?P<mark>['"])(?P<url>\.\.?/[^'"]+\.js)(?P=mark))"""
_WRITTEN = "%(before)s%(mark)s%(url)s%(mark)s"


class HashedModules(CompressedManifestStaticFilesStorage):
    """The storage of an installation: names with hashes, files compressed, imports rewritten.

    Modules that import each other in a circle have no such names: `collectstatic` then fails, and says which.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        *((f"{folder}/*.js", ((_IMPORT, _WRITTEN),)) for folder in OWN),
    )
