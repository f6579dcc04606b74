"""The beginning that all ways in share: whose profile is it, and the consent. Also the card for whoever decides."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import ClassVar, Generic, TypeVar

from bot.kit.ids import PersonId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import Again, Finish, Goto, Outcome, Said
from bot.services import admission, consent, join_requests, post
from bot.services.access import Role
from bot.services.consent import Kind
from bot.services.invite_facts import InviteFact
from bot.services.request_facts import RequestFact
from bot.ui import consent_words, joining, requests

Words = dict[str, set[str]]

PROFILE: Words = {
    "join.mine": {"1", "да", "да, это я", "это я", "я", "yes", "yes, that is me"},
    "join.not_mine": {
        "2",
        "нет",
        "не я",
        "это не я",
        "это не тот профиль",
        "не тот",
        "no",
        "this is the wrong profile",
    },
}
CONSENT: Words = {
    "join.agree": {"1", "да", "согласен", "согласна", "согласен(на)", "yes", "i agree"},
    "join.disagree": {"2", "нет", "не согласен", "не согласна", "не согласен(на)", "no", "i do not agree"},
}
PUPIL_CONSENT: Words = {
    "join.agree": {"1", "да", "согласен", "согласна", "мне есть 14", "мне 14", "yes", "i agree"},
    "join.agree_child": {"2", "мне нет 14", "нет 14", "родители разрешили", "родители разрешают", "not 14 yet"},
    "join.disagree": {"3", "нет", "не согласен", "не согласна", "no", "i do not agree"},
}
ALWAYS_CARD, THEN_EVERY = 3, 5  # a burst of requests: cards for the first three, then for every fifth


@dataclass
class Door:
    """Which door was opened; `consented`: the current words were agreed to before."""

    invite: int = 0
    code: str = ""
    role: str = Role.STUDENT.value
    org: str = ""
    class_title: str = ""
    consented: bool = False


D = TypeVar("D", bound=Door)


def at_door(draft: D, invite: InviteFact, *, consented: bool) -> D:
    """The draft with what the opened invite says."""
    draft.invite, draft.code, draft.role = invite.id, invite.code, invite.role.value
    draft.org, draft.class_title, draft.consented = invite.org_title, invite.class_title, consented
    return draft


def chosen(said: Said, words: Words) -> str:
    """Which button was pressed or written; "" for anything else."""
    if said.button in words:
        return said.button
    typed = said.text.strip().lower().rstrip(".!")
    return next((button for button, ways in words.items() if typed in ways), "")


class Entrance(Generic[D]):
    """Two steps, mixed into the scenarios of all ways in. `way` is the order of a scenario's steps."""

    turn: Turn
    draft: D
    way: ClassVar[tuple[str, ...]]

    def ask_profile(self) -> Screen:
        where = joining.door(Role(self.draft.role), self.draft.org, self.draft.class_title)
        return joining.ask_profile(where, self.turn.actor_name)

    async def take_profile(self, said: Said) -> Outcome:
        match chosen(said, PROFILE):
            case "join.mine":
                return self.onward("consent" if self.draft.consented else "profile")
            case "join.not_mine":
                return Finish(joining.wrong_profile(self.draft.code))
        return Again(joining.choose_or_write())

    def ask_consent(self) -> Screen:
        if self._is_pupil():
            return joining.ask_pupil_consent(consent_words.wording(Kind.PUPIL), consent_words.wording(Kind.CHILD))
        return joining.ask_consent(consent_words.wording(Kind.ADULT))

    async def take_consent(self, said: Said) -> Outcome:
        answer = chosen(said, PUPIL_CONSENT if self._is_pupil() else CONSENT)
        if answer == "join.disagree":
            return Finish(joining.declined())
        if not answer:
            return Again(joining.choose_or_write())
        kind = Kind.CHILD if answer == "join.agree_child" else Kind.PUPIL if self._is_pupil() else Kind.ADULT
        await consent.give(self.turn.actor, consent_words.wording(kind), now=self.turn.now)
        return self.onward("consent")

    def onward(self, after: str) -> Outcome:
        """To the step that follows in this scenario's own order."""
        return Goto(self.way[self.way.index(after) + 1])

    def _is_pupil(self) -> bool:
        return self.draft.role == Role.STUDENT.value


async def has_consented(actor: PersonId, role: Role) -> bool:
    """Has the person agreed to the current words that this way in needs?"""
    kinds = (Kind.PUPIL, Kind.CHILD) if role is Role.STUDENT else (Kind.ADULT,)
    return await consent.is_given(actor, *kinds)


async def announce(fact: RequestFact, *, now: datetime) -> None:
    """A card for whoever decides: of this one for a class, of all who wait for the staff.

    A whole staff at one meeting makes a dozen cards and not forty; every decision shows who still waits.
    """
    for person in await join_requests.deciders(fact):
        shown = [fact]
        if fact.school_class is None:
            shown = [f for f in await admission.waiting(person, now=now) if f.school_class is None]
            if len(shown) > ALWAYS_CARD and len(shown) % THEN_EVERY:
                continue
        await post.tell(person, partial(requests.card, shown), now=now)
