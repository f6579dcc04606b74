"""A target of one's own: what about, how many per cent, by when, on which document's word."""

from dataclasses import dataclass

from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import Finish, Goto, Outcome, Said, Scenario
from bot.services import target_rows, target_words
from bot.services.target_words import BadTarget, TypedTarget
from bot.ui import targets as screens

NO_DEADLINE = {"нет", "без срока", "no", "no deadline"}
TAKE_BACK = {"убрать", "снять", "end", "take back"}


@dataclass
class TargetDraft:
    """What has been said so far: share in per cent, deadline as typed, "" for none."""

    metric: str = ""
    share: str = ""
    deadline: str = ""


class SetTarget(Scenario[TargetDraft], name="set_target", version=1, first="metric", draft=TargetDraft):
    """Four answers, or one line at the first."""

    async def ask_metric(self) -> Screen:
        return screens.ask_metric(await target_rows.settable(self.turn.actor))

    async def take_metric(self, said: Said) -> Outcome:
        named = str(said.args[0]) if said.button == "metric" and said.args else said.text
        metric = target_words.find_metric(named)
        if metric is None or metric not in await target_rows.settable(self.turn.actor):
            return Finish(await save(self.turn, target_words.parse_target(said.text)))
        self.draft.metric = metric
        return Goto("share")

    async def ask_share(self) -> Screen:
        is_set = await target_rows.is_set(self.turn.actor, self.draft.metric, now=self.turn.now)
        return screens.ask_share(self.draft.metric, is_set=is_set)

    async def take_share(self, said: Said) -> Outcome:
        if said.button == "end" or said.text.strip().lower() in TAKE_BACK:
            await target_rows.end_target(self.turn.actor, self.draft.metric, now=self.turn.now)
            return Finish(screens.ended(self.draft.metric))
        self.draft.share = str(target_words.parse_share(said.text) * 100)
        return Goto("deadline")

    def ask_deadline(self) -> Screen:
        return screens.ask_deadline()

    async def take_deadline(self, said: Said) -> Outcome:
        is_none = said.button == "none" or said.text.strip().lower() in NO_DEADLINE
        self.draft.deadline = "" if is_none else f"{target_words.parse_deadline(said.text):%d.%m.%Y}"
        return Goto("basis")

    def ask_basis(self) -> Screen:
        return screens.ask_basis()

    async def take_basis(self, said: Said) -> Outcome:
        draft = self.draft
        deadline = target_words.parse_deadline(draft.deadline) if draft.deadline else None
        share = target_words.parse_share(draft.share)
        basis = target_words.parse_basis(said.text)
        return Finish(await save(self.turn, TypedTarget(draft.metric, share, deadline, basis)))


async def save(turn: Turn, typed: TypedTarget) -> Screen:
    """Keep what was said."""
    return screens.saved(await target_rows.set_target(turn.actor, typed, now=turn.now))


async def take_back(turn: Turn, said: str) -> Screen:
    """«убрать 3 сообщения»."""
    metric = target_words.find_metric(said)
    if metric is None:
        raise BadTarget(said=said[:40])
    await target_rows.end_target(turn.actor, metric, now=turn.now)
    return screens.ended(metric)
