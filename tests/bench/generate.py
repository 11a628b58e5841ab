"""A made-up registry of any size, the same for the same seed: for measuring, never for judging rules.

    python tests/bench/generate.py FOLDER [--documents 10000] [--seed 1]

The documents of one fictional district: 印发 notices with their 办法, plain notices, extensions, cleanup
repeals; most have 1,500 to 6,000 characters, one in twenty about 20,000. Nine in ten have a ledger row.
Matters are spread over thousands of topics, so that pairs about one matter are as rare as in an office.
"""

import argparse
import hashlib
import random
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from corpus.facts import facts_of
from corpus.ledger import ledger_of
from corpus.ledger_sheets import Sheet
from corpus.reading import Reading
from corpus.relations import relations_of
from registry.records import FileRecord, NewVersion, Source
from registry.store import Store

_FIRST, _LAST = date(2005, 1, 1), date(2026, 9, 30)
_BATCH = 200
#: Share of sentences whose figures differ from what other documents say: what group C is there to find.
_DEVIANT = 0.001
_AT = datetime(2026, 11, 1, tzinfo=UTC)

ISSUERS = (
    ("兰台区人民政府", "兰政发"), ("兰台区人民政府办公室", "兰政办发"), ("兰台区民政局", "兰民发"),
    ("兰台区住房和城乡建设局", "兰建发"), ("兰台区农业农村局", "兰农发"), ("兰台区教育局", "兰教发"),
    ("兰台区卫生健康局", "兰卫发"), ("兰台区应急管理局", "兰应急发"), ("兰台区水利局", "兰水发"),
    ("兰台区交通运输局", "兰交发"), ("兰台区综合行政执法局", "兰综执发"), ("兰台区市场监督管理局", "兰市监发"),
    ("兰台区财政局", "兰财发"), ("兰台区人力资源和社会保障局", "兰人社发"), ("兰台区生态环境局", "兰环发"),
    ("兰台区文化和旅游局", "兰文旅发"), ("兰台区自然资源局", "兰自然资发"), ("兰台区商务局", "兰商发"),
)  # fmt: skip
#: Matter → the things it is about.
MATTERS = {
    "养老服务": ("居家养老服务站", "高龄老人补贴", "养老机构床位补助", "老年助餐点", "适老化改造", "护理员岗位津贴"),
    "物业管理": ("住宅专项维修资金", "老旧小区物业服务", "业主委员会选举", "物业服务用房", "电梯加装", "小区停车位"),
    "消防安全": ("微型消防站", "高层建筑消防设施", "沿街商铺用火用电", "消防通道", "电动自行车充电设施", "人员密集场所"),
    "市容环境": ("户外广告设施", "门店招牌", "建筑垃圾运输", "城区犬只", "流动摊贩疏导点", "生活垃圾分类投放点"),
    "农业发展": ("农机购置补贴", "高标准农田管护", "设施农业用地", "秸秆综合利用", "畜禽养殖粪污", "种子生产基地"),
    "教育管理": ("义务教育阶段招生", "校外培训机构", "校车运行", "学前教育普惠园", "困难学生资助", "中小学课后服务"),
    "就业创业": ("公益性岗位", "创业担保贷款", "就业见习基地", "技能培训补贴", "返乡创业园区", "零工市场"),
    "社会救助": ("临时救助", "最低生活保障对象", "特困人员供养", "残疾人两项补贴", "医疗救助", "流浪乞讨人员救助"),
    "水利管理": ("小型水库", "农村饮水工程", "河道采砂", "取用地下水", "节水灌溉工程", "山洪灾害预警设施"),
    "道路交通": ("农村公路养护", "货运车辆超限超载", "公交线路", "出租汽车经营", "共享单车停放", "道路挖掘占用"),
    "食品安全": ("小作坊小餐饮", "集体聚餐", "学校食堂", "食用农产品集散市场", "网络订餐", "餐厨废弃物"),
    "生态保护": ("烟花爆竹燃放", "露天焚烧", "餐饮油烟", "扬尘污染", "古树名木", "湿地保护区域"),
    "土地房屋": ("农村宅基地", "集体土地征收补偿", "国有土地上房屋征收", "公共租赁住房", "城镇燃气设施", "集中供热"),
    "招商引资": ("重点项目奖励", "总部企业扶持资金", "工业用地供应", "科技创新券", "外贸出口奖励", "电子商务园区"),
    "殡葬文物": ("公益性公墓", "节地生态安葬", "不可移动文物", "历史建筑修缮", "非物质文化遗产传承人", "公共文化场馆"),
    "财政资金": ("专项资金绩效", "政府购买服务", "国有资产出租", "村级财务", "政府投资项目", "村集体经济组织资金"),
}  # fmt: skip
PLACES = ("", "", "", "", "青石镇", "白沙镇", "云岭镇", "双河镇", "柳溪镇", "望海街道", "东关街道", "西苑街道", "北塔街道", "高新园区", "临港园区", "滨河新区")  # fmt: skip
KINDS = ("管理办法", "实施细则", "管理规定", "实施办法", "奖励补助办法", "监督管理办法", "工作方案", "管理暂行办法", "实施意见", "管理办法（试行）")  # fmt: skip
LAWS = ("中华人民共和国行政许可法", "中华人民共和国行政处罚法", "中华人民共和国土地管理法", "中华人民共和国安全生产法", "中华人民共和国消防法", "物业管理条例", "城市市容和环境卫生管理条例", "中华人民共和国老年人权益保障法", "中华人民共和国环境保护法", "中华人民共和国道路交通安全法", "中华人民共和国预算法", "优化营商环境条例")  # fmt: skip
OFFICES = ("区民政局", "区住房和城乡建设局", "区农业农村局", "区财政局", "区应急管理局", "区市场监督管理局", "区综合行政执法局", "区公安分局", "区卫生健康局", "区自然资源局", "各镇人民政府、街道办事处", "区教育局", "区审计局", "区发展和改革局")  # fmt: skip
#: Parts from which the sentences of the articles are made: subject + duty, condition + consequence.
SUBJECTS = ("申请人", "经营者", "建设单位", "管理单位", "产权人", "受益对象", "承办单位", "村（居）民委员会", "项目业主", "运营机构", "从业人员", "使用人")  # fmt: skip
DUTIES = (
    "应当建立{x}档案，如实记录日常检查、维护保养和问题整改情况，保存期限不少于{n}年", "应当于每年{m}月底前向{o}报告上一年度{x}情况",
    "应当在{x}醒目位置公示收费标准、服务内容和监督电话", "应当自收到申请之日起{d}个工作日内完成现场核查并出具书面意见",
    "不得擅自改变{x}的用途、规模和位置", "应当配备与{x}规模相适应的专职人员，人数不少于{n}人", "可以向{o}申请一次性补助，标准为每处{a}元",
    "应当与{o}签订责任书，明确双方的权利义务和违约责任", "应当制定应急预案，每年至少组织{n}次演练", "应当将经费纳入年度预算，专款专用，不得截留、挤占、挪用",
    "对{x}造成损坏的，应当在{d}日内修复或者依法赔偿", "应当主动接受{o}和社会公众的监督，及时处理投诉举报", "可以通过政务服务平台提交材料，也可以到服务窗口现场提交",
    "应当按照技术规范开展{x}的设计、施工和验收", "应当保持设施设备完好，发现隐患的，于{d}日内消除", "经公示{d}日无异议的，由{o}按季度拨付资金",
)  # fmt: skip
CONDITIONS = (
    "申请材料不齐全的，{o}应当一次性告知需要补正的全部内容，{x}事项的补正期限为{d}个工作日", "违反{x}管理规定，拒不改正的，由{o}依照有关法律、法规的规定处理",
    "弄虚作假骗取{x}补助资金的，由{o}追回资金，并在{n}年内不再受理其申请", "因自然灾害等不可抗力影响{x}正常运行的，可以适当延长期限，但最长不超过{m}个月",
    "符合下列条件之一的，可以优先安排{x}：\n（一）位于{p}的；\n（二）连续运行满{n}年的；\n（三）年度考核结果为优秀的",
    "{x}申请有下列情形之一的，{o}不予受理：\n（一）提供虚假材料的；\n（二）被列入严重失信主体名单的；\n（三）不属于本区管理范围的",
    "工作人员在{x}管理工作中滥用职权、玩忽职守、徇私舞弊的，依法给予处分", "{x}补助标准为每人每月{a}元，所需资金由区、镇两级财政按{n}:{m}比例分担",
    "对{x}年度考核不合格的单位，由{o}约谈其主要负责人，限期{d}日整改", "{o}每年对{x}开展不少于{n}次的专项检查，检查结果向社会公布",
    "跨区域的{x}事项，由{o}会同有关单位协商确定，协商不成的，报区人民政府决定", "{x}实行分级分类管理，具体目录由{o}另行公布并适时调整",
    "鼓励社会力量通过捐赠、投资、志愿服务等方式参与{x}工作", "{o}应当运用信息化手段，建立统一的{x}数据库，实现部门之间数据共享",
)  # fmt: skip
CHAPTERS = (
    "总则",
    "职责分工",
    "申请与办理",
    "标准与程序",
    "日常管理",
    "资金保障",
    "监督检查",
    "法律责任",
    "附则",
)
COLUMNS = ("文件名称", "文号", "制定机关", "实施部门", "成文日期", "公布日期", "施行日期", "有效期至", "文件状态", "公布网址", "征求意见开始", "征求意见结束", "公平竞争审查日期", "合法性审核送审日期", "合法性审核日期", "集体审议日期", "备案日期", "备案号")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """One made-up document: its text and its ledger row (empty for one without)."""

    serial: int
    title: str
    number: str
    text: str
    ledger: dict[str, str] = field(default_factory=dict)


def chinese(number: int) -> str:
    """一 … 九百九十九."""
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    out = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        out += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        out += "零"
    return out + (digits[ones] if ones else "") or "零"


def spoken(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def documents(count: int, *, seed: int = 1) -> Iterator[Made]:
    """`count` documents; those of a smaller count are the first of a larger one."""
    earlier: list[Made] = []
    for serial in range(count):
        rng = random.Random(f"{seed}/{serial}")
        made = _document(rng, serial, earlier)
        yield made
        if len(earlier) < 400:
            earlier.append(made)
        else:
            earlier[rng.randrange(400)] = made


def _document(rng: random.Random, serial: int, earlier: Sequence[Made]) -> Made:
    issuer, code = ISSUERS[
        0 if (r := rng.random()) < 0.12 else 1 if r < 0.4 else rng.randrange(2, len(ISSUERS))
    ]
    matter = rng.choice(sorted(MATTERS))
    thing, place, kind = rng.choice(MATTERS[matter]), rng.choice(PLACES), rng.choice(KINDS)
    # The share of a day in the years follows the serial, so that numbers within a year stay unique.
    day = _FIRST + timedelta(days=rng.randrange((_LAST - _FIRST).days))
    number = f"{code}〔{day.year}〕{serial + 1}号"
    own = f"兰台区{place}{thing}{kind}"
    title = f"{issuer}关于印发《{own}》的通知"
    if earlier and rng.random() < 0.06:
        return _follow_up(rng, serial, issuer, number, day, rng.choice(earlier))
    effective = day + timedelta(days=rng.choice((0, 30, 31, 60)))
    years = rng.choice((0, 0, 2, 3, 5, 5, 5))
    target = 20_000 if rng.random() < 0.05 else int(rng.triangular(1_500, 6_000, 2_800))
    body = _articles(rng, own, thing, place, target, earlier, effective, years)
    text = "\n".join(
        [title, number, "各镇人民政府、街道办事处，区政府各部门：",
         f"《{own}》已经研究同意，现印发给你们，请认真贯彻执行。", issuer, spoken(day), own, *body]
    )  # fmt: skip
    return Made(
        serial, title, number, text, _ledger(rng, serial, title, number, issuer, day, effective, years)
    )


def _follow_up(rng: random.Random, serial: int, issuer: str, number: str, day: date, of: Made) -> Made:
    name = of.title.partition("《")[2].partition("》")[0] or of.title
    title, sentence = rng.choice(
        (
            (f"{issuer}关于废止《{name}》的通知", f"经研究，决定废止《{name}》（{of.number}）。本通知自发布之日起施行。"),
            (f"{issuer}关于延长《{name}》有效期的通知", f"《{name}》（{of.number}）有效期延长至{day.year + 3}年12月31日。"),
            (f"{issuer}关于进一步做好有关工作的通知", f"各单位要继续按照《{name}》（{of.number}）执行，于{day.year}年底前完成整改。"),
        )
    )  # fmt: skip
    text = "\n".join(
        [title, number, "各镇人民政府、街道办事处，区政府各部门：", sentence, issuer, spoken(day)]
    )
    return Made(serial, title, number, text, _ledger(rng, serial, title, number, issuer, day, day, 0))


def _articles(
    rng: random.Random, own: str, thing: str, place: str, target: int, earlier: Sequence[Made], effective: date, years: int
) -> list[str]:  # fmt: skip
    laws = "、".join(f"《{law}》" for law in rng.sample(LAWS, rng.randint(1, 2)))
    lines = [
        f"第一章　{CHAPTERS[0]}",
        f"第一条　为了规范{thing}管理，维护公共利益和当事人合法权益，根据{laws}等规定，结合本区实际，制定本办法。",
    ]
    lines.append(f"第二条　{place or '本区行政区域'}内的{thing}及其监督管理活动，适用本办法。")
    if earlier and rng.random() < 0.3:
        cited = rng.choice(earlier)
        name = cited.title.partition("《")[2].partition("》")[0]
        if name:
            lines.append(
                f"{name and '第三条　'}有关{thing}的资金管理，按照《{name}》（{cited.number}）执行。"
            )
    article = len([line for line in lines if "条　" in line])
    size = sum(map(len, lines))
    chapter = 1
    while size < target:
        if chapter < len(CHAPTERS) - 1 and size > target * chapter / (len(CHAPTERS) - 1):
            chapter += 1
            lines.append(f"第{chinese(chapter)}章　{CHAPTERS[chapter - 1]}")
        article += 1
        words = [_sentence(rng, thing) for _ in range(rng.randint(1, 3))]
        lines.append(f"第{chinese(article)}条　{'。'.join(words)}。")
        size += len(lines[-1])
    term = f"，有效期{chinese(years)}年" if years else ""
    lines.append(f"第{chinese(article + 1)}条　本办法自{spoken(effective)}起施行{term}。")
    return lines


def _sentence(rng: random.Random, thing: str) -> str:
    """A sentence about the thing. Documents about one thing agree in their figures but for one in a thousand."""
    subject = rng.choice(SUBJECTS) if rng.random() < 0.55 else ""
    pattern = rng.choice(DUTIES if subject else CONDITIONS)
    agreed = rng if rng.random() < _DEVIANT else random.Random(f"{thing}/{pattern}")
    values = {
        "x": thing, "o": agreed.choice(OFFICES), "n": agreed.randint(1, 9), "m": agreed.randint(1, 12),
        "d": agreed.choice((3, 5, 7, 10, 15, 20, 30)), "a": agreed.choice((50, 100, 200, 300, 500, 800, 1000, 2000, 5000)),
        "p": agreed.choice([p for p in PLACES if p]),
    }  # fmt: skip
    return f"{thing}{subject}{pattern}".format(**values) if subject else pattern.format(**values)


def _ledger(
    rng: random.Random, serial: int, title: str, number: str, issuer: str, day: date, effective: date, years: int
) -> dict[str, str]:  # fmt: skip
    if rng.random() < 0.1:
        return {}
    end = date(effective.year + years, effective.month, min(effective.day, 28)) if years else None
    heard, published = day - timedelta(days=rng.randint(40, 90)), day + timedelta(days=rng.randint(1, 12))
    row = {
        "文件名称": title, "文号": number, "制定机关": issuer, "实施部门": rng.choice(OFFICES[:10]),
        "成文日期": day.isoformat(), "公布日期": published.isoformat(), "施行日期": effective.isoformat(),
        "有效期至": end.isoformat() if end else "", "文件状态": rng.choice(("有效", "有效", "有效", "已废止")),
        "公布网址": f"http://www.lantai.example/{serial}.html", "征求意见开始": heard.isoformat(),
        "征求意见结束": (heard + timedelta(days=rng.randint(5, 31))).isoformat(),
        "公平竞争审查日期": (day - timedelta(days=20)).isoformat(), "合法性审核送审日期": (day - timedelta(days=15)).isoformat(),
        "合法性审核日期": (day - timedelta(days=rng.randint(4, 9))).isoformat(), "集体审议日期": (day - timedelta(days=3)).isoformat(),
        "备案日期": (published + timedelta(days=rng.randint(3, 25))).isoformat(), "备案号": f"兰备〔{day.year}〕{serial}号",
    }  # fmt: skip
    return {name: value for name, value in row.items() if value and rng.random() < 0.94}


def understood(made: Made) -> dict[str, Any]:
    """The arguments with which `Writer.add_document` takes a document. Pure; runs in a worker process."""
    from corpus.extract import extract

    reading: Reading = extract(made.text)
    sha = hashlib.sha256(f"{made.serial}\n{made.text}".encode()).hexdigest()
    facts = list(facts_of(reading, {}))
    if made.ledger:
        rows = (COLUMNS, tuple(made.ledger.get(name, "") for name in COLUMNS))
        facts += ledger_of("台账", [Sheet("台账", rows)]).rows[0].facts
    order = {
        source: rank for rank, source in enumerate((Source.REVIEWER, Source.LEDGER, Source.TEXT, Source.PAGE))
    }
    file = FileRecord(f"/文件/{made.serial:06}.txt", sha, len(made.text.encode()), 1.0, "txt")
    return {
        "id": f"d{sha[:11]}",
        "identity": f"made|{made.serial}",
        "facts": sorted(facts, key=lambda fact: order[fact.source]),
        "relations": relations_of(reading),
        "version": NewVersion(sha, made.text, reading.to_json(), {"format": "txt"}, file),
        "ledger": made.ledger,
    }


def fill(store: Store, count: int, *, seed: int = 1, workers: int = 1) -> None:
    """Put `count` documents into an empty registry, as an ingest with a ledger would."""
    with ProcessPoolExecutor(workers) as pool:
        waiting = documents(count, seed=seed)
        while batch := list(islice(waiting, _BATCH)):
            prepared = list(pool.map(understood, batch, chunksize=20))
            with store.writing("ingest", at=_AT) as writer:
                for document in prepared:
                    writer.add_document(**document)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with Store.create(options.folder, actor="生成") as store:
        fill(store, options.documents, seed=options.seed, workers=options.workers)


if __name__ == "__main__":
    main()
