"""Screens of a region and its municipalities: the tree, what was made, whose administrator to invite."""

from collections import Counter
from collections.abc import Sequence

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.access import OrgKind
from bot.services.org_titles import BadOrgTitle, OrgFact
from bot.services.orgs import AlreadyThere, OrgExists, SchoolElsewhere
from bot.services.overview import PAGE, OrgLine, Overview
from bot.ui.pickers import Option, columns, cut, picker, turning
from bot.ui.refusals import words_for


def overview(view: Overview) -> Screen:
    """A region's municipalities or a municipality's schools; each is a button."""
    is_region = view.org.kind is OrgKind.REGION
    open_id = "region.open" if is_region else "school.open"
    lines = [view.org.title, _counts(view, is_region=is_region), "", *(_line(line) for line in view.lines)]
    if not view.lines:
        lines.append(_nothing_below(is_region=is_region))
    rows = columns([Button(open_id, cut(line.org.title), (line.org.id,)) for line in view.lines])
    ways = turning("region.open", view.offset, view.total, view.org.id, page=PAGE)
    return Screen("\n".join(lines), rows=(*rows, *((ways,) if ways else ()), _ways_on(view, is_region=is_region)))


def _counts(view: Overview, *, is_region: bool) -> str:
    schools = ngettext("%(n)d school", "%(n)d schools", view.schools) % {"n": view.schools}
    if not is_region:
        return schools
    below = ngettext("%(n)d municipality", "%(n)d municipalities", view.total) % {"n": view.total}
    return f"{below}, {schools}"


def _line(line: OrgLine) -> str:
    if line.org.kind is OrgKind.MUNICIPALITY:
        below = ngettext("%(n)d school", "%(n)d schools", line.below) % {"n": line.below}
    else:
        below = ngettext("%(n)d class", "%(n)d classes", line.below) % {"n": line.below}
    return f"• {line.org.title}: {below}, {admin_words(line.org, admin_in=line.admin_in)}"


def admin_words(org: OrgFact, *, admin_in: bool) -> str:
    """Where its administrator is."""
    if admin_in:
        return _("administrator is here")
    return _("administrator has not come yet") if org.registered else _("no administrator yet")


def _nothing_below(*, is_region: bool) -> str:
    if is_region:
        return _("No municipality yet. Add the first one: /муниципалитет Динской район")
    return _("No school yet. Add the first one with the button below.")


def _ways_on(view: Overview, *, is_region: bool) -> tuple[Button, ...]:
    if is_region:
        return (Button("/муниципалитет", _("New municipality")), Button("region.rename", _("Rename")))
    new_school = Button("school.new", _("New school"), (view.org.id,))
    return (new_school,) if view.own else (new_school, _link_button(view.org))


def _link_button(org: OrgFact) -> Button:
    return Button(f"/админ #{org.id}", _("Link for its administrator"), colour=Colour.PRIMARY)


def renamed(org: OrgFact) -> Screen:
    """The region has another name."""
    return Screen(_("The region is now called «%(title)s».") % {"title": org.title})


def ask_region_title() -> Screen:
    """First step of renaming."""
    return Screen(_("How should the region be called? For example: Ставропольский край"))


def ask_municipality_title() -> Screen:
    """The only step of a new municipality."""
    return Screen(_("How is the municipality called? For example: Динской район"))


def municipality_made(org: OrgFact) -> Screen:
    """What comes next: its administrator, a school, another one."""
    text = _("Municipality «%(title)s» is made. Now give its administrator a one-time link.") % {"title": org.title}
    return Screen(
        text,
        rows=(
            (_link_button(org),),
            (Button("school.new", _("New school"), (org.id,)), Button("/муниципалитет", _("Another municipality"))),
        ),
    )


def ask_school_title() -> Screen:
    """First step of a new school."""
    return Screen(_("How is the school or college called? For example: Школа № 5"))


def ask_municipality(title: str, options: list[Option], *, offset: int) -> Screen:
    """In which municipality the school stands."""
    if not options:
        return Screen(_("No such municipality. Write another name, or add one: /муниципалитет Динской район"))
    return picker(
        _("Which municipality does «%(title)s» belong to? Press a button or write its name.") % {"title": title},
        options,
        offset=offset,
    )


def ask_twin(title: str, place: str) -> Screen:
    """A school of the same title stands elsewhere."""
    text = _("«%(title)s» already stands in «%(place)s». Is this another school, or did that one move?")
    return Screen(
        text % {"title": title, "place": place},
        rows=((Button("other", _("Another school of that name")), Button("move", _("It moved"))),),
    )


def school_made(org: OrgFact) -> Screen:
    """What comes next: its administrator, another school."""
    text = _("College «%(title)s» is made.") if org.kind is OrgKind.COLLEGE else _("School «%(title)s» is made.")
    place = _("Municipality: %(place)s.") % {"place": org.parent_title}
    next_step = _("Now give its administrator a one-time link.")
    rows = ((_link_button(org),), (Button("school.new", _("Another school"), (org.parent or 0,)),))
    return Screen(f"{text % {'title': org.title}}\n{place}\n{next_step}", rows=rows)


def school_moved(org: OrgFact) -> Screen:
    """It stands elsewhere now."""
    text = _("«%(title)s» now belongs to «%(place)s». The next report counts it there.")
    return Screen(text % {"title": org.title, "place": org.parent_title})


def ask_admin_of(options: list[Option], *, offset: int) -> Screen:
    """Whose administrator to invite."""
    if not options:
        return Screen(_("I do not find it. Write the name of a school or municipality, for example: Школа № 5"))
    return picker(_("Whose administrator shall come in? Press a button or write the name."), options, offset=offset)


def admin_options(lines: Sequence[OrgLine]) -> list[Option]:
    """Orgs whose administrator may be invited; ✓ for those who have one, the municipality where titles are alike."""
    alike = Counter(line.org.title for line in lines)
    return [(line.org.id, _admin_label(line, alone=alike[line.org.title] == 1)) for line in lines]


def _admin_label(line: OrgLine, *, alone: bool) -> str:
    title = line.org.title if alone else f"{line.org.title} · {line.org.parent_title}"
    return f"✓ {title}" if line.admin_in else title


@words_for(BadOrgTitle)
def _bad_title(refusal: BadOrgTitle) -> str:
    return _("A name has letters, no emoji, and 2 to 120 characters. For example: Школа № 5")


@words_for(OrgExists)
def _exists(refusal: OrgExists) -> str:
    return _("«%(title)s» is already there. Write another name, or see the list: /школа") % {"title": refusal.said}


@words_for(AlreadyThere)
def _already_there(refusal: AlreadyThere) -> str:
    return _("«%(title)s» already belongs to this municipality.") % {"title": refusal.said}


@words_for(SchoolElsewhere)
def _elsewhere(refusal: SchoolElsewhere) -> str:
    text = _("«%(title)s» already stands in «%(place)s». Is this another school, or did that one move?")
    return text % {"title": refusal.said, "place": refusal.place}
