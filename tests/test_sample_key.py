"""The sweep of the sample registry against its key, by the way of real files: build, read, extract, sweep.

For every rule that exists: each planted problem is found, each trap stays silent. What may go either way, the
key says too.
"""

from collections.abc import Iterator
from functools import cache

import pytest

from corpus.laws import shipped_laws
from rules.catalog import RULES
from rules.engine import SweepResult, sweep
from rules.profiles import load_profile
from tests.sample_registry import registry, samples
from tui.samples import collection
from tui.samples.build import AS_OF

CODES = tuple(rule.code for rule in RULES)


@cache
def result() -> SweepResult:
    return sweep(registry(), as_of=AS_OF, profile=load_profile("辽宁"), laws=shipped_laws())


@cache
def hits() -> dict[tuple[str, str], list[str]]:
    """(document, rule) → messages."""
    found: dict[tuple[str, str], list[str]] = {}
    for finding in result().findings:
        if finding.outcome == "hit":
            found.setdefault((finding.document_id, finding.rule), []).append(finding.message)
    return found


def _misses(code: str) -> Iterator[str]:
    for id, sample in samples().items():
        if code in sample.key.expect and (id, code) not in hits():
            yield f"{id} should have {code}: {sample.key.why}"


def _false_alarms(code: str) -> Iterator[str]:
    for id, sample in samples().items():
        if code in sample.key.forbid and (id, code) in hits():
            yield f"{id} must not have {code}: {hits()[id, code]} — {sample.key.why}"


@pytest.mark.parametrize("code", CODES)
def test_every_planted_problem_is_found(code: str) -> None:
    assert list(_misses(code)) == []


@pytest.mark.parametrize("code", CODES)
def test_no_trap_fires(code: str) -> None:
    assert list(_false_alarms(code)) == []


@pytest.mark.parametrize("id", [sample.id for sample in collection.load()])
def test_the_suggestion_is_the_right_one(id: str) -> None:
    key = samples()[id].key
    suggestion = next(s for s in result().suggestions if s.document_id == id)
    assert suggestion.disposition in (key.disposition, *key.disposition_may), (suggestion.because, key.why)


def test_no_hit_is_unknown_to_the_key() -> None:
    known = {id: {*s.key.expect, *s.key.may, *s.key.forbid} for id, s in samples().items()}
    assert [(id, code, m) for (id, code), m in hits().items() if id in known and code not in known[id]] == []


def test_the_other_documents_of_a_conflict_are_named() -> None:
    peers: dict[tuple[str, str], set[str]] = {}
    for finding in result().findings:
        peers.setdefault((finding.document_id, finding.rule), set()).update(finding.peers)
    wanted = {
        (id, code): set(others)
        for id, sample in samples().items()
        for code, others in sample.key.peers.items()
        if code in sample.key.expect and code in CODES
    }
    assert {
        key: others - peers.get(key, set())
        for key, others in wanted.items()
        if not others <= peers.get(key, set())
    } == {}


def test_no_rule_crashes() -> None:
    assert result().failures == ()
