"""An office in which somebody edits at random, so that a sweep with what was kept is held against one without."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from corpus.extract import extract
from corpus.facts import facts_of
from corpus.laws import shipped_laws
from corpus.relations import relations_of
from registry.memory import Memory
from registry.records import Document, Fact, Source, Waiver
from rules.engine import SweepResult, sweep
from rules.indexes import INDEXES, WHOLE_INDEXES
from rules.kept import recall, stamp_of
from rules.library import Library
from rules.profiles import load_profile
from rules.registry_view import RegistryView
from rules.view import fingerprint_of
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

    def __init__(self, seed: int, held: Mapping[str, Document] | None = None, *, away: int = 50) -> None:
        self.chance = Random(seed)
        self.held = dict(held or documents())
        self.away: dict[str, Document] = {}
        self.revision = len(self.held)
        self.as_of = AS_OF
        self.profile = LIAONING
        self.laws = shipped_laws()
        self.waivers: list[Waiver] = []
        self.read: list[str] = []
        for id in self.chance.sample(sorted(self.held), away):
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
        current = {fingerprint_of(d.id, d.revision) for d in office.held.values()}
        memory.save(whole=result.since is None, current=current)
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
        for name in INDEXES.keys() | WHOLE_INDEXES.keys():
            rows = json.loads(json.dumps(whole.rows_of(name)))
            kept = memory.recall("rows", name)
            wrong += [f"{name} {key}" for key in rows.keys() | kept.keys() if rows.get(key) != kept.get(key)]
        left = memory.recall("sweep", "left")
        wrong += [id for id, row in left.items() if row[1] and row[6] != whole.recorded(id)]
    return wrong
