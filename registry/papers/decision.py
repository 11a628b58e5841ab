"""The act that publishes the result of a cleanup: 决定, 通知 or 通告, drafted from the lists.

The skeleton follows published acts (rules.md §4.4). The clause that ends whatever is not listed is included
only when asked for: it silently kills forgotten documents.
"""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from registry.dates import int2cn
from registry.export.tables import Table, tables_of, zh_date
from registry.institution_order import Level, level_of
from registry.lists import ALREADY_ENDED, Lists
from registry.papers.catalogue import append_tables
from registry.papers.paper import Paper
from registry.records import Disposition


class ActKind(StrEnum):
    """The 文种 of the publishing act."""

    DECISION = "决定"
    NOTICE = "通知"
    PUBLIC_NOTICE = "通告"


@dataclass(frozen=True)
class Act:
    """What the office decides about the act; what is left empty becomes a placeholder.

    `cutoff`: documents made after this day were not looked at (清理基准日); empty: the day of the lists.
    `omission_clause`: end every document of the organ that no list names. `late_clause`: a text that is not
    revised in time ends. `basis`: the regulations that the cleanup rests on.
    """

    kind: ActKind = ActKind.DECISION
    organ: str = ""
    number: str = "【发文字号】"
    signed_on: str = "【成文日期】"
    meeting: str = "【审议会议和日期】"
    addressees: str = ""
    basis: tuple[str, ...] = ("《辽宁省规章规范性文件定期清理规定》",)
    omission_clause: bool = False
    late_clause: bool = False
    deadline: str = "【完成时限】"
    cutoff: str = ""
    template: bytes | None = field(default=None, repr=False)


def decision_docx(lists: Lists, act: Act) -> bytes:
    """The draft as a docx, the lists as its attachments. Only lists with rows are mentioned and attached."""
    organ = act.organ or organ_of(lists)
    # What ran out by itself stands in 宣布失效 already; the view into it is no list to publish.
    tables = [t for t in tables_of(lists) if t.rows and any(t.name.startswith(d.value) for d in Disposition)]
    paper = Paper(act.template)
    paper.mark(organ if act.kind is ActKind.PUBLIC_NOTICE else f"{organ}文件")
    paper.number(act.number)
    paper.title(f"{organ}关于公布行政规范性文件清理结果的{act.kind.value}")
    if act.kind is not ActKind.PUBLIC_NOTICE:
        paper.addressee(act.addressees or _addressees(organ))
    paper.body(_preamble(lists, act, organ))
    for number, (head, rest) in enumerate(_articles(lists, act, organ, tables), 1):
        paper.heading(f"{int2cn(number)}、{head}", 1, rest)
    paper.attachments([t.title for t in tables])
    paper.signature(organ, zh_date(act.signed_on))
    paper.release_note("此件公开发布")
    append_tables(paper, tables)
    return paper.bytes()


def organ_of(lists: Lists) -> str:
    """The government that most of the listed documents come from; a placeholder when there is none."""
    organs = Counter(
        issuer
        for row in lists.rows
        for issuer in row.issuers
        if level_of(issuer) is Level.GOVERNMENT and issuer.endswith("人民政府")
    )
    return organs.most_common(1)[0][0] if organs else "【发文机关】"


def short_name(organ: str) -> str:
    """区政府, 县政府, 市政府 in running text."""
    for word in ("区", "县", "市", "省"):
        if organ.endswith(f"{word}人民政府"):
            return f"{word}政府"
    return "政府" if organ.endswith("人民政府") else organ


def _addressees(organ: str) -> str:
    short = short_name(organ)
    if short in ("区政府", "县政府"):
        return f"各镇人民政府、街道办事处，{short}各部门："
    return (
        f"各{'区（县）' if short == '市政府' else ''}人民政府，{short}各部门："
        if short != organ
        else "【主送机关】："
    )


def _preamble(lists: Lists, act: Act, organ: str) -> str:
    basis = "".join(act.basis) if len(act.basis) < 2 else "、".join(act.basis)
    recorded = len(lists.of(ALREADY_ENDED))
    close = "现决定如下：" if act.kind is ActKind.DECISION else f"现将有关事项{act.kind.value}如下："
    return (
        f"为了维护法制统一，根据{basis or '【清理依据】'}，{short_name(organ)}组织对{_cutoff(lists, act)}以前制发的"
        f"行政规范性文件进行了清理。本次清理共{lists.total - recorded}件，清理结果已经{act.meeting}审议通过，{close}"
    )


def _cutoff(lists: Lists, act: Act) -> str:
    return zh_date(act.cutoff or lists.as_of.isoformat())


def _articles(lists: Lists, act: Act, organ: str, tables: list[Table]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for disposition, words in (
        (Disposition.KEEP, "继续有效的行政规范性文件{n}件{annex}"),
        (Disposition.AMEND, "修改的行政规范性文件{n}件{annex}"),
        (Disposition.REPEAL, "废止的行政规范性文件{n}件{annex}"),
        (Disposition.LAPSE, "宣布失效的行政规范性文件{n}件{annex}"),
        (Disposition.NOT_NORMATIVE, "不属于行政规范性文件的{n}件{annex}"),
    ):
        count = len(lists.of(disposition))
        if count:
            head = words.format(n=count, annex=_annex(tables, disposition)) + "。"
            found.append((head, _rest(disposition, act)))
    this = f"本{act.kind.value}"
    end = f"自{this}公布之日起，列入废止、宣布失效目录的文件不再作为行政管理的依据。"
    if act.omission_clause:
        end += (
            f"{_cutoff(lists, act)}以前以{organ}及其办公室、各部门名义制发，未列入{this}继续有效和修改目录的"
            "行政规范性文件，一律停止执行。"
        )
    found.append(("", end))
    found.append(
        (
            "",
            "各镇（街道）、各部门要做好文件修改、废止、失效后的工作衔接，及时更新本单位公布的文件及其效力标注，对继续有效的文件实行动态管理。",
        )
    )
    found.append(("", f"{this}自公布之日起施行。"))
    return found


def _rest(disposition: Disposition, act: Act) -> str:
    if disposition is Disposition.AMEND:
        deadline = zh_date(act.deadline)
        late = f"；逾期未重新公布的，自{deadline}的次日起失效" if act.late_clause else ""
        return f"责任单位应当于{deadline}前完成修改，按照制定程序重新公布{late}。"
    if disposition is Disposition.NOT_NORMATIVE:
        return "上述文件不再按照行政规范性文件管理。"
    return ""


def _annex(tables: list[Table], disposition: Disposition) -> str:
    numbers = [
        i
        for i, t in enumerate(tables, 1)
        if t.name == disposition.value or t.name.startswith(f"{disposition.value}（")
    ]
    label = "附件" if len(tables) == 1 else "附件" + "、".join(map(str, numbers))
    return f"（{label}）" if numbers else ""
