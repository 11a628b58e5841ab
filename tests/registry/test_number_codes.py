"""Whose 代字 a number carries, as the registry shows it."""

from registry.number_codes import CodeBook

CIVIL, HEALTH, CARE = "兰台区民政局", "兰台区卫生局", "兰台区卫生健康局"


def book(*rows: tuple[str, tuple[str, ...]]) -> CodeBook:
    return CodeBook.of(rows)


def test_a_code_is_learned_from_several_documents() -> None:
    three = book(*((f"兰民发〔2020〕{n}号", (CIVIL,)) for n in range(1, 4)))
    owner = three.owner("兰民发〔2021〕9号")
    assert owner is not None
    assert (owner.issuer, owner.documents) == (CIVIL, 3)
    many = book(*((f"兰民发〔2020〕{n}号", (CIVIL,)) for n in range(1, 30)))
    surer = many.owner("兰民发（2021）第9号")
    assert surer is not None
    assert 0.5 < owner.certainty < surer.certainty < 1


def test_two_documents_prove_nothing() -> None:
    assert (
        book(("兰民发〔2020〕1号", (CIVIL,)), ("兰民发〔2020〕2号", (CIVIL,))).owner("兰民发〔2021〕9号")
        is None
    )


def test_a_code_of_two_counties_is_nobody_s() -> None:
    rows = [(f"民发〔2020〕{n}号", (CIVIL if n % 2 else "青石区民政局",)) for n in range(1, 20)]
    assert book(*rows).owner("民发〔2020〕30号") is None


def test_a_code_that_an_heir_took_over_is_told_by_the_year() -> None:
    rows = [(f"兰卫发〔{year}〕1号", (HEALTH,)) for year in (2008, 2009, 2010, 2012)]
    rows += [(f"兰卫发〔{year}〕1号", (CARE,)) for year in (2019, 2020, 2021)]
    both = book(*rows)
    found = [both.owner(f"兰卫发〔{year}〕5号") for year in (2011, 2020, 2015)]
    assert [owner and owner.issuer for owner in found] == [HEALTH, CARE, None]


def test_joint_documents_and_orders_teach_nothing() -> None:
    rows = [(f"兰民发〔2020〕{n}号", (CIVIL, "兰台区财政局")) for n in range(1, 9)]
    assert book(*rows).owner("兰民发〔2021〕9号") is None
    assert (
        book(*((f"兰台区人民政府令第{n}号", ("兰台区人民政府",)) for n in range(1, 9))).owner("令第9号")
        is None
    )
