"""WordprocessingML by hand: small functions that give elements as text, and packages of parts."""

import io
import zipfile
from collections.abc import Mapping, Sequence

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
CHANGE = 'w:id="1" w:author="某甲" w:date="2023-01-01T00:00:00Z"'
_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(text: str = "", properties: str = "", inside: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text) if text else ''}{inside}</w:p>"


def listed(list_id: int, level: int = 0) -> str:
    """Paragraph properties that put it into a list."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'


def styled(style: str) -> str:
    return f'<w:pStyle w:val="{style}"/>'


def level(index: int, form: str, text: str, *, start: int = 1, suffix: str = "tab", more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:suff w:val="{suffix}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(lists: Mapping[int, str], more: str = "") -> str:
    """A numbering part: each list by its number, with a definition of its own."""
    definitions = "".join(
        f'<w:abstractNum w:abstractNumId="{i}">{levels}</w:abstractNum>' for i, levels in lists.items()
    )
    instances = "".join(f'<w:num w:numId="{i}"><w:abstractNumId w:val="{i}"/></w:num>' for i in lists)
    return f"<w:numbering {NAMESPACES}>{definitions}{instances}{more}</w:numbering>"


def styles(*each: str) -> str:
    return f"<w:styles {NAMESPACES}>{''.join(each)}</w:styles>"


def style(
    name: str, inside: str = "", *, kind: str = "paragraph", based_on: str = "", title: str = ""
) -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{title or name}"/>{base}{inside}</w:style>'


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def texts(*words: str) -> str:
    """A row of plain cells."""
    return row(*(cell(paragraph(w)) for w in words))


def field(instruction: str, result: str | None = None) -> str:
    shown = "" if result is None else f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}'
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>{shown}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def control(content: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def notes(kind: str, texts: Sequence[str]) -> str:
    """A part of footnotes or endnotes, with the separator that every writer puts first."""
    each = "".join(f'<w:{kind} w:id="{i}">{paragraph(t)}</w:{kind}>' for i, t in enumerate(texts, 1))
    return (
        f"<w:{kind}s {NAMESPACES}>"
        f'<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>{each}</w:{kind}s>'
    )


def text_box(content: str) -> str:
    """A text box as Word writes it: once as a shape, once for older readers."""
    inner = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        f"<wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def document(body: str) -> str:
    return f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"


def relations(targets: Mapping[str, str]) -> str:
    """A relations part: last word of the type → target; the id is the same word."""
    each = "".join(
        f'<Relationship Id="{kind}" Type="{RELATION}{kind}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{each}</Relationships>'


def parts(body: str, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """All parts of a document. `more` maps kinds ("numbering", "styles", "footnotes" …) to XML."""
    more = dict(more or {})
    core = more.pop("core-properties", None)
    found = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": relations(
            {
                "officeDocument": "word/document.xml",
                **({"core-properties": "docProps/core.xml"} if core else {}),
            }
        ),
        "word/document.xml": document(body),
        "word/_rels/document.xml.rels": relations({kind: f"{kind}.xml" for kind in more}),
        **{f"word/{kind}.xml": xml for kind, xml in more.items()},
    }
    return found | ({"docProps/core.xml": core} if core else {})


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(body: str, more: Mapping[str, str] | None = None) -> bytes:
    return zipped(parts(body, more))
