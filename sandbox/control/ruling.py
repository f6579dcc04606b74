"""The control face of the world itself: people, communities, tokens, time, faults, the journal."""

from dataclasses import asdict
from typing import Any

from sandbox.errors import ControlError
from sandbox.events import emit
from sandbox.faults import Faults
from sandbox.records import Community, Json, Token
from sandbox.world import World


class Ruling:
    """What a test or the demo sets up."""

    def __init__(self, world: World, faults: Faults) -> None:
        self.world = world
        self.faults = faults

    def health(self, _: Json) -> Json:
        """Ready."""
        return {"ok": True}

    def people(self, _: Json) -> list[Json]:
        """Everybody."""
        return [asdict(one) for one in self.world.state.people.values()]

    def add_person(self, given: Json) -> Json:
        """A new VK user."""
        note = str(given.get("note") or "")
        return asdict(self.world.add_person(str(given["first_name"]), str(given["last_name"]), note))

    def communities(self, _: Json) -> list[Json]:
        """All communities, without tokens."""
        return [_shown(one) for one in self.world.state.communities.values()]

    def add_community(self, given: Json) -> Json:
        """A new community with its token and a user token of its owner."""
        owner = int(given.get("owner_id") or 0)
        if owner:
            self.world.person(owner)
        screen_name = str(given.get("screen_name") or "")
        group, own, user = self.world.add_community(str(given["name"]), owner, screen_name)
        return {**_shown(group), "owner_id": group.owner_id, "token": own.token, "user_token": user.token}

    def token(self, given: Json) -> Json:
        """Revokes or restores a token, sets its rights or its rate; ``kind`` user: the owner's token."""
        group = self.world.community(int(given["group_id"]))
        token = self._token_of(group, str(given.get("kind") or "group"))
        if (state := given.get("state")) is not None:
            if state not in ("ok", "revoked", "restored"):
                raise ControlError("state is ok (or restored) or revoked")
            token.state = "revoked" if state == "revoked" else "ok"
        if (rights := given.get("rights")) is not None:
            token.rights = [str(one) for one in rights]
        if (rate := given.get("rate_per_s")) is not None:
            token.rate_per_s = int(rate)
        self.world.dirty = True
        return {"ok": True}

    def _token_of(self, group: Community, kind: str) -> Token:
        for token in self.world.state.tokens.values():
            if kind == "group" and token.group_id == group.group_id:
                return token
            if kind == "user" and token.user_id == group.owner_id:
                return token
        raise ControlError(f"no {kind} token of community {group.group_id}")

    def clock(self, given: Json) -> Json:
        """The time of this world; POST changes it."""
        clock = self.world.clock
        if "speed" in given or "forward_s" in given:
            speed = given.get("speed")
            clock.change(speed=None if speed is None else float(speed), forward_s=float(given.get("forward_s") or 0))
            self.world.dirty = True
            self.world.feed.tell("clock", now=clock.iso(), now_ts=clock.now(), speed=clock.speed)
        return {"now": clock.iso(), "now_ts": clock.now(), "speed": clock.speed}

    def add_fault(self, given: Json) -> Json:
        """Faults to come."""
        self.faults.ask(given)
        return {"ok": True}

    def faults_coming(self, _: Json) -> list[Json]:
        """Faults that have not struck yet."""
        return self.faults.coming()

    def calls(self, given: Json) -> list[Json]:
        """API calls of the bot after number ``after``; ``method`` filters, ``limit`` keeps the oldest so many."""
        found = self.world.journal.after(int(given.get("after") or 0))
        if wanted := given.get("method"):
            found = [one for one in found if one["method"] == wanted]
        limit = int(given.get("limit") or 0)
        return found[:limit] if limit else found

    def pending(self, _: Json) -> Json:
        """Long-poll events not yet fetched plus callback pushes not yet acknowledged."""
        groups = {}
        for group_id, group in self.world.state.communities.items():
            poll = group.long_poll
            waiting = poll.ts - poll.fetched if poll.fetched >= 0 and poll.enabled else 0
            groups[group_id] = waiting
        for push in self.world.state.pushes.values():
            groups[push.group_id] += 1
        return {"undelivered": sum(groups.values()), "groups": groups}

    def switches(self, given: Json) -> Json:
        """Behaviours that VK's pages leave open."""
        switches = self.world.state.switches
        for name, value in given.items():
            if name not in type(switches).__dataclass_fields__:
                raise ControlError(f"no switch {name}")
            kind: Any = type(getattr(switches, name))
            setattr(switches, name, kind(value))
        self.world.dirty = True
        return asdict(switches)

    def event(self, given: Json) -> Json:
        """Any event, also of a type that nobody has seen yet (vk-platform §11.14); the switch goes on for it."""
        group, kind = self.world.community(int(given["group_id"])), str(given["type"])
        group.long_poll.events[kind] = True
        for server in group.callback_servers:
            server.events[kind] = True
        emit(self.world, group, kind, given.get("object") or {})
        return {"ok": True}


def _shown(group: Community) -> Json:
    return {"group_id": group.group_id, "name": group.name, "screen_name": group.screen_name}
