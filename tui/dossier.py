"""What is known of one document beside its text: outline, relations, what happened, versions and their differences.

Everything is a list of entries; an entry with a place in the text, another document or a version behind it can be
opened.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from registry.dates import parse_date
from registry.records import Document, Version
from registry.store import Store
from tui.chronicle import entry_line
from tui.garbage import collected_later
from tui.moments import shown
from tui.safe import one_line
from tui.showing import RELATION_NAMES, ROLE_NAMES, UNIT_INDENT
from tui.working import Watch, unwatched, watched

if TYPE_CHECKING:  # what compares and resolves takes a while to load: not before it is asked for
    from rules.conflicts.align import Passage, Row

#: Document id → ((citing document, role), …), each once.
Incoming = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(slots=True)  # not frozen: ten thousand at once are made in half of the time
class Entry:
    """A line to choose: its words, how deep it stands in the tree, and what is behind it."""

    words: str
    depth: int = 0
    strong: bool = False
    place: tuple[int, int] | None = None
    document_id: str | None = None
    version: int | None = None

    @property
    def opens(self) -> bool:
        return self.place is not None or self.document_id is not None or self.version is not None


# -- outline -----------------------------------------------------------------------------------------------


def outline(document: Document) -> Iterator[Entry]:
    """Instruments, their chapters, articles or numbered headings, each with its place in the text."""
    for instrument in document.reading.get("instruments", ()):
        role = {"wrapper": "印发通知", "enclosed": "所附文件", "attachment": "附件"}.get(
            instrument["role"], "正文"
        )
        units = [u for u in instrument["units"] if u["kind"] in UNIT_INDENT]
        start = instrument.get("start", units[0]["start"] if units else 0)
        articles = sum(u["kind"] == "article" for u in units)
        title = f"【{role}】{one_line(instrument['title'] or '', 80)}" + (
            f"（{articles} 条）" if articles else ""
        )
        yield Entry(title, strong=True, place=(start, start + 1))
        for unit in units:
            words = one_line(document.text[unit["start"] : unit["end"]], 60)
            yield Entry(
                words, 1 + UNIT_INDENT[unit["kind"]], place=(unit["start"], unit["start"] + len(words))
            )


# -- relations ---------------------------------------------------------------------------------------------


def incoming_of(store: Store, as_of: date, watch: Watch = unwatched) -> dict[str, list[tuple[str, str]]]:
    """Who cites whom, over the whole registry. Reads every document: for a worker thread."""
    from rules.registry_view import RegistryView

    with collected_later():
        total = len(store.headers())
        view = RegistryView(watched(store.documents(), "读文件", watch, total), as_of=as_of)
        found: dict[str, list[tuple[str, str]]] = {}
        for document in watched(view, "核对引用", watch, total):
            for edge in view.outgoing(document.id):
                if edge.target is not None:
                    found.setdefault(edge.target.id, []).append((document.id, edge.role))
    return {target: list(dict.fromkeys(edges)) for target, edges in found.items()}


def relation_tree(
    store: Store, document_id: str, incoming: Incoming, titles: Mapping[str, str]
) -> Iterator[Entry]:
    """What the document does to others, by kind, then what others do to it; registered ones can be opened."""
    from corpus.resolve import with_targets

    document = store.document(document_id)
    if document is None:
        return
    document = with_targets(document, store.headers())
    for kind, name in RELATION_NAMES.items():
        found = [r for r in document.relations if r.kind.value == kind]
        if not found:
            continue
        yield Entry(f"{name}（{len(found)}）", strong=True)
        for relation in found:
            title = f"《{relation.target_title}》" if relation.target_title else ""
            number = f"（{relation.target_number}）" if relation.target_number else ""
            part = f"　{relation.part}" if relation.part else ""
            known = "　［已登记］" if relation.target_id in titles else ""
            unsure = (
                f"　［可能是 {len(relation.candidates)} 件之一］" if not known and relation.candidates else ""
            )
            target = relation.target_id if known else None
            yield Entry(one_line(title + number, 120) + part + known + unsure, 1, document_id=target)
            if not known:
                for candidate in relation.candidates:
                    if candidate in titles:
                        yield Entry(f"？{one_line(titles[candidate], 120)}", 2, document_id=candidate)
    by_role: dict[str, list[str]] = {}
    for source, role in incoming.get(document_id, ()):
        by_role.setdefault(ROLE_NAMES.get(role, "引用"), []).append(source)
    for name, sources in by_role.items():
        known_sources = [s for s in dict.fromkeys(sources) if s in titles]
        yield Entry(f"被{name}（{len(known_sources)}）", strong=True)
        for source in known_sources:
            yield Entry(f"《{one_line(titles[source], 120)}》", 1, document_id=source)


# -- what happened, versions -------------------------------------------------------------------------------


def timeline(store: Store, document_id: str) -> Iterator[Entry]:
    """The days in the document's life, what was done to it in the registry, and its versions (newest last)."""
    document = store.document(document_id)
    dates = _dates(document) if document else []
    if dates:
        yield Entry("文件的日期", strong=True)
        for day, words in dates:
            yield Entry(f"{day}　{words}", 1)
    yield Entry("在登记库中的经过", strong=True)
    for entry in store.history(document_id):
        yield Entry(entry_line(entry, {}), 1)
    versions = store.versions(document_id)
    if versions:
        more = "，回车看与现行文本的不同" if len(versions) > 1 else ""
        yield Entry(f"版本（{len(versions)}{more}）", strong=True)
    for version in versions:
        newest = version is versions[-1]
        words = f"第 {version.seq} 版　{shown(version.added_at)}　{one_line(version.file.path, 120)}"
        yield Entry(words + ("　（现行）" if newest else ""), 1, version=None if newest else version.seq)


_DATED = {
    "signed_on": "成文", "issued_on": "印发", "published_on": "公布", "effective_on": "施行", "expires_on": "有效期届满",
    "page_published_on": "网页发布",
}  # fmt: skip


_LONGEST_DATE = len("二〇二四年十二月三十一日")


def _dates(document: Document) -> list[tuple[str, str]]:
    named = [(str(document.value(f) or ""), words) for f, words in _DATED.items()]
    cells = [
        (found, column)
        for column, cell in document.ledger.items()
        if len(cell) <= _LONGEST_DATE and (found := parse_date(cell))
    ]
    known = {day for day, _ in named}
    return sorted([(d, w) for d, w in [*named, *((d, w) for d, w in cells if d not in known)] if d])


def version_rows(old: Version, new: Version) -> "list[Row]":
    """Two versions of one document aligned paragraph by paragraph, in the order of the text."""
    from rules.conflicts.align import Row, differences

    left, right = _paragraphs(old.text), _paragraphs(new.text)
    matcher = SequenceMatcher(None, [p.text for p in left], [p.text for p in right], autojunk=False)
    rows: list[Row] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            rows += [Row(x, y, 1.0) for x, y in zip(left[a:b], right[c:d], strict=True)]
            continue
        paired = min(b - a, d - c)
        rows += [
            Row(x, y, 0.5, differences(x.text, y.text))
            for x, y in zip(left[a : a + paired], right[c : c + paired], strict=True)
        ]
        rows += [Row(x, None, 0.0) for x in left[a + paired : b]]
        rows += [Row(None, y, 0.0) for y in right[c + paired : d]]
    return rows


def _paragraphs(text: str) -> "list[Passage]":
    from rules.conflicts.align import Passage

    found, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append(Passage(line, at, at + len(line)))
        at += len(line) + 1
    return found


# -- two documents -----------------------------------------------------------------------------------------


def compared(store: Store, as_of: date, left: str, right: str) -> "list[Row]":
    """Two documents aligned by article; articles that contradict each other stand side by side."""
    from rules.conflicts.align import align
    from rules.conflicts.book import book_of
    from rules.registry_view import RegistryView

    view = RegistryView(store.documents([left, right]), as_of=as_of)
    one, other = view.get(left), view.get(right)
    if one is None or other is None:
        return []
    book = book_of(view)
    return list(align(one, other, list(book.clashes(book.between(one, other), one))))


def said_between(store: Store, left: str, right: str) -> list[str]:
    """What the last sweep found between two documents, a sentence each."""
    found = [f for f in store.latest_findings(document=left, outcome="hit") if right in f.peers]
    found += [f for f in store.latest_findings(document=right, outcome="hit") if left in f.peers]
    return list(dict.fromkeys(f"{f.rule}　{f.message}" for f in found))
