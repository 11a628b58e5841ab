"""The command line as people and scripts use it: outputs, exit codes, messages."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer

from registry.store import Store
from tui.cli import app
from tui.demonstration import AS_OF
from tui.desk import Desk

Run = Callable[..., Any]


def test_help_names_every_command_and_shows_an_example(run: Run) -> None:
    listed = run("--help").out
    for command in (
        "ingest",
        "search",
        "sweep",
        "show",
        "decide",
        "review",
        "lists",
        "ledger",
        "rules",
        "round",
    ):
        assert command in listed
    for command in (
        ["ingest"],
        ["search"],
        ["sweep"],
        ["show"],
        ["decide"],
        ["waive"],
        ["laws", "impact"],
        ["round", "start"],
    ):
        assert "例：" in run(*command, "--help").out


def test_what_a_message_tells_to_run_exists() -> None:
    root = Path(__file__).parents[2]
    known = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    told: set[str] = set()
    for floor in ("registry", "corpus", "rules", "tui"):
        for path in (root / floor).rglob("*.py"):
            named = set(re.findall(r"guiqing ([a-z]+)", path.read_text(encoding="utf-8")))
            assert named <= known, f"{path.name}: {named - known}"
            told |= named
    assert told


def test_sweep_json_keeps_its_shape(registry: Path, run: Run) -> None:
    said = run("sweep", "--as-of", "2026-11-01", "--format", "json", "--registry", registry)
    data = json.loads(said.out)
    assert {"as_of", "profile", "documents", "findings", "suggestions", "failures"} <= set(data)
    assert data["failures"] == []
    finding = data["findings"][0]
    assert {
        "rule",
        "outcome",
        "severity",
        "document",
        "message",
        "quotes",
        "peers",
        "basis",
        "disposition",
    } <= set(finding)
    assert set(finding["document"]) == {"id", "title", "number", "path"}
    with Store.open(registry) as store:
        for finding in data["findings"]:
            text = store.text(finding["document"]["id"])
            for quote in finding["quotes"]:
                assert quote["start"] < 0 or text[quote["start"] : quote["end"]] == quote["text"]


def test_exit_code_says_whether_there_are_findings(registry: Path, run: Run) -> None:
    assert run("sweep", "--as-of", "2026-11-01", "--rule", "E-01", "--registry", registry).code == 0
    assert (
        run("sweep", "--as-of", "2026-11-01", "--rule", "E-01", "--exit-code", "--registry", registry).code
        == 1
    )
    assert (
        run("sweep", "--as-of", "1990-01-01", "--rule", "E-01", "--exit-code", "--registry", registry).code
        == 0
    )


def test_search_finds_shows_and_counts(registry: Path, run: Run) -> None:
    said = run(
        "search", "养老", "--limit", 5, "--format", "json", "--as-of", "2026-11-01", "--registry", registry
    )
    data = json.loads(said.out)
    assert data["total"] >= len(data["hits"]) > 0
    hit = data["hits"][0]
    assert {"id", "title", "number", "path", "issuers", "status", "score", "snippets"} <= set(hit)
    with Store.open(registry) as store:
        scanned = sum("养老" in d.text or "养老" in d.title for d in store.documents())
    assert data["total"] == scanned


def test_a_number_is_found_in_any_spelling(registry: Path, run: Run) -> None:
    totals = {
        json.loads(run("search", spelling, "--format", "json", "--registry", registry).out)["hits"][0][
            "number"
        ]
        for spelling in ("文号:兰政发〔2020〕27号", "文号:兰政发[2020]27号", "文号:兰政发（2020）27号")
    }
    assert totals == {"兰政发〔2020〕27号"}


def test_decide_is_kept_shown_and_undone(registry: Path, run: Run) -> None:
    target = "兰政发〔2020〕27号"
    assert (
        run(
            "decide", target, "宣布失效", "--reason", "有效期已满", "--registry", registry, "--actor", "王明"
        ).code
        == 0
    )
    shown = json.loads(run("show", target, "--format", "json", "--registry", registry).out)
    assert [(d["disposition"], d["reason"], d["actor"]) for d in shown["decisions"]] == [
        ("宣布失效", "有效期已满", "王明")
    ]
    assert "有效期已满" in run("history", target, "--registry", registry).out
    assert run("undo", "--registry", registry, "--actor", "王明").code == 0
    assert not json.loads(run("show", target, "--format", "json", "--registry", registry).out)["decisions"]


def test_lists_put_every_document_into_exactly_one(registry: Path, run: Run) -> None:
    data = json.loads(run("lists", "--format", "json", "--as-of", "2026-11-01", "--registry", registry).out)
    assert {"round", "as_of", "lists"} <= set(data)
    assert set(data["lists"]) == {"继续有效", "修改", "废止", "宣布失效", "非规范性文件"}
    every = [*data["lists"].values(), *data["recorded"].values()]
    ids = [row["id"] for rows in every for row in rows]
    with Store.open(registry) as store:
        assert sorted(ids) == sorted(h.id for h in store.headers())


def test_the_lists_and_the_screen_say_what_the_sweep_suggests(registry: Path, run: Run) -> None:
    """What another text has ended is recorded apart, neither ended again nor said to stay in force."""
    day = ("--as-of", AS_OF.isoformat(), "--registry", registry)
    swept = json.loads(run("sweep", "--format", "json", *day).out)["suggestions"]
    data = json.loads(run("lists", "--format", "json", *day).out)
    listed = {row["id"]: name for name, rows in (data["lists"] | data["recorded"]).items() for row in rows}
    assert {s["document"]: s["disposition"] for s in swept} == listed
    assert "已废止" in listed.values()
    with Store.open(registry) as store:
        assert {row.id: row.suggestion for row in Desk(store, as_of=AS_OF).rows()} == listed


def test_lists_are_written_and_equal_each_time(registry: Path, run: Run, tmp_path: Path) -> None:
    def write(name: str) -> dict[str, bytes]:
        folder = tmp_path / name
        formats = [x for f in ("xlsx", "csv", "html", "json", "docx") for x in ("--format", f)]
        said = run("lists", *formats, "-o", folder, "--as-of", "2026-11-01", "--registry", registry)
        assert said.code == 0, said.err
        return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}

    one, other = write("甲"), write("乙")
    assert one == other
    assert {name.rpartition(".")[2] for name in one} == {"xlsx", "csv", "html", "json", "docx"}


def test_ledger_goes_out_and_comes_back_unchanged(registry: Path, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "台账.csv"
    assert run("ledger", "export", file, "--registry", registry).code == 0
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
    with Store.open(registry) as store:
        assert len(rows) == len(store.headers())
    assert run("ledger", "import", file, "--dry-run", "--registry", registry).code == 0


def test_a_waived_finding_does_not_come_back(registry: Path, run: Run) -> None:
    target = "兰政发〔2020〕27号"
    assert run("waive", "F-02", target, "--reason", "已核实", "--registry", registry).code == 0
    said = run("sweep", "--as-of", "2026-11-01", "--rule", "F-02", "--format", "json", "--registry", registry)
    assert target not in _hit_numbers(said)


def test_an_ended_waiver_lets_the_finding_speak_again(registry: Path, run: Run) -> None:
    sweep = ("sweep", "--as-of", "2026-11-01", "--rule", "F-02", "--format", "json", "--registry", registry)
    target = next(iter(sorted(_hit_numbers(run(*sweep)))))
    run("waive", "F-02", target, "--reason", "已核实", "--registry", registry)
    assert target not in _hit_numbers(run(*sweep))
    assert run("waive", "F-02", target, "--end", "--registry", registry).code == 0
    assert target in _hit_numbers(run(*sweep))
    assert run("waive", "F-02", target, "--end", "--registry", registry).code != 0
    unreasoned = run("waive", "F-02", target, "--registry", registry)
    assert unreasoned.code != 0
    assert "理由" in unreasoned.err


def _hit_numbers(said: Any) -> set[str]:
    findings = json.loads(said.out)["findings"]
    return {f["document"]["number"] for f in findings if f["outcome"] == "hit"}


def test_show_tells_the_law_of_then_and_now_and_clauses_without_a_name(run: Run, tmp_path: Path) -> None:
    folder, library = tmp_path / "文件", tmp_path / "库"
    folder.mkdir()
    text = (
        "兰河区人民政府关于规范环境噪声检查的通告\n兰河政通〔2022〕8号\n"
        "根据《中华人民共和国噪声污染防治法》，现就有关事项通告如下。\n"
        "一、检查人员应当出示证件。\n二、本区此前有关规定与本通告不一致的，以本通告为准。\n"
        "兰河区人民政府\n2022年8月2日\n"
    )
    (folder / "甲.txt").write_text(text, encoding="utf-8")
    run("ingest", folder, "--registry", library)
    shown = run("show", "兰河政通〔2022〕8号", "--as-of", "2026-11-01", "--registry", library).out
    assert (
        "《噪声污染防治法》：制发时为 2021-12-24 通过的文本，2026-08-15 废止，由《生态环境法典》取代" in shown
    )
    assert "以本件为准：“二、本区此前有关规定与本通告不一致的，以本通告为准”" in shown
    earlier = run("show", "兰河政通〔2022〕8号", "--as-of", "2026-08-14", "--registry", library).out
    assert "废止，由《生态环境法典》取代" not in earlier


@pytest.mark.parametrize("format", ["jsonl", "csv", "akn"])
def test_a_registry_comes_back_from_its_export(registry: Path, run: Run, tmp_path: Path, format: str) -> None:
    file, copy = tmp_path / f"导出.{format}", tmp_path / "另一库"
    assert run("export", "--format", format, file, "--registry", registry).code == 0
    run("init", "--registry", copy)
    assert run("import", "--format", format, file, "--registry", copy).code == 0
    with Store.open(registry) as one, Store.open(copy) as other:
        before = {d.id: replace(d, revision=0) for d in one.documents()}
        after = {d.id: replace(d, revision=0) for d in other.documents()}
    assert any(len(d.files) > 1 for d in before.values())
    assert after == before
    assert "导入 0 件" in run("import", "--format", format, file, "--registry", copy).err


def test_rules_are_listed_and_explained(run: Run) -> None:
    assert "E-01" in run("rules", "list").out
    shown = run("rules", "show", "e-01").out
    assert "检查什么" in shown
    assert "```" not in shown


def test_law_impact_names_documents_and_articles(registry: Path, run: Run) -> None:
    data = json.loads(
        run("laws", "impact", "《物业管理条例》", "--format", "json", "--registry", registry).out
    )
    assert "兰政发〔2020〕27号" in {row["文号"] for row in data["documents"]}


def test_a_law_table_is_taken_in_and_used(registry: Path, run: Run, tmp_path: Path) -> None:
    table = tmp_path / "变动.csv"
    table.write_text(
        "法名,事件,通过日期,施行日期,替代者\n物业管理条例,废止,2026-05-01,2026-06-01,物业服务法\n",
        encoding="utf-8",
    )
    assert run("laws", "import", table, "--registry", registry).code == 0
    assert "2026-06-01 废止" in run("laws", "impact", "物业管理条例", "--registry", registry).out


def test_compare_shows_what_differs(registry: Path, run: Run) -> None:
    said = run(
        "compare",
        "兰政发〔2019〕27号",
        "兰住建发〔2023〕41号",
        "--as-of",
        "2026-11-01",
        "--registry",
        registry,
    )
    assert "10日" in said.out
    assert "5日" in said.out


def test_journal_is_whole(registry: Path, run: Run) -> None:
    assert run("audit", "verify", "--registry", registry).code == 0


BAD = [
    (("sweep", "--rule", "X-99"), 2, "X-99"),
    (("sweep", "--as-of", "2021-02-30"), 2, "2021-02-30"),
    (("decide", "兰政发〔2020〕27号", "删除", "--reason", "x"), 2, "删除"),
    (("decide", "兰政发〔2020〕27号", "修改", "--reason", " "), 2, "理由"),
    (("show", "不存在的文件"), 3, "不存在的文件"),
    (("show", "兰台区"), 3, "编号"),
    (("search", "((养老"), 2, "括号"),
    (("search", "颜色:红"), 2, "检索字段"),
    (("lists", "--format", "pdf"), 2, "pdf"),
    (("compare", "甲", "乙", "--format", "csv"), 2, "没有 csv"),
    (("matters", "--format", "csv"), 2, "没有 csv"),
    (("consolidate", "甲", "--format", "csv"), 2, "没有 csv"),
    (("show", "甲", "--format", "csv"), 2, "没有 csv"),
    (("history", "甲", "--format", "csv"), 2, "没有 csv"),
    (("round", "progress", "--format", "csv"), 2, "没有 csv"),
    (("ingest", "/没有/这里"), 3, "找不到"),
    (("laws", "impact", "不存在法"), 3, "不存在法"),
    (("nosuch",), 2, "nosuch"),
    (("sweep", "--nosuch"), 2, "nosuch"),
    (("round", "progress"), 3, "清理轮次"),
]


@pytest.mark.parametrize(("words", "code", "told"), BAD, ids=[" ".join(b[0]) for b in BAD])
def test_mistakes_are_told_in_words(
    registry: Path, run: Run, words: tuple[str, ...], code: int, told: str
) -> None:
    said = run(*words, "--registry", registry)
    assert said.code == code
    assert told in said.err
    assert "Traceback" not in said.err
    assert not said.out


def test_a_folder_that_is_no_registry_is_refused(run: Run, tmp_path: Path) -> None:
    said = run("sweep", "--registry", tmp_path)
    assert said.code == 4
    assert str(tmp_path) in said.err


def test_ingest_tells_the_fate_of_every_file(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "文件"
    folder.mkdir()
    (folder / "空.txt").touch()
    (folder / "截断.docx").write_bytes(b"PK\x03\x04" + b"\0" * 50)
    said = run("ingest", folder, "--registry", tmp_path / "库")
    assert said.code == 3
    assert "空.txt" in said.err
    assert "截断.docx" in said.err
    good = "兰河区人民政府关于公园开放时间的通告\n兰河政通〔2020〕1号\n一、公园每日六时开放。\n兰河区人民政府\n2020年1月2日\n"
    (folder / "好.txt").write_text(good, encoding="utf-8")
    assert run("ingest", folder, "--registry", tmp_path / "库").code == 0
    again = run("ingest", folder, "--registry", tmp_path / "库")
    assert "未变 1" in again.err


def test_changed_moved_and_copied_files_are_recognised(run: Run, tmp_path: Path) -> None:
    folder, library = tmp_path / "文件", tmp_path / "库"
    folder.mkdir()
    text = "兰河区人民政府关于公园开放时间的通告\n兰河政通〔2020〕1号\n一、公园每日六时开放，居民应当遵守秩序。\n兰河区人民政府\n2020年1月2日\n"
    (folder / "甲.txt").write_text(text, encoding="utf-8")
    run("ingest", folder, "--registry", library)
    (folder / "甲.txt").rename(folder / "乙.txt")
    assert "已移动 1" in run("ingest", folder, "--registry", library).err
    (folder / "丙.txt").write_text(text.replace("\n", "\r\n"), encoding="gb18030")
    assert "重复 1" in run("ingest", folder, "--registry", library).err
    (folder / "乙.txt").write_text(text.replace("六时", "七时"), encoding="utf-8")
    assert "新版本 1" in run("ingest", folder, "--registry", library).err
    with Store.open(library) as store:
        (header,) = store.headers()
        assert "七时" in store.text(header.id)
        assert len(store.versions(header.id)) == 2


def test_a_profile_that_extends_another_file_takes_it_along(registry: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "市").mkdir()
    parent = tmp_path / "市" / "本市.toml"
    parent.write_text(
        'name = "本市"\nextends = "辽宁"\n[rules.E-01]\noff = true\nwhy = "试点"\n', encoding="utf-8"
    )
    file = tmp_path / "本区.toml"
    file.write_text('name = "本区"\nextends = "市/本市.toml"\n', encoding="utf-8")
    assert run("profile", "use", file, "--registry", registry).code == 0
    parent.unlink()
    said = run("sweep", "--as-of", "2026-11-01", "--format", "json", "--registry", registry)
    assert json.loads(said.out)["off"]["E-01"] == "试点"


def test_two_files_of_one_name_cannot_be_kept_side_by_side(registry: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "市").mkdir()
    (tmp_path / "市" / "本区.toml").write_text('name = "本市"\nextends = "辽宁"\n', encoding="utf-8")
    file = tmp_path / "本区.toml"
    file.write_text('name = "本区"\nextends = "市/本区.toml"\n', encoding="utf-8")
    refused = run("profile", "use", file, "--registry", registry)
    assert refused.code == 2
    assert "重名" in refused.err


def test_an_office_makes_its_own_profile(registry: Path, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "本区.toml"
    assert run("profile", "new", file).code == 0
    assert run("profile", "new", file).code == 3
    assert run("profile", "check", file).code == 0
    assert run("profile", "use", file, "--registry", registry).code == 0
    said = run("sweep", "--as-of", "2026-11-01", "--rule", "E-01", "--format", "json", "--registry", registry)
    assert json.loads(said.out)["profile"] == "本区"
    moved = registry.rename(tmp_path / "另一台电脑")
    said = run("sweep", "--as-of", "2026-11-01", "--rule", "E-01", "--format", "json", "--registry", moved)
    assert json.loads(said.out)["profile"] == "本区", "it moves with the registry"
    file.write_text('name = "坏"\nextends = "辽宁"\n[rules.X-99]\noff = true\n', encoding="utf-8")
    refused = run("profile", "check", file)
    assert refused.code == 3
    assert "X-99" in refused.err
