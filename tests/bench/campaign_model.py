"""The endless, seeded list of commands that the campaigns give, and a model that knows nothing of the store.

What a registry must hold after a number of commands is told by `Model`, plain Python dicts: `advance` does a
command in the model, `perform` in a registry, `seen` shows a registry as the model is shown.
"""

import hashlib
import random
import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from registry import backup, doctor  # noqa: E402
from registry.errors import StoreError  # noqa: E402
from registry.records import (  # noqa: E402
    Decision,
    Disposition,
    Fact,
    FileRecord,
    Finding,
    NewVersion,
    Source,
)
from registry.store import Store, Writer  # noqa: E402

START = datetime(2026, 1, 1, tzinfo=UTC)
DISPOSITIONS = [d.value for d in Disposition]


@dataclass
class Model:
    """What must be in the registry. `people` is the part that undo and redo bring back and forth."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    copies: dict[str, set[str]] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    findings: set[str] = field(default_factory=set)
    sweeps: int = 0
    rounds: list[list[str]] = field(default_factory=list)
    settings: dict[str, int] = field(default_factory=dict)
    people: dict[str, Any] = field(
        default_factory=lambda: {"decisions": {}, "waivers": {}, "reviewer": {}, "ledger": {}, "rows": []}
    )
    done: tuple[tuple[Any, Any], ...] = ()
    undone: tuple[tuple[Any, Any], ...] = ()

    def copy(self) -> "Model":
        """A model that goes its own way. Inner values are replaced, never changed, so they may be shared."""
        return replace(
            self,
            texts=dict(self.texts),
            copies=dict(self.copies),
            outcomes=dict(self.outcomes),
            rounds=list(self.rounds),
            settings=dict(self.settings),
        )

    def shown(self) -> dict[str, Any]:
        """The part that can be seen in a registry."""
        return {
            "texts": self.texts,
            "copies": {k: sorted(v) for k, v in self.copies.items() if v},
            "outcomes": self.outcomes,
            "findings": sorted(self.findings),
            "sweeps": self.sweeps,
            "rounds": self.rounds,
            "settings": self.settings,
            "people": {k: sorted(v) if k == "rows" else v for k, v in self.people.items()},
        }


def seen(store: Store) -> dict[str, Any]:
    """The same of a registry."""
    documents = list(store.documents())
    texts = {d.id: [v.text for v in store.versions(d.id)] for d in documents if d.text}
    for document in documents:
        if document.text and document.text != texts[document.id][-1]:
            raise AssertionError(f"{document.id} does not show its newest text")
    return {
        "texts": texts,
        "copies": {
            d.id: found
            for d in documents
            if (found := sorted(f.path for f in d.files if f.role == "duplicate"))
        },
        "outcomes": {o.path: o.outcome for o in store.outcomes()},
        "findings": sorted(f.key for f in store.latest_findings()),
        "sweeps": len(store.sweeps()),
        "rounds": [[r.stage, *store.round_documents(r.id)] for r in store.rounds()],
        "settings": {key: value for key in "abc" if (value := store.setting(key)) is not None},
        "people": {
            "decisions": {
                id: [d.disposition.value, d.reason] for id, d in sorted(store.current_decisions().items())
            },
            "waivers": {f"{w.rule} {w.document_id}": w.reason for w in store.waivers()},
            "reviewer": {d.id: f.value for d in documents for f in d.facts if f.source is Source.REVIEWER},
            "ledger": {d.id: dict(d.ledger) for d in documents if d.ledger},
            "rows": sorted(d.id for d in documents if not d.text),
        },
    }


Command = tuple[str, Any]


def command(number: int, seed: int, model: Model) -> Command:
    """The command with this number, given what was done before it."""
    rnd = random.Random(f"{seed} {number}")
    known = sorted(model.texts)
    kinds = ["ingest"] if len(known) < 3 else [
        "ingest", "version", "copy", "ledger", "sweep", "decide", "decide", "decide", "waive", "correct", "round",
        "stage", "setting", "undo", "redo", "backup", "index", "index", "reindex",
    ]  # fmt: skip
    kind = rnd.choice(kinds)
    some = [rnd.choice(known) for _ in range(3)] if known else []
    match kind:
        case "ingest":
            return kind, [
                (f"d{number:05}-{n}", f"正文{number}-{n}" * rnd.choice((1, 20, 300)))
                for n in range(rnd.randint(1, 3))
            ]
        case "version":
            return kind, (some[0], f"新正文{number}" * rnd.choice((1, 20, 300)))
        case "copy" | "correct" | "waive":
            return kind, (some[0], number)
        case "ledger":
            return kind, ([(id, {"文号": str(number)}) for id in sorted(set(some))], f"r{number:05}")
        case "sweep":
            return kind, sorted({f"k{rnd.randint(0, 60)} {id}" for id in known for _ in range(2)})
        case "decide":
            return kind, [(id, rnd.choice(DISPOSITIONS), f"理由{number}") for id in sorted(set(some))]
        case "round":
            return kind, sorted(set(some))
        case "stage":
            return kind, (rnd.randint(1, len(model.rounds)), f"阶段{number}") if model.rounds else None
        case "setting":
            return kind, (rnd.choice("abc"), number)
        case "undo":
            return kind, bool(model.done) or None
        case "redo":
            return kind, bool(model.undone) or None
    return kind, number


def advance(model: Model, todo: Command) -> None:
    """Do a command in the model."""
    kind, what = todo
    before = model.people
    people = {name: part.copy() for name, part in before.items()}
    match kind:
        case _ if what is None:
            return
        case "ingest":
            for id, text in what:
                model.texts[id] = [text]
                model.outcomes[f"/in/{id}"] = "新增"
        case "version":
            model.texts[what[0]] = [*model.texts[what[0]], what[1]]
        case "copy":
            model.copies[what[0]] = model.copies.get(what[0], set()) | {f"/copies/{what[1]}"}
        case "ledger":
            people["ledger"] |= dict(what[0]) | {what[1]: {"文件名称": what[1]}}
            people["rows"].append(what[1])
        case "sweep":
            model.findings = set(what)
            model.sweeps += 1
        case "decide":
            people["decisions"] |= {id: [disposition, reason] for id, disposition, reason in what}
        case "waive":
            people["waivers"][f"E-01 {what[0]}"] = str(what[1])
        case "correct":
            people["reviewer"][what[0]] = what[1]
        case "round":
            model.rounds.append(["部署", *what])
        case "stage":
            model.rounds[what[0] - 1] = [what[1], *model.rounds[what[0] - 1][1:]]
        case "setting":
            model.settings[what[0]] = what[1]
        case "undo":
            *rest, turned = model.done
            model.done, model.undone, people = tuple(rest), (*model.undone, turned), turned[0]
        case "redo":
            *rest, turned = model.undone
            model.undone, model.done, people = tuple(rest), (*model.done, turned), turned[1]
    model.people = people
    if kind in ("ledger", "decide", "waive", "correct"):
        model.done, model.undone = (*model.done, (before, people)), ()


def file_of(id: str, text: str) -> FileRecord:
    data = text.encode()
    return FileRecord(f"/in/{id}", hashlib.sha256(data).hexdigest(), len(data), 1.0, "txt")


def perform(store: Store, number: int, todo: Command) -> None:
    """Do a command in the registry."""
    kind, what = todo
    if what is None:
        return
    if kind == "backup":
        backup.back_up(
            store, store.folder.path.parent / "backups", keep=2, at=START + timedelta(minutes=number)
        )
        return
    if kind in ("index", "reindex"):
        # By the door that people use, which has to find words for what the disk refuses. It takes a second to
        # load: most children do without it.
        from tui import diagnostics
        from tui.intake import index_registry

        code = diagnostics.guarded(lambda: index_registry(store, rebuild=kind == "reindex"))
        if code == StoreError.exit_code:
            raise StoreError("the index was not written", "said on standard error")
        if code:
            raise AssertionError(f"exit code {code}")
        return
    if kind in ("ingest", "version"):
        for id, text in what if kind == "ingest" else [what]:
            store.keep_source(file_of(id, text).sha256, text.encode())
    with store.writing(kind, at=START + timedelta(minutes=number)) as writer:
        write(writer, kind, what)


def write(writer: Writer, kind: str, what: Any) -> None:
    """The part of a command that is one transaction."""

    def version(id: str, text: str) -> NewVersion:
        file = file_of(id, text)
        return NewVersion(file.sha256, text, {"text": text[:100]}, {}, file)

    match kind:
        case "ingest":
            for id, text in what:
                facts = [Fact("title", id, Source.TEXT)]
                writer.add_document(id=id, identity=id, facts=facts, version=version(id, text))
                writer.note_outcome(f"/in/{id}", "0" * 64, "新增", "", id)
        case "version":
            facts = [Fact("title", what[0], Source.TEXT)]
            writer.add_version(what[0], facts=facts, relations=[], version=version(*what))
        case "copy":
            writer.add_file(what[0], FileRecord(f"/copies/{what[1]}", "0" * 64, 1, 1.0, "txt"))
        case "ledger":
            for id, row in what[0]:
                writer.set_ledger(id, row)
            facts = [Fact("title", what[1], Source.LEDGER)]
            writer.add_document(id=what[1], identity=what[1], facts=facts, ledger={"文件名称": what[1]})
        case "sweep":
            found = [Finding(key, "E-01", "hit", "H", key.split()[1], f"疑似{key}") for key in what]
            writer.save_sweep(as_of=date(2026, 1, 1), profile="x", findings=found, coverage={})
        case "decide":
            for id, disposition, reason in what:
                writer.decide(Decision(id, Disposition(disposition), reason, "甲", writer.at))
        case "waive":
            writer.waive("E-01", what[0], str(what[1]))
        case "correct":
            writer.set_facts(what[0], [Fact("note", what[1], Source.REVIEWER)], source=Source.REVIEWER)
        case "round":
            writer.start_round("清理", cutoff=date(2026, 1, 1), as_of=date(2026, 1, 1), documents=what)
        case "stage":
            writer.set_stage(what[0], what[1])
        case "setting":
            writer.set_setting(*what)
        case "undo":
            writer.undo_last()
        case "redo":
            writer.redo_last()


def examined(registry: Path) -> None:
    """The check-up finds at most what a killed program leaves lying about, and clears it away."""
    repair = doctor.repair(registry, at=datetime(2126, 1, 1, tzinfo=UTC))
    bad = [r for r in repair.after if r.level is not doctor.Level.OK and r.code != "disk"]
    bad += [r for r in repair.mended if r.code not in ("leftovers", "strangers", "mark")]
    if bad:
        raise AssertionError(f"check-up: {bad}")


def found_again(store: Store, model: Model) -> None:
    """Once the index has followed the store, searching finds what a scan of all texts finds."""
    from corpus.follow import follow, index_of

    index = index_of(store)
    follow(store, index)
    newest = {id: texts[-1] for id, texts in model.texts.items()}
    some = sorted(newest)[:: max(1, len(newest) // 3)]
    for indexed in (False, True):
        if indexed:
            index.catch_up()
        for words in ("正文", *(newest[id][:6] for id in some)):
            hits = {hit.id for hit in index.search(f'"{words}"', limit=len(newest) + 1).hits}
            if hits != (scanned := {id for id, text in newest.items() if words in text}):
                raise AssertionError(f"search for {words}: {sorted(hits ^ scanned)}")


def difference(found: dict[str, Any], *models: Model) -> str:
    """Where a registry differs from both states that it may be in."""
    parts = [[name for name in found if found[name] != model.shown()[name]] for model in models]
    name = parts[0][0] if parts[0] else "?"
    return f"differs in {parts}; {name}: {str(found[name])[:300]} … expected {str(models[0].shown()[name])[:300]}"
