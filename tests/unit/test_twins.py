"""The duplicate finder: what makes two persons look like one, and what speaks against it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from app.actions import records
from app.actions.merging.distinct import tell_apart
from app.queries.listing import View, iter_rows
from app.queries.twins.finder import find_twins
from app.queries.twins.likeness import Person, likeness
from app.queries.twins.names import folded
from app.spec.pinyin import search_keys, variants
from tests.builders import an_id_number
from tests.unit.changing import change

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.queries.twins.finder import Pair
    from app.queries.twins.likeness import Likeness

NUMBER = an_id_number("19850301", 1)
OLD_NUMBER = NUMBER[:6] + NUMBER[8:17]  # as it was written until 1999
OTHER_NUMBER = an_id_number("19790512", 3)
BORN = "1985-03-01"
MOBILE = "13800000001"


def person(number: int, name: str, **facts: object) -> Person:
    return Person(number, name, pinyin=search_keys(name)[0], **facts)  # type: ignore[arg-type]


def judge(one: tuple[str, dict[str, object]], other: tuple[str, dict[str, object]]) -> object:
    return likeness(person(1, one[0], **one[1]), person(2, other[0], **other[1]))


def add(desk: Desk, *drafts: dict[str, object], register: str = "member") -> list[int]:
    with desk.ledger.unit("add", "新增") as unit:
        numbers = records.add_all(unit, desk.spec(register), drafts)
        unit.commit("已核对")
    return numbers


def pairs(desk: Desk, register: str = "member") -> tuple[Pair, ...]:
    return find_twins(desk.reader, desk.spec(register)).pairs


# --- reasons ------------------------------------------------------------------------------------

ALIKE = [
    (("张伟", {"id_number": NUMBER}), ("张伟", {"id_number": NUMBER}), "证号相同 + 同名"),
    (("张伟", {"id_number": NUMBER}), ("章炜", {"id_number": NUMBER.lower()}), "证号相同 + 同音"),
    (
        ("张伟", {"id_number": NUMBER}),
        ("张伟", {"id_number": OLD_NUMBER}),
        "15 位与 18 位证号是同一人 + 同名",
    ),
    (("张伟", {"born_on": BORN}), ("张伟", {"born_on": BORN}), "同名 + 出生日期相同"),
    (("张伟", {"mobile": MOBILE}), ("张伟", {"mobile": MOBILE}), "同名 + 手机相同"),
    (("张伟", {"born_on": BORN}), ("张玮", {"born_on": BORN}), "同音 + 出生日期相同"),
    (("张伟", {"born_on": BORN}), ("张玮", {"born_on": "1985-03"}), "同音 + 出生年月相同"),
    (("张伟", {"mobile": MOBILE}), ("章伟", {"mobile": MOBILE}), "同音 + 手机相同"),
    (("张伟", {"department": "质检部"}), ("张玮", {"department": "质检部"}), "同音 + 部门相同"),
    (("张伟", {"group_id": 3}), ("张玮", {"group_id": 3}), "同音 + 小组相同"),
    (
        ("张伟", {"id_number": NUMBER}),
        ("张玮", {"id_number": "9900011985030" + NUMBER[-4:]}),
        "同音 + 证号后四位相同",
    ),
    (("陈国栋", {"born_on": BORN}), ("陳國棟", {"born_on": BORN}), "繁简或异体 + 出生日期相同"),
    (("张峰", {"born_on": BORN}), ("張峯", {"born_on": BORN}), "繁简或异体 + 出生日期相同"),
    (("李升", {"mobile": MOBILE}), ("李昇", {"mobile": MOBILE}), "繁简或异体 + 手机相同"),
    (
        ("买买提·艾力", {"mobile": MOBILE}),
        ("买买提艾力", {"mobile": MOBILE}),
        "繁简或异体 + 手机相同",
    ),
    # A surname is read as surnames are, and as people misread it: 单 shan or dan, 仇 qiu or chou.
    (("单小明", {"born_on": BORN}), ("山小明", {"born_on": BORN}), "同音 + 出生日期相同"),
    (("单小明", {"born_on": BORN}), ("丹小明", {"born_on": BORN}), "同音 + 出生日期相同"),
    (("仇明", {"born_on": BORN}), ("邱明", {"born_on": BORN}), "同音 + 出生日期相同"),
]

UNLIKE = [
    (("张伟", {}), ("张伟", {})),  # a name alone says nothing
    (("张伟", {}), ("张玮", {})),
    (("张伟", {"born_on": BORN}), ("李强", {"born_on": BORN})),
    (("张伟", {"mobile": MOBILE}), ("李强", {"mobile": MOBILE})),  # husband and wife
    (("张伟", {"born_on": BORN}), ("张伟", {"born_on": "1979-05-12"})),
    (
        ("张伟", {"group_id": 3, "id_number": NUMBER}),
        ("张玮", {"group_id": 3, "id_number": OTHER_NUMBER}),
    ),
    (
        ("张伟", {"department": "质检部", "born_on": BORN}),
        ("张玮", {"department": "质检部", "born_on": "1979-05-12"}),
    ),
    (("西安", {"born_on": BORN}), ("先", {"born_on": BORN})),  # xian, but not as many characters
]


@pytest.mark.parametrize(("one", "other", "why"), ALIKE, ids=lambda each: str(each)[:40])
def test_two_look_like_one(
    one: tuple[str, dict[str, object]], other: tuple[str, dict[str, object]], why: str
) -> None:
    told = judge(one, other)
    assert told is not None
    assert told.why == why  # type: ignore[attr-defined]
    assert judge(other, one) == told


@pytest.mark.parametrize(("one", "other"), UNLIKE, ids=lambda each: str(each)[:40])
def test_two_do_not_look_like_one(
    one: tuple[str, dict[str, object]], other: tuple[str, dict[str, object]]
) -> None:
    assert judge(one, other) is None


def test_what_speaks_against_is_said_and_weighs() -> None:
    same = judge(("张伟", {"born_on": BORN}), ("张伟", {"born_on": BORN}))
    doubted = judge(
        ("张伟", {"born_on": BORN, "id_number": NUMBER, "sex": "1"}),
        ("张伟", {"born_on": BORN, "id_number": OTHER_NUMBER, "sex": "2"}),
    )
    assert doubted.doubts == ("证号不同", "性别不同")  # type: ignore[attr-defined]
    assert doubted.score < same.score  # type: ignore[attr-defined]
    shared = judge(("张伟", {"id_number": NUMBER}), ("李强", {"id_number": NUMBER}))
    assert shared.doubts == ("姓名不同",)  # type: ignore[attr-defined]


def test_scores_order_what_is_certain_before_what_is_possible() -> None:
    def score(told: Likeness | None) -> int:
        assert told is not None
        return told.score

    born = {"born_on": BORN}
    falling = [
        judge(("张伟", {"id_number": NUMBER}), ("张伟", {"id_number": NUMBER})),
        judge(("张伟", {"id_number": NUMBER}), ("张伟", {"id_number": OLD_NUMBER})),
        judge(("张伟", {**born, "mobile": MOBILE}), ("张伟", {**born, "mobile": MOBILE})),
        judge(("张伟", born), ("张伟", born)),
        judge(("张伟", born), ("張偉", born)),
        judge(("张伟", born), ("张玮", born)),
        judge(("张伟", {"born_on": "1985-03"}), ("张玮", {"born_on": "1985-03"})),
        judge(("张伟", {"group_id": 1}), ("张玮", {"group_id": 1})),
    ]
    scores = [score(told) for told in falling]  # type: ignore[arg-type]
    assert scores == sorted(set(scores), reverse=True)
    assert scores[0] == 100


# --- variants -----------------------------------------------------------------------------------


def test_variants_stand_for_one_usual_character_each() -> None:
    every = variants("groups", "words")
    assert len(variants("groups")) > 800
    assert not set(every.values()) & {chr(code) for code in every}, "a usual one is a variant too"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        "陈陳",
        "张張",
        "峰峯",
        "升昇",
        "国國",
        "栋棟",
        "哲喆",
        "启啟",
        "萧蕭",
        "锺钟",
        "于於",
        "丽麗",
    ],
)
def test_writings_of_one_character_fold_to_one(one: str, other: str) -> None:
    assert folded(f"李{one}") == folded(f"李{other}")


@pytest.mark.parametrize(("one", "other"), ["伟玮", "张章", "陈程", "峰锋"])
def test_different_characters_stay_different(one: str, other: str) -> None:
    assert folded(one) != folded(other)


# --- in a ledger --------------------------------------------------------------------------------


def test_the_finder_names_each_pair_once_the_likeliest_first(desk: Desk) -> None:
    first, second, third, _other = add(
        desk,
        {"name": "张伟", "born_on": BORN, "mobile": MOBILE},
        {"name": "张玮", "born_on": BORN},
        {"name": "张伟", "mobile": MOBILE},
        {"name": "李强", "mobile": "13800000009"},
    )
    found = find_twins(desk.reader, desk.spec("member"))
    assert [(p.first, p.second, p.likeness.why) for p in found.pairs] == [
        (first, third, "同名 + 手机相同"),
        (first, second, "同音 + 出生日期相同"),
    ]
    assert found.looked_at == 4


def test_who_was_put_aside_is_nobodys_twin(desk: Desk) -> None:
    first, second = add(desk, {"name": "张伟", "born_on": BORN}, {"name": "张伟", "born_on": BORN})
    assert len(pairs(desk)) == 1
    desk.act("retire", "删除", lambda unit: records.retire(unit, desk.spec("member"), [second]))
    assert pairs(desk) == ()
    assert first


def test_the_same_card_number_is_a_reason_too(desk: Desk) -> None:
    add(desk, {"name": "张伟", "card_no": "LH 0001"}, {"name": "李强", "card_no": "lh0001"})
    assert [pair.likeness.why for pair in pairs(desk)] == ["会员证号相同"]


def test_any_register_has_its_keys(desk: Desk) -> None:
    first, _other, second, third = add(
        desk,
        {"name": "一车间"},
        {"name": "二车间"},
        {"name": "一 车间"},
        {"name": "一车间"},
        register="member_group",
    )
    found = pairs(desk, "member_group")
    assert [(p.first, p.second) for p in found] == [(first, second), (first, third)]
    assert {p.likeness.why for p in found} == {"名称相同"}


def test_a_working_ledger_has_its_keys_too(desk: Desk) -> None:
    entry = {"held_on": "2026-03-05", "name": "健步走"}
    first, second, _other = add(
        desk, entry, entry, {"held_on": "2026-03-06", "name": "健步走"}, register="XJ-03"
    )
    (pair,) = pairs(desk, "XJ-03")
    assert (pair.first, pair.second, pair.names) == (first, second, ("健步走", "健步走"))
    assert pair.likeness.why.endswith("相同")


# --- found to be two ----------------------------------------------------------------------------


def test_a_pair_found_to_be_two_comes_back_only_when_either_changes(desk: Desk) -> None:
    first, second = add(
        desk,
        {"name": "张伟", "born_on": BORN, "department": "质检部"},
        {"name": "张伟", "born_on": BORN},
    )
    spec = desk.spec("member")
    desk.act("tell_apart", "不是同一个人", lambda unit: tell_apart(unit, spec, second, first))
    found = find_twins(desk.reader, spec)
    assert (found.pairs, found.dismissed) == ((), 1)
    change(desk, first, department="设备部")  # says nothing of who it is
    assert pairs(desk) == ()
    change(desk, second, mobile=MOBILE)
    assert [(p.first, p.second) for p in pairs(desk)] == [(first, second)]
    desk.act("tell_apart", "不是同一个人", lambda unit: tell_apart(unit, spec, first, second))
    assert pairs(desk) == ()
    desk.undo()
    assert len(pairs(desk)) == 1


def test_a_shared_telephone_is_not_asked_about_once_more(desk: Desk) -> None:
    first, second = add(
        desk, {"name": "张伟", "mobile": MOBILE}, {"name": "李强", "mobile": MOBILE}
    )

    def asked() -> set[int | None]:
        return {each.record_id for each in desk.check() if each.rule == "mem-phone-unique"}

    assert asked() == {first, second}
    spec = desk.spec("member")
    desk.act("tell_apart", "不是同一个人", lambda unit: tell_apart(unit, spec, first, second))
    assert asked() == set()
    (third,) = add(desk, {"name": "王芳", "mobile": MOBILE})
    messages = {f.record_id: f.message for f in desk.check() if f.rule == "mem-phone-unique"}
    assert set(messages) == {first, second, third}
    assert "李强" not in messages[first]
    change(desk, second, name="李强生")
    assert "李强生" in {f.record_id: f.message for f in desk.check()}[first]


def test_whoever_was_found_to_be_another_is_not_asked_about_at_entry(desk: Desk) -> None:
    first, second = add(desk, {"name": "张伟", "mobile": MOBILE}, {"name": "张伟"})
    spec = desk.spec("member")

    def asked(draft: dict[str, object]) -> set[str]:
        with desk.ledger.unit("add", "新增") as unit:
            records.add(unit, spec, draft)
            return {found.message for found in unit.findings() if found.rule == "mem-same-name"}

    desk.act("tell_apart", "不是同一个人", lambda unit: tell_apart(unit, spec, first, second))
    desk.act("retire", "删除", lambda unit: records.retire(unit, spec, [second]))
    assert asked({"name": "张伟"}) == set()  # entered once more, and no more like the first
    assert asked({"name": "张伟", "born_on": BORN}) != set()
    change(desk, first, mobile="13800000002")
    assert asked({"name": "张伟"}) != set()


# --- speed --------------------------------------------------------------------------------------


def test_twenty_thousand_are_compared_in_a_few_plain_scans(desk: Desk) -> None:
    surnames, given = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平"
    drafts = [
        {
            "name": surnames[n % 10] + given[n // 10 % 20] + given[n // 200 % 20],
            "born_on": f"{1960 + n % 45}-{n % 12 + 1:02d}-{n % 28 + 1:02d}",
            "mobile": f"138{n:08d}",
            "department": f"第{n % 50}车间",
        }
        for n in range(20_000)
    ]
    add(desk, *drafts)
    spec = desk.spec("member")

    def timed(work: object) -> float:
        before = time.perf_counter()
        work()  # type: ignore[operator]
        return time.perf_counter() - before

    scan = min(
        timed(lambda: sum(1 for _ in iter_rows(desk.reader, spec, View()))) for _ in range(2)
    )
    assert min(timed(lambda: find_twins(desk.reader, spec)) for _ in range(2)) < 25 * scan
