"""A one-time link for the administrator of an org below: which org, and here is the link."""

from dataclasses import dataclass

from bot.kit.ids import OrgId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import Again, Finish, Outcome, Said, Scenario, begin
from bot.services import invites, orgs, overview
from bot.services.access import OrgKind
from bot.services.org_titles import fitting
from bot.services.overview import OrgLine
from bot.ui import invites as invite_screens
from bot.ui import region as screens
from bot.ui.pickers import PICK, TURN

KINDS = (OrgKind.MUNICIPALITY, OrgKind.SCHOOL, OrgKind.COLLEGE)


@dataclass
class AdminDraft:
    """`search` narrows the list, `offset` is where its page begins."""

    search: str = ""
    offset: int = 0


class InviteAdmin(Scenario[AdminDraft], name="invite_admin", version=1, first="org", draft=AdminDraft):
    """Those without an administrator stand first."""

    async def ask_org(self) -> Screen:
        options = screens.admin_options(await self.lines())
        return screens.ask_admin_of(options, offset=self.draft.offset)

    async def take_org(self, said: Said) -> Outcome:
        if (offset := said.number(TURN)) is not None:
            self.draft.offset = max(offset, 0)
            return Again()
        self.draft.search, self.draft.offset = said.text, 0
        found = await self.lines()
        chosen = said.number(PICK) or (found[0].org.id if self.draft.search and len(found) == 1 else 0)
        if not chosen:
            return Again()
        invite = await invites.issue_admin(self.turn.actor, OrgId(chosen), now=self.turn.now)
        return Finish(invite_screens.link(invite))

    async def lines(self) -> list[OrgLine]:
        """All orgs that may be meant."""
        lines = await overview.without_admin(self.turn.actor)
        if not self.draft.search:
            return lines
        wanted = {org.id for org in fitting([line.org for line in lines], self.draft.search)}
        return [line for line in lines if line.org.id in wanted]


async def from_words(turn: Turn, said: str) -> Screen:
    """A typed line: the link at once when one org fits, the dialog when several do.

    Raises:
        NotFound: nothing below the actor is called so.
        NotAllowed: what is called so is not below her.
    """
    draft = AdminDraft(search=said)
    fit = await InviteAdmin(turn, draft).lines()
    if len(fit) > 1:
        return await begin(turn, InviteAdmin, draft)
    org = await orgs.access_below(turn.actor, "admin.invite", said, kinds=KINDS, again="/админ {it}")
    return invite_screens.link(await invites.issue_admin(turn.actor, org.id, now=turn.now))
