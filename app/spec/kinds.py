"""The kinds of value a field can hold."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a value means on every surface: screen, workbook, paper, change log.

    The stored form is given for each. Blank is always ``None`` and means "unknown".
    """

    TEXT = "text"  # str, one line
    NAME = "name"  # str, a person's name as on the person's card
    LONG_TEXT = "long_text"  # str, several lines
    CODE = "code"  # str of letters and digits whose zeros count: card and staff numbers
    INTEGER = "integer"  # int
    MONEY = "money"  # int, fen
    DECIMAL = "decimal"  # int, ten-thousandths: exact, whatever number of places is shown
    DATE = "date"  # str, ISO yyyy-mm-dd
    PARTIAL_DATE = "partial_date"  # str, yyyy or yyyy-mm or yyyy-mm-dd as known
    YES_NO = "yes_no"  # bool
    CHOICE = "choice"  # str, a code of the field's code list
    ID_NUMBER = "id_number"  # str, 18 characters of GB 11643 or another paper's number
    PHONE = "phone"  # str, digits
    REFERENCE = "reference"  # int, id of a record of the field's target


NUMERIC = frozenset({Kind.INTEGER, Kind.MONEY, Kind.DECIMAL})
DATES = frozenset({Kind.DATE, Kind.PARTIAL_DATE})
TEXTUAL = frozenset({Kind.TEXT, Kind.NAME, Kind.LONG_TEXT, Kind.CODE, Kind.ID_NUMBER, Kind.PHONE})
