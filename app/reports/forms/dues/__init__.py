"""会费: the ledger of a month (CW-01), the sheet of a year, arrears, receipts, sheets to sign."""

from __future__ import annotations

from app.models.members.dues import Dues, DuesReceipt
from app.reports.forms.dues.common import MONTH, YEAR
from app.reports.forms.dues.lists import arrears_list, receipt_book
from app.reports.forms.dues.month import month_ledger, sheets_to_sign
from app.reports.forms.dues.year import year_sheet
from app.reports.forms.form import BLANK, EACH_GROUP, FULL, GROUP, Form

_DUES = Dues.__tablename__
FORMS = (
    Form(
        "dues-month",
        "会费收缴台账",
        month_ledger,
        (MONTH, GROUP, EACH_GROUP, BLANK),
        register=_DUES,
        number="CW-01",
    ),
    Form("dues-year", "会费收缴年度明细表", year_sheet, (YEAR, GROUP, BLANK), register=_DUES),
    Form("dues-arrears", "会费欠缴名单", arrears_list, (GROUP, FULL, BLANK), register=_DUES),
    Form("dues-sign", "会费收缴签名表", sheets_to_sign, (MONTH, GROUP, BLANK), register=_DUES),
    Form(
        "dues-receipts",
        "会费收据登记簿",
        receipt_book,
        (BLANK,),
        register=DuesReceipt.__tablename__,
    ),
)
