"""The lists in every format: same contents, same bytes, nothing that runs."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree, html
from openpyxl import load_workbook

from registry.export.csv import table_csv
from registry.export.html import lists_html
from registry.export.inert import csv_text, safe_href, script_json
from registry.export.json import lists_json
from registry.export.lists import ListFormat, lists_xlsx, write_lists
from registry.export.snapshot import restore, snapshot
from registry.export.tables import BLANK, statistics, tables_of, zh_date
from registry.papers.catalogue import catalogue_docx
from tests.registry import listwork as work


def test_json_is_as_the_contract_says() -> None:
    found = lists_json(work.sample())
    assert (found["round"], found["as_of"]) == ("2026年行政规范性文件清理", "2026-11-01")
    assert list(found["lists"]) == ["继续有效", "修改", "废止", "宣布失效", "非规范性文件"]
    assert [r["number"] for r in found["lists"]["继续有效"]] == ["兰政发〔2021〕3号", "兰政发〔2021〕12号"]
    assert found["lists"]["继续有效"][0]["expires_on"] is None


def test_columns_are_those_that_liaoning_wants() -> None:
    heads = {t.name: [c.name for c in t.columns] for t in tables_of(work.sample())}
    assert heads["继续有效（政府）"] == [
        "序号",
        "文件名称",
        "文号",
        "登记号",
        "公布日期",
        "施行日期",
        "有效期至",
        "实施部门",
        "备注",
    ]
    assert heads["废止（政府）"] == [
        "序号",
        "文件名称",
        "文号",
        "公布日期",
        "修订时间",
        "废止理由",
        "实施部门",
    ]
    assert heads["修改（部门）"] == [
        "序号",
        "文件名称",
        "文号",
        "制定机关",
        "修改内容或要点",
        "依据",
        "责任单位",
        "完成时限",
    ]


def test_government_departments_and_towns_are_listed_apart() -> None:
    names = [t.name for t in tables_of(work.sample())]
    assert names == [
        "继续有效（政府）",
        "修改（部门）",
        "废止（政府）",
        "宣布失效（镇街）",
        "非规范性文件（政府）",
        "已废止（政府）",
        "已自动失效",
    ]


def test_dates_keep_their_precision_and_gaps_are_marked() -> None:
    assert [zh_date(d) for d in ("2021-05-08", "2021-05", "2021", "", "长期")] == [
        "2021年5月8日",
        "2021年5月",
        "2021年",
        "",
        "长期",
    ]
    amend = next(t for t in tables_of(work.sample()) if t.name.startswith("修改"))
    assert BLANK in amend.rows[0]


def test_statistics_add_up() -> None:
    _, rows = statistics(work.sample())
    assert rows[-1][-1] == 7
    assert rows[-1][1:-1] == [sum(int(r[i]) for r in rows[:-1]) for i in range(1, len(rows[0]) - 1)]


@pytest.mark.parametrize("make", [work.sample, work.hostile])
def test_the_same_lists_give_the_same_bytes(make: object, tmp_path: Path) -> None:
    first = [p.read_bytes() for p in write_lists(make(), tmp_path / "a", list(ListFormat))]  # type: ignore[operator]
    second = [p.read_bytes() for p in write_lists(make(), tmp_path / "b", list(ListFormat))]  # type: ignore[operator]
    assert first == second


@pytest.mark.parametrize("make", [work.sample, work.hostile])
def test_issued_lists_are_kept_and_print_as_they_were(make: object, tmp_path: Path) -> None:
    lists = make()  # type: ignore[operator]
    kept = restore(json.loads(json.dumps(snapshot(lists))))
    assert kept == lists
    first = [p.read_bytes() for p in write_lists(lists, tmp_path / "a", list(ListFormat))]
    assert [p.read_bytes() for p in write_lists(kept, tmp_path / "b", list(ListFormat))] == first


def test_a_workbook_prints_well() -> None:
    book = load_workbook(io.BytesIO(lists_xlsx(work.sample())))
    assert book.sheetnames[0] == "统计"
    sheet = book["继续有效（政府）"]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToWidth == 1
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "C4"
    assert sheet["E5"].value.isoformat()[:10] == "2021-03-04"
    assert sheet["E5"].number_format == 'yyyy"年"m"月"d"日"'


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    data = lists_xlsx(work.hostile())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheets = [package.read(n) for n in package.namelist() if n.startswith("xl/worksheets/sheet")]
        assert not any(name.startswith("xl/externalLinks") for name in package.namelist())
    assert not any(re.search(rb"<f[ >]", s) for s in sheets)
    values = [c.value for row in load_workbook(io.BytesIO(data))["废止（部门）"].iter_rows() for c in row]
    assert work.HOSTILE[0] in values


def test_no_csv_field_begins_as_a_formula() -> None:
    for table in tables_of(work.hostile()):
        for row in csv.reader(io.StringIO(table_csv(table).decode("utf-8-sig"))):
            assert not any(re.match(r"[\s]*[=+\-@]", cell) for cell in row)


@pytest.mark.parametrize("text", ["=1", " =1", "\t=1", "＝1", "-2", "@x", "+86", "\u3000=1", "\x00=1"])
def test_what_a_spreadsheet_would_run_is_marked(text: str) -> None:
    assert csv_text(text).startswith("'")


def test_markup_in_titles_stays_text_in_the_page() -> None:
    page = html.document_fromstring(lists_html(work.hostile()).decode())
    scripts = page.xpath("//script")
    assert len(scripts) == 1
    assert "alert(1)" not in scripts[0].text_content()
    assert not page.xpath("//img") and not page.xpath("//*[@onerror]")  # noqa: PT018
    cells = [c.text_content() for c in page.xpath("//td")]
    assert "<img src=x onerror=alert(1)>" in cells
    assert not any(ord(c) in (0, 0x1B, 0x202E) for cell in cells for c in cell)


def test_the_page_needs_no_network() -> None:
    page = html.document_fromstring(lists_html(work.sample()).decode())
    assert not page.xpath("//@src") and not page.xpath("//link")  # noqa: PT018
    assert all(h.startswith("#") for h in page.xpath("//@href"))


def test_json_in_a_script_cannot_end_it() -> None:
    text = script_json({"x": "</script><!--\u2028"})
    assert "<" not in text
    assert json.loads(text) == {"x": "</script><!--\u2028"}


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x", "http://", "x y"]
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert safe_href(url) == "#"
    assert safe_href("https://www.lantai.example/a?b=1") == "https://www.lantai.example/a?b=1"


@pytest.mark.parametrize("make", [work.sample, work.hostile])
def test_every_part_of_the_docx_is_wellformed(make: object) -> None:
    with zipfile.ZipFile(io.BytesIO(catalogue_docx(make()))) as package:  # type: ignore[operator]
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(package.read(name))
