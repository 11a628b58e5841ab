"""The measures of official documents (GB/T 9704-2012 党政机关公文格式), in one place.

The standard gives the page, the head margin 天头 37 mm, the binding margin 订口 28 mm, the type area 版心
156×225 mm, 22 lines of 28 characters in 3号 (16 pt), and the names of the typefaces. From these follow the right
margin 26 mm, the lower margin 35 mm and the pitches below.
"""

from dataclasses import dataclass

PAGE_MM = (210, 297)
TOP_MM, LEFT_MM, RIGHT_MM, BOTTOM_MM = 37, 28, 26, 35
LINES, CHARS = 22, 28

#: 225 mm hold 22 lines: 637.8 pt / 22; rounded down to twentieths of a point, so that the last line fits.
LINE_PITCH_PT = 28.95
#: 156 mm hold 28 characters of 16 pt only when each is set 0.25 pt tighter: 28 × 15.75 = 441 of 442.2 pt.
CHAR_SPACING_PT = -0.25

SIZE_2, SIZE_3, SIZE_4, SIZE_TABLE = 22.0, 16.0, 14.0, 12.0
#: 发文机关标志: its upper edge 35 mm under the upper edge of the type area; red rule 4 mm under the number.
MARK_DROP_MM, RULE_GAP_MM = 35, 4
#: Page number: 7 mm under the type area.
PAGE_NUMBER_GAP_MM = 7
RED = "FF0000"


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface by the name that offices have installed, with what may stand in for it."""

    name: str
    fallbacks: tuple[str, ...]


TITLE = Face("方正小标宋简体", ("小标宋", "华文中宋", "宋体", "Noto Serif CJK SC", "SimSun"))
BODY = Face("仿宋_GB2312", ("仿宋", "FangSong", "华文仿宋", "Noto Serif CJK SC"))
HEADING_1 = Face("黑体", ("SimHei", "Noto Sans CJK SC", "微软雅黑"))
HEADING_2 = Face("楷体_GB2312", ("楷体", "KaiTi", "华文楷体", "Noto Serif CJK SC"))
PAGE_NUMBER = Face("宋体", ("SimSun", "Noto Serif CJK SC"))
FACES = (TITLE, BODY, HEADING_1, HEADING_2, PAGE_NUMBER)
LATIN = "Times New Roman"


def pt_to_twips(points: float) -> int:
    """Twentieths of a point, Word's unit of length."""
    return round(points * 20)
