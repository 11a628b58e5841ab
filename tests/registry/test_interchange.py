"""Documents out and back without loss; the public site; the figures of a year; the page of charts."""

import json
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from registry.errors import InputError
from registry.export.akn import NS, akn_bytes, document_from_akn
from registry.export.interchange import ExchangeFormat, export_documents, import_documents
from registry.export.site import Site, site_files
from registry.figures import ages, expiries, filing_by_year, year_figures
from registry.lists import Standing
from registry.papers.dashboard import Overview, dashboard_html
from registry.papers.law_graph import law_graph
from registry.records import Document, Fact, FileRecord, Quote, Source, Status
from tests.registry import listwork as work

FILE = FileRecord("/甲/乙.docx", "0" * 64, 12, 1.5, "docx")


def documents() -> list[Document]:
    whole = replace(work.with_articles(), ledger={"文号": "=1", "备案日期": "无"}, files=(FILE,), revision=7)
    none = replace(whole, id="n1", facts=(Fact("expires_on", None, Source.LEDGER, Quote("无")), *whole.facts))
    bare = work.document("b1", "只有台账的文件")
    return [whole, none, bare, *(work.document(f"h{i}", t, text=t) for i, t in enumerate(work.HOSTILE))]


@pytest.mark.parametrize("format", list(ExchangeFormat))
def test_documents_come_back_as_they_were(format: ExchangeFormat) -> None:
    data = export_documents(documents(), format)
    assert list(import_documents(data, format)) == documents()
    assert export_documents(documents(), format) == data


@settings(derandomize=True, max_examples=120)
@given(st.text(max_size=200), st.text(max_size=20))
def test_any_text_survives_akoma_ntoso(text: str, title: str) -> None:
    document = work.document("d1", title, text=text)
    assert document_from_akn(akn_bytes(document)) == document


@pytest.mark.parametrize("format", list(ExchangeFormat))
@pytest.mark.parametrize("data", [b"x", b'{"id": 1}', b"id,a\r\n1,2\r\n", b"[" * 200_000])
def test_other_data_is_refused(format: ExchangeFormat, data: bytes) -> None:
    with pytest.raises(InputError):
        list(import_documents(data, format))


@pytest.mark.parametrize("at", ["content", "a password", "method"])
def test_a_damaged_package_is_refused(at: str) -> None:
    data = bytearray(export_documents([work.with_articles()], ExchangeFormat.AKN))
    entry = data.index(b"PK\x01\x02")
    match at:
        case "content":
            data[100] ^= 255
        case "a password":
            data[6] |= 1
            data[entry + 8] |= 1
        case _:
            data[8], data[entry + 10] = 99, 99
    with pytest.raises(InputError, match=r"w1\.xml"):
        list(import_documents(bytes(data), ExchangeFormat.AKN))


def test_a_changed_text_is_noticed() -> None:
    data = akn_bytes(work.with_articles()).replace("不得采石".encode(), "可以采石".encode())
    with pytest.raises(InputError, match="正文"):
        document_from_akn(data)


def test_akoma_ntoso_marks_articles_and_dates() -> None:
    root = etree.fromstring(akn_bytes(work.with_articles()))
    names = {"a": NS}
    assert root.xpath("//a:article/a:num/text()", namespaces=names) == [
        "第一条",
        "第二条",
        "第三条",
        "第四条",
    ]
    assert root.xpath("string(//a:FRBRWork/a:FRBRnumber/@value)", namespaces=names) == "兰政发〔2016〕5号"
    assert root.xpath("//a:eventRef/@date", namespaces=names) == ["2016-05-06", "2016-05-09", "2016-06-01"]


def test_chapters_and_points_are_nested_and_the_text_comes_back() -> None:
    lines = [
        "某办法",
        "第一章　总则",
        "第一条　下列情形适用本办法：",
        "（一）甲；",
        "（二）乙。",
        "另有规定的除外。",
        "第二章　附则",
        "　　第二条　自公布之日起施行。",
    ]
    kinds = {1: ("chapter", "第一章"), 2: ("article", "第一条"), 3: ("item", "（一）"), 4: ("item", "（二）"),
             6: ("chapter", "第二章"), 7: ("article", "第二条")}  # fmt: skip
    starts = [sum(len(line) + 1 for line in lines[:i]) for i in range(len(lines))]
    units = [
        {
            "kind": kind,
            "label": label,
            "start": starts[i] + lines[i].index(label),
            "end": starts[i] + len(lines[i]),
        }
        for i, (kind, label) in kinds.items()
    ]
    document = work.document("d1", "某办法", text="\n".join(lines))
    document = replace(document, reading={"instruments": [{"role": "main", "units": units}]})
    root = etree.fromstring(akn_bytes(document))
    ids = [e.get("eId") for e in root.iter() if e.get("eId") and e.getparent().tag != f"{{{NS}}}references"]
    assert ids == [
        "hcontainer_1", "chp_1", "art_1", "art_1__para_1", "art_1__para_1__point_1", "art_1__para_1__point_2", "art_1__para_2",
        "chp_2", "art_2",
    ]  # fmt: skip
    assert document_from_akn(akn_bytes(document)) == document
    assert b'"text": null' in akn_bytes(document)


def test_an_akn_export_is_a_file_a_document() -> None:
    with zipfile.ZipFile(BytesIO(export_documents(documents(), ExchangeFormat.AKN))) as package:
        assert len(package.namelist()) == len(documents())


# -- the public site


def site(*docs: Document, address: str = "") -> dict[str, bytes]:
    standings = {d.id: Standing(Status.IN_FORCE, "自2016年6月1日起施行", None, None) for d in docs}
    return site_files(Site(docs, standings, date(2026, 11, 1), "兰台区行政规范性文件", address))


def test_a_site_has_a_page_and_data_for_each_document() -> None:
    files = site(work.with_articles())
    assert set(files) == {"index.html", "feed.xml", "catalogue.json", "d/w1.html", "d/w1.json", "d/w1.xml"}
    data = json.loads(files["d/w1.json"])
    assert data["@type"] == "Legislation"
    assert data["legislationLegalForce"] == "InForce"
    assert data["legislationDate"] == "2016-05-06"
    assert data["legislationApplies"] == [{"@type": "Legislation", "name": "采石条例"}]
    page = html.document_fromstring(files["d/w1.html"].decode())
    assert "2016年6月1日" in page.text_content()
    assert "采石条例" in page.text_content()


def test_every_link_of_a_site_leads_to_a_file_of_it() -> None:
    files = site(work.with_articles(), work.with_articles("w2"))
    for name in ("index.html", "d/w1.html"):
        links = html.document_fromstring(files[name].decode()).xpath("//a/@href | //link/@href")
        assert links, name
        for link in links:
            target = Path(name).parent.joinpath(link).as_posix().replace("d/../", "")
            assert target in files


def test_a_hostile_registry_makes_a_harmless_site() -> None:
    docs = [work.document(f"h{i}", t, text=t, issuers=[t], number=t) for i, t in enumerate(work.HOSTILE)]
    files = site(*docs)
    assert site(*docs) == files
    for name, data in files.items():
        if name.endswith(".html"):
            page = html.document_fromstring(data.decode())
            assert not page.xpath("//img | //*[@onerror]")
            assert not any(
                "alert" in s.text_content() and s.get("type") is None for s in page.xpath("//script")
            )
        elif name.endswith(".xml"):
            etree.fromstring(data)
        else:
            json.loads(data)


def test_paths_of_the_office_are_not_published() -> None:
    files = site(replace(work.with_articles(), files=(FILE,), ledger={"备注": "内部意见"}))
    assert not any("内部意见".encode() in data or "/甲/乙".encode() in data for data in files.values())


# -- figures and charts


def _standing(last: date | None = None, status: Status = Status.IN_FORCE) -> Standing:
    return Standing(status, "", None, last)


def test_a_year_adds_up() -> None:
    docs = [
        work.document("old", "旧", signed_on="2019-01-01"), work.document("gone", "废", signed_on="2018-01-01"),
        work.document("ran", "届满", signed_on="2020-01-01"), work.document("none", "无日期"),
        work.document("new", "新", signed_on="2025-03-03", published_on="2025-03-05",
                      ledger={"备案日期": "2025-03-18", "备案机关": "市政府", "备案号": "1", "合法性审核日期": "2025-02-02"}),
        work.document("late", "迟", signed_on="2025-04-03", published_on="2025-04-03", ledger={"备案日期": "2025-06-18"}),
        work.document("not", "未", signed_on="2025-05-03", published_on="2025-05-03", ledger={"备案日期": "未备案"}),
        work.document("blank", "空", signed_on="2025-06-03", published_on="2025-06-03"),
    ]  # fmt: skip
    before = {d.id: _standing() for d in docs if d.id not in ("new", "late", "not", "blank")}
    after = {d.id: _standing() for d in docs}
    after["gone"], after["ran"] = _standing(status=Status.REPEALED), _standing(status=Status.EXPIRED)
    year = year_figures(docs, 2025, before=before, after=after)
    assert (year.at_start, year.made, year.repealed, year.lapsed, year.at_end) == (4, 4, 1, 1, 6)
    assert year.balanced
    printed = {f.name: f.printed for f in year.figures}
    assert printed["报备率"] == "66.7%"
    assert printed["及时率"] == "50.0%"
    assert printed["公平竞争审查"] == "无法统计"
    assert printed["合法性审核"] == "1件"


def test_filing_ages_and_expiries_are_counted() -> None:
    docs = [
        work.document("a", "甲", published_on="2025-03-05", ledger={"备案日期": "2025-03-18"}),
        work.document("b", "乙"),
    ]
    assert filing_by_year(docs) == {2025: (1, 1, 1)}
    assert ages(docs, date(2026, 1, 1))["日期不明"] == 1
    found = expiries(
        {"a": _standing(date(2027, 2, 1)), "b": _standing(date(2020, 1, 1))}, date(2026, 11, 1), 4
    )
    assert found == {"2026年4季度": 0, "2027年1季度": 1, "2027年2季度": 0, "2027年3季度": 0}


def test_the_graph_of_laws_counts_documents_and_escapes_names() -> None:
    one, two = work.with_articles("w1"), work.with_articles("w2")
    graph = law_graph([one, two])
    assert graph is not None
    assert graph.pairs == {("采石条例", "兰台区人民政府"): 2}
    assert graph.rows[1] == ["采石条例", "兰台区人民政府", "2"]
    named = replace(one.relations[0], target_title=work.HOSTILE[5])
    hostile = law_graph([replace(one, relations=(named,))])
    assert hostile is not None
    assert "<img" not in hostile.svg
    etree.fromstring(hostile.svg)
    assert law_graph([]) is None


def test_the_page_of_charts_runs_nothing_and_tells_its_figures_as_text() -> None:
    docs = [
        work.document(f"h{i}", t, issuers=[t], signed_on="2020-01-01") for i, t in enumerate(work.HOSTILE)
    ]
    standings = {d.id: _standing(date(2027, 2, 1)) for d in docs}
    hits = [work.finding("h0", work.HOSTILE[5], "x", "修改")]
    overview = Overview(docs, date(2026, 11, 1), standings, hits, {2025: standings}, {}, work.HOSTILE[4])
    data = dashboard_html(overview)
    page: Any = html.document_fromstring(data.decode())
    assert dashboard_html(overview) == data
    assert not page.xpath("//script | //img | //*[@onerror] | //@src")
    assert len(page.xpath("//*[local-name()='svg'][@role='img']")) == len(page.xpath("//figure")) >= 4
    assert all(figure.xpath(".//details//td") for figure in page.xpath("//figure"))
