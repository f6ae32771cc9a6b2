"""How certificates warn of their end, in the check and in their list."""

from __future__ import annotations

import pytest

from app.rules.engine import check_all, last_days
from tests.builders import a_ledger
from tests.contract.organization_examples import certificates

TODAY = "2026-11-20"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("1", "法人资格证书将于2026-11-26到期"),
        ("2", "统一社会信用代码证书将于2026-11-26到期"),
        ("3", "开户许可证将于2026-11-26到期"),
        ("9", "其他证照将于2026-11-26到期"),
    ],
)
def test_each_kind_warns_by_its_name_and_the_list_agrees(kind: str, said: str) -> None:
    with a_ledger() as ledger:
        certificates({"kind": kind, "ends_on": "2026-11-26"})(ledger)
        (told,) = (each for each in check_all(ledger, TODAY) if each.field == "ends_on")
        assert told.message.startswith(said)
        assert told.due == "2026-11-26"
        assert last_days(ledger, "certificate", TODAY) == [told]
