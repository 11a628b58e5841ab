"""Short names of bodies: what they stand for, and what must stay two."""

import pytest

from registry.full_names import NameBook, abbreviates, expand, may_be_related, may_be_same

#: short, year of the document, full name by the gazetteer alone
SHORT = [
    ("区发改局", None, "区发展和改革局"),
    ("兰台区发改局", None, "兰台区发展和改革局"),
    ("望海市兰台区发改委", None, "望海市兰台区发展和改革委员会"),
    ("市规自局", None, "市规划和自然资源局"),
    ("省工信厅", None, "省工业和信息化厅"),
    ("区人社局", None, "区人力资源和社会保障局"),
    ("兰台区市监局", None, "兰台区市场监督管理局"),
    ("市监局", None, "市场监督管理局"),
    ("海城市市场监管局", None, "海城市市场监督管理局"),
    ("国家发改委", None, "国家发展和改革委员会"),
    ("区政府办", None, "区人民政府办公室"),
    ("双桥镇政府", None, "双桥镇人民政府"),
    ("滨海街道", None, "滨海街道办事处"),
    ("兰台经济技术开发区管委会", None, "兰台经济技术开发区管理委员会"),
    # Units and dispatched bodies stay what they are; only the body in front is written out.
    ("兰台区住建局物业科", None, "兰台区住房和城乡建设局物业科"),
    ("市自规局兰台分局", None, "市自然资源和规划局兰台分局"),
    # Former bodies are written out, never followed to their heirs.
    ("原区国土局", None, "区国土资源局"),
    ("区国土局", 2021, "区国土资源局"),
    ("区工商局", 2012, "区工商行政管理局"),
    ("区质监局", 2012, "区质量技术监督局"),
    ("区安监局", None, "区安全生产监督管理局"),
    # One word for bodies that worked in turn: the year decides, without it nothing does.
    ("区计委", 1997, "区计划委员会"),
    ("区计委", 2002, "区发展计划委员会"),
    ("区计委", None, None),
    ("区药监局", 2010, "区食品药品监督管理局"),
    ("区药监局", 2022, "区药品监督管理局"),
    ("区计生局", 2001, "区计划生育局"),
    ("区计生局", 2010, "区人口和计划生育局"),
    # Names that are full, or that each place fills otherwise.
    ("区教育局", None, None),
    ("兰台区民政局", None, None),
    ("区农业局", None, None),
    ("区卫生局", None, None),
    ("区文旅局", None, None),
    ("市政局", None, None),
    ("海关总署", None, None),
    ("", None, None),
]


@pytest.mark.parametrize(("short", "year", "full"), SHORT)
def test_a_short_name_is_written_out(short: str, year: int | None, full: str | None) -> None:
    assert expand(short, year) == full


def test_what_is_written_out_is_full() -> None:
    for short, year, full in SHORT:
        if full:
            assert expand(full, year) is None, short


SAME = [
    ("区发改局", "兰台区发展和改革局", True),
    ("望海市兰台区发展和改革局", "兰台区发改局", True),
    ("区文旅广电局", "兰台区文化旅游和广播电视局", True),
    ("兰台区发改局", "青石区发展和改革局", False),
    ("市发改委", "兰台区发展和改革委员会", False),
    ("区国土局", "兰台区自然资源局", False),
    ("区农业局", "兰台区农业农村局", False),
    ("区教育局", "兰台区教育体育局", False),
    ("区卫生局", "兰台区卫生健康局", False),
    ("兰台区人民政府", "兰台区人民政府办公室", False),
    ("望海市公安局", "望海市公安局兰台分局", False),
    ("区住建局", "兰台区住房和城乡建设局物业管理科", False),
    ("望海市第十届人民代表大会常务委员会", "望海市第十一届人民代表大会常务委员会", False),
]


@pytest.mark.parametrize(("one", "other", "same"), SAME)
def test_two_prints_of_one_body(one: str, other: str, same: bool) -> None:
    assert may_be_same(one, other) is same
    assert may_be_same(other, one) is same


def test_heirs_and_looser_names_are_related() -> None:
    assert may_be_related("区文旅局", "兰台区文化旅游和广播电视局")
    assert may_be_related("兰台区国土资源局", "兰台区自然资源局")
    assert may_be_related("区国土局", "兰台区自然资源局")
    assert not may_be_related("兰台区国土资源局", "青石区自然资源局")
    assert not may_be_related("兰台区民政局", "兰台区自然资源局")


def test_a_piece_of_a_name_is_no_short_name() -> None:
    assert abbreviates("文旅广电局", "文化旅游和广播电视局")
    assert not abbreviates("教育局", "教育体育局")
    assert not abbreviates("文体局", "文化广电体育局")
    assert not abbreviates("文旅局", "农业农村局")
    assert not abbreviates("文旅委", "文化和旅游局")


DISTRICT = (
    ["兰台区发展和改革局"] * 3 + ["兰台区人民政府"] * 5 + ["兰台区文化旅游和广播电视局", "兰台区自然资源局"]
)

#: printed name, name under which the registry of one district shows it
SHOWN = [
    ("区发改局", "兰台区发展和改革局"),
    ("发改局", "兰台区发展和改革局"),
    ("望海市兰台区发展和改革局", "兰台区发展和改革局"),
    ("兰台区发展和改革局", "兰台区发展和改革局"),
    ("区文旅广电局", "兰台区文化旅游和广播电视局"),
    ("区文旅局", "兰台区文旅局"),
    ("区民政局", "兰台区民政局"),
    ("区政府", "兰台区人民政府"),
    ("区住建局", "兰台区住房和城乡建设局"),
    ("区国土局", "兰台区国土资源局"),
    ("市发改委", "市发展和改革委员会"),
    ("青石区发改局", "青石区发展和改革局"),
    ("海关总署", "海关总署"),
    ("双桥镇人民政府", "双桥镇人民政府"),
    ("某某", "某某"),
]


@pytest.mark.parametrize(("printed", "shown"), SHOWN)
def test_a_registry_shows_a_body_under_one_name(printed: str, shown: str) -> None:
    assert NameBook.of(DISTRICT).full(printed).name == shown


def test_two_districts_are_not_mixed() -> None:
    book = NameBook.of([*DISTRICT, "青石区发展和改革局", "青石区人民政府"])
    assert book.full("区发改局").name == "区发展和改革局"
    assert book.full("区住建局").name == "区住房和城乡建设局"
    assert book.full("区文旅广电局").name == "区文旅广电局"
    assert book.full("区民政局").name == "区民政局"
    assert book.full("兰台区文旅广电局").name == "兰台区文化旅游和广播电视局"
    assert book.full("青石区发改局").name == "青石区发展和改革局"


def test_a_stray_document_of_a_neighbour_changes_nothing() -> None:
    book = NameBook.of([*DISTRICT * 3, "青石区发展和改革局"])
    assert book.full("区发改局").name == "兰台区发展和改革局"


def test_namesakes_in_two_cities_are_not_mixed() -> None:
    book = NameBook.of(["望海市鼓楼区民政局", "临江市鼓楼区民政局", "鼓楼区民政局"])
    for name in ("望海市鼓楼区民政局", "临江市鼓楼区民政局", "鼓楼区民政局"):
        assert book.full(name).name == name


def test_an_unlisted_short_name_that_fits_two_bodies_stays() -> None:
    book = NameBook.of(["兰台区文化和旅游局", "兰台区文物和旅游局"])
    assert book.full("兰台区文旅局").name == "兰台区文旅局"


def test_a_name_that_was_put_in_full_says_so() -> None:
    found = NameBook.of(DISTRICT).full("区发改局")
    assert found.certainty < 1
    assert NameBook.of(DISTRICT).full("兰台区发展和改革局").certainty == 1
