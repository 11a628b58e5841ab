"""Which laws the documents rest on, drawn as a graph: laws on the left, makers on the right, a line for each pair
as thick as the number of documents. Inline SVG without script or fonts of its own.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from registry.export.inert import xml_text
from registry.institution_order import order_of
from registry.records import Document, RelationKind

_MOST = 14
_WIDTH, _ROW, _TOP, _LEFT, _RIGHT = 760, 26, 16, 290, 500
_INK, _LINE = "#1c2733", "#2f6690"


@dataclass(frozen=True, slots=True)
class LawGraph:
    """Pairs (law, maker) → number of documents, the most used laws only; `svg` is markup made here."""

    pairs: dict[tuple[str, str], int]
    svg: str

    @property
    def rows(self) -> list[list[str]]:
        """The pairs as a table: the text alternative of the drawing."""
        body = [[law, maker, str(count)] for (law, maker), count in self.pairs.items()]
        return [["法律法规", "制定机关", "件数"], *body]


def law_graph(documents: Iterable[Document]) -> LawGraph | None:
    """The graph of documents and their legal basis; None when no document names one."""
    counted: Counter[tuple[str, str]] = Counter()
    for document in documents:
        named = {
            xml_text(r.target_title)
            for r in document.relations
            if r.kind is RelationKind.BASIS and r.target_title
        }
        for maker in document.issuers[:1]:
            counted.update((law, xml_text(maker)) for law in named)
    totals: Counter[str] = Counter()
    for (law, _), count in counted.items():
        totals[law] += count
    laws = [law for law, _ in sorted(totals.items(), key=lambda entry: (-entry[1], entry[0]))[:_MOST]]
    makers: Counter[str] = Counter()
    for (law, maker), count in counted.items():
        makers[maker] += count if law in laws else 0
    chosen = sorted((m for m in makers if makers[m]), key=lambda m: (-makers[m], order_of(m)))[:_MOST]
    pairs = {(law, maker): counted[law, maker] for law in laws for maker in chosen if counted[law, maker]}
    return LawGraph(pairs, _draw(laws, chosen, pairs)) if pairs else None


def _draw(laws: list[str], makers: list[str], pairs: dict[tuple[str, str], int]) -> str:
    high = _TOP * 2 + _ROW * max(len(laws), len(makers))
    left = {law: _TOP + _ROW * (i + 0.5) for i, law in enumerate(laws)}
    gap = (high - 2 * _TOP) / max(1, len(makers))
    right = {maker: _TOP + gap * (i + 0.5) for i, maker in enumerate(makers)}
    middle = (_LEFT + _RIGHT) / 2
    lines = [
        f'<path d="M{_LEFT} {left[law]:.1f} C{middle:.0f} {left[law]:.1f} {middle:.0f} {right[maker]:.1f} '
        f'{_RIGHT} {right[maker]:.1f}" stroke-width="{min(12, 1 + 1.5 * count):.1f}"/>'
        for (law, maker), count in pairs.items()
    ]
    words = [_word(_LEFT - 8, y, law, "end") for law, y in left.items()]
    words += [_word(_RIGHT + 8, y, maker, "start") for maker, y in right.items()]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_WIDTH} {high:.0f}">'
        "<title>有效文件依据的法律法规与制定机关</title>"
        f'<g fill="none" stroke="{_LINE}" stroke-opacity="0.45">{"".join(lines)}</g>'
        f'<g fill="{_INK}" font-size="13" font-family="Microsoft YaHei,PingFang SC,Noto Sans CJK SC,SimHei,sans-serif">'
        f"{''.join(words)}</g></svg>"
    )


def _word(x: float, y: float, text: str, anchor: str) -> str:
    short = text if len(text) <= 20 else text[:19] + "…"
    return f'<text x="{x}" y="{y + 4.5:.1f}" text-anchor="{anchor}">{escape(short)}</text>'
