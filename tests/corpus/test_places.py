"""Places inside a document, as printed and as numbers."""

import pytest

from corpus.places import article_number, articles_of, leaves, place_at

PLACES = [
    ("第四条第二款、第十一条第一款的规定", "第四条第二款、第十一条第一款", (4, 11)),
    ("第三条二、三、四款所规定的", "第三条二、三、四款", (3,)),
    ("附件一第一、三款属", "附件一第一、三款", ()),
    ("附件2、6、17、20同时废止", "附件2、6、17、20", ()),
    ("第十五条第（一）项规定", "第十五条第（一）项", (15,)),
    ("第三条第一款第（一）、（二）项", "第三条第一款第（一）、（二）项", (3,)),
    ("第五条至第七条的", "第五条至第七条", (5, 6, 7)),
    ("第六条第一款第二项、第四项、第六项", "第六条第一款第二项、第四项、第六项", (6,)),
    ("第十七条、第二十条和第二十一条", "第十七条、第二十条和第二十一条", (17, 20, 21)),
    ("第三条和本办法第五条", "第三条", (3,)),
    ("第十二条之一第二款", "第十二条之一第二款", (12,)),
    ("第三、四、五条", "第三、四、五条", (3, 4, 5)),
    (" 第八条", "第八条", (8,)),
    ("第105条第2款", "第105条第2款", (105,)),
]


@pytest.mark.parametrize(("text", "printed", "articles"), PLACES, ids=[p[0] for p in PLACES])
def test_place(text: str, printed: str, articles: tuple[int, ...]) -> None:
    place = place_at(text, 0)
    assert place is not None
    assert place.text == printed
    assert articles_of(place.text) == articles


@pytest.mark.parametrize("text", ["规定的", "以及其他", "一条路", ""])
def test_no_place(text: str) -> None:
    assert place_at(text, 0) is None


def test_article_number() -> None:
    assert article_number("第一百零五条第二款") == 105
    assert article_number("附件2") is None


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("第十七条、第二十条和第二十一条", {("17条",), ("20条",), ("21条",)}),
        ("第六条第一款第二项、第四项", {("6条", "1款", "2项"), ("6条", "1款", "4项")}),
        ("第三条二、三款", {("3条", "2款"), ("3条", "3款")}),
        ("附件一第一款", {("附件一", "1款")}),
        ("第三条第（一）项", {("3条", "1项")}),
    ],
)
def test_leaves(place: str, expected: set[tuple[str, ...]]) -> None:
    assert leaves(place) == expected
