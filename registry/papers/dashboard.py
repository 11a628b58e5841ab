"""The registry on one page: status, departments, ages, what ends when, findings, filing, laws relied on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from registry.export.inert import html_templates
from registry.export.tables import zh_date
from registry.figures import ages, expiries, filing_by_year, made_in
from registry.institution_order import order_of
from registry.lists import Standing
from registry.papers.charts import Chart, draw
from registry.papers.law_graph import law_graph
from registry.records import Document, Finding, Status

_TOP = 15


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page is made of. `by_year`: year → standings at its end; `rule_names`: code → Chinese name."""

    documents: Sequence[Document]
    as_of: date
    standings: Mapping[str, Standing]
    findings: Sequence[Finding] = ()
    by_year: Mapping[int, Mapping[str, Standing]] | None = None
    rule_names: Mapping[str, str] | None = None
    name: str = "行政规范性文件"


def dashboard_html(overview: Overview) -> bytes:
    """The page: self-contained, printable, the same bytes for the same registry."""
    charts = [c for c in _charts(overview) if not c.empty]
    drawn = [draw(c, f"chart{n}") for n, c in enumerate(charts, 1)]
    pictures = [(d.chart.title, d.svg, d.rows) for d in drawn]
    graph = law_graph(d for d in overview.documents if _lives(overview, d))
    if graph:
        pictures.append(("有效文件依据的法律法规", graph.svg, graph.rows))
    template = html_templates().get_template("dashboard.html")
    page = template.render(
        heading=f"{overview.name}登记库概览",
        note=f"截至{zh_date(overview.as_of.isoformat())}，登记{len(overview.documents)}件",
        figures=_figures(overview),
        calendar=_calendar(overview),
        # made by `charts` and `law_graph`, which escape text and let no script through
        charts=[(title, Markup(svg), rows) for title, svg, rows in pictures],
    )
    return page.encode("utf-8")


def _charts(o: Overview) -> list[Chart]:
    return [_over_time(o), _by_department(o), _age(o), _expiry(o), _by_rule(o), _filing(o)]


def _figures(o: Overview) -> list[tuple[str, int]]:
    counts = Counter(s.status for s in o.standings.values())
    hits = [f for f in o.findings if f.outcome == "hit"]
    return [
        ("登记", len(o.documents)),
        *((status.value, counts[status]) for status in Status if counts[status]),
        ("有疑点的文件", len({f.document_id for f in hits})),
        ("疑点", len(hits)),
    ]


def _calendar(o: Overview) -> list[tuple[str, str, str, str]]:
    """What ends within a year, day by day: the expiry calendar."""
    end = date(o.as_of.year + 1, o.as_of.month, min(o.as_of.day, 28))
    rows = [
        (s.last_day, d)
        for d in o.documents
        if (s := o.standings.get(d.id)) and s.last_day and o.as_of <= s.last_day <= end
        and s.status in (Status.IN_FORCE, Status.NOT_YET)
    ]  # fmt: skip
    rows.sort(key=lambda row: (row[0], row[1].title))
    return [
        (zh_date(day.isoformat()), d.title, d.number or "", str(d.value("implementing_department") or ""))
        for day, d in rows
    ]


def _over_time(o: Overview) -> Chart:
    years = sorted(o.by_year or {})
    counts = {year: Counter(s.status for s in (o.by_year or {})[year].values()) for year in years}
    live = [counts[y][Status.IN_FORCE] + counts[y][Status.UNKNOWN] for y in years]
    ended = [sum(counts[y][s] for s in (Status.EXPIRED, Status.REPEALED, Status.LAPSED)) for y in years]
    made = Counter(made_in(d) for d in o.documents)
    series = {"年末有效": live, "年末已届满或废止": ended, "当年制定": [made[y] for y in years]}
    return Chart(
        "历年效力状态（件）",
        [f"{y}年" for y in years],
        series,
        "line",
        summary="各年末有效、失效件数和当年制定件数",
    )


def _by_department(o: Overview) -> Chart:
    live: Counter[str] = Counter()
    rest: Counter[str] = Counter()
    for d in o.documents:
        standing = o.standings.get(d.id)
        ended = standing and standing.status in (Status.EXPIRED, Status.REPEALED, Status.LAPSED)
        (rest if ended else live)[next(iter(d.issuers), "不明")] += 1
    names = sorted(set(live) | set(rest), key=lambda n: (-(live[n] + rest[n]), order_of(n)))[: 2 * _TOP]
    series = {"有效": [live[n] for n in names], "已届满、废止或失效": [rest[n] for n in names]}
    return Chart("各制定机关文件（件）", names, series, "across")


def _age(o: Overview) -> Chart:
    live = [d for d in o.documents if _lives(o, d)]
    found = ages(live, o.as_of)
    return Chart("有效文件的年龄（件）", list(found), {"件数": list(found.values())})


def _expiry(o: Overview) -> Chart:
    found = expiries(o.standings, o.as_of)
    return Chart(
        "未来三年到期（件）",
        list(found),
        {"到期": list(found.values())},
        summary="按季度预测的有效期届满件数",
    )


def _by_rule(o: Overview) -> Chart:
    names = o.rule_names or {}
    found = Counter(f.rule for f in o.findings if f.outcome == "hit").most_common(_TOP)
    labels = [f"{code} {names.get(code, '')}".strip() for code, _ in found]
    return Chart("疑点最多的规则", labels, {"疑点": [n for _, n in found]}, "across")


def _filing(o: Overview) -> Chart:
    found = filing_by_year(o.documents)
    labels = [f"{year}年" for year in found]
    rates: dict[str, list[int | float | None]] = {
        "报备率": [filed / told for told, filed, _ in found.values()],
        "及时率": [timely / filed if filed else None for _, filed, timely in found.values()],
    }
    return Chart("各年备案情况", labels, rates, "line", percent=True, summary="只计台账有记载的文件")


def _lives(o: Overview, document: Document) -> bool:
    standing = o.standings.get(document.id)
    return standing is None or standing.status in (Status.IN_FORCE, Status.NOT_YET, Status.UNKNOWN)
