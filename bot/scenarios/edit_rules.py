"""One typed answer to a rule: words, links, hours; and trying the rules on examples."""

from dataclasses import dataclass

from bot.kit.ids import ConversationId
from bot.kit.screen import Screen
from bot.scenarios.engine import Again, Finish, Outcome, Said, Scenario
from bot.services import rule_edits
from bot.ui import moderation_rules as screens


@dataclass
class RuleDraft:
    """Whose rules (0: the school's), and which one."""

    conversation: int = 0
    what: str = "words"

    @property
    def place(self) -> ConversationId | None:
        """As services take it."""
        return ConversationId(self.conversation) if self.conversation else None


class EditRule(Scenario[RuleDraft], name="edit_rule", version=1, first="value", draft=RuleDraft):
    """«кальян, -вейп», and the rules are shown again."""

    def ask_value(self) -> Screen:
        return screens.ask(self.draft.what)

    async def take_value(self, said: Said) -> Outcome:
        draft, turn = self.draft, self.turn
        book = await rule_edits.change(turn.actor, draft.place, draft.what, said.text, now=turn.now)
        return Finish(screens.edit(book))


class TryRules(Scenario[RuleDraft], name="try_rules", version=1, first="example", draft=RuleDraft):
    """An example, what would become of it, and the next one. Nothing of it is kept."""

    def ask_example(self) -> Screen:
        return screens.ask("example")

    async def take_example(self, said: Said) -> Outcome:
        turn = self.turn
        verdict = await rule_edits.try_on(turn.actor, self.draft.place, said.text, now=turn.now)
        return Again(screens.judged(verdict))
