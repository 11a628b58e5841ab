"""Citations resolved to exactly one document, or to none with the candidates kept."""

from datetime import date

import pytest

from corpus.laws import shipped_laws
from corpus.reading import Citation
from corpus.resolve import Target, TargetIndex, resolve_law
from registry.records import Quote

CITING = Target(
    "me", ("兰台区人民政府关于印发《新办法》的通知",), "兰政发〔2024〕1号", ("兰台区人民政府",), "2024-01-01"
)
DOCS = [
    CITING,
    Target("a", ("兰台区人民政府关于印发《甲办法》的通知", "甲办法"), "兰政发〔2015〕3号", ("兰台区人民政府",), "2015-05-01"),
    Target("b", ("乙办法",), "兰政发〔2016〕4号", ("兰台区人民政府",), "2016-05-01"),
    Target("b2", ("乙办法",), "兰政发〔2019〕9号", ("兰台区人民政府",), "2019-05-01"),
    Target("far", ("丙办法",), "兰政发〔2017〕5号", ("兰水县人民政府",), "2017-05-01"),
    Target("far2", ("丁办法",), "兰政发〔2018〕6号", ("白云区人民政府",), "2018-05-01"),
    Target("late", ("戊办法",), "兰政发〔2025〕7号", ("兰台区人民政府",), "2025-05-01"),
    Target("two1", ("己办法",), "兰政发〔2020〕8号", ("兰台区人民政府",), "2020-05-01"),
    Target("two2", ("庚办法",), "兰政发〔2020〕8号", ("兰台区人民政府",), "2020-05-01"),
]  # fmt: skip
INDEX = TargetIndex.of(DOCS)


def cite(title: str | None, number: str | None = None, role: str = "cite") -> Citation:
    return Citation(role, title, number, Quote("", 0, 0), 0, 1)


@pytest.mark.parametrize(
    ("title", "number", "expected"),
    [
        ("甲办法", None, "a"),
        ("兰台区人民政府关于印发《甲办法》的通知", None, "a"),
        ("关于印发《甲办法》的通知", None, "a"),
        (None, "兰政发[2015]3号", "a"),
        ("甲办法", "兰政发（2015）3号", "a"),
        ("乙办法", None, None),
        ("乙办法", "兰政发〔2019〕9号", "b2"),
        ("乙办法", "兰政发〔2011〕1号", None),
        (None, "兰政发〔2018〕6号", None),
        ("戊办法", None, None),
        (None, "兰政发〔2020〕8号", None),
        ("庚办法", "兰政发〔2020〕8号", "two2"),
        ("甲办法", "兰政发〔2016〕4号", None),
        ("未登记的办法", None, None),
    ],
)
def test_one_or_none(title: str | None, number: str | None, expected: str | None) -> None:
    assert INDEX.resolve(cite(title, number), CITING).id == expected


def test_the_candidates_are_kept() -> None:
    assert INDEX.resolve(cite("乙办法"), CITING).candidates == ("b", "b2")
    assert set(INDEX.resolve(cite("甲办法", "兰政发〔2016〕4号"), CITING).candidates) == {"a", "b"}


def test_a_document_never_means_itself() -> None:
    assert INDEX.resolve(cite("新办法"), CITING).id is None


def test_a_law_then_and_now() -> None:
    laws = shipped_laws()
    found = resolve_law("中华人民共和国行政处罚法", None, laws, date(2019, 1, 1), date(2026, 11, 1))
    assert found is not None
    assert found.then is not None
    assert found.now is not None
    assert (found.then.date, found.now.date) == ("2017-09-01", "2021-01-22")
    moved = resolve_law("立法法", "第八十二条", laws, date(2019, 1, 1), date(2026, 11, 1))
    assert moved is not None
    assert [m.new for m in moved.moved] == [93]
    assert resolve_law("甲区办法", None, laws, None, date(2026, 11, 1)) is None
