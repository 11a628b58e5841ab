"""The indexes by which a registry finds documents: by title, number, issuer, and who cites, extends or ends whom."""

from datetime import date
from typing import TYPE_CHECKING

from rules.cleanup import is_cleanup
from rules.indexes import Given, derived_index, index, keys, twice_derived_index
from rules.names import inner_of, number_key, title_key, without_issuer

if TYPE_CHECKING:
    from rules.registry_view import RegistryView
    from rules.view import DocumentView


def title_keys(doc: "DocumentView") -> tuple[str, ...]:
    """The keys under which a document is found by title."""
    keys: dict[str, None] = {}
    for title in doc.titles:
        for form in (title, inner_of(title), without_issuer(title)):
            if key := title_key(form):
                keys[key] = None
    return tuple(keys)


@index
def by_title(doc: "DocumentView") -> Given:
    """Outer and inner titles, with and without the issuer in front."""
    return keys(title_keys(doc))


@index
def by_number(doc: "DocumentView") -> Given:
    """文号 and 登记号."""
    return keys((doc.number_key, number_key(doc.registration_no)))


@index
def by_issuer(doc: "DocumentView") -> Given:
    """The lead issuer, with the last day on which the document can have been made."""
    return {doc.issuer: (doc.made_on.last if doc.made_on else date.min).isoformat()}


@index
def by_maker(doc: "DocumentView") -> Given:
    """The lead issuer as a maker."""
    return keys([doc.maker])


@index
def by_territory(doc: "DocumentView") -> Given:
    """The place of the lead issuer."""
    return keys([doc.territory])


@index
def decisions(doc: "DocumentView") -> Given:
    """Cleanup decisions: all under `*`, those of a maker under `=` and its name."""
    return keys(["*", f"={doc.maker}"]) if is_cleanup(doc) else {}


@derived_index
def cited(doc: "DocumentView", registry: "RegistryView") -> Given:
    """The documents that a text cites."""
    return keys(e.target.id for e in registry.outgoing(doc.id) if e.target is not None)


@derived_index
def extended(doc: "DocumentView", registry: "RegistryView") -> Given:
    """The documents whose term a text extends by name."""
    return keys(target for target, _ in registry.extending(doc.id))


@derived_index
def renewed(doc: "DocumentView", registry: "RegistryView") -> Given:
    """The documents without a term to which a cleanup decision gives one."""
    return keys(target for target, _ in registry.renewing(doc.id))


@twice_derived_index
def living(doc: "DocumentView", registry: "RegistryView") -> Given:
    """The document itself, where it is in force on the day of the sweep."""
    return keys([doc.id] if registry.status(doc.id).live else ())
