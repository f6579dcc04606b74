"""Screens of conversations of no one class: clubs, those of a whole school, staff rooms and offices."""

from collections.abc import Sequence
from datetime import datetime

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.access import Role
from bot.services.audiences import Group
from bot.services.chat_plans import ChatPlan
from bot.services.conversations import ConversationFact, ConversationKind
from bot.services.wide_chats import RuleChanged, Share, WideFact
from bot.services.wide_plans import COMMANDS
from bot.ui.pickers import Rows, columns, cut

NAMES = 6  # pupils of a rule who are written out
LISTED = 8
CLASSES = 6  # a page: with «Дальше», «Готово», «Назад» and «Отмена» they make VK's ten


def rule_words(kind: ConversationKind, rule: Sequence[Group]) -> str:
    """For whom: «педагоги; родители 1–4 классов»."""
    if kind is ConversationKind.STAFF:
        return _("teachers, the director and the administrators of the school")
    if kind is ConversationKind.OFFICE:
        return _("its administrators and those one level below")
    return "; ".join(part for group in rule for part in _group_words(group)) or _("nobody is named")


def _group_words(group: Group) -> list[str]:
    who = _("the class teachers") if group.heads else role_words(group.role)
    parts = []
    if group.whole:
        parts.append(who)
    if group.grades:
        spans = ", ".join(f"{low}–{high}" if high > low else str(low) for low, high in group.grades)
        single = len(group.grades) == 1 and group.grades[0][0] == group.grades[0][1]
        text = _("%(who)s of grade %(spans)s") if single else _("%(who)s of grades %(spans)s")
        parts.append(text % {"who": who, "spans": spans})
    if group.titles:
        parts.append(f"{who} {', '.join(group.titles)}")
    if group.names:
        shown = ", ".join(group.names[:NAMES])
        more = len(group.names) - NAMES
        parts.append(shown if more <= 0 else f"{shown}… (+{more})")
    return parts


def role_words(role: Role) -> str:
    """People of a role, many of them."""
    return {
        Role.TEACHER: _("the teachers"),
        Role.STUDENT: _("the pupils"),
        Role.PARENT: _("the parents"),
        Role.DIRECTOR: _("the director"),
    }.get(role, _("the administrators"))


def title_of(rule: Sequence[Group]) -> str:
    """What a conversation of this rule may be called: «Родители 1–4»."""
    words = ", ".join(part for group in rule for part in _group_words(group))
    return (words[:1].upper() + words[1:])[:40].strip()


def share_line(share: Share) -> str:
    """Mission D6, in one line."""
    text = _("Administrators here and confirmed: %(there)d of %(total)d (%(percent)d %%)")
    return text % {"there": share.there, "total": share.total, "percent": share.percent}


def card(found: WideFact, *, now: datetime) -> Screen:
    """A conversation as whoever answers for it sees it."""
    fact = found.conversation
    lines = [fact.title, _("For: %(rule)s") % {"rule": rule_words(fact.kind, found.rule)}]
    if found.share:
        lines.append(share_line(found.share))
        if found.share.without:
            lines.append(_("Nobody has come in yet from: %(titles)s") % {"titles": ", ".join(found.share.without)})
    lines += _drift(found, now)
    if not fact.counts:
        lines.append(_("A conversation of parents: nothing is counted here."))
    lines.append(fact.link)
    return Screen("\n".join(line for line in lines if line), rows=_ways(found))


def _drift(found: WideFact, now: datetime) -> list[str]:
    """The rule against who is really there."""
    numbers = {"meant": found.meant, "there": found.there}
    if found.checked_at is None:
        return [_("Should be here: %(meant)d. Nobody has looked yet who is.") % numbers]
    lines = [_("Should be here: %(meant)d. Are here: %(there)d.") % numbers]
    if found.missing:
        lines.append(_("Not come in yet: %(n)d") % {"n": found.missing})
    if found.unknown:
        lines.append(_("Here, but not by the rule: %(n)d") % {"n": found.unknown})
    hours = int((now - found.checked_at).total_seconds() // 3600)
    lines.append(
        ngettext("(looked at %(n)d hour ago)", "(looked at %(n)d hours ago)", hours) % {"n": hours}
        if hours
        else _("(looked at within the hour)")
    )
    return lines


def _ways(found: WideFact) -> Rows:
    fact = found.conversation
    first = [Button("wide.check", _("Who is missing?"), (fact.id,), Colour.PRIMARY)]
    if found.unknown:
        first.append(Button("stranger.next", _("Who is extra?"), (fact.id,), Colour.POSITIVE))
    second = [Button("rules.show", _("Moderation"), (fact.id,)), Button(f"/архив {fact.title}", _("Close it"))]
    if fact.kind in (ConversationKind.CLUB, ConversationKind.SCHOOL):
        second.insert(0, Button("wide.rule", _("Change for whom"), (fact.id,)))
    return (tuple(first), tuple(second))


def listed(kind: ConversationKind, facts: Sequence[ConversationFact]) -> Screen:
    """Those that there are, and a new one."""
    text = {
        ConversationKind.CLUB: _("Your clubs. Press one, or make another:"),
    }.get(kind, _("Conversations of the school. Press one, or make another:"))
    buttons = columns([Button("wide.show", cut(fact.title), (fact.id,)) for fact in facts[:LISTED]])
    return Screen(text, rows=(*buttons, (Button("wide.new", _("A new one"), (kind.value,), Colour.PRIMARY),)))


def ask_title(kind: ConversationKind, suggested: str = "") -> Screen:
    """What is it called?"""
    if kind is ConversationKind.CLUB:
        return Screen(_("What is the club called? For example: Кружок робототехники, Подготовка к ЕГЭ"))
    rows = ((Button("title", suggested, colour=Colour.PRIMARY),),) if suggested else ()
    return Screen(_("What is the conversation called? Press, or write your own."), rows=rows)


PRESETS = ("учителя", "классные руководители", "родители", "ученики")


def ask_whom(kind: ConversationKind, titles: Sequence[str], picked: Sequence[str], *, page: int) -> Screen:
    """For whom is it?"""
    if kind is ConversationKind.CLUB:
        return _ask_classes(titles, picked, page=page)
    labels = (_("All teachers"), _("Class teachers"), _("All parents"), _("All pupils"))
    buttons = [Button("preset", label, (said,)) for label, said in zip(labels, PRESETS, strict=True)]
    text = _("For whom is it? Press, or write: родители 1-4; ученики 9-11; классные 5; учителя, родители 5А, 5Б")
    return Screen(text, rows=columns(buttons))


def _ask_classes(titles: Sequence[str], picked: Sequence[str], *, page: int) -> Screen:
    last = max(1, (len(titles) + CLASSES - 1) // CLASSES)
    shown = titles[(page % last) * CLASSES :][:CLASSES]
    marked = [Button("class", f"✓ {title}" if title in picked else title, (title,)) for title in shown]
    ways = [Button("more", _("More"))] if last > 1 else []
    if picked:
        ways.append(Button("done", _("That is all"), colour=Colour.PRIMARY))
    rows = tuple(tuple(marked[at : at + 3]) for at in range(0, len(marked), 3))
    text = _("Whose pupils come? Press classes, or write: 5А, 6Б; 5-7; Иванов Пётр 5А, Петрова Мария 6Б")
    if picked:
        text += "\n" + _("Chosen: %(titles)s") % {"titles": ", ".join(picked)}
    return Screen(text, rows=(*rows, tuple(ways)) if ways else rows)


def confirm(plan: ChatPlan, rule: Sequence[Group]) -> Screen:
    """The last look before a new one."""
    told = {"title": plan.name, "rule": rule_words(plan.kind, rule)}
    text = _("I make «%(title)s». For: %(rule)s.\nI pin the rules and send the link to those who are in. Shall I?")
    return Screen(text % told, rows=((Button("confirm", _("Make it"), colour=Colour.POSITIVE),),))


def confirm_rule(fact: ConversationFact, rule: Sequence[Group]) -> Screen:
    """The last look before another rule holds."""
    told = {"title": fact.title, "rule": rule_words(fact.kind, rule)}
    text = _(
        "From now on «%(title)s» is for: %(rule)s.\n"
        "Who is new gets the link, who does not belong there any more comes to you as a card. Shall I?"
    )
    return Screen(text % told, rows=((Button("confirm", _("Change it"), colour=Colour.POSITIVE),),))


def rule_changed(changed: RuleChanged, *, told: int) -> Screen:
    """Done; the audit's answer follows."""
    fact = changed.conversation
    lines = [_("«%(title)s» is now for: %(rule)s.")]
    if told:
        lines.append(ngettext("%(n)d person got the link.", "%(n)d people got the link.", told))
    lines.append(_("I am looking who is there and should not be."))
    words = {"title": fact.title, "rule": rule_words(fact.kind, changed.rule), "n": told}
    return Screen("\n".join(line % words for line in lines))


def offer_office(plan: ChatPlan) -> Screen:
    """There is none yet."""
    text = _("There is no «%(title)s» yet. It is for: %(rule)s. I send them the link, newcomers get it when they join.")
    told = {"title": plan.name, "rule": rule_words(plan.kind, ())}
    return Screen(text % told, rows=((Button("wide.office", _("Make it"), colour=Colour.POSITIVE),),))


def checking() -> Screen:
    """The messenger was asked."""
    return Screen(_("I am looking who is there. The answer comes in a few seconds."))


def again(fact: ConversationFact) -> str:
    """The command that makes a conversation like this one once more."""
    if fact.kind in (ConversationKind.STAFF, ConversationKind.OFFICE):
        return f"/{COMMANDS[fact.kind]}"
    return f"/{COMMANDS.get(fact.kind, 'беседа')} {f'{fact.class_title} {fact.name}'.strip()}"
