"""Issuers in a registry: short names of ledgers and texts come under one name, heirs and districts stay apart."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.follow import follow, index_of
from corpus.ingest import ingest
from corpus.ledger_import import import_rows, plan_import
from registry.records import Source
from registry.store import Store

NOW = datetime(2026, 11, 1, tzinfo=UTC)
PAPER = (
    "{maker}文件\n{number}\n{maker}关于{about}的通知\n各镇人民政府：\n为做好工作，现将有关事项通知如下：\n"
    "一、各镇应当配合。\n二、本通知自印发之日起施行。\n{maker}\n2021年8月{day}日\n"
)
#: A file whose head and signature were lost; only its number says whose it is.
UNSIGNED = "{number}\n关于{about}的通知\n各镇人民政府：\n现将有关事项通知如下：\n一、各镇应当配合。\n二、各镇应当上报。\n"
ROW = "文件名称,文号,制定机关,成文日期\r\n{rows}"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "库", actor="测试")


def put(store: Store, folder: Path, **files: str) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    ingest(store, [folder], workers=1, now=lambda: NOW)


def paper(maker: str, number: str, about: str, day: int = 10) -> str:
    return PAPER.format(maker=maker, number=number, about=about, day=day)


def ledger(store: Store, folder: Path, *rows: str) -> None:
    path = folder / "台账.csv"
    path.write_text(ROW.format(rows="\r\n".join(rows)), encoding="utf-8-sig", newline="")
    import_rows(store, plan_import(store, path), at=NOW)


def makers(store: Store) -> dict[str, int]:
    index = index_of(store)
    follow(store, index)
    return dict(index.search("通知").facets["机关"])


def test_a_ledger_that_writes_short_does_not_split_a_maker(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "甲", a=paper("兰台区发展和改革局", "兰发改发〔2021〕1号", "价格管理"))
    ledger(
        store,
        tmp_path,
        "关于价格管理的通知,兰发改发〔2021〕1号,区发改局,",
        "关于项目管理的通知,,区发改局,2020-1-2",
    )
    assert makers(store) == {"兰台区发展和改革局": 2}
    row = next(
        f for d in store.documents() for f in d.facts if f.source is Source.LEDGER and f.field == "issuers"
    )
    assert row.quote is not None
    assert row.quote.text == "区发改局"
    assert "区发改局" in row.note


def test_a_full_name_that_comes_later_gathers_earlier_rows(store: Store, tmp_path: Path) -> None:
    ledger(store, tmp_path, "关于项目管理的通知,,兰台区文旅广电局,2020-1-2")
    assert makers(store) == {"兰台区文旅广电局": 1}
    put(store, tmp_path / "甲", a=paper("兰台区文化旅游和广播电视局", "兰文旅发〔2021〕1号", "景区管理"))
    assert makers(store) == {"兰台区文化旅游和广播电视局": 2}


def test_an_empty_registry_learns_its_district_from_the_ledger_itself(store: Store, tmp_path: Path) -> None:
    rows = ("关于收费管理的通知,,兰台区人民政府,2020-1-2", "关于项目管理的通知,,区发改局,2020-1-2")
    ledger(store, tmp_path, *rows)
    assert makers(store) == {"兰台区人民政府": 1, "兰台区发展和改革局": 1}
    before = store.revision
    ledger(store, tmp_path, *rows)
    assert store.revision == before
    assert any("“区发改局”" in f.note for d in store.documents() for f in d.facts)


def test_a_body_and_its_heir_stay_two(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "甲", a=paper("兰台区自然资源局", "兰自然发〔2021〕1号", "用地管理"))
    ledger(store, tmp_path, "关于采矿管理的通知,兰国土发〔2015〕3号,区国土局,2015-1-2")
    assert makers(store) == {"兰台区自然资源局": 1, "兰台区国土资源局": 1}


def test_a_row_that_names_the_heir_still_finds_its_document(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "甲", a=paper("兰台区国土资源局", "兰国土发〔2021〕1号", "用地管理"))
    ledger(store, tmp_path, "兰台区国土资源局关于用地管理的通知,,区自然资源局,")
    (document,) = store.documents()
    assert document.ledger["制定机关"] == "区自然资源局"


def test_a_row_of_another_district_does_not(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "甲", a=paper("兰台区国土资源局", "兰国土发〔2021〕1号", "用地管理"))
    ledger(store, tmp_path, "兰台区国土资源局关于用地管理的通知,,青石区国土局,")
    assert len(list(store.documents())) == 2


def test_an_unsigned_file_is_found_under_the_owner_of_its_number(store: Store, tmp_path: Path) -> None:
    files = {f"a{n}": paper("兰台区民政局", f"兰民发〔2021〕{n}号", f"救助事项{n}", n) for n in range(1, 5)}
    lost = UNSIGNED.format(number="兰民发〔2021〕9号", about="低保核查")
    put(store, tmp_path / "甲", z=lost, **files)
    document = next(d for d in store.documents() if "低保" in d.title)
    assert document.issuers == ()  # no rule and no list takes it for printed
    fact = document.fact("issuer_by_code")
    assert fact is not None
    assert fact.value == ["兰台区民政局"]
    assert 0.5 < fact.certainty < 1
    assert makers(store) == {"兰台区民政局": 5}


def test_taking_in_and_importing_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    files = {f"a{n}": paper("兰台区民政局", f"兰民发〔2021〕{n}号", f"救助事项{n}", n) for n in range(1, 5)}
    put(store, tmp_path / "甲", z=UNSIGNED.format(number="兰民发〔2021〕9号", about="低保核查"), **files)
    ledger(
        store,
        tmp_path,
        "关于救助事项1的通知,兰民发〔2021〕1号,区民政局,",
        "关于水费的通知,,区发改局,2020-1-2",
    )
    before = store.revision
    ledger(
        store,
        tmp_path,
        "关于救助事项1的通知,兰民发〔2021〕1号,区民政局,",
        "关于水费的通知,,区发改局,2020-1-2",
    )
    put(store, tmp_path / "甲", **files)
    ingest(store, [tmp_path / "甲"], workers=1, again=True, now=lambda: NOW)
    assert store.revision == before


def test_an_import_is_taken_back_as_it_was(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "甲", a=paper("兰台区发展和改革局", "兰发改发〔2021〕1号", "价格管理"))
    ledger(
        store,
        tmp_path,
        "关于价格管理的通知,兰发改发〔2021〕1号,区发改局,",
        "关于项目管理的通知,,区发改局,2020-1-2",
    )
    put(store, tmp_path / "乙", a=paper("兰台区发展和改革局", "兰发改发〔2021〕2号", "粮价管理"))
    with store.writing("undo", at=NOW) as writer:
        writer.undo_last()
    assert [(d.issuers, bool(d.ledger)) for d in store.documents()] == [(("兰台区发展和改革局",), False)] * 2
