"""Search at the command line: likeness, citations, saved searches, names that were meant."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.index import SearchIndex
from registry.docno import number_key
from registry.store import Store
from tui import output
from tui.demonstration import AS_OF
from tui.desk import Desk

Run = Callable[..., Any]


def _json(run: Run, registry: Path, *words: object) -> Any:
    return json.loads(run(*words, "--format", "json", "--registry", registry).out)


def _ids(found: Any) -> list[str]:
    return [hit["id"] for hit in found["hits"]]


def test_pages_together_are_the_whole(registry: Path, run: Run) -> None:
    whole = _ids(_json(run, registry, "search", "管理", "--limit", 1000))
    pages = [
        id
        for page in range(1, len(whole) // 5 + 2)
        for id in _ids(_json(run, registry, "search", "管理", "--limit", 5, "--page", page))
    ]
    assert pages == whole


def test_similar_documents_leave_out_the_document_itself(registry: Path, run: Run) -> None:
    first = _json(run, registry, "search", "管理", "--limit", 1)["hits"][0]
    run("reindex", "--registry", registry)
    found = _json(run, registry, "search", "--like", first["id"], "--limit", 5)
    scores = [hit["score"] for hit in found["hits"]]
    assert first["id"] not in _ids(found)
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_citing_documents_print_the_name_or_the_number(registry: Path, run: Run) -> None:
    with Store.open(registry) as store:
        by_number = {number_key(d.number): d for d in store.documents() if d.number}
        pairs = [
            (document.id, by_number[key].id)
            for document in store.documents()
            for citation in document.reading.get("citations", ())
            if (key := number_key(citation["number"])) in by_number and by_number[key].id != document.id
        ]
    assert pairs
    for source, target in pairs:
        assert source in _ids(_json(run, registry, "search", "--citing", target, "--limit", 1000))


def test_a_saved_search_runs_again_and_limits_a_sweep(registry: Path, run: Run) -> None:
    asked = _json(run, registry, "search", "养老", "--year", "2010-2026", "--save", "养老")
    assert _ids(_json(run, registry, "search", "--saved", "养老")) == _ids(asked)
    assert _json(run, registry, "search", "--saved-list") == [
        {"name": "养老", "query": "养老", "filters": {"年份": "2010-2026"}, "sort": "relevance"}
    ]
    swept = _json(run, registry, "sweep", "--saved", "养老", "--as-of", "2026-11-01")
    assert swept["documents"] <= asked["total"]
    assert {f["document"]["id"] for f in swept["findings"]} <= set(_ids(asked))


def test_an_unknown_saved_search_is_explained(registry: Path, run: Run) -> None:
    said = run("search", "--saved", "没有这个", "--registry", registry)
    assert said.code != 0
    assert "没有这个" in said.err


@pytest.mark.parametrize("words", [(), ("养老", "--like", "x"), ("--like", "x", "--save", "y")])
def test_asks_for_one_thing_at_a_time(registry: Path, run: Run, words: tuple[str, ...]) -> None:
    assert run("search", *words, "--registry", registry).code == 2


@pytest.mark.parametrize(
    ("typed", "meant"), [("兰台区人民政付", "兰台区人民政府"), ("行政许克法", "行政许可法")]
)
def test_says_what_was_perhaps_meant(registry: Path, run: Run, typed: str, meant: str) -> None:
    assert meant in _json(run, registry, "search", typed)["did_you_mean"]
    assert "是否要找" in run("search", typed, "--registry", registry).out


def test_a_search_in_vain_tells_what_each_word_finds(registry: Path, run: Run) -> None:
    total = _json(run, registry, "search", "消防", "--limit", 1)["total"]
    said = run("search", "消防", "没有这样的词", "--registry", registry).out
    assert f"消防 {total} 件、没有这样的词 0 件" in said


def test_a_word_that_must_not_occur_needs_no_quotes(registry: Path, run: Run) -> None:
    everything = _ids(_json(run, registry, "search", "消防", "--limit", 1000))
    without = _ids(_json(run, registry, "search", "消防", "-管理", "--limit", 1000))
    assert set(without) < set(everything)
    said = run("search", "消防", "--limt", 3, "--registry", registry)
    assert said.code == 2
    assert "--limt" in said.err


def test_the_desk_builds_the_fast_index_while_it_searches(store: Store) -> None:
    desk = Desk(store, as_of=AS_OF)
    SearchIndex(store.folder.index).rebuild()
    before = desk.search("管理", limit=1_000)
    assert before.pending == len(store.headers())
    seen: list[tuple[int, int]] = []
    desk.index.prepare(lambda done, all_: seen.append((done, all_)))
    assert seen[-1] == (before.pending, before.pending)
    after = desk.search("管理", limit=1_000)
    assert after.pending == 0
    assert [hit.id for hit in after.hits] == [hit.id for hit in before.hits]


def test_a_path_is_a_link_in_a_terminal_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "文件 一.txt"
    file.write_text("x")
    output.file_line("  ", str(file))
    assert capsys.readouterr().out == f"  {file}\n"
    monkeypatch.setattr(output, "colours", lambda: True)
    output.file_line("  ", str(file))
    assert f"]8;;{file.as_uri()}\x1b" in capsys.readouterr().out
    for hostile in ("a.zip!/\x1b]0;x\x07.docx", str(tmp_path / "没有.txt")):
        output.file_line("  ", hostile)
        said = capsys.readouterr().out
        assert "]8;;" not in said
        assert "\x07" not in said
