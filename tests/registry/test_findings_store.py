"""Sweeps: findings open, go on, close; those of other rules and documents stay; the past can be read."""

from datetime import date

from registry.findings import Since
from registry.records import Quote


def _keys(store, **filters) -> list[str]:
    return [f.key for f in store.latest_findings(**filters)]


def test_a_finding_comes_back_as_it_was_given(two) -> None:
    finding = two.finding(
        "k1",
        "d-one",
        quotes=(Quote("有效期五年", 3, 8),),
        peers=("d-two",),
        basis=("《办法》第九条 [U]",),
        disposition="修改",
        facts={"届满日": "2025-05-08", "年数": 5},
    )
    number = two.sweep([finding])
    (found,) = two.store.latest_findings()
    assert (found.key, found.quotes, found.peers, found.basis, dict(found.facts)) == (
        finding.key,
        finding.quotes,
        finding.peers,
        finding.basis,
        dict(finding.facts),
    )
    assert (found.state, found.since) == ("open", number)
    (record,) = two.store.sweeps()
    assert (record.id, record.as_of, record.profile, record.actor) == (1, date(2026, 11, 1), "辽宁", "甲")
    assert (record.opened, record.kept, record.closed) == (1, 0, 0)


def test_sweeps_open_keep_and_close(two) -> None:
    store = two.store
    two.sweep(
        [two.finding("k1", "d-one"), two.finding("k2", "d-one"), two.finding("k2", "d-one", message="again")]
    )
    two.sweep([two.finding("k2", "d-one"), two.finding("k3", "d-two", "F-01")])
    assert _keys(store) == ["k2", "k3"]
    assert [(s.opened, s.kept, s.closed) for s in store.sweeps()] == [(2, 0, 0), (1, 1, 1)]
    assert _keys(store, sweep=1) == ["k1", "k2"], "what an earlier sweep said can be read again"
    assert [f.state for f in store.latest_findings(sweep=1)] == ["closed", "open"]
    two.sweep([two.finding("k1", "d-one"), two.finding("k2", "d-one")])
    assert {f.key: f.since for f in store.latest_findings()} == {"k1": 3, "k2": 1}, "k1 began anew"
    assert _keys(store, sweep=2) == ["k2", "k3"]


def test_new_words_under_the_same_key_go_on(two) -> None:
    two.sweep([two.finding("k", "d-one", message="已超期 10 天")])
    two.sweep([two.finding("k", "d-one", message="已超期 40 天")])
    (now,) = two.store.latest_findings()
    assert (now.message, now.since) == ("已超期 40 天", 1)
    assert two.store.latest_findings(sweep=1)[0].message == "已超期 10 天"
    assert [(s.opened, s.kept, s.closed) for s in two.store.sweeps()] == [(1, 0, 0), (0, 1, 0)]


def test_a_sweep_of_a_part_leaves_the_rest(two) -> None:
    store = two.store
    two.sweep([two.finding("a1", "d-one"), two.finding("a2", "d-two"), two.finding("b1", "d-one", "F-01")])
    two.sweep([], rules=["F-01"])
    assert _keys(store) == ["a1", "a2"]
    two.sweep([], documents={"d-two"})
    assert _keys(store) == ["a1"]
    two.sweep([], documents={"d-one"}, rules=["F-01"])
    assert _keys(store) == ["a1"]
    two.sweep([])
    assert _keys(store) == []


def test_findings_are_chosen_by_document_rule_and_outcome(two) -> None:
    two.sweep(
        [
            two.finding("a", "d-one"),
            two.finding("b", "d-one", "F-01", outcome="unknown"),
            two.finding("c", "d-two", "F-01"),
        ]
    )
    assert _keys(two.store, document="d-one") == ["a", "b"]
    assert _keys(two.store, rule="F-01") == ["b", "c"]
    assert _keys(two.store, outcome="unknown") == ["b"]
    assert _keys(two.store, document="d-two", rule="E-01") == []


def test_a_new_sweep_leaves_decisions_alone(two) -> None:
    two.sweep([two.finding("k", "d-one")])
    with two.store.writing("decide", at=two.now()) as writer:
        taken = writer.decide(two.decision("d-one", evidence=("k",)))
    two.sweep([])
    two.sweep([two.finding("k", "d-one")])
    assert two.store.current_decision("d-one") == taken


def test_thousands_of_findings_close_at_once(two) -> None:
    two.sweep([two.finding(f"k{n:04}", "d-one") for n in range(1234)])
    two.sweep([two.finding("k0005", "d-one")])
    assert _keys(two.store) == ["k0005"]
    assert two.store.sweeps()[-1].closed == 1233


def test_a_sweep_that_goes_on_from_the_last_one_writes_only_what_came_to_be(two) -> None:
    store, kept, gone, new = (
        two.store,
        *(two.finding(*ids) for ids in (("a", "d-one"), ("b", "d-two"), ("c", "d-two"))),
    )
    two.sweep([kept, gone], mark="first")
    nothing_more = two.finding("only to be read where all are written", "d-one")
    two.sweep([nothing_more], mark="second", since=Since("first", {"d-two"}, [new]))
    assert _keys(store) == ["a", "c"]
    last = store.sweeps()[-1]
    assert (last.opened, last.kept, last.closed) == (1, 1, 1)
    two.sweep([kept, new])
    same = [e.after["digest"] for e in store.journal() if e.kind == "sweep"]
    assert same[1] == same[2], "the journal says the same of either way"


def test_a_sweep_that_goes_on_from_another_than_the_last_one_writes_all(two) -> None:
    one, other = two.finding("a", "d-one"), two.finding("b", "d-two")
    for marks in ({}, {"mark": ""}, {"mark": "another"}):
        two.sweep([one], mark="first")
        two.sweep([other], **marks)
        two.sweep([one, other], since=Since("first", set(), []))
        assert _keys(two.store) == ["a", "b"]
        two.sweep([one, other], since=Since("", set(), []))
        assert _keys(two.store) == ["a", "b"]
