"""The table of national laws."""

from datetime import date
from pathlib import Path

import pytest

from corpus.laws import load_laws, shipped_laws
from registry.errors import InputError

LAWS = shipped_laws()


@pytest.mark.parametrize(
    "title", ["中华人民共和国行政处罚法", "《行政处罚法》", "行政处罚法", " 行政 处罚法"]
)
def test_names_in_every_dress(title: str) -> None:
    law = LAWS.find(title)
    assert law is not None
    assert law.name == "行政处罚法"


def test_what_a_code_replaced() -> None:
    for name in ("婚姻法", "合同法", "民法总则"):
        law = LAWS.find(name)
        assert law is not None
        assert (law.repealed_on, law.successors) == (date(2021, 1, 1), ("民法典",))
    environment = [law for law in LAWS.laws.values() if "生态环境法典" in law.successors]
    assert len(environment) == 10
    assert all(law.repealed(date(2026, 8, 15)) and not law.repealed(date(2026, 8, 14)) for law in environment)


def test_a_namesake_successor_is_not_repealed() -> None:
    law = LAWS.find("国家安全法")
    assert law is not None
    assert law.repealed_on is None


def test_versions_by_day() -> None:
    law = LAWS.find("行政处罚法")
    assert law is not None
    before, after = law.version_in_force(date(2021, 7, 14)), law.version_in_force(date(2021, 7, 15))
    assert before is not None
    assert after is not None
    assert (before.date, after.date) == ("2017-09-01", "2021-01-22")
    assert [v.date for v in law.changed_since(date(2019, 1, 1))] == ["2021-01-22"]
    assert [v.date for v in law.pending(date(2021, 3, 1))] == ["2021-01-22"]


def test_an_omnibus_amendment_is_technical() -> None:
    law = LAWS.find("广告法")
    assert law is not None
    assert {v.date: v.technical for v in law.versions}["2018-10-26"] is True


def test_moved_articles() -> None:
    moved = LAWS.moved("立法法", "第八十二条第二款", date(2019, 1, 1))
    assert moved is not None
    assert (moved.new, moved.certain) == (93, True)
    assert LAWS.moved("公司法", 26, date(2025, 1, 1)) is None
    assert LAWS.moved("立法法", 1, date(2019, 1, 1)) is None
    old = LAWS.moved("公司法", 26, date(2001, 1, 1))
    assert old is not None
    assert not old.certain


def test_a_slip_of_the_pen_is_near() -> None:
    assert [law.name for law in LAWS.near("气象灾害防预条例")] == ["气象灾害防御条例"]
    assert LAWS.near("行政处罚法") == ()


def test_the_users_own_table_is_laid_over(tmp_path: Path) -> None:
    (tmp_path / "laws").mkdir()
    (tmp_path / "laws" / "2027.toml").write_text(
        'as_of = "2027-01-31"\nsource = "本单位"\n[[repeal]]\nby = "新甲法"\non = "2027-01-01"\nmark = "V"\nlaws = ["统计法"]\n'
        '[[new]]\nlaw = "新甲法"\non = "2027-01-01"\nmark = "V"\n',
        "utf-8",
    )
    table = load_laws(tmp_path)
    statistics = table.find("统计法")
    assert statistics is not None
    assert statistics.repealed_on == date(2027, 1, 1)
    assert table.find("新甲法") is not None
    assert table.as_of == "2027-01-31"
    unchanged = LAWS.find("统计法")
    assert unchanged is not None
    assert unchanged.repealed_on is None


def test_a_table_of_brackets_alone_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "laws").mkdir()
    (tmp_path / "laws" / "深.json").write_text("[" * 200_000, "utf-8")
    with pytest.raises(InputError, match="深"):
        load_laws(tmp_path)


@pytest.mark.parametrize(
    "content", ["不是表格 = = =", "[[repeal]]\nlaws = ['甲']\n", "[[revision]]\nlaw = 3\n"]
)
def test_a_broken_table_names_its_file(tmp_path: Path, content: str) -> None:
    (tmp_path / "laws").mkdir()
    (tmp_path / "laws" / "坏.toml").write_text(content, "utf-8")
    with pytest.raises(InputError, match="坏"):
        load_laws(tmp_path)


def test_a_repeal_without_successor() -> None:
    law = LAWS.find("中华人民共和国农业税条例")
    assert law is not None
    assert (law.repealed(date(2006, 1, 1)), law.repealed(date(2005, 12, 31)), law.successors) == (
        True,
        False,
        (),
    )


@pytest.mark.parametrize(
    ("title", "mark"),
    [
        ("城市房屋拆迁管理条例", "V"),
        ("婚姻登记管理条例", "V"),
        ("森林法实施细则", "U"),
        ("强制戒毒办法", "U"),
    ],
)
def test_the_day_of_a_repeal_read_in_a_text_that_was_changed_later_is_not_verified(
    title: str, mark: str
) -> None:
    law = LAWS.find(title)
    assert law is not None
    assert law.repeal_mark == mark
