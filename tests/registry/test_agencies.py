"""Issuers by their names: kind, level, place, standing; lists of signers; renames."""

from datetime import date

import pytest

from registry.agencies import (
    BodyType,
    Level,
    MakerStatus,
    classify,
    full_name,
    is_organ,
    maker_status,
    national_bodies,
    renamed_before,
    renames,
    split_organs,
)

BODIES = [  # name, type, level, status
    ("国务院", BodyType.GOVERNMENT, Level.STATE, MakerStatus.OK),
    ("海关总署", BodyType.DEPARTMENT, Level.STATE, MakerStatus.OK),
    ("辽宁省财政厅", BodyType.DEPARTMENT, Level.PROVINCE, MakerStatus.OK),
    ("望海市人民政府", BodyType.GOVERNMENT, Level.CITY, MakerStatus.OK),
    ("兰台区人民政府", BodyType.GOVERNMENT, Level.COUNTY, MakerStatus.OK),
    ("望海市兰台区人民政府", BodyType.GOVERNMENT, Level.COUNTY, MakerStatus.OK),
    ("兰台区人民政府办公室", BodyType.OFFICE, Level.COUNTY, MakerStatus.OFFICE),
    ("兰台区民政局", BodyType.DEPARTMENT, Level.COUNTY, MakerStatus.OK),
    ("兰台区发展和改革局", BodyType.DEPARTMENT, Level.COUNTY, MakerStatus.OK),
    ("双河镇人民政府", BodyType.GOVERNMENT, Level.TOWN, MakerStatus.OK),
    ("滨海街道办事处", BodyType.DISPATCHED, Level.TOWN, MakerStatus.OK),
    ("望海市公安局兰台分局", BodyType.DISPATCHED, Level.CITY, MakerStatus.NEEDS_AUTHORITY),
    ("兰台区教育局基础教育科", BodyType.INTERNAL, Level.COUNTY, MakerStatus.FORBIDDEN),
    ("兰台区住房和城乡建设局物业管理科", BodyType.INTERNAL, Level.COUNTY, MakerStatus.FORBIDDEN),
    ("兰台区城市更新工作领导小组办公室", BodyType.TEMPORARY, Level.COUNTY, MakerStatus.FORBIDDEN),
    ("兰台区安全生产委员会办公室", BodyType.TEMPORARY, Level.COUNTY, MakerStatus.FORBIDDEN),
    ("兰台区防汛抗旱指挥部", BodyType.TEMPORARY, Level.COUNTY, MakerStatus.FORBIDDEN),
    ("中共兰台区委办公室", BodyType.PARTY, Level.COUNTY, MakerStatus.OTHER_REGIME),
    ("北京市第十二届人民代表大会常务委员会", BodyType.CONGRESS, Level.PROVINCE, MakerStatus.OTHER_REGIME),
    ("兰台区国有资产经营有限公司", BodyType.ENTERPRISE, Level.COUNTY, MakerStatus.NEEDS_AUTHORITY),
    ("某某", BodyType.UNKNOWN, Level.UNKNOWN, MakerStatus.UNKNOWN),
]


@pytest.mark.parametrize(("name", "kind", "level", "status"), BODIES, ids=[b[0] for b in BODIES])
def test_a_name_tells_what_a_body_is(name: str, kind: BodyType, level: Level, status: MakerStatus) -> None:
    body = classify(name)
    assert (body.type, body.level, maker_status(name, date(2024, 1, 1))) == (kind, level, status)


LISTS = {
    "兰台区民政局　　兰台区财政局": ("兰台区民政局", "兰台区财政局"),
    "新闻出版总署、海关总署": ("新闻出版总署", "海关总署"),
    "国　务　院": ("国务院",),
    "国家发展和改革委员会、财政部": ("国家发展和改革委员会", "财政部"),
    "特此公告": (),
    "各镇人民政府、街道办事处": (),
    "区政府有关部门": (),
    "": (),
}


@pytest.mark.parametrize(("text", "organs"), LISTS.items())
def test_signers_are_split_and_prose_is_no_signer(text: str, organs: tuple[str, ...]) -> None:
    assert split_organs(text) == organs


def test_sentences_are_no_bodies() -> None:
    assert not is_organ("关于印发兰台区办公室")
    assert not is_organ("由区民政局负责解释的办")


def test_the_gazetteer_is_in_order() -> None:
    names = [body.name for body in national_bodies()]
    assert len(names) == len(set(names))
    assert full_name("税务总局") == "国家税务总局"
    assert full_name("兰台区民政局") == "兰台区民政局"
    for body in national_bodies():
        assert body.since is None or body.until is None or body.since <= body.until
    years = [rename.year for rename in renames()]
    assert years == sorted(years)
    assert {rename.mark for rename in renames()} <= {"V", "V~", "U"}


def test_a_bureau_was_a_lawful_name_until_its_reform() -> None:
    assert renamed_before("兰台区国土资源局", date(2016, 1, 1)) is None
    rename = renamed_before("兰台区国土资源局", date(2021, 1, 1))
    assert rename is not None
    assert "自然资源局" in rename.new
    assert renamed_before("兰台区自然资源局", date(2021, 1, 1)) is None
