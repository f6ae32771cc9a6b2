"""The shipped code lists against the handbook's, copied into tests/data."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from app.models.base import codes, spec_of
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.resources import toml_files
from app.spec.codes import plain_list
from app.spec.pinyin import usual
from app.spec.values import ValueProblem, parse

HANDBOOK = tomllib.loads(
    (Path(__file__).parents[1] / "data" / "code_lists.toml").read_text(encoding="utf-8")
)
LISTS = [list_id for list_id in HANDBOOK if "values" in HANDBOOK[list_id]]
OF_ORGANIZATIONS = ("org_kind", "joint_kind", "unit_kind")
KIND = spec_of(MembershipEvent).fields["kind"]


def _entries(list_id: str, part: str) -> list[tuple[str, str]]:
    """Code, blank where the handbook gives none, and name of each value."""
    values = re.split(r",\s+", HANDBOOK[list_id].get(part, "").strip())
    return [(code, name) for value in values if value for code, name in [_taken_apart(value)]]


def _taken_apart(value: str) -> tuple[str, str]:
    code, _, name = value.rpartition(" ")
    return code, name


@pytest.mark.parametrize("list_id", LISTS)
def test_every_value_of_the_handbook_is_there_under_its_code(list_id: str) -> None:
    for code, name in _entries(list_id, "values"):
        found = codes(list_id).find(name)
        assert found is not None, name
        assert code in {"", found}, name


@pytest.mark.parametrize("list_id", LISTS)
def test_no_value_is_there_that_the_handbook_does_not_give(list_id: str) -> None:
    given = {
        codes(list_id).find(name)
        for part in ("values", "own")
        for _code, name in _entries(list_id, part)
    }
    assert {entry.code for entry in codes(list_id).codes} == given


@pytest.mark.parametrize("list_id", LISTS)
def test_the_order_is_that_of_the_handbook(list_id: str) -> None:
    given = [codes(list_id).find(n) for p in ("values", "own") for _c, n in _entries(list_id, p)]
    assert [entry.code for entry in codes(list_id).codes] == list(dict.fromkeys(given))


@pytest.mark.parametrize("list_id", OF_ORGANIZATIONS)
def test_the_names_of_organizations_are_printed_as_the_handbook_gives_them(list_id: str) -> None:
    given = [one for part in ("values", "own") for one in _entries(list_id, part)]
    assert [(entry.code, entry.label) for entry in codes(list_id).codes] == given


def test_industries_are_the_sections_of_the_standard_with_all_their_divisions() -> None:
    sections, divisions = [], []
    for code, name in _entries("industry", "sections"):
        section, label = code.split(" ")
        first, last = map(int, name.split("-"))
        sections.append((section, label))
        divisions += [(f"{section}{n:02}", section) for n in range(first, last + 1)]
    entries = codes("industry").codes
    assert [(entry.code, entry.label) for entry in entries if not entry.group] == sections
    assert [(entry.code, entry.group) for entry in entries if entry.group] == divisions


def test_every_coded_column_of_a_member_has_a_list_of_the_handbook_or_of_our_own() -> None:
    lists = {field.choices.id for field in spec_of(Member).fields.values() if field.choices}
    assert lists - set(HANDBOOK) == {"standing", "marital"}


def test_the_columns_of_other_provinces_are_fields() -> None:
    labels = {field.label for field in spec_of(Member).fields.values()}
    assert labels >= {"其他身份", "工会会员标签", "婚姻状况", "电子邮箱"}


@pytest.mark.parametrize("word", ["退休", "离休", "失业", "离职", "内退", "返聘", "参军"])
def test_what_is_no_change_of_membership_says_what_to_do(word: str) -> None:
    with pytest.raises(ValueProblem) as refusal:
        parse(KIND, word)
    assert f"“{word}”" in refusal.value.message
    assert "不在可选范围" not in refusal.value.message


def test_retirement_is_retained_with_a_reason() -> None:
    with pytest.raises(ValueProblem, match=r"就业状况改为退休.*“保留”.*原因选“退休”"):
        parse(KIND, "退休")
    with pytest.raises(ValueProblem, match=r"“保留会籍”.*就业状况改为“退休”"):
        parse(spec_of(Member).fields["standing"], "退休")


def test_advice_is_given_for_words_the_list_does_not_know() -> None:
    for list_id in ("standing", "membership_change"):
        for advice in codes(list_id).advice:
            assert {word: codes(list_id).find(word) for word in advice.words} == dict.fromkeys(
                advice.words
            )
            assert len(advice.text) <= 90


@pytest.mark.parametrize(
    ("list_id", "word", "label"),
    [
        ("ethnicity", "漢族", "汉族"),
        ("ethnicity", "維吾爾族", "维吾尔族"),
        ("ethnicity", "畬族", "畲族"),
        ("political", "中共黨員", "中共党员"),
        ("political", "無黨派人士", "无党派人士"),
        ("political", "羣眾", "群众"),
        ("education", "碩士研究生", "硕士研究生"),
        ("marital", "喪偶", "丧偶"),
        ("household", "農業戶口", "农业家庭户口"),
    ],
)
def test_words_in_traditional_writing_are_known(list_id: str, word: str, label: str) -> None:
    known = codes(list_id)
    assert known.label(known.find(word) or "") == label


@pytest.mark.parametrize("list_id", sorted(Path(p).stem for p in toml_files("codes")))
def test_no_two_entries_of_a_list_differ_in_their_writing_only(list_id: str) -> None:
    for entry in codes(list_id).codes:
        for name in (entry.label, *entry.aliases):
            assert codes(list_id).find(usual(name)) == codes(list_id).find(name), name


def test_what_differs_in_writing_only_is_told_apart_or_asked_about() -> None:
    ours = plain_list("own", "自定的选项", ("鐘表", "锺表"))
    assert ours.find("鐘表") == "鐘表"
    assert ours.find("锺表") == "锺表"
    assert ours.find("钟表") is None
