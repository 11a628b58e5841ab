"""Ledgers as offices keep them."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from corpus.ledger import Ledger, LedgerRow, ledger_of, read_ledger
from corpus.ledger_columns import canonical, columns
from corpus.ledger_facts import split_issuers
from corpus.ledger_sheets import Sheet
from registry.errors import InputError
from registry.records import Source
from tests.fuzz.inputs import check_ledger

HEAD = ("序号", "文件名称", "文号", "制定机关", "成文日期", "有效期至", "备案日期", "备注")
ROW = (
    1,
    "兰台区烟花爆竹管理办法",
    "兰政发〔2021〕3号",
    "兰台区人民政府",
    "2021-03-04",
    "2026-03-31",
    "无",
    "",
)


def grid(*rows: Sequence[Any], merges: Sequence[tuple[int, int, int, int]] = ()) -> Ledger:
    cells = tuple(tuple(None if c == "" else c for c in row) for row in rows)
    return ledger_of("台账.xlsx", [Sheet("表", cells, tuple(merges))])


def values(row: LedgerRow) -> dict[str, Any]:
    return {f.field: f.value for f in row.facts}


def test_columns_are_those_of_the_design_in_their_order() -> None:
    wanted = (
        "序号 文件名称 文号 登记号 制定机关 实施部门 成文日期 公布日期 施行日期 有效期至 文件状态 公布网址 征求意见开始 征求意见结束 "
        "评估论证日期 公平竞争审查日期 公平竞争审查机关 合法性审核送审日期 合法性审核日期 合法性审核机构 合法性审核意见 集体审议日期 "
        "审议会议 人大备案日期 备案机关 备案日期 备案号 备注"
    )
    assert " ".join(c.name for c in columns()) == wanted


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("文件名称", "文件名称"), ("文件名称（全称）", "文件名称"), ("标 题", "文件名称"), ("发文字号", "文号"), ("文　号", "文号"),
        ("成文\n日期", "成文日期"), ("制发机关", "制定机关"), ("责任单位", "实施部门"), ("有效期截止日期", "有效期至"),
        ("统一登记号", "登记号"), ("备案登记号", "备案号"), ("报人大备案日期", "人大备案日期"), ("规范性文件成文日期", "成文日期"), ("制定（发文）机关", "制定机关"),
        ("行政规范性文件的施行日期", "施行日期"), ("制定依据文号", None), ("被废止文件名称", None), ("是否备案", None), ("联系电话", None), ("", None),
        ("公开发布日期", "公布日期"), ("组织实施单位", "实施部门"), ("送合法性审核日期", "合法性审核送审日期"), ("接受备案政府", "备案机关"), ("政府网站公开时间", "公布日期"), ("报人大常委会备案日期", "人大备案日期"), ("报送县人民代表大会常务委员会备案时间", "人大备案日期"),
        ("向市政府备案日期", "备案日期"), ("备案审查机关", "备案机关"), ("备案函文号", "备案号"), ("公开征求公众意见截止时间", "征求意见结束"),
        ("合法性审核意见书出具日期", "合法性审核日期"), ("法制审核机构", "合法性审核机构"), ("合法性审核材料报送日期", "合法性审核送审日期"), ("审议通过日期", "集体审议日期"),
        ("审议会议届次", "审议会议"), ("正式施行日期", "施行日期"), ("有效期限（年）", "有效期至"), ("有效期起始日期", None), ("后评估日期", None),
        ("合法性审核意见书文号", None), ("备案情况", None), ("修改日期", None), ("废止日期", None), ("登记日期", None), ("公开方式", None), ("清理意见", None),
    ],
)  # fmt: skip
def test_headings_are_known_by_their_words(heading: str, column: str | None) -> None:
    assert canonical(heading) == column


def test_a_row_gives_facts_with_the_ledger_as_source_and_keeps_its_cells() -> None:
    row = grid(HEAD, ROW).rows[0]
    assert values(row) == {
        "title": "兰台区烟花爆竹管理办法",
        "number": "兰政发〔2021〕3号",
        "issuers": ["兰台区人民政府"],
        "signed_on": "2021-03-04",
        "expires_on": "2026-03-31",
    }
    assert {f.source for f in row.facts} == {Source.LEDGER}
    assert row.values["备案日期"] == "无"
    assert "备注" not in row.values


def test_titles_above_blank_rows_and_a_foot_are_no_documents() -> None:
    ledger = grid(
        ("兰台区行政规范性文件台账", *[""] * 7),
        ("填报单位：区司法局", *[""] * 7),
        HEAD,
        ROW,
        ("",) * 8,
        ("填表人：", "", "审核人：", "", "", "", "", ""),
    )
    assert [r.row_no for r in ledger.rows] == [4]
    assert any("第6行" in p for p in ledger.problems)


def test_columns_stand_in_any_order_and_an_unknown_one_is_named() -> None:
    ledger = grid(
        ("文号", "联系电话", "标题", "制发单位"), ("兰政发〔2021〕3号", "5551234", "某办法", "区政府")
    )
    assert dict(ledger.mapping) == {"文号": "文号", "标题": "文件名称", "制发单位": "制定机关"}
    assert ledger.unknown == ("联系电话",)
    assert "联系电话" in "".join(ledger.problems)


def test_the_name_of_the_ledger_is_no_part_of_its_headings() -> None:
    ledger = grid(
        ("兰台区行政规范性文件登记台账", "", "", ""),
        ("文件名称", "文号", "成文日期", "联系电话"),
        ("某办法", "兰政发〔2021〕3号", "2021-03-04", "5551234"),
    )
    assert ledger.unknown == ("联系电话",)


def test_one_column_may_hold_both_days_of_a_consultation() -> None:
    head = ("文件名称", "文号", "征求意见起止时间")
    row = grid(head, ("某办法", "兰政发〔2021〕3号", "2021年1月5日至2月5日")).rows[0]
    assert (row.values["征求意见开始"], row.values["征求意见结束"]) == ("2021-01-05", "2021-02-05")
    both = (*head, "征求意见截止日期")
    row = grid(both, ("某办法", "兰政发〔2021〕3号", "2021年1月5日至2月5日", "2021-02-10")).rows[0]
    assert row.values["征求意见结束"] == "2021-02-10"


def test_a_header_printed_again_is_no_document() -> None:
    assert [r.row_no for r in grid(HEAD, ROW, HEAD, ROW).rows] == [2, 4]


def test_two_header_rows_are_read_together() -> None:
    ledger = grid(
        ("序号", "文件名称", "文号", "征求意见", "", "备案", ""),
        ("", "", "", "开始", "结束", "日期", "备案号"),
        (1, "某办法", "兰政发〔2021〕3号", "2021-01-01", "2021-02-01", "2021-03-09", "望备1"),
        merges=[(0, 3, 0, 4), (0, 5, 0, 6), (0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2)],
    )
    assert ledger.rows[0].values["征求意见结束"] == "2021-02-01"
    assert ledger.rows[0].values["备案日期"] == "2021-03-09"
    assert ledger.rows[0].values["备案号"] == "望备1"


def test_a_cell_merged_over_rows_counts_for_each_of_them() -> None:
    second = (2, "乙办法", "兰政发〔2021〕4号", "", "2021-03-05", "", "", "")
    ledger = grid(HEAD, ROW, second, merges=[(1, 3, 2, 3)])
    assert values(ledger.rows[1])["issuers"] == ["兰台区人民政府"]


@pytest.mark.parametrize(
    "group",
    [("一、区政府文件",), ("一", "区政府文件（2件）"), ("", "部门文件"), ("（二）", "有效的文件")],
    ids="".join,
)
def test_a_heading_printed_again_and_group_titles_are_skipped(group: tuple[str, ...]) -> None:
    blank = [""] * (8 - len(group))
    ledger = grid(
        HEAD, (*group, *blank), ROW, HEAD, (2, "乙办法", "兰民发〔2021〕4号", "区民政局", "", "", "", "")
    )
    assert [r.title for r in ledger.rows] == ["兰台区烟花爆竹管理办法", "乙办法"]


def test_a_row_with_a_title_only_is_a_document() -> None:
    assert [r.title for r in grid(HEAD, (1, "兰台区犬只管理办法", "", "", "", "", "", "")).rows] == [
        "兰台区犬只管理办法"
    ]


def test_a_title_in_title_marks_loses_them() -> None:
    row = grid(HEAD, (1, "《关于印发〈犬只管理办法〉的通知》", "", "", "", "", "", "")).rows[0]
    assert row.title == "关于印发《犬只管理办法》的通知"


def test_empty_is_unknown_and_none_is_confirmed() -> None:
    row = grid(HEAD, (1, "某办法", "无", "", "", "长期有效", "未备案", "")).rows[0]
    found = values(row)
    assert found["number"] is None
    other = grid(
        ("文件名称", "文号", "公布网址", "登记号"), ("某办法", "未编号", "未在政府网站公布", "—")
    ).rows[0]
    assert [values(other)[n] for n in ("number", "url", "registration_no")] == [None, None, None]
    assert found["expires_on"] is None
    assert "signed_on" not in found
    assert "issuers" not in found
    assert row.values["备案日期"] == "未备案"


@pytest.mark.parametrize(
    "title", ["无障碍环境建设管理办法", "未成年人保护实施办法", "免费公共自行车管理规定"]
)
def test_titles_that_begin_like_a_no_are_titles(title: str) -> None:
    assert grid(HEAD, (1, title, "", "", "", "", "", "")).rows[0].title == title


@pytest.mark.parametrize(
    ("cell", "last"),
    [
        ("5年", "2026-08-31"),
        ("有效期三年", "2024-08-31"),
        ("6个月", "2022-02-28"),
        ("2021年9月1日至2025年8月31日", "2025-08-31"),
    ],
)
def test_a_period_in_place_of_a_last_day_is_reckoned_from_the_start(cell: str, last: str) -> None:
    row = grid(("文件名称", "施行日期", "有效期"), ("某办法", "2021-09-01", cell)).rows[0]
    assert values(row)["expires_on"] == last
    assert row.problems == ()


def test_from_the_day_of_publication_is_that_day_when_the_row_names_it() -> None:
    head = ("文件名称", "公布日期", "施行日期", "有效期")
    row = grid(head, ("某办法", "2021-09-01", "自公布之日起施行", "两年")).rows[0]
    assert (values(row)["effective_on"], values(row)["expires_on"]) == ("2021-09-01", "2023-08-31")
    assert "effective_on" not in values(grid(head, ("某办法", "", "自公布之日起施行", "")).rows[0])


def test_a_period_without_a_start_is_a_problem_not_a_date() -> None:
    row = grid(("文件名称", "施行日期", "有效期"), ("某办法", "2021-09", "5年")).rows[0]
    assert "expires_on" not in values(row)
    assert any("推算" in p for p in row.problems)


def test_an_impossible_date_is_a_problem_of_its_row_which_stays() -> None:
    row = grid(HEAD, (1, "某办法", "兰政发〔2021〕3号", "区政府", "2021-02-30", "", "", "")).rows[0]
    assert "signed_on" not in values(row)
    assert row.values["成文日期"] == "2021-02-30"
    assert any("2021-02-30" in p for p in row.problems)


def test_long_numbers_that_excel_rounded_are_told() -> None:
    row = grid((*HEAD, "登记号"), (*ROW, 123456789012345680.0)).rows[0]
    assert any("登记号" in p and "舍入" in p for p in row.problems)


def test_typed_dates_and_serials_become_iso_cells() -> None:
    row = grid(HEAD, (1, "某办法", "", "", date(2021, 3, 4), 46112, "", "")).rows[0]
    assert (row.values["成文日期"], row.values["有效期至"]) == ("2021-03-04", "2026-03-31")


def test_numbers_are_kept_in_one_spelling_beside_the_cell() -> None:
    row = grid(HEAD, (1, "某办法", "兰政发[2021]第03号", "", "", "", "", "")).rows[0]
    assert row.number == "兰政发〔2021〕3号"
    assert row.values["文号"] == "兰政发[2021]第03号"


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("兰台区民政局、兰台区财政局", ("兰台区民政局", "兰台区财政局")),
        ("兰台区民政局 兰台区财政局", ("兰台区民政局", "兰台区财政局")),
        ("兰台区民政局\n兰台区财政局", ("兰台区民政局", "兰台区财政局")),
        ("兰台区 民政局", ("兰台区民政局",)),
        ("兰台区人民政府", ("兰台区人民政府",)),
    ],
)
def test_joint_makers_are_split_and_spaced_names_are_not(cell: str, names: tuple[str, ...]) -> None:
    assert split_issuers(cell) == names


def test_a_number_that_is_none_is_an_empty_cell(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", HEAD, ROW)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<v>1</v>", b"<v>1e999</v>")
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    (row,) = read_ledger(path).rows
    assert "序号" not in row.values


def test_a_merged_range_outside_the_sheet_is_left_alone() -> None:
    assert grid(("文件名称", "文号"), ("甲办法", ""), (), merges=[(3, -1, 5, 5), (2, -1, 3, 3)]).rows


CELLS = st.one_of(
    st.none(), st.sampled_from([c.name for c in columns()]), st.text(max_size=12), st.integers(), st.floats(), st.dates(),
)  # fmt: skip
SPANS = st.tuples(*[st.integers(-1, 9)] * 4)


@settings(derandomize=True, max_examples=200)
@given(st.lists(st.lists(CELLS, max_size=8), max_size=8), st.lists(SPANS, max_size=3))
def test_any_grid_is_read_or_refused(cells: list[list[Any]], merges: list[tuple[int, int, int, int]]) -> None:
    check_ledger(Sheet("表", tuple(tuple(row) for row in cells), tuple(merges)))


# -- files


def save(path: Path, *rows: Sequence[Any]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))  # type: ignore[union-attr]
    book.save(path)
    return path


def test_xlsx_and_csv_of_one_ledger_say_the_same(tmp_path: Path) -> None:
    text = "\r\n".join(",".join(str(c) for c in row) for row in (HEAD, ROW))
    gbk, utf = tmp_path / "a.csv", tmp_path / "b.csv"
    gbk.write_bytes(text.encode("gb18030"))
    utf.write_bytes(text.encode("utf-8-sig"))
    found = [read_ledger(p).rows[0] for p in (save(tmp_path / "a.xlsx", HEAD, ROW), gbk, utf)]
    assert values(found[0]) == values(found[1]) == values(found[2])


def test_a_table_saved_as_xls_by_a_website_is_read(tmp_path: Path) -> None:
    path = tmp_path / "台账.xls"
    cells = "".join(f"<td>{c}</td>" for c in ROW)
    heads = "".join(f"<th>{h}</th>" for h in HEAD)
    path.write_text(f"<html><table><tr>{heads}</tr><tr>{cells}</tr></table></html>", encoding="utf-8")
    assert read_ledger(path).rows[0].title == "兰台区烟花爆竹管理办法"


def test_without_a_header_row_the_error_names_file_and_remedy(tmp_path: Path) -> None:
    path = save(tmp_path / "没有表头.xlsx", ROW, ROW)
    with pytest.raises(InputError) as error:
        read_ledger(path)
    assert "没有表头.xlsx" in error.value.message
    assert "表头" in error.value.remedy


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 broken", b"\x00\x01\x02\xff" * 50]
)
def test_a_file_that_is_no_table_is_an_input_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"坏\.xlsx"):
        read_ledger(path)


def test_a_ledger_with_a_password_says_so(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500))
    with pytest.raises(InputError, match="密码"):
        read_ledger(path)


def test_a_sheet_that_would_take_all_memory_does_no_harm(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "文件名称", "x"
    out = io.BytesIO()
    book.save(out)
    path = tmp_path / "大.xlsx"
    path.write_bytes(out.getvalue())
    with pytest.raises(InputError):
        read_ledger(path)
