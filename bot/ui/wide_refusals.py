"""Words of what cannot be done with conversations of no one class."""

from bot.kit.i18n import _
from bot.services.audiences import BadAudience, NoSuchPupil, OnlyPupils, SeveralPupils
from bot.services.wide_plans import HalfWide
from bot.ui.refusals import words_for


@words_for(BadAudience)
def _bad_audience(refusal: BadAudience) -> str:
    text = _("For whom? I did not understand «%(said)s». For example: учителя; родители 1-4; ученики 9-11; 5А, 6Б")
    return text % {"said": refusal.said}


@words_for(OnlyPupils)
def _only_pupils(refusal: OnlyPupils) -> str:
    return _("A club is of pupils. Name classes, grades or pupils, for example: 5А, 6Б, Иванов Пётр 7А")


@words_for(NoSuchPupil)
def _no_such_pupil(refusal: NoSuchPupil) -> str:
    text = _("There is no pupil «%(said)s» on the school's lists. Write surname and first name, as on the list.")
    return text % {"said": refusal.said}


@words_for(SeveralPupils)
def _several_pupils(refusal: SeveralPupils) -> str:
    text = _("There are several «%(said)s»: %(names)s. Write which one, with the class.")
    return text % {"said": refusal.said, "names": refusal.expects}


@words_for(HalfWide)
def _half(refusal: HalfWide) -> str:
    examples = {"кружок": "5А, 6Б"}
    text = _("The title is clear; for whom is it? For example: /%(word)s %(said)s; %(whom)s")
    whom = examples.get(refusal.expects, "родители 1-4")
    return text % {"word": refusal.expects, "said": refusal.said, "whom": whom}
