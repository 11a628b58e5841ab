"""Issuers by their names: kind, level, place, standing; lists of signers; renames."""

import pytest

from registry.agencies import (
    Body,
    Level,
    MakerStatus,
    classify,
    is_organ,
    maker_status,
    national_bodies,
    renames,
    split_organs,
    territory_of,
)

BODIES = [  # name, type, level, status
    ("国务院", Body.GOVERNMENT, Level.STATE, MakerStatus.OK),
    ("海关总署", Body.DEPARTMENT, Level.STATE, MakerStatus.OK),
    ("辽宁省财政厅", Body.DEPARTMENT, Level.PROVINCE, MakerStatus.OK),
    ("望海市人民政府", Body.GOVERNMENT, Level.CITY, MakerStatus.OK),
    ("兰台区人民政府", Body.GOVERNMENT, Level.COUNTY, MakerStatus.OK),
    ("望海市兰台区人民政府", Body.GOVERNMENT, Level.COUNTY, MakerStatus.OK),
    ("兰台区人民政府办公室", Body.OFFICE, Level.COUNTY, MakerStatus.OFFICE),
    ("兰台区民政局", Body.DEPARTMENT, Level.COUNTY, MakerStatus.OK),
    ("兰台区发展和改革局", Body.DEPARTMENT, Level.COUNTY, MakerStatus.OK),
    ("双河镇人民政府", Body.TOWN, Level.TOWN, MakerStatus.OK),
    ("滨海街道办事处", Body.STREET, Level.TOWN, MakerStatus.OK),
    ("望海市公安局兰台分局", Body.DISPATCHED, Level.CITY, MakerStatus.NEEDS_AUTHORITY),
    ("兰台区教育局基础教育科", Body.INTERNAL, Level.COUNTY, MakerStatus.FORBIDDEN),
    ("兰台区住房和城乡建设局物业管理科", Body.INTERNAL, Level.COUNTY, MakerStatus.FORBIDDEN),
    ("兰台区城市更新工作领导小组办公室", Body.TEMPORARY, Level.COUNTY, MakerStatus.FORBIDDEN),
    ("兰台区安全生产委员会办公室", Body.TEMPORARY, Level.COUNTY, MakerStatus.FORBIDDEN),
    ("兰台区防汛抗旱指挥部", Body.TEMPORARY, Level.COUNTY, MakerStatus.FORBIDDEN),
    ("中共兰台区委办公室", Body.PARTY, Level.COUNTY, MakerStatus.OTHER_REGIME),
    ("北京市第十二届人民代表大会常务委员会", Body.CONGRESS, Level.PROVINCE, MakerStatus.OTHER_REGIME),
    ("兰台区国有资产经营有限公司", Body.ENTERPRISE, Level.COUNTY, MakerStatus.NEEDS_AUTHORITY),
    ("区政府", Body.GOVERNMENT, Level.COUNTY, MakerStatus.OK),
    ("市司法局", Body.DEPARTMENT, Level.CITY, MakerStatus.OK),
    ("市场监督管理局", Body.DEPARTMENT, Level.UNKNOWN, MakerStatus.OK),
    ("水产部", Body.DEPARTMENT, Level.STATE, MakerStatus.OK),
    ("兰台区政府办", Body.OFFICE, Level.COUNTY, MakerStatus.OFFICE),
    ("双桥镇政府", Body.TOWN, Level.TOWN, MakerStatus.OK),
    ("双桥镇党政办公室", Body.DEPARTMENT, Level.TOWN, MakerStatus.OK),
    ("某某", Body.UNKNOWN, Level.UNKNOWN, MakerStatus.UNKNOWN),
]


@pytest.mark.parametrize(("name", "kind", "level", "status"), BODIES, ids=[b[0] for b in BODIES])
def test_a_name_tells_what_a_body_is(name: str, kind: Body, level: Level, status: MakerStatus) -> None:
    body = classify(name)
    assert (body.type, body.level, maker_status(name)) == (kind, level, status)


TERRITORIES = [
    ("兰河区人民政府", "兰河区"),
    ("望江市兰河区人民政府", "兰河区"),
    ("兰河区人民政府办公室", "兰河区"),
    ("兰河区民政局", "兰河区"),
    ("望江市人民政府", "望江市"),
    ("辽宁省人民政府", "辽宁省"),
    ("双桥镇人民政府", ""),
    ("滨江街道办事处", ""),
    ("国务院", ""),
    ("兰河区人大常委会", "兰河区"),
    ("兰河区招商引资工作领导小组办公室", "兰河区"),
    ("区政府", ""),
    ("兰河区政府办", "兰河区"),
    ("双桥镇政府", ""),
    ("鞍山市千山区司法局", "千山区"),
    ("千阳县人民政府", "千阳县"),
    ("大连市中山区人民政府", "中山区"),
    ("海城市人民政府", "海城市"),
    ("海城市城市管理局", "海城市"),
    ("城市管理局", ""),
    ("国家市场监督管理总局", ""),
    ("区域发展局", ""),
    ("兰台区城市管理局", "兰台区"),
    ("某某", ""),
]


@pytest.mark.parametrize(("name", "territory"), TERRITORIES)
def test_the_smallest_unit_of_a_name_is_its_territory(name: str, territory: str) -> None:
    assert territory_of(name) == territory


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
    for body in national_bodies():
        assert body.since is None or body.until is None or body.since <= body.until
    years = [rename.year for rename in renames()]
    assert years == sorted(years)
    assert {rename.mark for rename in renames()} <= {"V", "V~", "U"}
