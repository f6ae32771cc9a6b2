from __future__ import annotations

import pytest

from app.spec.pinyin import search_keys


@pytest.mark.parametrize(
    ("name", "full", "short"),
    [
        ("张小明", "zhangxiaoming", "zxm"),
        ("单小明", "shanxiaoming danxiaoming", "sxm dxm"),
        ("曾强", "zengqiang cengqiang", "zq cq"),
        ("仇英", "qiuying chouying", "qy cy"),
        ("查良镛", "zhaliangyong chaliangyong", "zly cly"),
        ("任解", "renjie", "rj"),
        ("区伟", "ouwei quwei", "ow qw"),
        ("覃勇", "qinyong tanyong", "qy ty"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟雪", "moqixue", "mqx"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("欧阳锋", "ouyangfeng", "oyf"),
        ("吕绿", "lvlv", "ll"),
        ("买买提·艾力", "maimaitiaili", "mmtal"),
        ("Anna Smith", "annasmith", "as"),
        ("Anna·Smith", "annasmith", "as"),
        ("王A", "wanga", "wa"),
        ("", "", ""),
        ("·", "", ""),
    ],
)
def test_keys_hold_every_reading_with_the_surname_first(name: str, full: str, short: str) -> None:
    assert search_keys(name) == (full, short)


def test_readings_of_one_name_are_bounded() -> None:
    full, short = search_keys("曾重行乐长")
    assert len(full.split()) == 6
    assert len(full) <= 200
    assert len(short) <= 50


def test_rare_characters_have_a_reading() -> None:
    assert search_keys("䶮爱") == ("yanai", "ya")
