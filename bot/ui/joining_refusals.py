"""Words for everything that can go wrong on the way in."""

from bot.kit.i18n import _
from bot.services.access import Role
from bot.services.admission import NoOneWaits
from bot.services.guardians import OwnParent
from bot.services.invite_facts import (
    AlreadyIn,
    BadAudience,
    BadCode,
    EntryTaken,
    ExpiredInvite,
    OnlyClassTeacher,
    RevokedInvite,
    UsedUpInvite,
    WrongAudience,
)
from bot.services.profiles import NotBound
from bot.services.request_facts import AlreadyDecided, AlreadyWaiting, Namesakes, TooManyRequests
from bot.ui.refusals import words_for


def _whom_to_ask(role: Role) -> str:
    if role in (Role.STUDENT, Role.PARENT):
        return _("Ask the class teacher for a new one.")
    return _("Ask the administrator for a new one.")


@words_for(BadCode)
def _bad_code(refusal: BadCode) -> str:
    return _("There is no such code or link: «%(said)s». Check it; a code has ten signs, for example: 2346789DFG") % {
        "said": refusal.said
    }


@words_for(ExpiredInvite)
def _expired(refusal: ExpiredInvite) -> str:
    return _("The time of this link is over.") + " " + _whom_to_ask(refusal.role)


@words_for(UsedUpInvite)
def _used_up(refusal: UsedUpInvite) -> str:
    return _("This link has been used as often as it may be.") + " " + _whom_to_ask(refusal.role)


@words_for(RevokedInvite)
def _revoked(refusal: RevokedInvite) -> str:
    return _("This link was taken back and does not work any more.") + " " + _whom_to_ask(refusal.role)


@words_for(AlreadyIn)
def _already_in(refusal: AlreadyIn) -> str:
    if refusal.role is Role.PARENT:
        return _("You are a parent of %(said)s here already. See /дети") % {"said": refusal.said}
    return _("You are in already: %(said)s. Write «menu».") % {"said": refusal.said}


@words_for(WrongAudience)
def _wrong_audience(refusal: WrongAudience) -> str:
    if refusal.role is Role.STUDENT:
        return _(
            "This link is for pupils, and you are here as a parent. If the child has no VK, nothing needs to be done:"
            " everything reaches the child through you. Else let the child open it in its own profile."
        )
    if refusal.role is Role.PARENT:
        return _("This link is for parents, and you are a pupil here. Send it to your mother or father.")
    return _("This link is for the school's staff, and you are a pupil here. Please give it back.")


@words_for(EntryTaken)
def _entry_taken(refusal: EntryTaken) -> str:
    return _(
        "Another profile has come in as «%(said)s» already. If that one is wrong, take it off first, for example:"
        " /список 5А"
    ) % {"said": refusal.said}


@words_for(OnlyClassTeacher)
def _only_class_teacher(refusal: OnlyClassTeacher) -> str:
    if refusal.named:
        return _("Links into %(said)s are made by its class teacher, so that only she decides who comes in.") % {
            "said": refusal.said
        }
    return _("%(said)s has no class teacher yet, and only she makes links. Name one: /классный %(said)s Иванова") % {
        "said": refusal.said
    }


@words_for(BadAudience)
def _bad_audience(refusal: BadAudience) -> str:
    if not refusal.said:
        return _("For which class? For example: /ссылка 5А ученики")
    return _("I do not understand «%(said)s». Write the class and for whom, for example: /ссылка 5А родители") % {
        "said": refusal.said
    }


@words_for(OwnParent)
def _own_parent(refusal: OwnParent) -> str:
    return _(
        "This profile belongs to the child itself, so it cannot be its parent. The parent has to come in with a"
        " profile of her own."
    )


@words_for(NotBound)
def _not_bound(refusal: NotBound) -> str:
    return _("Nobody stands behind «%(said)s» just now; there is nothing to take off.") % {"said": refusal.said}


@words_for(AlreadyWaiting)
def _already_waiting(refusal: AlreadyWaiting) -> str:
    return _("Your request for «%(said)s» is waiting already. The answer will come here by itself.") % {
        "said": refusal.said
    }


@words_for(TooManyRequests)
def _too_many(refusal: TooManyRequests) -> str:
    return _("That is many requests for one day. Talk to whoever gave you the link, and try again tomorrow.")


@words_for(Namesakes)
def _namesakes(refusal: Namesakes) -> str:
    return _("Several people are called «%(said)s» there. Write the patronymic too: Иванов Пётр Олегович") % {
        "said": refusal.said
    }


@words_for(AlreadyDecided)
def _already_decided(refusal: AlreadyDecided) -> str:
    return _("This request is decided already, or it was taken back. Who waits: /заявки")


@words_for(NoOneWaits)
def _no_one_waits(refusal: NoOneWaits) -> str:
    return _("All of them are decided already. Who waits: /заявки")
