"""Sweeps of a store: what goes on from the last one leaves the findings that a sweep of everything leaves."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from registry.records import Fact, Finding, Source, SweepRecord
from registry.store import Store
from rules.catalog import RULES
from tui.demonstration import AS_OF
from tui.sweeping import Swept, sweep_registry

#: Group C goes through all documents every time.
ALONE = [rule.code for rule in RULES if rule.group != "C"]


def _swept(store: Store) -> Swept:
    return sweep_registry(store, as_of=AS_OF, rules=ALONE)


def _standing(store: Store) -> tuple[list[Finding], SweepRecord]:
    last = store.sweeps()[-1]
    return store.latest_findings(), replace(last, at=AS_OF)  # type: ignore[arg-type]  # not the moment


def _correct(store: Store) -> None:
    issuer = store.headers()[3].issuers
    with store.writing("correct") as writer:
        for header in store.headers()[:3]:
            writer.set_facts(
                header.id, [Fact("issuers", list(issuer), Source.REVIEWER)], source=Source.REVIEWER
            )


def _settle(store: Store) -> None:
    finding = store.latest_findings(outcome="hit")[0]
    with store.writing("waive") as writer:
        writer.waive(finding.rule, finding.document_id, "已核实")


def _nothing(store: Store) -> None:
    pass


@pytest.mark.parametrize("edit", [_nothing, _correct, _settle])
def test_what_is_found_since_the_last_sweep_is_what_a_sweep_of_all_finds(
    edit: Callable[[Store], None], store: Store, registry: Path, tmp_path: Path
) -> None:
    _swept(store)
    edit(store)
    other = shutil.copytree(registry, tmp_path / "other")
    (other / "index" / "memory.db").unlink()
    since = _swept(store).result.since
    assert since is not None
    assert len(since.documents) < len(store.headers()) / 2
    with Store.open(other, actor="测试") as whole:
        assert _swept(whole).result.since is None
        assert _standing(store) == _standing(whole)


def test_a_sweep_that_was_not_saved_is_none_to_go_on_from(store: Store) -> None:
    _swept(store)
    before = store.latest_findings()
    _correct(store)
    sweep_registry(store, as_of=AS_OF, rules=ALONE, save=False)
    assert store.latest_findings() == before
    result = _swept(store).result
    assert result.since is not None
    assert not result.since.documents
    assert {f.key for f in store.latest_findings() if f.rule in ALONE} == {f.key for f in result.findings}
    assert store.latest_findings() != before
