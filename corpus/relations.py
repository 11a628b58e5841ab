"""From citations to relations: what a document does to others, before the others are looked up."""

from corpus.reading import Citation, Reading
from registry.records import Relation, RelationKind

_KINDS = {
    "basis": RelationKind.BASIS,
    "policy_basis": RelationKind.BASIS,
    "weak_basis": RelationKind.BASIS,
    "cite": RelationKind.CITES,
    "operative": RelationKind.CITES,
    "repeal": RelationKind.REPEALS,
    "amend": RelationKind.AMENDS,
    "extend": RelationKind.EXTENDS,
    "implements": RelationKind.IMPLEMENTS,
    "forwards": RelationKind.FORWARDS,
    "replaces": RelationKind.REPLACES,
}


def relations_of(reading: Reading) -> tuple[Relation, ...]:
    """The document's relations, one for each kind, target and part, in text order; targets not looked up yet."""
    seen: dict[tuple[object, ...], Relation] = {}
    for citation in reading.citations:
        relation = _relation(citation)
        key = (relation.kind, relation.target_title, relation.target_number, relation.part)
        seen.setdefault(key, relation)
    return tuple(seen.values())


def _relation(citation: Citation) -> Relation:
    part = citation.part or (citation.article if citation.role in ("repeal", "amend") else None)
    return Relation(_KINDS[citation.role], citation.title, citation.number, citation.quote, part=part)
