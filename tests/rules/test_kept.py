"""Kept judgments: a sweep with them finds what one without them finds, whatever was edited in between."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest

from corpus.extract import extract
from corpus.facts import facts_of
from corpus.laws import shipped_laws
from corpus.relations import relations_of
from registry.memory import Memory
from registry.records import Document, Fact, Source
from rules.base import Context, Hit, Rule
from rules.engine import SweepResult, sweep
from rules.kept import recall, stamp_of
from rules.profiles import load_profile
from rules.questions import fingerprint
from rules.registry_view import RegistryView
from rules.view import DocumentView
from tests.sample_registry import registry

AS_OF = date(2026, 11, 1)
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
        text = "。".join(sentences)
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

    def let_time_pass(self) -> None:
        self.as_of += timedelta(days=self.chance.choice((1, 40, -400, 800)))

    def move_to_another_province(self) -> None:
        self.profile = load_profile(self.chance.choice(("上海", "辽宁", "陕西")))

    def sweep(self, memory: Memory | None = None) -> SweepResult:
        return sweep(
            self.held.values(), as_of=self.as_of, profile=self.profile, laws=shipped_laws(), memory=memory
        )


EDITS: tuple[Callable[[Office], None], ...] = (
    Office.correct_a_fact,
    Office.correct_a_fact,
    Office.cut_a_sentence,
    Office.blank_a_cell,
    Office.take_a_document_out,
    Office.bring_a_document_in,
    Office.let_time_pass,
    Office.move_to_another_province,
)


def found(result: SweepResult) -> SweepResult:
    return replace(result, judged_anew=0)


@pytest.mark.parametrize("seed", range(4))
def test_a_sweep_with_kept_judgments_finds_the_same(seed: int, tmp_path: Path) -> None:
    office = Office(seed)
    for _ in range(6):
        for edit in office.chance.sample(EDITS, office.chance.choice((1, 1, 3))):
            edit(office)
        memory = Memory(tmp_path / "kept.db", stamp_of(office.profile, shipped_laws()))
        assert found(office.sweep(memory)) == found(office.sweep())
        memory.save()


def test_one_edit_is_judged_anew_and_little_else(tmp_path: Path) -> None:
    office, stamp = Office(9), stamp_of(LIAONING, shipped_laws())
    for expected in (lambda n, everything: n == everything, lambda n, everything: n < everything / 5):
        memory = Memory(tmp_path / "kept.db", stamp)
        result = office.sweep(memory)
        everything = sum(
            sum(counts.values()) for code, counts in result.coverage.items() if code not in result.off
        )
        assert expected(result.judged_anew, everything)
        memory.save()
        office.blank_a_cell()


def test_the_file_may_be_broken(tmp_path: Path) -> None:
    office, path = Office(3), tmp_path / "kept.db"
    path.write_bytes(b"no database at all" * 200)
    for _ in range(2):  # the first finds no database and takes the file away, the second writes a new one
        memory = Memory(path, "stamp")
        office.sweep(memory)
        memory.save()
    memory = Memory(path, "stamp")
    assert any(recall(memory, d).judgments for d in RegistryView(office.held.values(), as_of=AS_OF))
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
