"""Words of two characters and more, and of one article, held against a look into every text."""

import sqlite3
from array import array
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.index import Entry, SearchIndex, phrases
from corpus.index.fold import fold

#: Few signs, so that words meet often: letters, a character outside the first plane, signs of SQL and of
#: the table's own language, a control that no query has, half a character.
SIGNS = "甲乙丙𠮷aB1 '*^+\"-\x1f\ud840"
LINES = st.lists(st.text(SIGNS, max_size=7), min_size=1, max_size=6)
SEPARATORS = st.sampled_from(["", "\n", "\n\n", "\n前言\n"])
WORDS = st.text("甲乙丙𠮷ab1'*^+\n-", min_size=1, max_size=4)


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, tuple[tuple[str, int, int], ...]]:
    """A text with its articles, which may stand apart or in one line, and may be one within another."""
    text, units = draw(st.sampled_from(["", "甲乙\n", "甲乙"])), list[tuple[str, int, int]]()
    for number, article in enumerate(draw(LINES)):
        units.append((f"第{number}条", len(text), len(text) + len(article)))
        text += article + draw(SEPARATORS)
    if len(units) > 2 and draw(st.booleans()):
        units.append(("第九条", units[0][1], units[1][2]))
    return text, tuple(units)


@pytest.fixture(params=["with phrases", "without"], scope="module")
def phrased(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "with phrases")


@settings(max_examples=150, derandomize=True, deadline=None)
@given(made_up=st.lists(texts(), min_size=1, max_size=6), words=st.lists(WORDS, min_size=1, max_size=3))
def test_finds_what_a_look_into_every_text_finds(
    phrased: bool, tmp_path_factory: pytest.TempPathFactory,
    made_up: list[tuple[str, tuple[tuple[str, int, int], ...]]], words: list[str],
) -> None:  # fmt: skip
    words = [word for word in (word.strip() for word in words) if word]
    if not words:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phrases, "supported", lambda: phrased)
        index = SearchIndex(tmp_path_factory.mktemp("phrases"))
        entries = [Entry(f"d{n}", "", "", text, units=units) for n, (text, units) in enumerate(made_up)]
        index.put(entries, revision=1)
        assert index.damage() == ""
        for word in words:
            assert index.matching(f'"{word}"') == {e.id for e in entries if fold(word) in fold(e.text)}
        asked = " ".join(f'条:"{word}"' for word in words)
        assert index.matching(asked) == {
            entry.id
            for entry in entries
            if any(
                all(fold(word) in fold(entry.text[start:end]) for word in words)
                for _, start, end in entry.units
            )
        }


@pytest.fixture
def many(tmp_path: Path) -> SearchIndex:
    """Enough documents that no text is looked into when the phrases know the answer."""
    index = SearchIndex(tmp_path)
    text = "第一条 老年人可以申请补贴。\n第二条 标准为每月{n}元。\n"
    index.put(
        (
            Entry(
                f"d{n}", "", "", text.format(n=n), units=(("第一条", 0, 14), ("第二条", 15, len(text.format(n=n)) - 1))
            )
            for n in range(40)
        ),
        revision=1,
    )  # fmt: skip
    return index


def test_every_text_has_its_articles_in_rows(many: SearchIndex) -> None:
    assert many.matching("申请补贴") == many.matching("条:老年人 条:申请补贴") == {f"d{n}" for n in range(40)}
    assert many.matching("条:老年人 条:每月") == frozenset()
    assert many.matching('"补贴。\n第二条"') == {f"d{n}" for n in range(40)}
    with many.shelf.reading() as db:
        found = phrases.together(db, ["老年人", "申请补贴"])
        assert found is not None
        assert [bits.bit_count() for bits in found] == [40, 0]


def test_what_is_gone_is_not_found_and_leaves_the_table_with_its_hole(
    many: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    many.put([Entry("d0", "", "", "燃气管理")], [f"d{n}" for n in range(5, 40)], revision=2)
    kept = {f"d{n}" for n in range(1, 5)}
    assert many.matching("申请补贴") == kept
    monkeypatch.setattr("corpus.index.shelf._HOLES", 10)
    many.catch_up()
    assert many.matching("申请补贴") == many.matching("条:老年人 条:申请补贴") == kept
    with many.shelf.reading() as db:
        bits = phrases.holding(db, "申请补贴")
    assert bits is not None
    assert bits.bit_count() == len(kept)


def damaged(index: SearchIndex, where: str, data: str) -> None:
    assert index.damage() == ""
    with closing(sqlite3.connect(index.shelf.path)) as db:
        assert db.execute(f"UPDATE phrases_data SET block = {data} WHERE {where}").rowcount
        db.commit()


def test_a_table_that_cannot_be_read_costs_time_only(many: SearchIndex) -> None:
    damaged(many, "id > 10", "x'ffffffffffffffffffff'")
    with many.shelf.reading() as db:
        assert phrases.holding(db, "申请补贴") is phrases.together(db, ["老年人", "申请补贴"]) is None
    assert many.matching("申请补贴") == many.matching("条:老年人 条:申请补贴") == {f"d{n}" for n in range(40)}


def test_a_table_that_has_lost_its_rows_is_noticed(many: SearchIndex) -> None:
    damaged(many, "id = 10", "zeroblob(9)")
    assert "损坏" in many.damage()


def test_a_shelf_without_phrases_is_made_anew_where_there_are_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = Entry("d", "", "", "申请补贴")
    for known in (True, False, True):
        monkeypatch.setattr(phrases, "supported", lambda known=known: known)
        index = SearchIndex(tmp_path)
        assert index.revision == 0
        index.put([entry], revision=1)
        assert index.matching("申请补贴") == {"d"}
        assert SearchIndex(tmp_path).revision == 1


@pytest.mark.parametrize(
    ("text", "articles", "rows"),
    [
        ("前言\n一条\n二条", [(3, 5), (6, 8)], "前言\n|+一条|\n|+二条"),
        ("前言一条\n二条", [(2, 4), (5, 7)], "?前言一条|\n|+二条"),
        ("一条二条\n三条\n尾", [(0, 2), (2, 4), (5, 7)], "?一条二条|\n|+三条|\n尾"),
        ("一条\n的二条\n三条", [(0, 4), (3, 6), (7, 9)], "?一条\n的二条|\n|+三条"),
        ("一条\n二条", [(0, 3), (3, 5)], "+一条\n|+二条"),
        ("没有条", [], "没有条"),
        ("", [], ""),
    ],
)
def test_a_text_in_rows(text: str, articles: list[tuple[int, int]], rows: str) -> None:
    """`+` an article, `?` several or a part of one."""
    bounds = [len(text[:at].encode()) for at in (*(a for a, _ in articles), *(e for _, e in articles))]
    data = text.encode()
    pieces = phrases._pieces(data, array("I", bounds))
    assert "|".join(("", "+", "?")[kind] + data[a:e].decode() for a, e, kind in pieces) == rows


def test_too_many_articles_share_the_last_row(many: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrases, "_PLACE", 2)
    lines = [f"第{n}条甲\n" for n in "一二三四五六七八九"]
    units = tuple((line[:3], 5 * n, 5 * n + 4) for n, line in enumerate(lines))
    many.put([Entry("long", "", "", "".join(lines), units=units)], revision=2)
    assert many.matching("第九条甲") == many.matching("条:第九条 条:条甲") == {"long"}
    assert many.matching("条:第九条 条:第八条") == frozenset()
