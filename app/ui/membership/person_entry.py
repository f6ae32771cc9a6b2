"""While a person is entered: what the ID number says, and who in the register it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.queries.twins.entering import TELLING, known_persons, said
from app.rules.identity import disagreements, is_residents, number_fault
from app.rules.profile import profile_of
from app.spec.identity import TOLD, read_resident_id, told_by_number, whole_birthday

if TYPE_CHECKING:
    from app.queries.twins.entering import Known
    from app.ui.register.entry.form import RecordForm
    from app.ui.register.entry.form_input import FormInput

_NUMBER, _PAPER = "id_number", "id_type"


class PersonEntry:
    """Looks at what tells who a person is, whenever the keyboard leaves it."""

    def __init__(self, form: RecordForm) -> None:
        self._form = form
        for name in TELLING:
            if (made := form.inputs.get(name)) is not None:
                made.left.connect(lambda name=name: self._look(name))
        if (sex := form.inputs.get("sex")) is not None:
            sex.edited.connect(self._say_number)

    def _input(self, name: str) -> FormInput | None:
        return self._form.inputs.get(name)

    def _text(self, name: str) -> str | None:
        made = self._input(name)
        value = made.value_so_far() if made is not None else None
        return str(value) if value not in {None, ""} else None

    def _look(self, name: str) -> None:
        if name == _NUMBER:
            self._fill_in()
        self._say_number()
        self._say_known()

    def _fill_in(self) -> None:
        """Write what a right number says into the fields that are blank (handbook 2.7, 2.8)."""
        number = self._text(_NUMBER) or ""
        known = {name: self._text(name) for name in (_NUMBER, *TOLD)}
        for name, value in told_by_number(known).items():
            made = self._input(name)
            if made is not None and made.is_typed:
                made.show_typed(value)
                made.edited.emit()
        self._complete_birthday(number)

    def _complete_birthday(self, number: str) -> None:
        """Write the day that a right number tells behind the year and month that were known."""
        made, noted = self._input("born_on"), self._text("born_on")
        if made is not None and made.is_typed and noted is not None:
            day = whole_birthday(number, noted, self._text(_PAPER))
            if day is not None:
                made.show_typed(day)
                made.edited.emit()

    def _say_number(self) -> None:
        """Say what is wrong with the number, and where the others are not as it says."""
        number, made = self._text(_NUMBER), self._input(_NUMBER)
        is_right = False
        if made is not None and number and made.is_changed:
            desk = self._form.office.desk
            fault = ""
            if is_residents(number, self._text(_PAPER)):
                figures = profile_of(desk.reader)
                youngest = figures.figure("member.id_age_min", desk.today)
                oldest = figures.figure("member.id_age_max", desk.today)
                fault = number_fault(number, desk.today, youngest, oldest)
                is_right = not fault
            made.show_note(fault, is_warning=True)
        read = read_resident_id(number or "") if is_right else None
        at_odds = dict(disagreements(read, self._text("sex"), self._text("born_on")))
        for name in ("sex", "born_on"):
            other = self._input(name)
            if other is not None and (name in at_odds or other.note.property("disagrees")):
                other.show_note(at_odds.get(name, ""), is_warning=True)
                other.note.setProperty("disagrees", name in at_odds)

    def _say_known(self) -> None:
        """Say who in the register has the number, or a name like this one and a fact in common."""
        made = self._input("name")
        if made is None or not any(
            each.is_changed for name in TELLING if (each := self._input(name)) is not None
        ):
            return
        found = known_persons(
            self._form.office.desk.reader,
            number=self._form.number,
            name=self._text("name") or "",
            id_number=self._text(_NUMBER),
            born_on=self._text("born_on"),
            mobile=self._text("mobile"),
        )
        same = next((each for each in found if each.is_same_number), None)
        number = self._input(_NUMBER)
        if number is not None and same is not None and not number.note.text():
            self._say(number, [same, *(each for each in found if each is not same)])
            made.show_note("")
        else:
            self._say(made, found)

    def _say(self, made: FormInput, known: list[Known]) -> None:
        if not known:
            made.show_note("")
            return
        way = ("打开", lambda: self._form.open_another(known[0].id))
        made.show_note(said(known), is_warning=True, way=way)
