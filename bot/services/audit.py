"""The journal: who did what, or was refused. An audit row commits with the act. No names, no texts."""

from datetime import datetime

from bot.kit.ids import OrgId, PersonId
from models import AuditRow


async def record(
    actor: PersonId | None,
    act: str,
    *,
    org: OrgId | None,
    now: datetime,
    outcome: str = "done",
    **details: str | int | None,
) -> None:
    """Write one row. `details` hold ids and kinds only: never a name, never a text."""
    await AuditRow.create(at=now, actor_id=actor, org_id=org, act=act, outcome=outcome, details=details)
