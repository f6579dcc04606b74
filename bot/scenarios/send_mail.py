"""A message to people: whom, what, how many they are, and one yes."""

from dataclasses import dataclass

from bot.kit.screen import Screen
from bot.scenarios.engine import Again, Finish, Goto, Outcome, Said, Scenario
from bot.services import addressees, mailings
from bot.ui import mail as screens


@dataclass
class MailDraft:
    """`to`: the words; `count`: how many the writer was shown. Dropped with the dialog, a day later at most."""

    to: str = ""
    text: str = ""
    count: int = 0


class SendMail(Scenario[MailDraft], name="send_mail", version=1, first="to", draft=MailDraft):
    """Whom → what → how many → on its way."""

    async def ask_to(self) -> Screen:
        return screens.ask_to(await addressees.suggestions(self.turn.actor, now=self.turn.now))

    async def take_to(self, said: Said) -> Outcome:
        pressed = str(said.args[0]) if said.button == "to" and said.args else ""
        await addressees.find(self.turn.actor, pressed or said.text, now=self.turn.now)
        self.draft.to = pressed or said.text
        return Goto("confirm" if self.draft.text else "text")

    async def ask_text(self) -> Screen:
        return screens.ask_text(await self._found())

    async def take_text(self, said: Said) -> Outcome:
        self.draft.text = mailings.ensure_text(said.text)
        return Goto("confirm")

    async def ask_confirm(self) -> Screen:
        found = await self._found()
        self.draft.count = len(found.people)
        return screens.ask_confirm(found, self.draft.text)

    async def take_confirm(self, said: Said) -> Outcome:
        if said.button != "send" and said.text.strip().lower() not in screens.send_words():
            return Again()
        found = await self._found()
        if len(found.people) != self.draft.count:
            return Again(screens.changed_note())
        sent = await mailings.send(self.turn.actor, found, self.draft.text, screens.incoming, now=self.turn.now)
        return Finish(screens.sent(sent))

    async def _found(self) -> addressees.Addressees:
        return await addressees.find(self.turn.actor, self.draft.to, now=self.turn.now)
