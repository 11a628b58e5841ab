"""Texts of two places are never compared; texts of a place and of what lies around it are."""

from datetime import date

import pytest

from registry.records import Document, Fact, Source
from rules.conflicts.pairs import pairs_of_all
from rules.registry_view import RegistryView

_TEXT = "{issuer}关于犬只收容的规定\n第一条　犬只收容机构应当自收到犬只之日起{days}日内办理认领登记，并向社会公布收容犬只的照片。\n第二条　犬只收容费每只每日{days}元。"


def document(name: str, issuer: str, days: int, *, title: str = "犬只收容管理办法") -> Document:
    facts = [Fact("title", title, Source.REVIEWER), Fact("inner_title", title, Source.REVIEWER)]
    facts += [Fact("issuers", [issuer], Source.REVIEWER)] if issuer else []
    return Document(name, tuple(facts), (), _TEXT.format(issuer=issuer, days=days), {}, {}, ())


def compared(*documents: Document) -> set[tuple[str, str]]:
    """The pairs of a registry that are looked at."""
    registry = RegistryView(documents, as_of=date(2026, 11, 1))
    return {(pair.one.id, pair.other.id) for pair in pairs_of_all(registry)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("兰台区人民政府", "兰台区民政局"),
        ("望海市兰台区人民政府", "望海市人民政府"),
        ("兰台区人民政府", "国家某部"),
        ("兰台区人民政府", ""),
        ("区民政局", "兰台区人民政府"),
        ("兰台区白水镇人民政府", "兰台区人民政府"),
        ("白水镇人民政府", "兰台区人民政府"),
    ],
)
def test_one_place_or_one_within_the_other_is_compared(one: str, other: str) -> None:
    assert compared(document("a", one, 5), document("b", other, 9)) == {("a", "b")}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("兰台区人民政府", "松山区人民政府"),
        ("望海市兰台区人民政府", "望海市松山区人民政府"),
        ("望海市兰台区人民政府", "临江市人民政府"),
        ("望海市鼓山区人民政府", "临江市鼓山区人民政府"),
        ("兰台区白水镇人民政府", "兰台区青石镇人民政府"),
        ("兰台区白水镇人民政府", "松山区人民政府"),
        ("兰台区白水镇人民政府", "松山区白水镇人民政府"),
    ],
)
def test_two_places_are_never_compared(one: str, other: str) -> None:
    assert compared(document("a", one, 5), document("b", other, 9)) == set()


def test_the_city_of_a_district_is_known_from_any_maker_that_prints_both() -> None:
    city, district = document("a", "望海市人民政府", 5), document("b", "兰台区人民政府", 9)
    assert compared(city, district) == set()
    telling = document("c", "望海市兰台区财政局", 7, title="粮食储备办法")
    assert ("a", "b") in compared(city, district, telling)


def test_a_title_names_the_place_of_a_text_without_a_maker() -> None:
    titled = document("a", "", 5, title="兰台区犬只收容管理办法")
    assert compared(titled, document("b", "兰台区人民政府", 9)) == {("a", "b")}
    assert compared(titled, document("b", "松山区人民政府", 9)) == set()


def test_what_is_common_elsewhere_is_a_clue_in_its_own_place() -> None:
    """A hundred districts with a text of their own on one matter: each is compared within its district alone."""
    places = [f"{a}{b}区" for a in "甲乙丙丁戊己庚辛壬癸" for b in "山水林田湖草沙石云川"]
    documents = [document(f"{place}{n}", f"{place}人民政府", n) for place in places for n in (5, 9)]
    assert compared(*documents) == {(f"{place}5", f"{place}9") for place in places}
