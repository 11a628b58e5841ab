"""Printed lines joined to paragraphs, from lines with places: no file needed."""

import pytest

from corpus.readers.pdf_text import Line, Sheet
from corpus.readers.print_layout import paragraphs

TITLE = "青石区农村经济局关于印发集体资产处置办法的通知"


@pytest.mark.parametrize("number", ["青农经发〔2015〕9号", "青农经发[2015]第009号"])
def test_a_number_under_a_title_that_fills_its_line_stands_alone(number: str) -> None:
    rest = ["为规范集体资产处置，保护集体成员的合法权益，现将有", "关事项通知如下，请遵照执行。"]
    lines = [
        Line(72.0, 72.0 + 14 * len(text), 80.0 + 24 * at, 94.0 + 24 * at, text)
        for at, text in enumerate((TITLE, number, *rest))
    ]
    assert [block.text for block in paragraphs([Sheet(tuple(lines), 595, 842)])] == [
        TITLE,
        number,
        "".join(rest),
    ]
