"""How the search for conflicts grows with the registry: seeded registries of short texts, time, memory, exponent.

    python tests/bench/conflict_scale.py [--sizes 3000 10000 30000] [--seed 7] [--districts 80] [--again]

Each registry holds texts of many districts on some hundred matters, a few of them contradicting each other; beyond
ten thousand documents there are more districts, not more documents of each, unless their number is given. Making the
documents is not counted; candidates, provisions and conflicts are. Each size runs in a process of its own, so that its peak of memory is its own.
`--again`: all rules instead, and what was worked out is kept: the first sweep, one in which nothing has changed, one after an edit of a text.
"""

import argparse
import math
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from corpus.extract import extract
from corpus.facts import facts_of
from corpus.relations import relations_of
from registry.memory import Memory
from registry.records import Document, FileRecord
from rules.catalog import RULES
from rules.engine import sweep
from rules.library import Library
from rules.profiles import load_profile
from tui.garbage import collected_later

_CODES = ("C-01", "C-02", "C-03", "C-04", "C-05", "C-07", "C-08", "C-09", "C-10", "C-11", "C-16")
_FIRST, _SECOND = "兰河松岭青白云石金沙", "台山川水江源泉阳"
#: Districts: as many documents each in a registry of ten thousand and in a larger one.
_PLACES = [f"{a}{b}区" for a in _FIRST for b in _SECOND]
_PLACES += [f"{a}{b}{c}区" for a in _FIRST for b in _SECOND for c in _SECOND]
_DISTRICTS, _EACH = 80, 125
_THINGS = [f"{a}{b}" for a in ("供热", "供水", "养犬", "停车", "殡葬", "燃气", "校车", "物业", "消防", "绿化", "河道", "农机", "养老", "托育", "摊贩", "渣土", "广告", "电梯", "文物", "公厕") for b in ("设施", "服务", "补贴", "收费", "巡查", "登记", "安全", "资金")]  # fmt: skip
_BODIES = ("人民政府", "民政局", "住房和城乡建设局", "城市管理局", "农业农村局", "教育局", "财政局", "水利局")
_ACTS = ("提出申请", "报送材料", "组织验收", "公布结果", "办理登记", "缴存保证金", "建立台账", "开展检查", "发放补助", "完成整改")  # fmt: skip
_WORDS = "沟渠灯杆围栏站牌井盖护坡闸门台账标志泵房管线围挡苗木车辆票证档案牌照罐体炉具棚屋墓碑碑亭栏杆桥涵路肩边坡树池花箱座椅"


def documents(count: int, seed: int, districts: int = 0) -> list[Document]:
    """A registry of short texts; the same seed gives the same texts."""
    chance = random.Random(seed)
    made = []
    districts = districts or min(len(_PLACES), max(_DISTRICTS, count // _EACH))
    for number in range(count):
        place, thing = _PLACES[number % districts], chance.choice(_THINGS)
        issuer = place + chance.choice(_BODIES)
        year = chance.randint(2019, 2025)
        own = "".join(chance.sample(_WORDS, 4))
        kind = chance.choice(("办法", "实施细则", "规定", "通知"))
        title = f"{place}{own[:2]}{thing}管理{kind}"
        articles = [
            f"为了规范{own[:2]}{thing}工作，制定本办法。",
            f"{thing}的日常管理由{chance.choice(_BODIES[1:])}负责。",
        ]
        articles += [
            f"{own[i % 4 : i % 4 + 2]}{thing}的责任人应当自{chance.choice(('变更', '受理', '开业', '竣工'))}之日起{chance.choice((5, 10, 15, 30))}日内{chance.choice(_ACTS)}。"
            for i in range(chance.randint(4, 9))
        ]
        articles.append(f"{thing}补助标准为每处{chance.choice((500, 800, 2000))}元。")
        body = "\n".join(f"第{i}条　{a}" for i, a in enumerate(articles, 1))
        text = f"{title}\n{place[:1]}发〔{year}〕{number // districts + 1}号\n{body}\n本办法自{year}年7月1日起施行。\n{issuer}\n{year}年6月3日"
        reading = extract(text)
        made.append(
            Document(
                f"d{number}", tuple(facts_of(reading, {})), relations_of(reading), text, reading.to_json(), {},
                (FileRecord(f"/{number}.txt", "", 0, 0.0, "txt"),),
            )
        )  # fmt: skip
    return made


def measured(task: tuple[int, int, int]) -> tuple[int, float, float, int]:
    """(documents, seconds of processor time, peak MiB, findings) of one size."""
    count, seed, districts = task
    made = documents(count, seed, districts)
    rules = [rule for rule in RULES if rule.code in _CODES]
    began = time.process_time()
    result = sweep(made, as_of=date(2026, 11, 1), profile=load_profile(), rules=rules)
    took = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return count, took, peak, sum(f.outcome == "hit" for f in result.findings)


def measured_again(task: tuple[int, int, int]) -> list[tuple[str, float, int, int]]:
    """(which sweep, seconds of processor time, documents read, findings) of sweeps one after the other."""
    count, seed, districts = task
    held = {d.id: replace(d, revision=n) for n, d in enumerate(documents(count, seed, districts), 1)}
    read: list[str] = []

    def load(ids: Collection[str]) -> Iterator[Document]:
        read.extend(ids)
        return (held[i] for i in ids)

    def swept(name: str) -> tuple[str, float, int, int]:
        read.clear()
        began = time.process_time()
        with collected_later(), closing(Memory(Path(folder) / "memory.db", "stamp")) as memory:
            library = Library({i: d.revision for i, d in held.items()}, load)
            result = sweep(library, as_of=date(2026, 11, 1), profile=load_profile(), memory=memory)
            memory.save(whole=result.since is None)
        return name, time.process_time() - began, len(set(read)), len(result.findings)

    with tempfile.TemporaryDirectory() as folder:
        found = [swept("first"), swept("nothing changed")]
        edited = held[f"d{count // 3}"]
        text = edited.text.replace("第二条　", "第二条　河道沿线的护坡由养护单位每年检修两次。", 1)
        reading = extract(text)
        held[edited.id] = replace(
            edited, text=text, reading=reading.to_json(), facts=tuple(facts_of(reading, {})),
            relations=relations_of(reading), revision=count + 1,
        )  # fmt: skip
        return [*found, swept("one edit")]


def exponent(points: list[tuple[int, float]]) -> float:
    """The slope of seconds over documents in logarithms, by least squares."""
    xs, ys = [math.log(n) for n, _ in points], [math.log(t) for _, t in points]
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True)) / sum((x - mx) ** 2 for x in xs)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[3_000, 10_000, 30_000])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--districts", type=int, default=0)
    parser.add_argument("--again", action="store_true")
    options = parser.parse_args()
    points: list[tuple[int, float]] = []
    for count in options.sizes:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            if options.again:
                for name, took, read, found in pool.apply(
                    measured_again, ((count, options.seed, options.districts),)
                ):
                    print(
                        f"{count:>7} documents  {name:<16} {took:7.2f} s  {read} read  {found} findings",
                        flush=True,
                    )
                continue
            _, took, peak, found = pool.apply(measured, ((count, options.seed, options.districts),))
        points.append((count, took))
        print(f"{count:>7} documents  {took:7.1f} s  {peak:7.0f} MiB  {found} findings", flush=True)
    if len(points) > 1:
        print(f"exponent {exponent(points):.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
