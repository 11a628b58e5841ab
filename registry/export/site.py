"""The public catalogue: a folder of pages that any web server, or none, can show.

A list with filters, a page for each document (status, dates, relations, history, text) with machine-readable
data beside it (schema.org Legislation with ELI, Akoma Ntoso, JSON), and a feed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from markupsafe import Markup

from registry.dates import interval
from registry.export.akn import akn_bytes
from registry.export.inert import html_templates, script_json, xml_text
from registry.export.json import json_bytes
from registry.export.tables import zh_date
from registry.export.writing import write_file
from registry.institution_order import order_of
from registry.lists import Standing
from registry.records import Document, RelationKind, Status

_RELATIONS = {
    RelationKind.BASIS: "制定依据", RelationKind.CITES: "引用", RelationKind.REPEALS: "废止", RelationKind.AMENDS: "修改",
    RelationKind.EXTENDS: "延长有效期", RelationKind.IMPLEMENTS: "贯彻实施", RelationKind.FORWARDS: "转发", RelationKind.REPLACES: "替代",
}  # fmt: skip
_ELI = {
    RelationKind.BASIS: "legislationApplies",
    RelationKind.AMENDS: "legislationChanges",
    RelationKind.REPEALS: "legislationRepeals",
}
_FORCE = {
    Status.IN_FORCE: "InForce", Status.NOT_YET: "NotInForce", Status.EXPIRED: "NotInForce", Status.REPEALED: "NotInForce",
    Status.LAPSED: "NotInForce",
}  # fmt: skip
_FEED = 50


@dataclass(frozen=True, slots=True)
class Site:
    """What is published: `documents` are those to be shown; relations are linked where both ends are shown.

    `address` is the site's own address, if it is known; feeds and identifiers want one.
    """

    documents: Sequence[Document]
    standings: Mapping[str, Standing]
    as_of: date
    name: str = "行政规范性文件"
    address: str = ""


def write_site(site: Site, folder: Path) -> list[Path]:
    """Write the site. Gives the files written; raises InputError when the folder cannot be written."""
    return [write_file(folder / name, data) for name, data in site_files(site).items()]


def site_files(site: Site) -> dict[str, bytes]:
    """Path → content of every file of the site, the same bytes for the same registry."""
    documents = sorted(site.documents, key=_order)
    shown = {d.id: d for d in documents}
    files = {"index.html": _index(site, documents), "feed.xml": _feed(site, documents)}
    files["catalogue.json"] = json_bytes([_entry(site, d) for d in documents])
    incoming = _incoming(documents)
    for document in documents:
        files[f"d/{document.id}.html"] = _page(site, document, shown, incoming.get(document.id, ()))
        files[f"d/{document.id}.json"] = json_bytes(_legislation(site, document))
        files[f"d/{document.id}.xml"] = akn_bytes(_public(document))
    return files


def _order(document: Document) -> tuple[Any, ...]:
    issuer = next(iter(document.issuers), "\uffff")
    return (
        order_of(issuer),
        _negative(document.value("published_on") or document.value("signed_on")),
        document.title,
        document.id,
    )


def _negative(day: object) -> int:
    """A sort key for 'newest first'."""
    return -int(str(day).replace("-", "").ljust(8, "0")) if day else 0


def _public(document: Document) -> Document:
    """The document without what is nobody's business outside: paths of this office and the ledger's cells."""
    facts = tuple(f for f in document.facts if f.field not in ("status_claim",))
    return Document(document.id, facts, document.relations, document.text, document.reading)


def _entry(site: Site, document: Document) -> dict[str, Any]:
    standing = site.standings.get(document.id, Standing(Status.UNKNOWN))
    return {
        "id": document.id,
        "title": xml_text(document.title),
        "number": document.number,
        "issuers": list(document.issuers),
        "department": document.value("implementing_department"),
        "kind": document.value("kind"),
        "status": standing.status.value,
        "signed_on": document.value("signed_on"),
        "published_on": document.value("published_on"),
        "effective_on": document.value("effective_on"),
        "expires_on": standing.last_day.isoformat() if standing.last_day else document.value("expires_on"),
    }


def _legislation(site: Site, document: Document) -> dict[str, Any]:
    """schema.org Legislation, whose terms are those of ELI."""
    entry = _entry(site, document)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "name": entry["title"],
        "inLanguage": "zh-CN",
        "legislationIdentifier": entry["number"],
        "legislationType": entry["kind"],
        "legislationPassedBy": [{"@type": "GovernmentOrganization", "name": n} for n in entry["issuers"]],
        "legislationDate": entry["signed_on"],
        "datePublished": entry["published_on"],
        "legislationDateOfApplicability": entry["effective_on"],
        "temporalCoverage": f"{entry['effective_on'] or '..'}/{entry['expires_on'] or '..'}",
        "legislationLegalForce": _FORCE.get(site.standings.get(document.id, Standing(Status.UNKNOWN)).status),
        "encoding": [
            {
                "@type": "MediaObject",
                "encodingFormat": "application/akn+xml",
                "contentUrl": f"{document.id}.xml",
            }
        ],
    }
    if site.address:
        data["@id"] = data["url"] = f"{site.address.rstrip('/')}/d/{document.id}.html"
    for kind, term in _ELI.items():
        named = [r.target_title for r in document.relations if r.kind is kind and r.target_title]
        if named:
            data[term] = [{"@type": "Legislation", "name": xml_text(n)} for n in dict.fromkeys(named)]
    return {name: value for name, value in data.items() if value not in (None, [], "")}


def _index(site: Site, documents: Sequence[Document]) -> bytes:
    entries = [_entry(site, d) for d in documents]
    issuers = dict.fromkeys(i for e in entries for i in e["issuers"][:1])
    years = sorted({str(e["signed_on"] or e["published_on"] or "")[:4] for e in entries} - {""}, reverse=True)
    page = (
        html_templates()
        .get_template("site_index.html")
        .render(
            heading=f"{site.name}目录",
            note=f"截至{zh_date(site.as_of.isoformat())}，共{len(entries)}件",
            entries=entries,
            issuers=list(issuers),
            years=years,
            zh=lambda v: zh_date(str(v)) if v else "",
        )
    )
    return page.encode("utf-8")


def _page(
    site: Site,
    document: Document,
    shown: Mapping[str, Document],
    incoming: Sequence[tuple[RelationKind, Document]],
) -> bytes:
    standing = site.standings.get(document.id, Standing(Status.UNKNOWN))
    entry = _entry(site, document)
    labels = (
        ("文号", entry["number"]), ("制定机关", "、".join(entry["issuers"])), ("实施部门", entry["department"]),
        ("登记号", document.value("registration_no")), ("成文日期", entry["signed_on"]), ("公布日期", entry["published_on"]),
        ("施行日期", entry["effective_on"]), ("有效期至", entry["expires_on"]),
    )  # fmt: skip
    page = (
        html_templates()
        .get_template("site_document.html")
        .render(
            heading=entry["title"],
            site=site.name,
            entry=entry,
            reason=standing.reason,
            rows=[(name, zh_date(str(value))) for name, value in labels if value],
            relations=_relations(document, shown),
            incoming=[(_RELATIONS[kind], other.title, f"{other.id}.html") for kind, other in incoming],
            history=[
                (zh_date(str(e["date"])), e["act"], e.get("by") or "")
                for e in document.reading.get("history") or ()
            ],
            acts={
                "adopted": "通过",
                "published": "公布",
                "amended": "修正",
                "revised": "修订",
                "effective": "施行",
            },
            paragraphs=document.text.split("\n"),
            data=Markup(script_json(_legislation(site, document))),
        )
    )
    return page.encode("utf-8")


def _relations(document: Document, shown: Mapping[str, Document]) -> list[tuple[str, str, str]]:
    found: dict[tuple[str, str], str] = {}
    for relation in document.relations:
        name = relation.target_title or relation.target_number
        if name and relation.kind in _RELATIONS:
            link = f"{relation.target_id}.html" if relation.target_id in shown else ""
            found.setdefault((_RELATIONS[relation.kind], name), link)
    stronger = {name for kind, name in found if kind != _RELATIONS[RelationKind.CITES]}
    return [
        (kind, name, link)
        for (kind, name), link in found.items()
        if kind != _RELATIONS[RelationKind.CITES] or name not in stronger
    ]


def _incoming(documents: Sequence[Document]) -> dict[str, list[tuple[RelationKind, Document]]]:
    found: dict[str, list[tuple[RelationKind, Document]]] = {}
    for document in documents:
        for relation in document.relations:
            if relation.target_id and relation.kind in _RELATIONS:
                pair = (relation.kind, document)
                if pair not in found.setdefault(relation.target_id, []):
                    found[relation.target_id].append(pair)
    return found


def _feed(site: Site, documents: Sequence[Document]) -> bytes:
    """Atom: the newest publications. Without an address the identifiers are URNs."""
    base = site.address.rstrip("/")
    dated = [d for d in documents if d.value("published_on") or d.value("signed_on")]
    newest = sorted(dated, key=lambda d: (_negative(d.value("published_on") or d.value("signed_on")), d.id))[
        :_FEED
    ]
    stamp = f"{site.as_of.isoformat()}T00:00:00Z"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">',
        f"<title>{_xml(site.name)}</title><id>{_xml(base or 'urn:guiqing:feed')}</id><updated>{stamp}</updated>",
        f"<author><name>{_xml(site.name)}</name></author>",
    ]
    for document in newest:
        day = interval(str(document.value("published_on") or document.value("signed_on")))[0].isoformat()
        link = f"{base}/d/{document.id}.html" if base else f"d/{document.id}.html"
        lines.append(
            f"<entry><title>{_xml(document.title)}</title><id>{_xml(link if base else f'urn:guiqing:{document.id}')}</id>"
            f'<link href="{_xml(link)}"/><updated>{day}T00:00:00Z</updated>'
            f"<summary>{_xml(document.number or '')}</summary></entry>"
        )
    return "\n".join([*lines, "</feed>", ""]).encode("utf-8")


def _xml(text: str) -> str:
    return escape(xml_text(text), {'"': "&quot;"})
