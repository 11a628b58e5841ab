"""Charts as inline vector graphics: no script, no network, no fonts of their own, and the figures as a table.

Each chart is one `Chart` of plain numbers; pygal draws it. Text in it went through XML escaping; scripts that
pygal would add are taken out.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

import pygal
from pygal.style import Style

from registry.export.inert import xml_text

# pygal leaves an import hook of the old kind behind, of which Python 3.11 warns at every later import; the map
# plugins that it serves are not used here.
sys.meta_path[:] = [hook for hook in sys.meta_path if not isinstance(hook, pygal.PluginImportFixer)]

_SVG = "http://www.w3.org/2000/svg"
_COLOURS = ("#2f6690", "#d17a22", "#5b8e7d", "#8f3f4f", "#77689a", "#8a8d3a")
_FONTS = '"Microsoft YaHei","PingFang SC","Noto Sans CJK SC","SimHei",sans-serif'
#: Characters of a label; the whole name stands in the table of figures.
_LONGEST = 18
_STYLE = Style(
    background="transparent",
    plot_background="transparent",
    colors=_COLOURS,
    font_family=_FONTS,
    label_font_size=13,
    major_label_font_size=13,
    legend_font_size=13,
    value_font_size=12,
    tooltip_font_size=12,
    no_data_font_size=14,
)


@dataclass(frozen=True, slots=True)
class Chart:
    """What is to be drawn. `series`: name → one number for each label. `kind`: bar, stacked, line, across."""

    title: str
    labels: Sequence[str]
    series: Mapping[str, Sequence[int | float | None]]
    kind: str = "bar"
    percent: bool = False
    summary: str = ""

    @property
    def empty(self) -> bool:
        return not any(v for values in self.series.values() for v in values)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart with its drawing. `svg` is markup made here and may be put into a page as it is."""

    chart: Chart
    svg: str

    @property
    def rows(self) -> list[list[str]]:
        """The figures as a table: the text alternative of the drawing."""
        head = ["", *self.chart.series]
        body = [
            [label, *(_print(values[i], self.chart.percent) for values in self.chart.series.values())]
            for i, label in enumerate(self.chart.labels)
        ]
        return [head, *body]


_KINDS = {
    "bar": pygal.Bar,
    "stacked": pygal.StackedBar,
    "line": pygal.Line,
    "across": pygal.HorizontalStackedBar,
}


def draw(chart: Chart, name: str) -> Drawn:
    """Draw a chart. `name` makes the ids in the drawing; the same chart and name give the same markup."""
    across = chart.kind == "across"
    labels = [_short(xml_text(label)) for label in chart.labels]
    made = _KINDS[chart.kind](
        style=_STYLE,
        js=[],
        width=760,
        height=max(220, 60 + 26 * len(labels)) if across else 320,
        explicit_size=False,
        show_legend=len(chart.series) > 1,
        legend_at_bottom=True,
        legend_at_bottom_columns=6,
        x_label_rotation=0 if across or len(labels) <= 8 else 40,
        truncate_label=-1,
        print_values=not chart.percent and chart.kind != "line",
        print_zeroes=False,
        value_formatter=(lambda v: _print(v, chart.percent)),
        disable_xml_declaration=True,
        no_data_text="没有数据",
        margin=12,
        margin_left=12 + (_wider(labels) if across else 0),
        margin_bottom=34 if len(chart.series) > 1 else 18 if not across and len(labels) > 8 else 12,
        show_y_guides=True,
        order_min=0,
        range=(0, 1) if chart.percent else None,
        allow_interruptions=True,
    )
    made.uuid = name
    order = list(range(len(labels)))
    if across:  # the first label at the top
        order.reverse()
    made.x_labels = [labels[i] for i in order]
    for title, values in chart.series.items():
        made.add(xml_text(title), [values[i] for i in order])
    return Drawn(chart, _inert(made.render(is_unicode=True), chart))


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"


def _wider(labels: Sequence[str]) -> int:
    """Room that the drawing library does not see: it takes every character for a narrow one."""
    return max((sum(5 for c in label if ord(c) > 0x2E7F) for label in labels), default=0)


def _inert(svg: str, chart: Chart) -> str:
    """The drawing without scripts, with a title and a description for those who do not see it."""
    for prefix, uri in (("", _SVG), ("xlink", "http://www.w3.org/1999/xlink")):
        ElementTree.register_namespace(prefix, uri)
    root = ElementTree.fromstring(svg)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{_SVG}}}script", f"{{{_SVG}}}title"):
                parent.remove(child)
    root.set("role", "img")
    described = ElementTree.Element(f"{{{_SVG}}}title")
    described.text = xml_text(chart.title)
    more = ElementTree.Element(f"{{{_SVG}}}desc")
    more.text = xml_text(chart.summary or chart.title)
    root.insert(0, described)
    root.insert(1, more)
    return ElementTree.tostring(root, encoding="unicode")


def _print(value: int | float | None, percent: bool) -> str:
    if value is None:
        return "—"
    return f"{value:.0%}" if percent else f"{value:g}"
