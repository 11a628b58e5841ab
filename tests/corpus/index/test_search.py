"""Search: what is found, in which order, and that nothing is missed."""

import random
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zhconv import zhconv

from corpus.index import Entry, QueryError, SearchIndex, Sort, parse
from corpus.index.fold import fold
from corpus.index.query import FIELDS
from registry.docno import number_key

TEXTS = {
    "d1": ("兰台区养老服务补贴办法", "兰政发〔2015〕3号", "第一条 为了规范养老服务补贴，制定本办法。\n第二条 老年人可以申请补贴，标准为每月200元。"),
    "d2": ("兰台区消防安全管理规定", "兰政办发〔2019〕27号", "第一条 单位应当做好消防安全。\n第二条 违反消防安全规定的，依照《中华人民共和国消防法》处罚。"),
    "d3": ("关於養老機構的通知", "兰民发〔2020〕8号", "各養老機構應當按照消防安全要求自查。ＡＢＣ１２３"),
    "d4": ("空文件", "", ""),
}  # fmt: skip


def entries() -> list[Entry]:
    return [
        Entry(
            id, title, number, text, issuers=("兰台区人民政府",), kind="规定" if id == "d2" else "",
            subjects=("综合政务\\政务公开",) if id == "d1" else (), year=number.partition("〔")[2][:4],
            signed="2015-03-01" if id == "d1" else "", number_key=number_key(number),
            units=tuple(("第" + line[1:2] + "条", text.find(line), text.find(line) + len(line)) for line in text.split("\n") if line.startswith("第")),
        )
        for id, (title, number, text) in TEXTS.items()
    ]  # fmt: skip


@pytest.fixture(params=["grams", "shelf only"])
def index(tmp_path: Path, request: pytest.FixtureRequest) -> SearchIndex:
    made = SearchIndex(tmp_path / "index")
    made.put(entries(), revision=4)
    if request.param == "grams":
        assert made.catch_up() == 4
    return made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("养老", {"d1", "d3"}),
        ("養老", {"d1", "d3"}),
        ("养老 消防", {"d3"}),
        ("养老 OR 消防", {"d1", "d2", "d3"}),
        ("消防 -养老", {"d2"}),
        ("NOT 养老", {"d2", "d4"}),
        ('"消防安全管理"', {"d2"}),
        ("标题:消防", {"d2"}),
        ("文号:兰政发[2015]3号", {"d1"}),
        ("兰政发（2015）3号", {"d1"}),
        ('"兰政发〔2015〕3"', {"d1"}),
        (
            '"（兰政发〔2015〕3"',
            set(),
        ),  # words as they stand: in no text, and no number begins with a bracket
        ("abc123", {"d3"}),
        ("养", {"d1", "d3"}),
        ("年份:2015-2019", {"d1", "d2"}),
        ("年份:>=2019", {"d2", "d3"}),
        ("(养老 OR 处罚) 第二条", {"d1", "d2"}),
        ("条:消防安全 条:处罚", {"d2"}),
        ("条:单位应当 条:处罚", set()),
        ("不存在的词", set()),
        ("状态:有效 消防", {"d2"}),
        ("状态:废止", {"d3"}),
        ("条:单位应当 OR 条:处罚", {"d2"}),
        ("条:消防安全 -条:罚款", {"d2"}),
        ("-条:消防安全", {"d1", "d3", "d4"}),
        ("养老，消防", {"d3"}),
        ("养老 and 消防", {"d3"}),
        ("养老 or 处罚", {"d1", "d2", "d3"}),
        ("养老 或 处罚", {"d1", "d2", "d3"}),
        ("兰政发2015 3", {"d1"}),
        ("兰政发2015-3号", {"d1"}),
        ("兰政发２０１５　３", {"d1"}),
        ("文号:兰政发2015 3 养老", {"d1"}),
        ("兰政发2015 4", set()),
        ("发文机关:区人民政府 -养老 -消防", {"d4"}),
        ("备案:不明 处罚", {"d2"}),
        ("备案:已备案", set()),
        ("標題:消防", {"d2"}),
        ("狀態：已廢止", {"d3"}),
        ("備案:無", set()),
        ("主题:政务公开", {"d1"}),
        ("主题:消防", {"d2"}),
        ("主題:養老", {"d1", "d3"}),
        ("文种:规定", {"d2"}),
    ],
)
def test_finds_exactly(index: SearchIndex, query: str, found: set[str]) -> None:
    result = index.search(query, statuses=lambda: {"d2": "有效", "d3": "已废止"})
    assert {hit.id for hit in result.hits} == found
    assert result.total == len(found)


def test_the_name_of_a_bureau_is_no_subject(tmp_path: Path) -> None:
    made = SearchIndex(tmp_path)
    titles = ("兰台区民政局关于调整供养标准的通知", "兰台区民政局民政服务站管理办法", "关于民政信访的通知")
    made.put(
        [Entry(f"d{n}", title, "", "", issuers=("兰台区民政局",)) for n, title in enumerate(titles)],
        revision=1,
    )
    assert {hit.id for hit in made.search("主题:民政").hits} == {"d1", "d2"}
    assert made.search("标题:民政").total == 3


def test_subjects_are_counted_each(tmp_path: Path) -> None:
    made = SearchIndex(tmp_path)
    made.put(
        [Entry("a", "甲", "", "", subjects=("民政", "养老")), Entry("b", "乙", "", "", subjects=("养老",))],
        revision=1,
    )
    assert made.search("甲 OR 乙").facets["主题"] == {"养老": 2, "民政": 1}


def test_marks_the_words_in_their_place(index: SearchIndex) -> None:
    (hit,) = index.search("标准为每月", text_of=lambda id: TEXTS[id][2]).hits
    (snippet,) = hit.snippets
    start, end = snippet.marks[0]
    assert snippet.text[start:end] == "标准为每月"
    assert TEXTS["d1"][2][snippet.start : snippet.end] == snippet.text
    assert snippet.place == "第二条"


def test_a_title_outranks_a_passing_mention(index: SearchIndex) -> None:
    assert [hit.id for hit in index.search("消防安全").hits] == ["d2", "d3"]


def test_pages_do_not_overlap(index: SearchIndex) -> None:
    first = index.search("条 OR 养老 OR 空", limit=2)
    second = index.search("条 OR 养老 OR 空", limit=2, offset=2)
    ids = [hit.id for hit in (*first.hits, *second.hits)]
    assert len(ids) == len(set(ids)) == first.total


def test_sorts_by_date_and_number(index: SearchIndex) -> None:
    assert index.search("养老", sort=Sort.DATE).hits[0].id == "d1"
    assert [hit.id for hit in index.search("养老", sort=Sort.NUMBER).hits] == ["d1", "d3"]


def test_numbers_are_sorted_as_numbers(tmp_path: Path) -> None:
    made = SearchIndex(tmp_path)
    numbers = ("兰政发〔2015〕10号", "", "兰政发〔2015〕9号", "兰民发〔2020〕1号")
    made.put([Entry(f"d{n}", "标题", number, "") for n, number in enumerate(numbers)], revision=1)
    found = made.search("标题", sort=Sort.NUMBER).hits
    assert [hit.number for hit in found] == [
        "兰政发〔2015〕9号",
        "兰政发〔2015〕10号",
        "兰民发〔2020〕1号",
        "",
    ]


def test_follows_changes(index: SearchIndex) -> None:
    index.put([Entry("d1", "改名", "", "燃气管理")], removed=["d2"], revision=9)
    for caught_up in (False, True):
        if caught_up:
            index.catch_up()
        assert {hit.id for hit in index.search("养老").hits} == {"d3"}
        assert {hit.id for hit in index.search("燃气").hits} == {"d1"}
        assert {hit.id for hit in index.search("消防").hits} == {"d3"}
    assert index.revision == 9


def test_heals_when_the_gram_index_is_lost(index: SearchIndex) -> None:
    index.catch_up()
    index.grams.clear()
    assert {hit.id for hit in index.search("养老").hits} == {"d1", "d3"}
    assert index.catch_up() == 4
    assert {hit.id for hit in index.search("养老").hits} == {"d1", "d3"}


def test_grams_that_cannot_be_read_cost_time_only(index: SearchIndex) -> None:
    index.catch_up()
    for file in index.grams.folder.iterdir():
        if file.name != "shelf":
            file.write_bytes(b"x")
    reopened = SearchIndex(index.shelf.folder)
    for asked in (index, reopened):
        assert {hit.id for hit in asked.search("养老").hits} == {"d1", "d3"}
    assert [hit.id for hit in reopened.similar("d1", limit=1).hits] == []
    assert reopened.catch_up() == 4
    assert {hit.id for hit in reopened.search("养老").hits} == {"d1", "d3"}


def test_grams_of_another_shelf_are_not_asked(index: SearchIndex) -> None:
    index.catch_up()
    index.shelf.clear()  # and what is put now gets the keys of what was there before
    index.put([Entry("e1", "燃气", "", "燃气管理"), Entry("e2", "供热", "", "养老")], revision=1)
    assert index.matching("燃气") == {"e1"}
    assert index.matching("养老") == {"e2"}
    assert index.pending == 2


def test_one_writes_the_others_search_and_leave_it_to_him(index: SearchIndex) -> None:
    other = SearchIndex(index.shelf.folder)
    with index.grams.lock(wait=True):
        assert other.catch_up(wait=False) == 0
        other.put([Entry("new", "新文件", "", "燃气")], revision=5)
        assert other.matching("燃气") == {"new"}
    other.catch_up()
    assert other.pending == 0
    assert index.matching("燃气") == {"new"}


def test_many_small_parts_become_few(tmp_path: Path) -> None:
    made = SearchIndex(tmp_path)
    for n in range(40):
        removed = [f"d{n - 1}"] if n % 5 == 1 else []
        made.put([Entry(f"d{n}", "", "", f"养老{n:02}号文")], removed, revision=n)
        made.catch_up()
    kept = {f"d{n}" for n in range(40)} - {f"d{n}" for n in range(0, 39, 5)}
    assert made.matching("养老") == kept
    assert made.matching("11号") == {"d11"}
    assert made.matching("10号") == set()
    assert len(list(made.grams.folder.glob("*.seg"))) < 20


def test_what_a_broken_hand_over_left_is_written_over(index: SearchIndex) -> None:
    def breaking() -> Iterator[Entry]:
        yield Entry("half", "半途", "", "未完成的文件" * 50)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        index.put(breaking(), revision=9)
    assert index.matching("未完成") == set()
    index.put([Entry("whole", "完整", "", "完整的文件")], revision=9)
    assert index.matching("完整的文件") == {"whole"}
    assert index.damage() == ""


def test_holes_are_closed_when_most_of_the_texts_are_gone(
    index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.index.shelf._HOLES", 10)
    index.put([], removed=["d1", "d2"], revision=9)
    with index.shelf.reading() as db:
        before = index.shelf.texts_of(db)
    index.catch_up()
    with index.shelf.reading() as db:
        after = index.shelf.texts_of(db)
    assert not before.exists()
    assert after.stat().st_size < 200
    assert index.matching("消防安全要求自查") == {"d3"}
    assert index.damage() == ""


def test_damaged_texts_are_noticed(index: SearchIndex) -> None:
    with index.shelf.reading() as db:
        path = index.shelf.texts_of(db)
    data = path.read_bytes()
    path.write_bytes(data.replace("补贴".encode(), "津贴".encode(), 1))
    assert "损坏" in index.damage()
    path.write_bytes(data[:10])
    assert SearchIndex(index.shelf.folder).revision == 0  # begun anew: the store hands everything over again


def test_heals_when_the_shelf_is_lost(index: SearchIndex, tmp_path: Path) -> None:
    """As after a kill amidst a rebuild: what the grams know of the old shelf says nothing of the new."""
    index.catch_up()
    for part in (tmp_path / "index").glob("shelf.db*"):
        part.unlink()
    again = SearchIndex(tmp_path / "index")
    assert again.revision == 0
    again.put(reversed(entries()), revision=4)
    for caught_up in (False, True):
        if caught_up:
            again.catch_up()
        assert {hit.id for hit in again.search("养老").hits} == {"d1", "d3"}
        assert {hit.id for hit in again.search('"消防安全管理"').hits} == {"d2"}


@pytest.mark.parametrize(
    ("query", "at"),
    [("", 0), ("  ", 0), ('"没有配对', 0), ("(养老", 0), ("养老)", 2), ("标题:", 3), ("养老 OR", 5), ("颜色:红", 0), ("年份:去年", 3), ("年份:2015-13", 3),
     ("状态:红", 3), ("消防 备案:好", 6), ("AND", 0), ("条:", 2)],
)  # fmt: skip
def test_explains_a_bad_query_with_its_place(query: str, at: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert caught.value.at == at
    assert "第" in str(caught.value)


def test_the_fields_that_an_error_names_are_fields() -> None:
    with pytest.raises(QueryError) as caught:
        parse("颜色:红")
    named = caught.value.remedy.removeprefix("可用：").partition("；")[0].split()
    assert {FIELDS[name] for name in named} == set(FIELDS.values())


def test_half_characters_of_a_terminal_are_blanks(index: SearchIndex) -> None:
    assert {hit.id for hit in index.search("养老\udce4").hits} == {"d1", "d3"}


@settings(max_examples=400, derandomize=True, deadline=None)
@given(st.text(alphabet='养老消防 ()（）":：-|ORNOT非标题年份0123—\n\0\u202e《〈x', max_size=40))
def test_any_string_is_a_query_or_explained(query: str) -> None:
    try:
        parse(query)
    except QueryError:
        pass


def test_the_characters_are_those_of_the_library() -> None:
    """simplified.txt is an extract of zhconv's table."""
    table = zhconv.getdict("zh-hans")
    shipped = files("corpus.index").joinpath("simplified.txt").read_text(encoding="utf-8").splitlines()
    wanted = sorted(a + b for a, b in table.items() if len(a) == len(b) == 1 and a != b)
    assert shipped == wanted


def test_random_queries_search_or_are_explained(index: SearchIndex) -> None:
    """Seeded strings of the language's own signs, through parsing and searching."""
    rng = random.Random(20_261_101)
    parts = ["养老", "消防", " ", " ", "OR ", "NOT ", "-", "(", ")", "（", "）", '"', "“", "”", "|", "标题:", "文号:", "年份:",
             "2015", "2015-2019", ">=2019", "..", "状态:有效", "条:", "机关:", "备案:", "〔2015〕3号", "%", "_", "'", "\\", "\0", "\ud800", "𠮷", "㈱", "\n"]  # fmt: skip
    understood, places = 0, list[tuple[int, int]]()
    for _ in range(3_000):
        query = "".join(rng.choices(parts, k=rng.randint(1, 9)))
        try:
            index.search(query, statuses=lambda: {"d2": "有效"}, text_of=lambda id: TEXTS[id][2])
            understood += 1
        except QueryError as error:
            places.append((error.at, len(query)))
    assert understood > 300
    assert all(0 <= at <= length for at, length in places)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    articles=st.lists(st.text("甲乙丙𠮷", min_size=1, max_size=9), min_size=1, max_size=5),
    words=st.lists(st.text("甲乙丙𠮷", min_size=1, max_size=3), min_size=1, max_size=3),
)
def test_words_of_one_article(
    tmp_path_factory: pytest.TempPathFactory, articles: list[str], words: list[str]
) -> None:
    """条: words are found where one article holds them all, not where two share them."""
    text, units = "前言甲乙丙𠮷", list[tuple[str, int, int]]()
    for number, article in enumerate(articles):
        units.append((f"第{number}条", len(text), len(text) + len(article)))
        text += article
    made = SearchIndex(tmp_path_factory.mktemp("articles"))
    made.put([Entry("d", "", "", text, units=tuple(units))], revision=1)
    wanted = any(all(word in article for word in words) for article in articles)
    assert made.matching(" ".join(f"条:{word}" for word in words)) == ({"d"} if wanted else set())


def test_like_documents_come_first_and_never_the_document_itself(tmp_path: Path) -> None:
    text = TEXTS["d1"][2] + "申请材料由社区受理，街道复核。"
    made = SearchIndex(tmp_path / "index")
    made.put([Entry("a", "甲", "", text), Entry("b", "乙", "", text + "另有一句。"), *entries()], revision=1)
    for caught_up in (False, True):
        if caught_up:
            made.catch_up()
        found = made.similar("a", limit=2)
        assert [hit.id for hit in found.hits] == ["b", "d1"]
        assert found.hits[0].score < 1
        assert made.similar("unknown").total == 0


@pytest.fixture(scope="module")
def corpus_index(tmp_path_factory: pytest.TempPathFactory) -> tuple[SearchIndex, dict[str, str]]:
    """Half of the documents in the gram index, half still waiting."""
    base = "".join(text for _, _, text in TEXTS.values())
    texts = {f"x{i}": base[i % 7 :] + str(i) + base[:: (i % 3) + 1] for i in range(24)}
    made = SearchIndex(tmp_path_factory.mktemp("index"))
    all_entries = [Entry(id, f"标题{id}", "", text) for id, text in texts.items()]
    made.put(all_entries[:12], revision=1)
    made.catch_up()
    made.put(all_entries[12:], revision=2)
    return made, texts


@settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_recall_equals_a_substring_scan(
    corpus_index: tuple[SearchIndex, dict[str, str]], data: st.DataObject
) -> None:
    made, texts = corpus_index

    def piece() -> str:
        text = texts[data.draw(st.sampled_from(sorted(texts)))]
        start = data.draw(st.integers(0, len(text) - 2))
        return (
            text[start : start + data.draw(st.integers(1, 12))]
            .replace('"', "")
            .replace("“", "")
            .replace("”", "")
            .strip()
        )

    one, other, without = piece(), piece(), piece()
    if not (one and other and without):
        return
    for query, wanted in (
        (f'"{one}"', lambda t: fold(one) in t),
        (f'"{one}" OR "{other}"', lambda t: fold(one) in t or fold(other) in t),
        (f'"{one}" -"{without}"', lambda t: fold(one) in t and fold(without) not in t),
    ):
        found = {hit.id for hit in made.search(query, limit=1000).hits}
        assert found == {id for id, text in texts.items() if wanted(fold(text)) or wanted(fold(f"标题{id}"))}
