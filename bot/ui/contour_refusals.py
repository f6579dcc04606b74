"""Words of what cannot be done about strangers."""

from bot.kit.i18n import _
from bot.services.strangers import Decided, PupilAmongParents
from bot.ui.refusals import words_for


@words_for(Decided)
def _decided(refusal: Decided) -> str:
    told = {"who": refusal.said or _("somebody without a name")}
    if refusal.what == "let_in":
        return _("It is decided already: %(who)s was let in.") % told
    if refusal.what == "removed":
        return (
            _("It is decided already: %(who)s was removed. Changed your mind? Add this person by hand, I ask again.")
            % told
        )
    return _("%(who)s is not in the chat any more: there is nothing to decide.") % told


@words_for(PupilAmongParents)
def _pupil_among_parents(refusal: PupilAmongParents) -> str:
    return _("%(who)s is a pupil: pupils are not let into a conversation of parents.") % {"who": refusal.said}
