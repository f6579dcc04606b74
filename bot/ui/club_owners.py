"""Clubs that nobody leads: one card for the administrators, and what becomes of each."""

from collections.abc import Sequence

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.club_owners import Settled, TeacherNotIn
from bot.services.conversation_facts import ConversationFact
from bot.ui.pickers import cut
from bot.ui.refusals import words_for
from bot.ui.ways_in import way_in

PAGE = 4  # clubs of a card: two buttons each, and «Дальше» (VK: ten buttons in six rows)


def card(clubs: Sequence[ConversationFact], *, page: int = 1) -> Screen:
    """All of them, two ways for each; `page` counts from 1."""
    if not clubs:
        return Screen(_("Every club has its teacher."))
    last = (len(clubs) + PAGE - 1) // PAGE
    page = min(max(page, 1), last)
    count = ngettext("%(n)d club is without a teacher:", "%(n)d clubs are without a teacher:", len(clubs))
    lines = [count % {"n": len(clubs)}, *(f"• {fact.title}" for fact in clubs)]
    lines.append(_("Until then its cards come to you. Hand each to another teacher, or close it: its messages stay."))
    rows = [_ways(fact) for fact in clubs[(page - 1) * PAGE : page * PAGE]]
    if last > 1:
        rows.append((Button(f"/передать {page % last + 1}", _("More")),))
    return Screen("\n".join(lines), rows=tuple(rows))


def _ways(fact: ConversationFact) -> tuple[Button, ...]:
    words = {"title": fact.title}
    return (
        Button("club.hand", cut(_("Hand over: %(title)s") % words), (fact.id,), Colour.PRIMARY),
        Button("club.close", cut(_("Close: %(title)s") % words), (fact.id,)),
    )


def settled(done: Settled, rest: Sequence[ConversationFact]) -> Screen:
    """What has become of one, and the others that wait."""
    words = {"title": done.conversation.title, "name": done.led_by}
    if done.is_new and done.led_by:
        text = _("«%(title)s» is %(name)s's now. I have sent the link.") % words
    elif done.is_closed:
        text = (_("«%(title)s» is closed.") if done.is_new else _("«%(title)s» was closed before.")) % words
    else:
        text = _("«%(title)s» has its teacher already: %(name)s.") % words
    if not rest:
        return Screen(text)
    more = card(rest)
    return Screen(f"{text}\n\n{more.text}", rows=more.rows)


def you_lead(fact: ConversationFact) -> Screen:
    """To the new teacher."""
    text = _(
        "You lead «%(title)s» now: its order and its cards are yours, and your messages there count.\n"
        "For whom it is and who is missing: /кружок %(title)s"
    )
    enter = Button("conversations.enter", _("Come in"), url=fact.link, colour=Colour.PRIMARY)
    lines = [text % {"title": fact.title}, way_in(fact)]
    return Screen("\n".join(line for line in lines if line), rows=((enter,),) if fact.link else ())


@words_for(TeacherNotIn)
def _not_in(refusal: TeacherNotIn) -> str:
    text = _("%(name)s has not come in yet and cannot lead a club. Send her personal link first: /учителя")
    return text % {"name": refusal.said}
