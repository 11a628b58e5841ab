"""Sweeping a registry from the store, and the statuses of its documents on a day."""

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from registry.errors import UsageError
from registry.files import write_file
from registry.memory import Memory
from registry.records import DocumentHeader, Finding
from registry.store import Store
from tui import diagnostics
from tui.garbage import collected_later
from tui.working import Watch, unwatched, watched

if TYPE_CHECKING:  # the rules take a third of a second to load; lists and searches do without them
    from rules.base import Rule
    from rules.disposition import Suggestion
    from rules.engine import SweepResult


@dataclass(frozen=True, slots=True)
class Swept:
    """A sweep with what is needed to print it."""

    result: "SweepResult"
    headers: Mapping[str, DocumentHeader]

    @property
    def findings(self) -> Sequence[Finding]:
        return self.result.findings

    @property
    def suggestions(self) -> "Sequence[Suggestion]":
        return self.result.suggestions


def sweep_registry(
    store: Store,
    *,
    as_of: date,
    profile: str | None = None,
    issuer: str | None = None,
    rules: Collection[str] | None = None,
    saved: str | None = None,
    save: bool = True,
    watch: Watch = unwatched,
) -> Swept:
    """Run the rules over the registry and keep what they found.

    `saved` limits what is judged to the documents that the saved search of that name finds. Raises UsageError
    for an unknown rule code, an unknown profile or an issuer that nobody is, InputError for an unknown search.
    """
    from corpus.laws import load_laws
    from rules.catalog import RULES
    from rules.engine import sweep
    from rules.kept import stamp_of
    from rules.library import Library
    from rules.profiles import DEFAULT, load_profile
    from rules.view import fingerprint_of

    chosen = rules_named(rules) if rules else RULES
    parameters, laws = (
        load_profile(profile or profile_of(store) or DEFAULT),
        load_laws(store.folder.path),
    )
    only: set[str] | None = None
    with collected_later(), store.reading() as snapshot:
        headers = {h.id: h for h in snapshot.headers()}
        if issuer:
            only = {i for i, h in headers.items() if any(issuer in name for name in h.issuers)}
            if not only:
                raise UsageError(f"没有制定机关名称含“{issuer}”的文件", "可只写名称的一部分，如 民政局")
        if saved is not None:
            from tui.saved import documents_of

            found = documents_of(store, saved, as_of=as_of)
            only = found if only is None else only & found
        with closing(Memory(store.folder.index / "memory.db", stamp_of(parameters, laws))) as memory:
            result = sweep(
                Library(
                    {i: h.revision for i, h in headers.items()},
                    lambda ids: watched(snapshot.documents(ids), "读文件", watch, len(ids)),
                ),
                as_of=as_of,
                profile=parameters,
                laws=laws,
                rules=chosen,
                waivers=snapshot.waivers(),
                only_documents=only,
                memory=memory,
                watch=watch,
            )
            edition = memory.save(
                whole=only is None and not rules and result.since is None,
                current={fingerprint_of(i, h.revision) for i, h in headers.items()},
            )
    if save:
        with store.writing("sweep") as writer:
            writer.save_sweep(
                as_of=as_of,
                profile=result.profile,
                findings=result.findings,
                coverage=result.coverage,
                failures=[
                    {"rule": f.rule, "document": f.document_id, "message": f.message} for f in result.failures
                ],
                documents=only,
                rules=[rule.code for rule in chosen] if rules else None,
                mark=edition if only is None else "",
                since=result.since,
            )
    return Swept(result, headers)


def rules_named(codes: Collection[str]) -> "tuple[Rule, ...]":
    """The rules with these codes, in catalogue order. Raises UsageError for a code that does not exist."""
    from rules.catalog import RULES

    wanted = {code.upper() for code in codes}
    unknown = wanted - {rule.code for rule in RULES}
    if unknown:
        raise UsageError(f"没有这条规则：{'、'.join(sorted(unknown))}", "guiqing rules list 列出全部规则")
    return tuple(rule for rule in RULES if rule.code in wanted)


def statuses_kept(store: Store, as_of: date) -> dict[str, str] | None:
    """The statuses as of a day if they were computed before and no text changed since, else None."""
    try:
        kept = json.loads((store.folder.index / "status.json").read_text(encoding="utf-8"))
        if kept["stamp"] == _stamp(store, as_of):
            return dict(kept["statuses"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def profile_of(store: Store) -> str | None:
    """The profile that the registry was told to use: a shipped one's name, or the path of its own copy, wherever
    the registry now lies."""
    value = store.setting("profile")
    own = store.folder.path / "profiles" / Path(value).name if value else None
    return str(own) if own is not None and own.is_file() else value


def statuses_on(store: Store, as_of: date) -> dict[str, str]:
    """Document id → status as of a day, for all documents.

    Computing it reads every text, so the answer is kept in the index folder (a cache: it names the
    store's revision and the day it is good for).
    """
    kept = statuses_kept(store, as_of)
    if kept is not None:
        return kept
    from rules.registry_view import RegistryView

    stamp = _stamp(store, as_of)  # before the texts are read: what changes meanwhile makes it outdated
    with collected_later():
        view = RegistryView(store.documents(), as_of=as_of)
        statuses = {document.id: str(view.status(document.id).status) for document in view}
    cache = store.folder.index / "status.json"
    try:
        cache.parent.mkdir(mode=0o700, exist_ok=True)
        write_file(cache, json.dumps({"stamp": stamp, "statuses": statuses}).encode(), durable=False)
    except OSError:
        diagnostics.warn(f"不能写入缓存 {cache}，下次会慢一些")
    return statuses


def _stamp(store: Store, as_of: date) -> list[object]:
    return [store.folder.id, store.revision, as_of.isoformat()]
