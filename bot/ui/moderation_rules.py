"""The rules of a chat: read by everybody, changed by its teacher, tried on examples."""

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.chat_rules import RuleBook
from bot.services.conversation_facts import ConversationFact
from bot.services.judging import Verdict, What
from bot.ui.moderation import reasons

SHOWN = 20  # words of a list that are written out
CHOICES = 8


def read(book: RuleBook) -> Screen:
    """In the chat, for everybody."""
    return Screen("\n".join(_lines(book)))


def edit(book: RuleBook) -> Screen:
    """In private, for who may change them."""
    chat = book.conversation or 0

    def switch(what: str, label: str, now_on: bool) -> Button:
        return Button("rules.set", label, (chat, what, "0" if now_on else "1"))

    on = _("Switch off") if book.on else _("Switch on")
    flood = {0: 5, 5: 10, 10: 15, 15: 30}.get(book.flood, 0)
    rows = (
        (
            Button("rules.set", on, (chat, "on", "0" if book.on else "1"), colour=Colour.PRIMARY),
            Button("rules.ask", _("Try the rules"), (chat, "example"), colour=Colour.POSITIVE),
        ),
        (
            Button("rules.ask", _("Stop-words"), (chat, "words")),
            Button("rules.ask", _("Links"), (chat, "links")),
        ),
        (
            Button("rules.ask", _("Quiet hours"), (chat, "quiet")),
            Button("rules.set", _("Flood: %(n)s a minute") % {"n": flood or "∞"}, (chat, "flood", str(flood))),
        ),
        (
            switch("only_listed", _("Any links") if book.only_listed else _("Only listed links"), book.only_listed),
            switch(
                "messengers", _("Messengers: ignore") if book.messengers else _("Messengers: notice"), book.messengers
            ),
        ),
        (
            switch("doubts", _("Doubts: ignore") if book.doubts else _("Doubts: show me"), book.doubts),
            switch("remove", _("Third warning: ask me") if book.remove else _("Third warning: remove"), book.remove),
        ),
    )
    return Screen("\n".join([*_lines(book), "", _typed(book)]), rows=rows)


def _typed(book: RuleBook) -> str:
    where = book.typed or _("school")
    return _("By words, for example: /правила %(where)s; слова кальян, -вейп") % {"where": where}


def _lines(book: RuleBook) -> list[str]:
    head = _("Rules of «%(title)s»") % {"title": book.title}
    if not book.on:
        return [head, _off(book)]
    lines = [head, _("I judge messages as they come and keep no text. Teachers are not moderated.")]
    lines.append(_("Deleted: swearing, threats, fraud, drugs, betting, indecency, numbers of papers, flood."))
    words = (*book.school_words, *book.words)
    if words:
        lines.append(_("Stop-words: %(words)s") % {"words": _some(words)})
    links = (*book.school_links, *book.links)
    if book.only_listed:
        lines.append(_("Links: to school sites and %(links)s") % {"links": _some(links) or "—"})
    elif links:
        lines.append(_("Links: any. On the list: %(links)s") % {"links": _some(links)})
    if book.quiet:
        lines.append(_("Quiet hours: %(begin)s–%(end)s") % {"begin": book.quiet[0], "end": book.quiet[1]})
    if book.flood:
        lines.append(
            ngettext(
                "At most %(n)s message a minute of one person",
                "At most %(n)s messages a minute of one person",
                book.flood,
            )
            % {"n": book.flood}
        )
    if book.messengers:
        lines.append(_("Invitations to other messengers: the teacher is told."))
    if book.doubts:
        lines.append(_("What resembles bad messages but breaks no rule: only shown to the teacher."))
    end = _("out of the chat") if book.remove else _("the teacher decides")
    lines.append(_("Three warnings within 30 days: %(end)s.") % {"end": end})
    return lines


def _off(book: RuleBook) -> str:
    if book.of_parents:
        return _("I do not read this chat: it is the parents' own.")
    if book.unread:
        return _("I do not read this chat. Whoever answers for it may switch moderation on.")
    return _("Moderation is off.")


def _some(items: tuple[str, ...]) -> str:
    more = len(items) - SHOWN
    shown = ", ".join(items[:SHOWN])
    return shown if more <= 0 else f"{shown} … (+{more})"


def choose(facts: list[ConversationFact], *, of_school: bool) -> Screen:
    """Whose rules?"""
    rows: list[tuple[Button, ...]] = []
    if of_school:
        rows.append((Button("rules.show", _("The whole school"), (0,)),))
    room = CHOICES - len(rows)
    pairs = [Button("rules.show", fact.title, (fact.id,)) for fact in facts[:room]]
    rows += [tuple(pairs[at : at + 2]) for at in range(0, len(pairs), 2)]
    if not rows:
        return Screen(_("There is no conversation yet. Make one, for example: /беседа 5А Алгебра"))
    return Screen(_("Whose rules? Or write: /правила 5А Алгебра"), rows=tuple(rows))


def sent_privately(*, told: bool) -> str:
    """Below the rules in the chat, to their teacher."""
    return _("I wrote to you privately how to change them.") if told else _("To change them, write to me privately.")


def ask(what: str) -> Screen:
    """The one answer that a change needs."""
    return Screen(
        {
            "words": _("Which words? With a comma between; a minus takes one away. For example: кальян, -вейп"),
            "links": _("Which sites are allowed? For example: school7.ru, -example.com"),
            "quiet": _("From when to when? For example: 21:00–07:00. To have none, write: нет"),
        }.get(what, _("Write an example as somebody might write it in the chat. I shall say what I would do with it."))
    )


def judged(verdict: Verdict) -> str:
    """What would become of an example."""
    reason = reasons()[verdict.reason] if verdict.reason else ""
    match verdict.what:
        case What.DELETE:
            text = _("I would delete it: %(reason)s.") % {"reason": reason}
        case What.WARN:
            text = _("It would stay, and the teacher would be told: %(reason)s.") % {"reason": reason}
        case _:
            text = _("It would stay.")
    return text + " " + _("Another example, or «cancel».")


def switched_on(book: RuleBook) -> Screen:
    """Into a chat that was not read: its people are to know that it is from now on."""
    if not book.of_parents:
        return Screen(
            _(
                "Moderation is switched on here. From now on I judge messages in memory and keep no text. "
                "The rules: /правила"
            )
        )
    return Screen(
        _(
            "The class teacher has switched moderation on here. From now on I judge messages in memory, keep no text "
            "and count nothing. The rules: /правила"
        )
    )


def switched_off(book: RuleBook) -> Screen:
    """Into a chat that is by default not read."""
    return Screen(_("Moderation is switched off here: I do not read this chat any more."))
