"""The journal in words: who did what, newest first."""

from bot.kit.i18n import _
from bot.kit.screen import Button, Screen
from bot.services.journal import JournalPage, JournalRow


def page(view: JournalPage) -> Screen:
    """Ten acts, and the way to older ones."""
    if not view.rows:
        return Screen(_("Nothing has happened here yet."))
    lines = [_("Journal · %(title)s") % {"title": view.org_title}, "", *(_line(row) for row in view.rows)]
    rows = ((Button("journal.older", _("Older"), (view.older,)),),) if view.older is not None else ()
    return Screen("\n".join(lines), rows=rows)


def _line(row: JournalRow) -> str:
    what = _acts().get(row.act, row.act)
    if row.count is not None:
        what = f"{what} ({row.count})"
    if row.outcome != "done":
        what = _("%(what)s: refused") % {"what": what}
    return " · ".join(part for part in (row.at.strftime("%d.%m %H:%M"), row.who, what, row.where) if part)


def _acts() -> dict[str, str]:
    """What an act is called; another area's new act shows its own name until it stands here."""
    return {
        "region.found": _("region founded"),
        "region.edit": _("region renamed"),
        "municipality.create": _("municipality added"),
        "school.create": _("school added"),
        "school.move": _("school moved to another municipality"),
        "year.open": _("school year opened"),
        "class.create": _("classes added"),
        "class.merge": _("classes joined"),
        "class.split": _("class divided"),
        "class.change": _("classes joined or divided"),
        "class.list": _("list of classes"),
        "teacher.add": _("teacher added"),
        "teacher.list": _("list of teachers"),
        "teacher.dismiss": _("teacher dismissed"),
        "class_teacher.name": _("class teacher named"),
        "subject.assign": _("subject given"),
        "subject.end": _("subject taken back"),
        "admin.invite": _("administrator's link"),
        "invite.issue": _("link issued"),
        "invites.remind": _("parents reminded of the links"),
        "conversation.renew_link": _("link of a conversation renewed"),
        "invite.revoke": _("link taken back"),
        "invite.teachers": _("link for teachers"),
        "invite.class": _("link into a class"),
        "invite.enter": _("somebody came in"),
        "request.make": _("request made"),
        "consent.give": _("consent given"),
        "person.forgotten": _("person forgotten"),
        "profile.bind": _("profile bound"),
        "profile.unbind": _("profile unbound"),
        "roster.add": _("put on the class list"),
        "nudge.act": _("message posted through the bot"),
        "period.add": _("reporting period added"),
        "conversation.live": _("conversation is ready"),
        "conversation.lost": _("conversation lost"),
        "member.judged": _("stranger in a conversation"),
        "requests.teachers": _("decision about a teacher"),
        "requests.class": _("decision about a pupil or parent"),
        "roster.read": _("class list read"),
        "roster.import": _("roster imported"),
        "movement.write": _("arrival or departure"),
        "movement.read": _("list of arrivals read"),
        "message.send": _("message to people"),
        "message.mailing": _("message to people"),
        "message.reply": _("answer to a message"),
        "message.question": _("question handed over"),
        "message.answer": _("answer to a question"),
        "answers.write": _("answer kept or removed"),
        "help.write": _("addresses under the help changed"),
        "question.ask": _("question asked"),
        "question.answer": _("question answered"),
        "question.pass": _("question handed on"),
        "self.leave": _("somebody left by choice"),
        "chat.leave": _("left one conversation"),
        "conversation.create": _("conversation made"),
        "conversation.bind": _("chat taken in"),
        "conversation.rename": _("conversation renamed"),
        "conversation.owner": _("conversation handed to the next teacher"),
        "conversation.archive": _("conversation closed"),
        "conversation.hand_over": _("club handed to another teacher"),
        "conversation.ownerless": _("clubs without a teacher"),
        "conversation.emblem": _("emblem of the chats chosen"),
        "conversation.club": _("club made"),
        "conversation.school": _("school conversation made"),
        "conversation.office": _("staff conversation made"),
        "conversation.rule": _("conversation is for others now"),
        "moderation.act": _("message decided about"),
        "moderation.rules": _("rules of a chat changed"),
        "moderation.judged": _("message found by the rules"),
        "moderation.complain": _("complaint about a message"),
        "moderation.warn": _("warning given"),
        "moderation.undo": _("warning taken back"),
        "moderation.quiet": _("silence in a chat"),
        "moderation.hint": _("hint to a teacher"),
        "teacher.check": _("teacher checked"),
        "material.keep": _("material saved"),
        "material.remove": _("material taken out"),
        "material.read": _("materials read"),
        "call.start": _("call announced"),
        "structure.read": _("structure viewed"),
        "report.read": _("report read"),
        "report.open": _("report read"),
        "activation.read": _("activation read"),
        "activity.school": _("school activity read"),
        "audit.read": _("journal read"),
        "calendar.write": _("calendar changed"),
        "calendar.read": _("calendar read"),
        "calendar.own": _("own days off or quiet hours set"),
        "totals.write": _("official totals changed"),
        "report.columns": _("the report's column of calls switched"),
        "targets.write": _("targets changed"),
        "check.read": _("check run"),
        "connect.community": _("community connected"),
    }
