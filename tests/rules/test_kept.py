"""Kept judgments: a sweep with them finds what one without them finds, whatever was edited in between."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from corpus.extract import extract
from corpus.facts import facts_of
from corpus.laws import shipped_laws
from corpus.relations import relations_of
from registry.memory import Memory
from registry.records import Document, Fact, Source, Waiver
from rules.base import Context, Hit, Rule
from rules.catalog import RULES
from rules.engine import SweepResult, sweep
from rules.indexes import INDEXES
from rules.kept import recall, stamp_of
from rules.library import Library
from rules.profiles import load_profile
from rules.questions import fingerprint
from rules.registry_view import RegistryView
from rules.view import DocumentView
from tests.sample_registry import registry

AS_OF = date(2026, 11, 1)
BODIES = (
    "辽宁省人民政府",
    "云川市人民政府",
    "云川市民政局",
    "兰台区数据局",
    "兰台区疾病预防控制局",
    "兰台区青山街道办事处",
    "兰台区社会工作部",
)
LIAONING = load_profile("辽宁")


@cache
def documents() -> dict[str, Document]:
    return {d.id: replace(d, revision=n) for n, d in enumerate(registry(), 1)}


class Office:
    """A registry in which somebody edits: each change of a document gives it a new revision."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.held = dict(documents())
        self.away: dict[str, Document] = {}
        self.revision = len(self.held)
        self.as_of = AS_OF
        self.profile = LIAONING
        self.laws = shipped_laws()
        self.waivers: list[Waiver] = []
        self.read: list[str] = []
        for id in self.chance.sample(sorted(self.held), 50):
            self.away[id] = self.held.pop(id)

    def put(self, document: Document) -> None:
        self.revision += 1
        self.held[document.id] = replace(document, revision=self.revision)

    def any(self) -> Document:
        return self.held[self.chance.choice(sorted(self.held))]

    def correct_a_fact(self) -> None:
        document, other = self.any(), self.any()
        names = ("title", "number", "issuers", "signed_on", "effective_on", "expires_on", "published_on")
        name = self.chance.choice(names)
        value = other.value(name)
        facts = [f for f in document.facts if f.field != name]
        self.put(replace(document, facts=(Fact(name, value, Source.REVIEWER), *facts)))

    def cut_a_sentence(self) -> None:
        document = self.any()
        sentences = document.text.split("。")
        if len(sentences) > 2:
            sentences.pop(self.chance.randrange(len(sentences)))
        self.understand(document, "。".join(sentences))

    def understand(self, document: Document, text: str) -> None:
        reading = extract(text, {})
        given = tuple(f for f in document.facts if f.source in (Source.REVIEWER, Source.LEDGER))
        facts = (*given, *facts_of(reading, {}))
        changed = replace(document, text=text, reading=reading.to_json(), facts=facts)
        self.put(replace(changed, relations=relations_of(reading)))

    def blank_a_cell(self) -> None:
        document = self.any()
        if document.ledger:
            cells = dict(document.ledger)
            cells[self.chance.choice(sorted(cells))] = ""
            self.put(replace(document, ledger=cells))

    def take_a_document_out(self) -> None:
        document = self.any()
        self.away[document.id] = self.held.pop(document.id)

    def bring_a_document_in(self) -> None:
        if self.away:
            self.put(self.away.pop(self.chance.choice(sorted(self.away))))

    def cite_another(self) -> None:
        """A sentence that names a registered text, as its basis, as repealed or as extended."""
        document, other = self.any(), self.any()
        name, number = other.title, other.number
        words = f"《{name}》" + (f"（{number}）" if number else "")
        sentence = self.chance.choice(
            (
                f"根据{words}，制定本办法。",
                f"自2020年1月1日起，{words}同时废止。",
                f"{words}有效期延长至2029年12月31日。",
                f"{words}继续有效，重新恢复执行。",
            )
        )
        self.understand(document, f"{document.text}\n{sentence}\n")

    def take_the_name_of_another(self) -> None:
        """A document gets number, title or maker of another one, or its folder."""
        document, other = self.any(), self.any()
        name = self.chance.choice(
            ("title", "number", "issuers", "registration_no", "implementing_department")
        )
        facts = [f for f in document.facts if f.field != name]
        value = other.value(name)
        self.put(replace(document, facts=(Fact(name, value, Source.REVIEWER), *facts), files=other.files))

    def bring_a_body_in(self) -> None:
        """A maker or a department of a place, or under a name, that no other document has."""
        document, body = self.any(), self.chance.choice(BODIES)
        name, value = self.chance.choice((("issuers", [body]), ("implementing_department", body)))
        facts = [f for f in document.facts if f.field != name]
        self.put(replace(document, facts=(Fact(name, value, Source.REVIEWER), *facts)))

    def settle_a_finding(self) -> None:
        finding = self.chance.choice(self.sweep().findings)
        about = self.chance.choice(("", finding.key, *(f"peer:{peer}" for peer in finding.peers)))
        until = self.chance.choice((None, AS_OF - timedelta(days=1)))
        settled = datetime(2026, 10, 1, tzinfo=UTC)
        self.waivers.append(
            Waiver(finding.rule, finding.document_id, "已核实", "周晓岚", settled, until, about)
        )

    def open_a_finding_again(self) -> None:
        if self.waivers:
            self.waivers.pop(self.chance.randrange(len(self.waivers)))

    def learn_a_law(self) -> None:
        """The law table has one law more or less."""
        laws = dict(shipped_laws().laws)
        del laws[self.chance.choice(sorted(laws))]
        self.laws = replace(self.laws, laws=laws)

    def let_time_pass(self) -> None:
        self.as_of += timedelta(days=self.chance.choice((1, 40, -400, 800)))

    def move_to_another_province(self) -> None:
        self.profile = load_profile(self.chance.choice(("上海", "辽宁", "陕西")))

    def load(self, ids: Collection[str]) -> Iterator[Document]:
        self.read += ids
        return (self.held[id] for id in ids)

    def sweep(self, memory: Memory | None = None, **options: Any) -> SweepResult:
        """A sweep that reads what it needs; without a memory all is read and judged."""
        library = Library({id: d.revision for id, d in self.held.items()}, self.load)
        return sweep(
            self.held.values() if memory is None else library,
            as_of=self.as_of,
            profile=self.profile,
            laws=self.laws,
            waivers=self.waivers,
            memory=memory,
            **options,
        )

    def memory(self, folder: Path) -> Memory:
        return Memory(folder / "kept.db", stamp_of(self.profile, self.laws))


WITHIN_A_DAY: tuple[Callable[[Office], None], ...] = (
    Office.correct_a_fact,
    Office.correct_a_fact,
    Office.cut_a_sentence,
    Office.blank_a_cell,
    Office.cite_another,
    Office.cite_another,
    Office.take_the_name_of_another,
    Office.bring_a_body_in,
    Office.take_a_document_out,
    Office.bring_a_document_in,
    Office.settle_a_finding,
    Office.open_a_finding_again,
)
EDITS = (*WITHIN_A_DAY, Office.let_time_pass, Office.move_to_another_province, Office.learn_a_law)


def found(result: SweepResult) -> SweepResult:
    return replace(result, judged_anew=0, since=None)


def swept_and_saved(office: Office, folder: Path, **options: Any) -> SweepResult:
    office.read.clear()
    with closing(office.memory(folder)) as memory:
        result = office.sweep(memory, **options)
        memory.save(whole=result.since is None)
    return result


def unfounded(office: Office, folder: Path) -> list[str]:
    """What the memory knows that a registry looked at as a whole does not bear out: judgments, rows, endings."""
    whole = RegistryView(office.held.values(), as_of=office.as_of, profile=office.profile)
    with closing(office.memory(folder)) as memory:
        wrong = [
            f"{code} {doc.id}"
            for doc in whole
            for code, judgment in recall(memory, doc).judgments.items()
            if not judgment.holds(whole)
        ]
        for name in INDEXES:
            rows = json.loads(json.dumps(whole.rows_of(name)))
            kept = memory.recall("rows", name)
            wrong += [f"{name} {key}" for key in rows.keys() | kept.keys() if rows.get(key) != kept.get(key)]
        left = memory.recall("sweep", "left")
        wrong += [id for id, row in left.items() if row[1] and row[6] != whole.recorded(id)]
    return wrong


@pytest.mark.parametrize("seed", range(4))
def test_a_sweep_with_kept_judgments_finds_the_same(seed: int, tmp_path: Path) -> None:
    office = Office(seed)
    for _ in range(6):
        for edit in office.chance.sample(EDITS, office.chance.choice((1, 1, 3))):
            edit(office)
        assert found(swept_and_saved(office, tmp_path)) == found(office.sweep())


#: Group C goes through all documents: with it, all of them are looked at every time.
ALONE = tuple(rule for rule in RULES if rule.group != "C")


@pytest.mark.parametrize("seed", range(6))
def test_a_sweep_that_reads_only_what_may_have_changed_finds_the_same(seed: int, tmp_path: Path) -> None:
    office = Office(100 + seed)
    swept_and_saved(office, tmp_path, rules=ALONE)
    fewest = len(office.held)
    for _ in range(8):
        for edit in office.chance.sample(WITHIN_A_DAY, office.chance.choice((1, 1, 1, 4))):
            edit(office)
        result = swept_and_saved(office, tmp_path, rules=ALONE)
        fewest = min(fewest, len(set(office.read)))
        assert found(result) == found(office.sweep(rules=ALONE))
        assert not unfounded(office, tmp_path)
    assert fewest < len(office.held) / 2


def test_one_edit_is_judged_anew_and_little_else(tmp_path: Path) -> None:
    office = Office(9)
    for expected in (lambda n, everything: n == everything, lambda n, everything: n < everything / 5):
        result = swept_and_saved(office, tmp_path)
        everything = sum(
            sum(counts.values()) for code, counts in result.coverage.items() if code not in result.off
        )
        assert expected(result.judged_anew, everything)
        office.blank_a_cell()


def test_nothing_is_read_when_nothing_has_changed(tmp_path: Path) -> None:
    office = Office(2)
    first = swept_and_saved(office, tmp_path, rules=ALONE)
    assert len(office.read) == len(office.held)
    for _ in range(2):
        again = swept_and_saved(office, tmp_path, rules=ALONE)
        assert not office.read
        assert found(again) == found(first)


@pytest.mark.parametrize("between", ["another day", "other rules", "some documents"])
def test_what_another_sweep_kept_in_between_is_not_taken_for_the_last_one(
    between: str, tmp_path: Path
) -> None:
    office = Office(5)
    swept_and_saved(office, tmp_path, rules=ALONE)
    if between == "another day":
        office.as_of -= timedelta(days=2000)
        swept_and_saved(office, tmp_path, rules=ALONE)
        office.as_of = AS_OF
    elif between == "other rules":
        office.cite_another()
        swept_and_saved(office, tmp_path, rules=ALONE[: len(ALONE) // 2])
    else:
        office.as_of -= timedelta(days=2000)
        few = sorted(office.held)[:40]
        swept_and_saved(office, tmp_path, rules=ALONE, only_documents=few)
        office.as_of = AS_OF
    office.correct_a_fact()
    assert found(swept_and_saved(office, tmp_path, rules=ALONE)) == found(office.sweep(rules=ALONE))


def test_documents_in_another_order_are_looked_at_anew(tmp_path: Path) -> None:
    office = Office(6)
    swept_and_saved(office, tmp_path, rules=ALONE)
    office.held = dict(sorted(office.held.items(), reverse=True))
    assert found(swept_and_saved(office, tmp_path, rules=ALONE)) == found(office.sweep(rules=ALONE))
    assert not unfounded(office, tmp_path)


def test_what_cites_and_goes_is_forgotten(tmp_path: Path) -> None:
    office = Office(7)
    swept_and_saved(office, tmp_path, rules=ALONE)
    whole = RegistryView(office.held.values(), as_of=AS_OF)
    citing = min(source for row in whole.rows_of("cited").values() for source in row)
    office.away[citing] = office.held.pop(citing)
    for _ in range(2):
        assert found(swept_and_saved(office, tmp_path, rules=ALONE)) == found(office.sweep(rules=ALONE))
        assert len(set(office.read)) < len(office.held) / 2
        assert not unfounded(office, tmp_path)


def test_what_is_cited_goes_and_comes_back(tmp_path: Path) -> None:
    office = Office(7)
    swept_and_saved(office, tmp_path, rules=ALONE)
    whole = RegistryView(office.held.values(), as_of=AS_OF)
    cited = min(whole.rows_of("cited"))
    office.away[cited] = office.held.pop(cited)
    for _ in range(2):
        assert found(swept_and_saved(office, tmp_path, rules=ALONE)) == found(office.sweep(rules=ALONE))
        assert not unfounded(office, tmp_path)
        if cited in office.away:
            office.put(office.away.pop(cited))


def test_a_suggestion_follows_the_status_though_no_rule_asks_for_it(tmp_path: Path) -> None:
    def notes(doc: DocumentView, ctx: Context) -> list[Hit]:
        return [Hit("一处")]

    office, alone = Office(4), (Rule("E-01", "noting", notes),)  # type: ignore[arg-type]
    before = swept_and_saved(office, tmp_path, rules=alone)
    ended = next(
        s.document_id
        for s in before.suggestions
        if s.disposition != "已废止" and office.held[s.document_id].number
    )
    dead, killer = office.held[ended], office.any()
    office.understand(
        killer, f"{killer.text}\n自2020年1月1日起，《{dead.title}》（{dead.number}）同时废止。\n"
    )
    after = swept_and_saved(office, tmp_path, rules=alone)
    assert found(after) == found(office.sweep(rules=alone))
    assert {s.document_id: s.disposition for s in after.suggestions}[ended] == "已废止"


def test_a_verdict_on_a_pair_settles_both_sides_of_documents_that_are_not_read(tmp_path: Path) -> None:
    office = Office(8)
    numbered = [d for d in office.held.values() if d.number and d.text]
    for document in numbered[:4]:
        facts = [f for f in document.facts if f.field != "number"]
        office.put(replace(document, facts=(Fact("number", numbered[0].number, Source.REVIEWER), *facts)))
    findings = swept_and_saved(office, tmp_path, rules=ALONE).findings
    sides = {(f.rule, f.document_id, peer) for f in findings for peer in f.peers}
    rule, one, other = min(side for side in sides if (side[0], side[2], side[1]) in sides)
    settled = datetime(2026, 10, 1, tzinfo=UTC)
    office.waivers.append(Waiver(rule, one, "两件各管一段", "周晓岚", settled, about=f"peer:{other}"))
    result = swept_and_saved(office, tmp_path, rules=ALONE)
    assert {f.document_id for f in result.waived if f.rule == rule} == {one, other}
    assert len(set(office.read)) < 10
    office.waivers.clear()
    assert found(swept_and_saved(office, tmp_path, rules=ALONE)) == found(office.sweep(rules=ALONE))


def test_the_file_may_be_broken(tmp_path: Path) -> None:
    office, path = Office(3), tmp_path / "kept.db"
    path.write_bytes(b"no database at all" * 200)
    for _ in range(2):  # the first finds no database and takes the file away, the second writes a new one
        memory = Memory(path, "stamp")
        office.sweep(memory)
        memory.save()
    memory = Memory(path, "stamp")
    assert any(recall(memory, d).judgments for d in RegistryView(office.held.values(), as_of=AS_OF))
    memory.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE known SET body = '{\"plain\": 7}' WHERE kind LIKE 'judgments%'")
    memory = Memory(path, "stamp")
    assert found(office.sweep(memory)) == found(office.sweep())


def test_a_check_that_looks_at_everything_is_not_kept(tmp_path: Path) -> None:
    def counts(doc: DocumentView, ctx: Context) -> list[Hit]:
        return [Hit(f"共{len(ctx.registry)}件")]

    rule = Rule("E-01", "counting", counts)  # type: ignore[arg-type]
    given = list(documents().values())
    memory = Memory(tmp_path / "kept.db", "stamp")
    for several in (given[:3], given[:4]):
        result = sweep(several, as_of=AS_OF, profile=LIAONING, rules=(rule,), memory=memory)
        memory.save()
        memory = Memory(tmp_path / "kept.db", "stamp")
        assert {f.message for f in result.findings} == {f"共{len(several)}件"}


def test_a_fingerprint_tells_values_apart_and_refuses_what_it_does_not_know() -> None:
    values = [
        None,
        "",
        "x",
        1,
        1.5,
        True,
        date(2020, 1, 1),
        ("a",),
        {"a": 1},
        {"a": 2},
        frozenset("ab"),
        Source.TEXT,
    ]
    assert len({fingerprint(v) for v in values}) == len(values)
    with pytest.raises(TypeError):
        fingerprint(object())
