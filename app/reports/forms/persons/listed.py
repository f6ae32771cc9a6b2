"""The papers of persons, each named once."""

from __future__ import annotations

from app.reports.forms.form import BLANK_CARD, FULL, GROUP, Form, PaperKind
from app.reports.forms.letters import has_whole_numbers
from app.reports.forms.persons.cards import BACKS, cards
from app.reports.forms.persons.chosen import EVERYONE, PEOPLE
from app.reports.forms.persons.labels import CONTENT, SIZE, START, labels
from app.reports.forms.persons.letters import admission_notices, applications, transfer_slips
from app.reports.forms.persons.placing import OFFSETS
from app.reports.forms.persons.receipts import FIRST, LAST, LETTER, dues_receipts
from app.reports.forms.persons.registration import registration_forms
from app.reports.forms.persons.ruler import ruler

WHO = (PEOPLE, GROUP, EVERYONE)

FORMS = (
    Form(
        "application",
        "入会申请书",
        applications,
        (*WHO, FULL, BLANK_CARD),
        kind=PaperKind.PERSON,
        letter="application",
        whole_numbers=has_whole_numbers("application"),
    ),
    Form(
        "registration",
        "工会会员登记表",
        registration_forms,
        (*WHO, FULL, BLANK_CARD),
        kind=PaperKind.PERSON,
        whole_numbers=True,  # the union's own file of a member
    ),
    Form(
        "admission-notice",
        "入会批准通知",
        admission_notices,
        (*WHO, FULL, BLANK_CARD),
        kind=PaperKind.PERSON,
        letter="admission-notice",
        whole_numbers=has_whole_numbers("admission-notice"),
    ),
    Form(
        "transfer",
        "会员组织关系接转介绍信",
        transfer_slips,
        (*WHO, FULL, BLANK_CARD),
        kind=PaperKind.PERSON,
        letter="transfer",
        whole_numbers=has_whole_numbers("transfer"),
    ),
    Form(
        "dues-receipt",
        "工会会费收据",
        dues_receipts,
        (*WHO, FIRST, LAST, BLANK_CARD),
        kind=PaperKind.PERSON,
        letter=LETTER,
        whole_numbers=has_whole_numbers(LETTER),
    ),
    Form(
        "cards",
        "会员证",
        cards,
        (*WHO, BACKS, *OFFSETS, BLANK_CARD),
        kind=PaperKind.CARD,
    ),
    Form(
        "labels",
        "姓名标签",
        labels,
        (*WHO, SIZE, CONTENT, START, *OFFSETS, BLANK_CARD),
        kind=PaperKind.CARD,
    ),
    Form("ruler", "打印机校准页", ruler, (), kind=PaperKind.CARD),
)
