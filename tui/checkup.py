"""`guiqing doctor`: the registry, its index, this program and this machine, each problem with its remedy."""

import importlib.util
import locale
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from registry.checkups import Level, Result
from registry.doctor import examine, repair
from registry.folder import locate
from registry.store import Store
from tui import output
from tui.state import STATE, actor

if TYPE_CHECKING:
    from corpus.index import SearchIndex

_SIGNS = {Level.OK: ("✓", "green"), Level.NOTE: ("·", "dim"), Level.PROBLEM: ("✗", "red")}


def run_checkup(*, fix: bool) -> int:
    """Print every check; with `fix` repair what can be repaired first. Gives 4 when problems remain."""
    folder = locate(STATE.registry)
    if fix:
        done = repair(folder, at=datetime.now(UTC), actor=actor())
        for mended in done.mended:
            output.styled(("已修复：", "green"), mended.what)
        results = list(done.after)
    else:
        results = examine(folder)
    if not any(r.level is Level.PROBLEM for r in results):
        with Store.open(folder, actor=actor()) as store:
            results += list(index_results(store, fix=fix))
    results += [*program_results(), *machine_results()]
    for result in results:
        sign, style = _SIGNS[result.level]
        output.styled((sign, style), f" {result.what}")
        if result.remedy:
            hint = "（guiqing doctor --fix 可修复）" if result.fixable and not fix else ""
            output.line(f"    办法：{result.remedy}{hint}")
    problems = sum(r.level is Level.PROBLEM for r in results)
    output.line(f"{problems} 个问题" if problems else "一切正常。")
    return 4 if problems else 0


def index_results(store: Store, *, fix: bool) -> Iterator[Result]:
    """The full-text index against the store."""
    from corpus.follow import follow, index_of

    index = index_of(store)
    damage = _index_damage(store, index)
    behind = 0
    if not damage:
        behind = len(store.changed_since(index.revision)) if index.revision <= store.revision else -1
    if (damage or behind) and fix:
        if damage:
            index.rebuild()
        follow(store, index)
        index.catch_up()
        yield Result("index", Level.OK, "全文索引已重建" if damage else "全文索引已跟上登记库")
    elif damage:
        yield Result(
            "index", Level.PROBLEM, damage, "运行 guiqing reindex 重建（索引只是缓存）。", fixable=True
        )
    elif behind:
        what = "全文索引比登记库新（可能恢复过备份）" if behind < 0 else f"全文索引落后 {behind} 件文件"
        yield Result(
            "index", Level.NOTE, what, "下次检索时自动跟上，也可运行 guiqing reindex。", fixable=True
        )
    else:
        yield Result("index", Level.OK, "全文索引与登记库一致")


def _index_damage(store: Store, index: "SearchIndex") -> str:
    """What is wrong with the index that following the store would not heal; "" when nothing is."""
    if found := index.damage():
        return found
    registered = {header.id for header in store.headers()}
    if index.revision == store.revision and (shelved := index.ids()) != registered:
        return f"全文索引与登记库的文件不一致：相差 {len(shelved ^ registered)} 件"
    return ""


def program_results() -> Iterator[Result]:
    """The four packages belong together; optional parts are named with what they are for."""
    import corpus
    import registry
    import rules
    import tui

    places = {Path(p.__file__ or "").parent.parent for p in (registry, corpus, rules, tui)}
    if len(places) == 1:
        yield Result("packages", Level.OK, f"程序完整，安装在 {places.pop()}")
    else:
        listed = "、".join(map(str, sorted(places)))
        yield Result(
            "packages",
            Level.PROBLEM,
            f"程序的四个部分不在一处：{listed}",
            "名称与别的程序冲突，请单独安装（pipx）。",
        )
    optional = {
        "rapidocr": "识别扫描件（可选）",
        "textual_serve": "在浏览器中审阅（可选）",
    }
    for module, use in optional.items():
        present = importlib.util.find_spec(module) is not None
        yield Result(
            module, Level.OK if present else Level.NOTE, f"{use}：{'已安装' if present else '未安装'}"
        )


def machine_results() -> Iterator[Result]:
    """Programs of the machine that some formats need, Chinese fonts, the terminal's encoding."""
    for names, use in (
        (("soffice", "libreoffice"), "读 Word 6/95 旧文件（可选）：LibreOffice"),
        (("tesseract",), "识别扫描件（可选）：tesseract"),
        (("unrar", "unar", "bsdtar"), "展开 rar 压缩包（可选）：unrar"),
    ):
        found = next((n for n in names if shutil.which(n)), None)
        yield Result(names[0], Level.OK if found else Level.NOTE, f"{use} {'有' if found else '没有'}")
    yield _fonts()
    encoding = (sys.stdout.encoding or locale.getpreferredencoding(False)).lower().replace("-", "")
    if encoding == "utf8":
        yield Result("encoding", Level.OK, "终端编码 UTF-8")
    else:
        yield Result(
            "encoding", Level.NOTE, f"终端编码是 {encoding}", "请把终端设为 UTF-8，否则汉字可能显示不出。"
        )


def _fonts() -> Result:
    """Chinese fonts of this machine: papers open without them too, in whatever typeface stands in."""
    from registry.papers.layout import FACES

    program = shutil.which("fc-list")
    if program is None:
        return Result("fonts", Level.OK, "中文字体由操作系统提供")
    try:
        listed = subprocess.run(
            [program, ":lang=zh", "family"], capture_output=True, text=True, timeout=20, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return Result("fonts", Level.NOTE, "查不到本机的中文字体")
    families = {name.strip() for line in listed.splitlines() for name in line.split(",")} - {""}
    if not families:
        return Result(
            "fonts",
            Level.NOTE,
            "本机没有中文字体",
            "请安装中文字体（如 Noto Serif CJK），否则公文和网页显示不出汉字。",
        )
    lacking = [f.name for f in FACES if families.isdisjoint((f.name, *f.fallbacks))]
    if lacking:
        return Result(
            "fonts",
            Level.NOTE,
            f"本机没有公文字体：{'、'.join(lacking)}",
            "公文在装有这些字体的电脑上版式不变。",
        )
    return Result("fonts", Level.OK, "公文字体或其替代字体齐全")
