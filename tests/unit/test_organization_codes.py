"""The code lists of the organization, and how codes are written and refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.models.base import codes, spec_of
from app.models.organization.union import Union
from app.queries.findings.of_record import findings_of
from app.resources import read_toml, toml_files
from app.spec.codes import code_list, plain_list
from app.spec.field import FieldSpec
from app.spec.findings import Level
from app.spec.kinds import Kind
from app.spec.values import ValueProblem, parse
from app.store.unit import RejectedError

if TYPE_CHECKING:
    from app.bootstrap import Desk

TODAY = "2026-11-20"


def change(desk: Desk, **facts: object) -> None:
    from app.actions import records

    spec = spec_of(Union)
    desk.act("change", "改", lambda unit: records.change(unit, spec, 1, facts))


def test_a_code_is_spoken_of_by_the_action_that_writes_it(desk: Desk) -> None:
    with pytest.raises(RejectedError, match="校验位"):
        change(desk, unit_uscc="91350100M000100Y44")
    from app.actions import records

    desk.act(
        "change",
        "改",
        lambda unit: records.change(unit, spec_of(Union), 1, {"unit_uscc": "91350100M000100Y44"}),
        acknowledged={"org-uscc-check": "证书上就是这样印的"},
    )
    change(desk, phone="0119-62200118")  # nobody is asked a second time
    with pytest.raises(RejectedError, match="以8开头"):
        change(desk, uscc="91350100M000100Y43")


def test_a_region_is_written_in_figures_and_compared_with_the_unions_code(desk: Desk) -> None:
    with pytest.raises(RejectedError, match="6至12位数字"):
        change(desk, region_code="abc")
    change(desk, region_code="990001", uscc="81110108MC12345664")  # a note refuses nothing
    (told,) = (
        each
        for each in findings_of(desk.reader, Union.__tablename__, 1, TODAY)
        if each.rule == "org-region-code"
    )
    assert (told.level, "110108" in told.message) == (Level.NOTE, True)


@pytest.mark.parametrize("path", toml_files("codes"))
def test_every_list_names_its_source_and_no_name_stands_twice(path: str) -> None:
    found = code_list(read_toml(path))
    assert found.title
    assert found.source
    for entry in found.codes:
        assert found.find(entry.label) == entry.code


def test_industry_has_all_sections_and_divisions() -> None:
    entries = codes("industry").codes
    sections = [entry.code for entry in entries if len(entry.code) == 1]
    divisions = [entry for entry in entries if len(entry.code) == 3]
    assert "".join(sections) == "ABCDEFGHIJKLMNOPQRST"
    assert [entry.code[1:] for entry in divisions] == [f"{n:02d}" for n in range(1, 98)]
    assert all(entry.group == entry.code[0] for entry in divisions)
    assert codes("industry").find("34") == "C34"


def test_every_kind_of_unit_and_of_union_of_the_handbook_is_there() -> None:
    kinds = [
        "110",
        "120",
        "130",
        "140",
        "151",
        "159",
        "161",
        "169",
        "170",
        "190",
        "200",
        "300",
        "400",
        "500",
        "600",
        "700",
        "800",
        "900",
    ]
    assert [entry.code for entry in codes("unit_kind").codes] == kinds
    organizations = ["11", "12", "21", "22", "31", "32", "33", "41", "42", "51", "61", "62", "71"]
    assert [entry.code for entry in codes("org_kind").codes] == organizations
    assert [entry.code for entry in codes("joint_kind").codes] == [f"J{n}" for n in range(1, 10)]


@pytest.mark.parametrize(
    ("list_id", "typed", "first"),
    [
        ("unit_kind", "国营单位", "事业单位"),
        ("unit_kind", "私营", "私营企业"),
        ("unit_kind", "syqi", "私营企业"),
        ("union_status", "待换届", "届满待换届"),
        ("seal_kind", "caiwuzhang", "财务专用章"),
    ],
)
def test_an_unknown_word_is_refused_with_the_nearest_three(
    list_id: str, typed: str, first: str
) -> None:
    field = FieldSpec("x", "某项", Kind.CHOICE, choices=codes(list_id))
    with pytest.raises(ValueProblem) as refusal:
        parse(field, typed)
    named = refusal.value.message.partition("可填：")[2].split("、")
    assert named[0] == first
    assert len(codes(list_id).nearest(typed)) == 3


DATED = code_list(
    {
        "id": "dated",
        "title": "某代码",
        "codes": [
            {"code": "1", "label": "旧类别", "valid_until": "2023-01-01"},
            {"code": "2", "label": "新类别", "valid_from": "2023-01-01"},
            {"code": "3", "label": "其他"},
        ],
    }
)


@pytest.mark.parametrize("typed", ["旧类别", "1"])
def test_a_code_of_the_past_cannot_be_chosen_anew_but_is_still_read(typed: str) -> None:
    field = FieldSpec("x", "某项", Kind.CHOICE, choices=DATED)
    with pytest.raises(ValueProblem, match="“旧类别”现在不能选用，可填：新类别、其他"):
        parse(field, typed, on=TODAY)
    assert parse(field, typed, on="2022-12-31") == "1"
    assert parse(field, typed) == "1", "a sheet of those years has it"
    assert DATED.label("1") == "旧类别"


def test_a_code_out_of_force_is_not_proposed() -> None:
    assert DATED.nearest("旧类", on=TODAY) == ("新类别", "其他")


def test_a_short_list_is_told_whole_and_a_long_one_by_the_nearest_and_its_size() -> None:
    sizes = plain_list("sizes", "尺码", ["S", "M", "L", "XL", "XXL"])
    assert set(sizes.examples("大号").split("、")) == {"S", "M", "L", "XL", "XXL"}
    many = plain_list("many", "车间", [f"{number} 车间" for number in range(1, 10)])
    assert many.examples("某处").endswith("等 9 个")
    assert many.examples("某处").count("、") == 2
