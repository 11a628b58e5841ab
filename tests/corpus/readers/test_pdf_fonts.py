"""What a PDF says does not depend on the fonts of the machine."""

from corpus.readers.pdf import read_pdf
from corpus.readers.pdf_text import sheets
from tests.corpus.readers.made.prints import pdf

TITLE = "青石区人民政府关于印发《青石区窖池安全管理办法》的通"


def test_the_last_character_of_a_wrapped_title_is_kept() -> None:
    """The font (STSong-Light) is not in the file, and `知` stands alone on its line."""
    data = pdf([[(80, 90, TITLE), (80, 114, "知"), (80, 162, "各镇人民政府：")]], size=16)
    assert [block.text for block in read_pdf(data).blocks] == [TITLE + "知", "各镇人民政府："]


def test_the_characters_of_a_font_that_is_not_in_the_file_have_a_size() -> None:
    (sheet,) = sheets(pdf([[(80, 90, TITLE)]], size=16))
    (line,) = sheet.lines
    assert 8 < line.bottom - line.top < 32
