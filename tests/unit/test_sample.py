"""The sample ledger: whole, plausible, and the same for each seed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.bootstrap import Desk, create_sample, open_desk, verify_file
from app.models.members.standing import ChangeKind, Standing
from app.queries.members.join_rate import Count, join_rates_on
from app.queries.members.lists import flag_sizes
from app.queries.members.workers import Crowd
from app.spec.findings import Level
from app.spec.identity import read_resident_id
from tests.ledgers import contents, query

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEMBERS = "SELECT count(*) FROM member WHERE standing <> 'worker'"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def sample_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "示例.ghdb"
    create_sample(path).close()
    return path


@pytest.fixture(scope="module")
def sample(sample_path: Path) -> Iterator[Desk]:
    with open_desk(sample_path, write=False) as desk:
        yield desk


def sample_day(sample: Desk) -> str:
    """The last day of the sample's history."""
    return query(sample.ledger, "SELECT max(at) FROM action")[0][0][:10]


def test_it_is_whole(sample_path: Path) -> None:
    assert verify_file(sample_path) == []


def test_it_has_the_members_asked_for(sample: Desk) -> None:
    assert query(sample.ledger, _MEMBERS) == [(368,)]


_HEADCOUNT = (
    "SELECT workers_count FROM headcount WHERE node_id IS NULL ORDER BY counted_on DESC LIMIT 1"
)


def test_its_workers_are_as_many_as_its_card_says(sample: Desk) -> None:
    (said,) = query(sample.ledger, _HEADCOUNT)[0]
    whole = join_rates_on(sample.reader, sample_day(sample))[0]
    assert whole.count(Count.WORKERS) == said
    assert whole.join_rate == "96.1%"
    assert whole.count(Count.RECRUITS) == said - whole.count(Count.MEMBERS)


def test_it_knows_workers_honours_activists_and_those_in_need(sample: Desk) -> None:
    workers = query(sample.ledger, "SELECT left_on FROM member WHERE standing = 'worker'")
    assert len(workers) >= 24
    assert 0 < sum(left is not None for (left,) in workers) < len(workers)
    for table in ("honour", "activist", "hardship_file"):
        assert query(sample.ledger, f"SELECT count(*) FROM {table}")[0][0] >= 4
    days = query(sample.ledger, "SELECT as_at FROM member_snapshot ORDER BY 1")
    assert days == [("2025-12-31",), ("2026-06-30",)]


def test_its_chair_has_a_few_things_to_see_to(sample: Desk) -> None:
    found = sample.check()
    assert 5 <= len(found) <= 10
    assert [each.rule for each in found if each.level is Level.ERROR] == ["org-legal-change-30d"]
    assert {"org-legal-cert-term", "mem-retain-status", "mem-phone-unique"} <= {
        each.rule for each in found
    }


def test_every_standing_but_expulsion_and_refusal_occurs(sample: Desk) -> None:
    found = {standing for (standing,) in query(sample.ledger, "SELECT standing FROM member")}
    assert found == set(Standing) - {Standing.EXPELLED, Standing.DECLINED}


def test_every_kind_of_change_but_expulsion_and_refusal_occurs(sample: Desk) -> None:
    found = {kind for (kind,) in query(sample.ledger, "SELECT kind FROM membership_event")}
    assert found == set(ChangeKind) - {
        ChangeKind.EXPELLED,
        ChangeKind.DECLINED,
        ChangeKind.WITHDRAWN,
    }


def test_id_numbers_are_well_formed_unique_and_of_no_real_region(sample: Desk) -> None:
    rows = query(sample.ledger, "SELECT id_number, born_on, sex FROM member WHERE id_number <> ''")
    assert len({number for number, *_ in rows}) == len(rows)
    for number, born_on, sex in rows:
        meaning = read_resident_id(number)
        assert meaning is not None
        assert number.startswith("9900")
        assert (meaning.born_on, meaning.sex, meaning.check_holds) == (born_on, sex, True)


def test_some_data_are_still_missing(sample: Desk) -> None:
    missing = query(sample.ledger, "SELECT count(*) FROM member WHERE mobile IS NULL")[0][0]
    by_month = query(sample.ledger, "SELECT count(*) FROM member WHERE length(joined_on) = 7")
    assert 2 <= missing <= 12
    assert by_month[0][0] >= 5


def test_lives_are_lived_in_order(sample: Desk) -> None:
    wrong = query(
        sample.ledger,
        "SELECT name, born_on, started_work_on, hired_on, joined_on FROM member "
        "WHERE hired_on > joined_on || '-99' OR started_work_on > hired_on "
        "OR substr(hired_on, 1, 4) - substr(born_on, 1, 4) < 18",
    )
    assert wrong == []


def test_names_hard_to_type_read_and_print_are_in_it(sample: Desk) -> None:
    names = "".join(name for (name,) in query(sample.ledger, "SELECT name FROM member"))
    for part in ("䶮", "㛃", "𬱖", "𠅤", "买买提·艾力", "欧阳", "单", "曾", "仇", "覃"):
        assert part in names


def test_somebody_has_every_flag_and_no_column_of_a_roster_is_blank(sample: Desk) -> None:
    counted = flag_sizes(sample.reader, Crowd.HERE, sample_day(sample))
    assert [flag for flag, size in counted.items() if not size] == []
    columns = ("marital", "maternity", "checked_up_on", "mutual_insurance", "leaves_on")
    for column in (*columns, "injury_insurance", "wage_paid_by", "new_form"):
        told = query(sample.ledger, f"SELECT count(*) FROM member WHERE {column} IS NOT NULL")
        assert told[0][0] > 0, column


def test_its_history_has_several_hands_and_runs_forward(sample: Desk) -> None:
    rows = query(sample.ledger, "SELECT at, actor FROM action ORDER BY id")
    assert [at for at, _actor in rows] == sorted(at for at, _actor in rows)
    assert rows[0][0].startswith("2023-11-20")
    assert rows[-1][0].startswith("2026-11-20")
    assert len({actor for _at, actor in rows}) == 3


def test_one_import_was_taken_back(sample: Desk) -> None:
    undone = query(sample.ledger, "SELECT title FROM action WHERE undoes_id IS NOT NULL")
    assert undone == [("撤销：导入会员：外包队伍名单.xlsx",)]


def test_every_year_has_its_activities(sample: Desk) -> None:
    assert query(sample.ledger, "SELECT ledger_id, count(*) FROM ledger_entry") == [("XJ-03", 24)]


def test_two_runs_give_the_same_ledger_to_the_last_seal(tmp_path: Path) -> None:
    here, there = tmp_path / "here.ghdb", tmp_path / "there.ghdb"
    create_sample(here, members=60, years=2, seed=7).close()
    code = (
        "import sys; from pathlib import Path; from app.bootstrap import create_sample; "
        "create_sample(Path(sys.argv[1]), members=60, years=2, seed=7).close()"
    )
    # Another process orders sets of texts in another way.
    subprocess.run(
        [sys.executable, "-c", code, there],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "1"},
        check=True,
    )
    assert contents(here) == contents(there)
    assert here.read_bytes() == there.read_bytes()


def test_another_seed_gives_other_people(tmp_path: Path) -> None:
    names = []
    for seed in (1, 2):
        path = tmp_path / f"{seed}.ghdb"
        create_sample(path, members=40, years=1, seed=seed).close()
        names.append(query(path, "SELECT name FROM member"))
    assert names[0] != names[1]


@pytest.mark.parametrize(("members", "years"), [(0, 1), (1, 1), (30, 0), (20, 9)])
def test_small_young_and_old_unions_can_be_made(tmp_path: Path, members: int, years: int) -> None:
    with create_sample(tmp_path / "小.ghdb", members=members, years=years) as desk:
        assert query(desk.ledger, _MEMBERS) == [(members,)]
