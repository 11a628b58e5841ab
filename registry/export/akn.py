"""Documents as Akoma Ntoso 3.0 and back: chapters and articles marked up, dates in the lifecycle, the rest in
the part of the metadata that the standard leaves to each program.

Identifiers follow the naming convention: work /akn/cn/act/<year>/<id>, expression zho@<date>. Every line of the
text stands in the body once, so that the text comes back as it was.
"""

import hashlib
import json
from typing import Any

from lxml import etree

from registry.dates import interval
from registry.errors import InputError
from registry.export.akn_body import NS, text_of, write_body
from registry.export.akn_body import TAG as _A
from registry.export.documents_json import document_from_json, document_to_json
from registry.export.inert import xml_text
from registry.records import Document, RelationKind

OWN = "urn:guiqing:akn:1"
_NAMESPACES: dict[Any, str] = {None: NS, "gq": OWN}
_EVENTS = {
    "signed_on": ("adoption", "generation"),
    "published_on": ("publication", "generation"),
    "effective_on": ("entry-into-force", "generation"),
    "expires_on": ("expiry", "repeal"),
}
_REFERENCES = {RelationKind.BASIS: "basis", RelationKind.AMENDS: "amends", RelationKind.REPEALS: "repeals"}


def akn_bytes(document: Document) -> bytes:
    """One document as an XML file."""
    root = etree.Element(f"{_A}akomaNtoso", nsmap=_NAMESPACES)
    act = etree.SubElement(
        root, f"{_A}act", name=xml_text(document.value("kind") or "规范性文件"), contains="originalVersion"
    )
    meta = etree.SubElement(act, f"{_A}meta")
    _identification(meta, document)
    _lifecycle(meta, document)
    _references(meta, document)
    body = etree.SubElement(act, f"{_A}body")
    write_body(body, document)
    rest = document_to_json(document)
    rest["text"] = None if text_of(body) == document.text else document.text
    own = etree.SubElement(
        etree.SubElement(meta, f"{_A}proprietary", source="#guiqing"), f"{{{OWN}}}document"
    )
    own.set("sha256", hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest())
    own.text = json.dumps(rest, ensure_ascii=True, sort_keys=True)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def document_from_akn(data: bytes) -> Document:
    """The document of a file that `akn_bytes` made. Raises InputError for any other file."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    if b"<!DOCTYPE" in data[:4096]:
        raise InputError("Akoma Ntoso 文件含有 DOCTYPE，不予读取", "请使用 guiqing export 导出的文件")
    try:
        root = etree.fromstring(data, parser)
        own = root.find(f".//{{{OWN}}}document")
        body = root.find(f"{_A}act/{_A}body")
        if own is None or body is None:
            raise ValueError("no document")
        rest = json.loads(own.text or "")
        if rest["text"] is None:
            rest["text"] = text_of(body)
        document = document_from_json(rest)
    except (etree.XMLSyntaxError, ValueError, KeyError, TypeError, RecursionError):
        raise InputError(
            "不是本程序导出的 Akoma Ntoso 文件", "请使用 guiqing export --format akn 导出的文件"
        ) from None
    if hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest() != own.get("sha256"):
        raise InputError(
            f"《{document.title}》的正文与导出时不同", "请重新导出；要改文字请修改原文件后重新导入"
        )
    return document


def work_uri(document: Document) -> str:
    """/akn/cn/act/<year>/<id>"""
    return f"/akn/cn/act/{_first_day(document)[:4]}/{document.id}"


def _first_day(document: Document) -> str:
    """The day that identifies the work; the standard wants one, an unknown one is its first representable day."""
    for name in ("signed_on", "issued_on", "published_on", "effective_on"):
        value = document.value(name)
        if value:
            return interval(str(value))[0].isoformat()
    return "0001-01-01"


def _identification(meta: Any, document: Document) -> None:
    box = etree.SubElement(meta, f"{_A}identification", source="#guiqing")
    day, work = _first_day(document), work_uri(document)
    levels = (
        ("FRBRWork", work, "main"),
        ("FRBRExpression", f"{work}/zho@{day}", "main"),
        ("FRBRManifestation", f"{work}/zho@{day}/main.xml", "xml"),
    )
    for name, uri, _ in levels:
        level = etree.SubElement(box, f"{_A}{name}")
        this = uri if name == "FRBRManifestation" else f"{uri}/!main"
        etree.SubElement(level, f"{_A}FRBRthis", value=this)
        etree.SubElement(level, f"{_A}FRBRuri", value=uri)
        if name == "FRBRWork":
            etree.SubElement(level, f"{_A}FRBRalias", value=xml_text(document.title), name="title")
        etree.SubElement(level, f"{_A}FRBRdate", date=day, name="adoption")
        etree.SubElement(level, f"{_A}FRBRauthor", href="#issuer")
        if name == "FRBRWork":
            etree.SubElement(level, f"{_A}FRBRcountry", value="cn")
            if document.number:
                etree.SubElement(level, f"{_A}FRBRnumber", value=xml_text(document.number))
        elif name == "FRBRExpression":
            etree.SubElement(level, f"{_A}FRBRlanguage", language="zho")


def _lifecycle(meta: Any, document: Document) -> None:
    events = [(n, i, k) for n, (i, k) in _EVENTS.items() if document.value(n)]
    if not events:
        return
    box = etree.SubElement(meta, f"{_A}lifecycle", source="#guiqing")
    for name, id, kind in events:
        day = interval(str(document.value(name)))[0].isoformat()
        etree.SubElement(box, f"{_A}eventRef", eId=f"event_{id}", date=day, source="#guiqing", type=kind)


def _references(meta: Any, document: Document) -> None:
    box = etree.SubElement(meta, f"{_A}references", source="#guiqing")
    etree.SubElement(
        box, f"{_A}TLCOrganization", eId="guiqing", href="/ontology/organization/guiqing", showAs="规清"
    )
    etree.SubElement(
        box, f"{_A}TLCOrganization", eId="issuer", href="/ontology/organization/issuer",
        showAs=xml_text("、".join(document.issuers) or "不明"),
    )  # fmt: skip
    seen = set()
    for relation in document.relations:
        name = relation.target_title or relation.target_number
        word = _REFERENCES.get(relation.kind)
        if name and word and (word, name) not in seen:
            seen.add((word, name))
            href = f"/akn/cn/act/{relation.target_id}" if relation.target_id else f"#{word}"
            etree.SubElement(
                box,
                f"{_A}TLCReference",
                eId=f"{word}_{len(seen)}",
                name=word,
                href=href,
                showAs=xml_text(name),
            )
