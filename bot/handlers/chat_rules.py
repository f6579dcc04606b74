"""`/правила`, `/тишина`: by which rules a chat is moderated, and silence in it."""

from datetime import timedelta

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, command
from bot.kit.errors import NotAllowed, NotFound
from bot.kit.ids import ConversationId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.edit_rules import EditRule, RuleDraft, TryRules
from bot.scenarios.engine import begin
from bot.services import access, cases, chat_rules, conversation_access, post, rule_edits
from bot.services.chat_rules import RuleBook
from bot.services.rule_edits import BadRule
from bot.ui import moderation as cards
from bot.ui import moderation_rules as screens

ACT = "moderation.rules"
OF_SCHOOL = frozenset({"школа", "school"})
TYPED = {
    "слова": "words",
    "words": "words",
    "ссылки": "links",
    "links": "links",
    "тишина": "quiet",
    "quiet": "quiet",
    "частота": "flood",
    "flood": "flood",
}
ON, OFF = frozenset({"вкл", "on"}), frozenset({"выкл", "off"})
MINUTES = 60


@command("правила", alias="rules", in_chat=True)
async def show_rules(turn: Turn) -> Screen:
    """In the chat for everybody; in private, and with words behind it, for who may change them."""
    if turn.talk.is_chat:
        return await _in_chat(turn)
    where, _, rest = turn.rest.partition(";")
    if not where.strip():
        return await _choose(turn)
    place = await _place(turn, where.strip())
    if rest.strip():
        return await _change(turn, place, *_understood(rest.strip()))
    return screens.edit(await rule_edits.get_book(turn.actor, place, now=turn.now))


async def _choose(turn: Turn) -> Screen:
    of_school = any(s.role is access.Role.SCHOOL_ADMIN for s in await access.standings(turn.actor))
    return screens.choose(await conversation_access.own(turn.actor, ACT, now=turn.now), of_school=of_school)


async def _place(turn: Turn, said: str) -> ConversationId | None:
    if said.lower() in OF_SCHOOL:
        return None
    return (await conversation_access.find_own(turn.actor, said, act=ACT, command="правила", now=turn.now)).id


def _understood(said: str) -> tuple[str, str]:
    word, _, value = said.partition(" ")
    word = word.lower().rstrip(":")
    if word in ON | OFF:
        return "on", "1" if word in ON else "0"
    if word not in TYPED or not value.strip():
        raise BadRule("", said[:30])
    return TYPED[word], value.strip()


async def _in_chat(turn: Turn) -> Screen:
    fact = await conversation_access.here(turn.talk, now=turn.now)
    shown = screens.read(await chat_rules.of_talk(turn.talk, now=turn.now))
    try:
        book = await rule_edits.get_book(turn.actor, fact.id, now=turn.now)
    except NotAllowed:
        return shown
    told = await post.tell(turn.actor, lambda: screens.edit(book), now=turn.now, priority=post.ANSWER)
    return Screen(f"{shown.text}\n\n{screens.sent_privately(told=told)}")


@button("rules.show")
async def show_of(turn: Turn) -> Screen:
    """One of the choices."""
    return screens.edit(await rule_edits.get_book(turn.actor, _pressed_place(turn), now=turn.now))


@button("rules.set")
async def set_rule(turn: Turn) -> Screen:
    """A switch."""
    args = turn.pressed.args if turn.pressed else ()
    if len(args) != 3:
        raise NotFound()
    return await _change(turn, _pressed_place(turn), str(args[1]), str(args[2]))


@button("rules.ask")
async def ask_rule(turn: Turn) -> Screen:
    """What has to be typed begins a dialog."""
    args = turn.pressed.args if turn.pressed else ()
    draft = RuleDraft(pressed_number(turn), str(args[1]) if len(args) == 2 else "")
    await rule_edits.get_book(turn.actor, draft.place, now=turn.now)
    if draft.what == "example":
        return await begin(turn, TryRules, draft)
    if draft.what not in TYPED.values():
        raise NotFound()
    return await begin(turn, EditRule, draft)


def _pressed_place(turn: Turn) -> ConversationId | None:
    number = pressed_number(turn)
    return ConversationId(number) if number else None


async def _change(turn: Turn, place: ConversationId | None, what: str, value: str) -> Screen:
    book = await rule_edits.change(turn.actor, place, what, value, now=turn.now)
    if what == "on" and book.unread:
        await _tell_chat(turn, book)
    return screens.edit(book)


async def _tell_chat(turn: Turn, book: RuleBook) -> None:
    """Those whose chat is read from now on are told so where it is read."""
    assert book.conversation
    fact = await conversation_access.access_fact(turn.actor, ACT, book.conversation, now=turn.now)
    if fact.talk:
        await post.say(fact.talk, screens.switched_on(book) if book.on else screens.switched_off(book), now=turn.now)


@command("тишина", alias="quiet", act="moderation.act", in_chat=True)
async def be_quiet(turn: Turn) -> Screen:
    """`/тишина`, `/тишина 30`, `/тишина выкл`; in reply, of one person."""
    row = await cases.access_here(turn.actor, turn.talk, now=turn.now)
    person, said = turn.reply_from, turn.rest.strip().lower()
    if person and await cases.is_staff(person):
        raise cases.OfStaff()
    if said in OFF:
        await rule_edits.be_silent(row, turn.actor, person, None, now=turn.now)
        return cards.quiet_over()
    minutes = int(said) if said.isdecimal() and 0 < len(said) < 5 and int(said) else MINUTES
    minutes = min(minutes, int(rule_edits.LONGEST_SILENCE.total_seconds()) // 60)
    await rule_edits.be_silent(row, turn.actor, person, turn.now + timedelta(minutes=minutes), now=turn.now)
    return cards.quiet_begun(minutes, of_one=person is not None)
