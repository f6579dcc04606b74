"""Words of what moderation cannot do."""

from bot.kit.i18n import _
from bot.services.cases import CaseClosed, InChatOnly, NotInReply, OfStaff, TooManyComplaints
from bot.services.rule_edits import BadRule
from bot.ui.refusals import words_for


@words_for(CaseClosed)
def _closed(refusal: CaseClosed) -> str:
    done = {
        "deleted": _("the message is deleted"),
        "warned": _("a warning was given"),
        "left": _("the message stays"),
        "removed": _("the person is out of the chat"),
    }.get(refusal.said, _("the teacher has been told"))
    return _("This is settled already: %(done)s.") % {"done": done}


@words_for(NotInReply)
def _not_in_reply(refusal: NotInReply) -> str:
    return _("Answer the message that you mean with this command: hold it, «Reply», then write /%(command)s") % {
        "command": refusal.command
    }


@words_for(InChatOnly)
def _in_chat_only(refusal: InChatOnly) -> str:
    return _("Write this in the chat itself, in answer to the message that you mean. For example: /тишина 30")


@words_for(OfStaff)
def _of_staff(refusal: OfStaff) -> str:
    return _("This is a teacher: teachers are neither warned nor deleted by me. Talk to her, or to the administrator.")


@words_for(TooManyComplaints)
def _too_many(refusal: TooManyComplaints) -> str:
    return _("%(limit)s complaints a day are the limit. If it is urgent, tell a teacher in person.") % {
        "limit": refusal.limit
    }


@words_for(BadRule)
def _bad_rule(refusal: BadRule) -> str:
    example = {
        "words": _("a word of 2 to 40 letters: слова кальян, -вейп"),
        "links": _("a site: ссылки school7.ru"),
        "quiet": _("hours: тишина 21:00–07:00, or: тишина нет"),
        "flood": _("0 to 30 messages a minute: частота 10"),
    }.get(refusal.expects, _("вкл, выкл, слова, ссылки, тишина or частота"))
    return _("«%(said)s» is not clear. What fits here: %(example)s") % {"said": refusal.said, "example": example}
