from __future__ import annotations

from tests.backups.installation import backup, copied_from

__all__ = ["backup", "copied_from"]
