"""Screens of conversations: the list, making one, renaming and closing one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from bot.kit.i18n import DEFAULT_LOCALE, _, in_locale, ngettext
from bot.kit.ids import ConversationId
from bot.kit.screen import Button, Colour, Screen
from bot.services.chat_plans import ChatPlan, typed
from bot.services.chat_rules import UNREAD
from bot.services.conversation_naming import PutBack
from bot.services.conversations import WIDE, Begun, ConversationFact, ConversationKind, ConversationState
from bot.services.wide_chats import Share
from bot.ui.ways_in import way_in
from bot.ui.wide_chats import again, share_line

PAGE = 20  # conversations a message: about 120 characters each, well under 4 096
OFFERED = 10  # VK: ten inline buttons
CHOICES = 6  # plans or conversations a screen, one a row with «Дальше», «Назад» and «Отмена» beside them


def chat_word(kind: ConversationKind) -> str:
    """What a class chat is called in its title; titles are in the installation's language, not in the reader's."""
    with in_locale(DEFAULT_LOCALE):
        return _("Parents") if kind is ConversationKind.CLASS_PARENTS else _("Pupils")


def own_list(
    facts: Sequence[ConversationFact],
    *,
    page: int,
    now: datetime,
    may_create: bool,
    shares: Mapping[ConversationId, Share] = MappingProxyType({}),
) -> Screen:
    """The person's conversations with links; `page` counts from 1. `shares`: of the offices she answers for."""
    if not facts:
        return _none_yet(may_create=may_create)
    last = (len(facts) + PAGE - 1) // PAGE
    page = min(max(page, 1), last)
    shown = facts[(page - 1) * PAGE : page * PAGE]
    head = _("Your conversations:") if last == 1 else _("Your conversations, page %(page)d of %(last)d:")
    lines = [head % {"page": page, "last": last}, "", *(_line(f, now, shares.get(f.id)) for f in shown)]
    rows = ((Button(f"/беседы {page + 1}", _("More")),),) if page < last else ()
    return Screen("\n".join(lines), rows=rows)


def _none_yet(*, may_create: bool) -> Screen:
    if may_create:
        text = _("There are no conversations yet. Make the first one, or write: /беседа 5А Алгебра")
        return Screen(text, rows=((Button("/беседа", _("New conversation"), colour=Colour.PRIMARY),),))
    return Screen(_("There are no conversations for you yet. Once a teacher makes one, the link comes here."))


def _line(fact: ConversationFact, now: datetime, share: Share | None) -> str:
    age = _age(fact.last_message_at, now) if fact.counts else ""
    parts = (f"• {fact.title}{age}", share_line(share) if share else "", way_in(fact))
    return "\n".join(part for part in parts if part)


def _age(at: datetime | None, now: datetime) -> str:
    if at is None:
        return _(" (nobody has written yet)")
    days = (now - at).days
    if days < 1:
        return _(" (last written within a day)")
    return ngettext(" (last written %(n)d day ago)", " (last written %(n)d days ago)", days) % {"n": days}


def answered_in_private(*, told: bool) -> Screen:
    """In a chat links are not shown; the list went to the private talk, if we may write there."""
    if told:
        return Screen(_("I have answered you in private."))
    return Screen(_("Write me any word in private first: links are not shown here."))


def begun(begun: Begun) -> Screen:
    """A conversation was asked for."""
    fact = begun.conversation
    if begun.is_new:
        text = _("I am making «%(title)s». The link comes here in a few seconds.")
    elif fact.state is ConversationState.CREATING:
        text = _("«%(title)s» is being made already. The link comes here in a few seconds.")
    else:
        text = _("«%(title)s» is there already:") + "\n" + fact.link
    return Screen(text % {"title": fact.title})


def ready(fact: ConversationFact, *, people: int) -> Screen:
    """To who had it made: done."""
    text = _("Done: «%(title)s».") % {"title": fact.title}
    if fact.kind in WIDE:
        told = ngettext("I have sent the link to %(n)d person.", "I have sent the link to %(n)d people.", people)
        hint = _("Come in yourself, too. Whoever it is for and joins later gets the link from me.")
    else:
        told = ngettext(
            "I have sent the link to %(n)d person of the class.",
            "I have sent the link to %(n)d people of the class.",
            people,
        )
        hint = _("Come in yourself, too. Who joins the class later gets the link from me.")
    parts = [text, fact.link, told % {"n": people} if people else "", hint]
    return Screen("\n".join(p for p in parts if p), rows=((_enter(fact),),))


def invitation(fact: ConversationFact) -> Screen:
    """To those who are meant to come."""
    text = _("There is a new conversation, «%(title)s». Come in:") % {"title": fact.title}
    return Screen(f"{text}\n{fact.link}", rows=((_enter(fact),),))


def _enter(fact: ConversationFact) -> Button:
    return Button("conversations.enter", _("Come in"), url=fact.link, colour=Colour.PRIMARY)


def rules(title: str, kind: ConversationKind = ConversationKind.SUBJECT) -> Screen:
    """Pinned in every conversation that the bot makes."""
    if kind in UNREAD:
        return Screen(
            _(
                "This is the conversation «%(title)s».\n"
                "1. We write to the point and politely.\n"
                "2. No personal data of children and families.\n"
                "3. Keep the link to yourself: strangers are noticed.\n"
                "I do not read what is written here. A message is amiss? Answer it with /пожаловаться"
            )
            % {"title": title}
        )
    return Screen(
        _(
            "This is the study conversation «%(title)s».\n"
            "1. We write to the point and politely.\n"
            "2. No personal data, neither one's own nor others'.\n"
            "3. Keep the link to yourself: strangers are removed.\n"
            "The teacher starts a call here with /звонок."
        )
        % {"title": title}
    )


def not_made(fact: ConversationFact) -> Screen:
    """To the teacher: the messenger would not."""
    text = _(
        "VK did not let me make «%(title)s». Try again in some minutes: %(again)s\n"
        "If it fails again, tell the administrator of the school."
    )
    command = again(fact)
    return Screen(text % {"title": fact.title, "again": command}, rows=((Button(command, _("Try again")),),))


def thrown_out(fact: ConversationFact) -> Screen:
    """To the teacher: the bot is not in the chat any more."""
    text = _(
        "I was removed from «%(title)s»: messages there do not count and the link is not given out any more.\n"
        "Add me again, make me an administrator and write there: /привязать %(typed)s"
    )
    return Screen(text % {"title": fact.title, "typed": typed(fact)})


def ask_plan(plans: Sequence[ChatPlan], *, page: int) -> Screen:
    """Choosing what to make a conversation for."""
    rows = choices([(typed(p), "plan", p.key) for p in plans], page=page)
    return Screen(_("Which conversation shall I make? Press, or write: 5А Алгебра"), rows=rows)


def choices(items: Sequence[tuple[str, str, str | int]], *, page: int) -> tuple[tuple[Button, ...], ...]:
    """One page of (label, button, argument), two a row, and «Дальше» if there is more; pages go round."""
    last = max(1, (len(items) + CHOICES - 1) // CHOICES)
    shown = items[(page % last) * CHOICES :][:CHOICES]
    buttons = [Button(button, _cut(label), (arg,)) for label, button, arg in shown]
    rows = [tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)]
    if last > 1:
        rows.append((Button("more", _("More")),))
    return tuple(rows)


def _cut(label: str) -> str:
    return label if len(label) <= 40 else label[:39] + "…"


def confirm_plan(plan: ChatPlan) -> Screen:
    """The last look."""
    what = {
        ConversationKind.CLASS_STUDENTS: _("the pupils of %(title)s"),
        ConversationKind.CLASS_PARENTS: _("the parents of %(title)s"),
    }.get(plan.kind, _("%(name)s in %(title)s")) % {"title": plan.class_title, "name": plan.name}
    text = _("I make a chat for: %(what)s. I pin the rules and send the link to those who are in. Shall I?")
    return Screen(text % {"what": what}, rows=((Button("confirm", _("Make it"), colour=Colour.POSITIVE),),))


def not_a_yes() -> str:
    """Something else than yes was said."""
    return _("Press «Make it», or write «yes».")


def ask_archive(facts: Sequence[ConversationFact]) -> Screen:
    """Choosing what to close."""
    buttons = [Button(f"/архив {typed(f)}", _cut(typed(f))) for f in facts[:10]]
    rows = tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))
    return Screen(_("Which conversation shall I close? Press, or write: /архив 5А Алгебра"), rows=rows)


def archived(fact: ConversationFact) -> Screen:
    """Closed, and how to open it again."""
    text = _(
        "«%(title)s» is closed: I give its link to nobody and count nothing there. Its messages stay.\n"
        "To open it again, write inside the chat: /привязать %(typed)s"
    )
    return Screen(text % {"title": fact.title, "typed": typed(fact)})


def ask_which_to_rename(facts: Sequence[ConversationFact], *, page: int) -> Screen:
    """Choosing what to rename."""
    rows = choices([(f.title, "conversation", f.id) for f in facts], page=page)
    return Screen(_("Which conversation shall I rename? Press, or write: 5А Алгебра"), rows=rows)


def ask_title(fact: ConversationFact) -> Screen:
    """The new title."""
    return Screen(_("What shall «%(title)s» be called?") % {"title": fact.title})


def renamed(fact: ConversationFact) -> Screen:
    """Done."""
    return Screen(_("From now on: «%(title)s».") % {"title": fact.title})


def offer_titles(facts: Sequence[ConversationFact]) -> Screen:
    """In September, to who answers for chats that people made: their titles in VK are those of last year."""
    lines = [
        _(
            "A new school year: your classes have moved up. I do not rename chats that people made: in VK they are"
            " called as before. Shall I call them as here?"
        ),
        *(f"• {fact.title}" for fact in facts[:OFFERED]),
    ]
    buttons = [Button("chat.title", _cut(fact.title), (fact.id,)) for fact in facts[:OFFERED]]
    return Screen("\n".join(lines), rows=tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)))


def title_put_back(back: PutBack) -> Screen:
    """To who answers for the chat: somebody else renamed it."""
    text = _(
        "Somebody renamed the chat «%(title)s» to «%(said)s». I put its title back.\n"
        "Only you and the school may rename it: /переименовать"
    )
    return Screen(text % {"title": back.conversation.title, "said": back.said[:100]})
