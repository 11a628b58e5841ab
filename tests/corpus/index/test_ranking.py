"""The order of hits, held against the same order made by sorting everything."""

import random
from pathlib import Path

import pytest

from corpus.index import Entry, SearchIndex, Sort
from corpus.index import ranking as module

WORDS = ("养老", "补贴", "消防", "管理", "办法")
STATUSES = ("有效", "已废止", "尚未施行", "")


@pytest.fixture
def made(tmp_path: Path) -> tuple[SearchIndex, dict[str, Entry], dict[str, str]]:
    rng = random.Random(3)
    entries = {
        f"d{n:03}": Entry(
            f"d{n:03}",
            "".join(rng.choices(WORDS, k=rng.randint(0, 3))),
            f"兰{rng.choice(WORDS)}〔{rng.randint(2015, 2020)}〕{rng.randint(1, 30)}号",
            "，".join(rng.choices(WORDS, k=rng.randint(1, 20))) + "。" * rng.randint(0, 3),
            issuers=tuple(rng.sample(("民政局", "教育局", "水利局"), rng.randint(0, 2))),
            signed=rng.choice(("", "2019", "2019-05", "2019-05-08", "2020-01-01")),
            kind=rng.choice(("办法", "通知", "")),
        )
        for n in range(120)
    }
    index = SearchIndex(tmp_path)
    index.put(entries.values(), revision=1)
    index.catch_up()
    return index, entries, {id: rng.choice(STATUSES) for id in entries if rng.random() < 0.9}


@pytest.mark.parametrize("counted", [10, 200])
@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize(
    "query", ["养老", "养老 补贴", "养老 OR 消防", "-养老", "年份:2019 OR 管理", "兰 -补贴"]
)
def test_pages_are_pieces_of_one_order(
    made: tuple[SearchIndex, dict[str, Entry], dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    sort: Sort,
    counted: int,
) -> None:
    monkeypatch.setattr(module, "_COUNTED", counted)
    index, _, statuses = made
    whole = index.search(query, sort=sort, limit=1_000, statuses=lambda: statuses)
    ids = [hit.id for hit in whole.hits]
    assert len(ids) == len(set(ids)) == whole.total
    paged: list[str] = []
    for offset in range(0, whole.total, 7):
        page = index.search(query, sort=sort, limit=7, offset=offset, statuses=lambda: statuses)
        paged += [hit.id for hit in page.hits]
    assert paged == ids


def test_the_living_and_the_newest_come_first_among_equals(
    made: tuple[SearchIndex, dict[str, Entry], dict[str, str]],
) -> None:
    index, entries, statuses = made
    found = index.search("-养老", limit=1_000, statuses=lambda: statuses).hits  # no words, no scores

    def place(id: str) -> tuple[bool, int, str]:
        signed = entries[id].signed.replace("-", "").ljust(8, "0")
        return statuses.get(id) == "已废止", -int(signed), id

    assert [hit.id for hit in found] == sorted((hit.id for hit in found), key=place)
    assert found


def test_facets_count_all_hits(made: tuple[SearchIndex, dict[str, Entry], dict[str, str]]) -> None:
    index, entries, statuses = made
    result = index.search("养老", limit=1, statuses=lambda: statuses)
    hits = index.matching("养老")
    assert len(hits) == result.total > 1
    assert result.facets["机关"] == {
        name: sum(name in entries[id].issuers for id in hits) for name in result.facets["机关"]
    }
    assert sum(result.facets["机关"].values()) == sum(len(entries[id].issuers) for id in hits)
    assert sum(result.facets["文种"].values()) == sum(bool(entries[id].kind) for id in hits)
    assert sum(result.facets["状态"].values()) == sum(bool(statuses.get(id)) for id in hits)
    counts = list(result.facets["状态"].values())
    assert counts == sorted(counts, reverse=True)
