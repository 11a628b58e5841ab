"""The yearly statistics as a docx, in the words of the 法治政府建设 report and the 政府信息公开 report."""

from registry.export.tables import Column, Table, zh_date
from registry.figures import Year
from registry.papers.paper import Paper

_FIGURES = (Column("序号", 6, "number"), Column("项目", 24), Column("数据", 14, "mark"), Column("说明", 30))
#: The table of the 政府信息公开工作年度报告: 行政规范性文件 本年制发件数 | 本年废止件数 | 现行有效件数.
_OPENNESS = (
    Column("信息内容", 20),
    Column("本年制发件数", 16, "mark"),
    Column("本年废止件数", 16, "mark"),
    Column("现行有效件数", 16, "mark"),
)


def report_docx(year: Year, organ: str, as_of: str) -> bytes:
    """The report of one year: figures, the table of the openness report, and the check of the identity."""
    paper = Paper()
    paper.title(f"{organ}{year.year}年行政规范性文件统计")
    paper.blank()
    paper.body(
        f"截至{zh_date(as_of)}，{year.year}年共制定行政规范性文件{year.made}件，废止{year.repealed}件，失效{year.lapsed}件，"
        f"现行有效{year.at_end}件。统计口径：以登记台账和文件文本为据，台账没有记载的不作推断。"
    )
    paper.heading("一、法治政府建设年度报告用数据")
    rows: list[list[str | int]] = [
        [number, f.name, f.printed, f.note] for number, f in enumerate(year.figures, 1)
    ]
    paper.table(Table("数据", _FIGURES, rows))
    paper.heading("二、政府信息公开工作年度报告用数据")
    ended = year.repealed + year.lapsed
    paper.table(Table("公开", _OPENNESS, [["行政规范性文件", year.made, ended, year.at_end]]))
    paper.heading("三、勾稽关系")
    sums = f"年初现行有效{year.at_start}件＋本年制定{year.made}件－废止{year.repealed}件－失效{year.lapsed}件"
    result = year.at_start + year.made - ended
    if year.balanced:
        paper.body(f"{sums}＝年末现行有效{year.at_end}件，数据一致。")
    else:
        paper.body(
            f"{sums}＝{result}件，与年末现行有效{year.at_end}件相差{year.at_end - result}件，"
            f"【请核实成文日期或者效力状态不明的文件{len(year.unexplained)}件】。"
        )
    return paper.bytes()
