"""Issuers by their names: what kind of body, at which level, may it make normative documents, was it renamed.

The facts (national bodies with their years, renames, suffixes) lie in `registry/data/agencies.toml`; each
carries a year and a verification mark as in rules.md §6.3. A name says only so much: where the office keeps
a list of makers (profile), that list outranks this module.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from registry.patterns import late
from registry.shipped import shipped


class Level(StrEnum):
    """The territory a body works for."""

    STATE = "国家"
    PROVINCE = "省级"
    CITY = "市级"
    COUNTY = "县级"
    TOWN = "乡级"
    UNKNOWN = "不明"


class Body(StrEnum):
    """What an issuer is."""

    GOVERNMENT = "人民政府"
    OFFICE = "政府办公机构"
    DEPARTMENT = "工作部门"
    TOWN = "镇人民政府"
    STREET = "街道办事处"
    INTERNAL = "内设机构"
    DISPATCHED = "派出机构"
    TEMPORARY = "议事协调机构"
    PARTY = "党的机关"
    CONGRESS = "人大"
    JUDICIAL = "司法机关"
    ENTERPRISE = "企业或者社会组织"
    UNKNOWN = "不明"


class MakerStatus(StrEnum):
    """Whether a body may make normative documents (rules.md §1.4)."""

    OK = "可以制定"
    OFFICE = "可以制定（以政府办公机构名义）"
    NEEDS_AUTHORITY = "须有法律、法规授权"
    FORBIDDEN = "不得制定"
    OTHER_REGIME = "不属于行政规范性文件制定主体"
    UNKNOWN = "不明"


@dataclass(frozen=True, slots=True)
class Rename:
    """A rename or merger of institutions. `old` and `new` are name stems; `mark` is V, V~ or U (unverified)."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    year: int
    mark: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class NationalBody:
    """A central body with its years: `since`/`until` are None where open or not recorded."""

    name: str
    short: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None


@cache
def _data() -> dict[str, Any]:
    return shipped("registry", "data/agencies.toml")


@cache
def national_bodies() -> tuple[NationalBody, ...]:
    """Central bodies, current and former."""
    return tuple(
        NationalBody(row["name"], tuple(row.get("short", ())), row.get("since"), row.get("until"))
        for row in _data()["national"]
    )


@cache
def renames() -> tuple[Rename, ...]:
    """Institution renames of rules.md §6.3, in order of year."""
    return tuple(
        Rename(tuple(row["old"]), tuple(row["new"]), row["year"], row["mark"], row.get("note", ""))
        for row in _data()["rename"]
    )


@cache
def _by_name() -> dict[str, NationalBody]:
    return {name: body for body in national_bodies() for name in (body.name, *body.short)}


def national_tail(name: str) -> str:
    """The central body that a run-on string ends in (…操作程序海关总署 → 海关总署); the string itself otherwise."""
    if name in _by_name() or place_of(name):
        return name
    best = max((body for body in _by_name() if name.endswith(body)), key=len, default="")
    return best if best and len(name) - len(best) >= 4 else name


# -- names ------------------------------------------------------------------------------------------------

_ORGAN_TAIL = (
    r"(?:人民政府|政府|办公厅|办公室|委员会|委|总局|分局|局|总署|署|部|厅|院|行|会|管委会|办事处|街道办|镇|乡|社|厂|"
    r"法院|检察院|中心|公司|集团|协会|联合会|大队|支队|总队|队|所|站|处|科|股|室|小组|指挥部|联席会议|专班|馆|校|学院|大学|税务局|"
    r"主席团|常务委员会|大会|军区|司令部|政治部|后勤部|装备部|办|省|市|区|县)"
)
_ORGAN = late(r"[\u4e00-\u9fff（）()·—-]{1,48}" + _ORGAN_TAIL + r"(?:[（(][\u4e00-\u9fff]{2,20}[）)])?$")
_NO_ORGAN = late(
    r"^(?:第(?![一二三四五六七八九十]{1,4}届)|[（(])|关于|[的了是将已请各为及应须可按]|各[市县区镇乡]|附件|通知|公告|办法|规定|主任$|局长$|部长$|"
    r"有关(?:部门|单位)|^(?:年|月|日)|其他|以上|以下|本(?:局|委|市|区|县|省)|负责|同意|根据|会议$(?<!联席会议)|一、"
)
#: Syllables above that occur inside real names of bodies.
_FINE = late(r"(?:综合应急|应急|各族|各界|目的地|公安|将军|为民|及时|须知)")
_BLANKS = late(r"[ \t\u3000\xa0]+")


@lru_cache(maxsize=16384)
def is_organ(name: str) -> bool:
    """Whether a string reads as the name of one body (not a sentence, a title or a person's office)."""
    name = name.strip()
    if not 2 <= len(name) <= 50:
        return False
    if name in _by_name():
        return True
    return bool(_ORGAN.fullmatch(name)) and not _NO_ORGAN.search(_FINE.sub("", name))


def split_organs(text: str) -> tuple[str, ...]:
    """The bodies named in a signature or letterhead ("海关总署 农业农村部", "甲局、乙局"); () when it is no list.

    Blanks inside a name (国　务　院) are those of typesetting and go.
    """
    text = text.strip()
    if not text or len(text) > 600:
        return ()
    squeezed = _BLANKS.sub("", text)
    pieces = [p for p in re.split(r"[ \t\u3000\xa0\n]+|、", text) if p]
    if len(pieces) == 1 or any(len(p) < 3 for p in pieces):
        whole = [p for p in squeezed.split("、") if p]
        if all(is_organ(p) for p in whole):
            return tuple(whole)
        if len(pieces) == 1:
            return ()
    if all(is_organ(p) for p in pieces):
        return tuple(pieces)
    return (squeezed,) if is_organ(squeezed) else ()


# -- classes ----------------------------------------------------------------------------------------------

_TEMPORARY = late(
    r"(?:领导小组|协调小组|工作小组|工作组|推进组|指挥部|工作专班|专班|联席会议|协调机制|(?:安全生产|防汛抗旱|爱国卫生运动|食品安全|"
    r"防灾减灾救灾|森林草原防灭火|国防动员|双拥|绿化|未成年人保护|消防安全|语言文字工作|道路交通安全)委员会|安委会|食安委|爱卫会)(?:办公室|办)?$"
)
_PARTY = late(
    r"^(?:中共|中国共产党)|(?:[省市区县旗]委|党委|党组|党工委|纪委|纪律检查委员会)(?:办公室|办公厅|组织部|宣传部|统战部|政法委员会|政法委|社会工作部)?$"
    r"|机构编制委员会(?:办公室)?$"
)
_CONGRESS = late(r"人民代表大会|人大(?:常委会)?$")
_JUDICIAL = late(r"人民法院$|人民检察院$|监察委员会$|监委$")
_GOVERNMENT = late(r"(?:政府|行政公署|国务院)$")
_OFFICE = late(r"(?:人民政府|国务院|[省市区县旗]政府|行政公署)(?:办公厅|办公室|办)$")
_STREET = late(r"(?:街道办事处|街道办|街道)$")
_TOWN = late(r"[镇乡](?:人民)?政府(?:[\u4e00-\u9fff]{0,8}办公室)?$|[镇乡](?:党政)?办公室$")
_TOWN_GOVERNMENT = late(r"[镇乡](?:人民)?政府$")
_DISPATCHED = late(
    r"(?:分局|派出所|管理所|监管所|监督所|税务所|财政所|司法所|[\u4e00-\u9fff]所|开发区管理委员会|管委会|派驻[\u4e00-\u9fff]{1,8})$"
)
_INTERNAL = late(
    r"(?:局|委员会|厅|署|人民政府|管委会|中心|办事处|部)[\u4e00-\u9fff]{1,16}(?:科|股|室|司|处|办公室|党支部)$"
)
_ENTERPRISE = late(
    r"(?:公司|集团|厂|银行|协会|学会|商会|联合会|研究会|基金会|促进会|合作社|医院|学校|中学|小学|幼儿园|大学|学院)$"
)
_AFFAIRS = late(r"(?:中心|馆|站|院|社|台)$")
_DEPARTMENT = late(r"(?:局|厅|委员会|委|部|署|办公室|总队|支队|大队|院|行|会|税务局|海关|办)$")
_STATE = late(r"^(?:国务院|国家|中国|中华人民共和国|最高人民|全国|中央)|(?:总局|总署)$")
_N = r"(?:[东西南北][市区]|[^\W\d_省市区县旗盟]|(?<=[^\W\d_])盟(?=[^\W\d_]{1,2}[市区县]))"
#: 市场监督管理局 and 城市管理局 begin with no city, 市政府 does.
_CITY = r"市(?!场|容|政(?!府))"
_PLACE = late(
    rf"(?:中共)?(?:{_N}{{2,8}}?(?:自治区|省))?(?:{_N}{{2,10}}?(?:自治州|地区|盟|{_CITY}))?"
    rf"(?:(?!城市){_N}{{1,10}}?(?:自治县|自治旗|林区|特区|新区|开发区|示范区|(?<![社小街园校库景地灾牧农林军战教厂矿辖])(?<!^山)区|县|旗|{_CITY}))?"
)
_PARTS = late(
    r"[\u4e00-\u9fff]+?(?:自治区|自治州|自治县|自治旗|地区|林区|特区|新区|开发区|示范区|省|市|区|县|旗|盟)"
)
#: 区人民政府, 市司法局: the level without the place's name, as ledgers write it.
_SHORT_LEVEL = late(rf"^[省区县旗](?!域)|{_CITY}")
_LEVEL_OF_SIGN = {
    "省": Level.PROVINCE,
    "市": Level.CITY,
    "区": Level.COUNTY,
    "县": Level.COUNTY,
    "旗": Level.COUNTY,
}
#: 水产部, 农林部: former ministries that no list holds.
_MINISTRY = late(r"^[\u4e00-\u9fff]{2,10}(?<!武装)部$")
_MUNICIPALITIES = frozenset({"北京市", "上海市", "天津市", "重庆市"})


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body's name understood: `place` is the territory it shows (望海市兰台区), empty when it shows none."""

    name: str
    type: Body
    level: Level
    place: str = ""


@lru_cache(maxsize=8192)
def classify(name: str) -> Issuer:
    """What a body is, by its name alone. A name that fits nothing is UNKNOWN, never a guess."""
    name = _BLANKS.sub("", name)
    place = place_of(name)
    kind = _type_of(name)
    return Issuer(name, kind, _level_of(name, kind, place), place)


def _type_of(name: str) -> Body:
    if not name:
        return Body.UNKNOWN
    for kind, pattern in (
        (Body.TEMPORARY, _TEMPORARY),
        (Body.PARTY, _PARTY),
        (Body.CONGRESS, _CONGRESS),
        (Body.JUDICIAL, _JUDICIAL),
        (Body.OFFICE, _OFFICE),
        (Body.STREET, _STREET),
        (Body.TOWN, _TOWN_GOVERNMENT),
        (Body.GOVERNMENT, _GOVERNMENT),
        (Body.INTERNAL, _INTERNAL),
        (Body.ENTERPRISE, _ENTERPRISE),
        (Body.DISPATCHED, _DISPATCHED),
    ):
        if pattern.search(name):
            return kind
    if name in _by_name() or _DEPARTMENT.search(name):
        return Body.DEPARTMENT
    return Body.ENTERPRISE if _AFFAIRS.search(name) else Body.UNKNOWN


def _level_of(name: str, kind: Body, place: str) -> Level:
    if _STREET.search(name) or _TOWN.search(name):
        return Level.TOWN
    if name in _by_name() or (_STATE.search(name) and not place):
        return Level.STATE
    last = _last_part(place)
    if not last:
        short = _SHORT_LEVEL.match(name)
        if short:
            return _LEVEL_OF_SIGN[short[0]]
        return Level.STATE if kind is Body.DEPARTMENT and _MINISTRY.search(name) else Level.UNKNOWN
    if last.endswith(("自治区", "省")) or last in _MUNICIPALITIES:
        return Level.PROVINCE
    return Level.CITY if last.endswith(("自治州", "地区", "盟", "市")) else Level.COUNTY


@lru_cache(maxsize=8192)
def place_of(name: str) -> str:
    """The territory at the head of a body's name (望海市兰台区人民政府 → 望海市兰台区); "" when there is none."""
    found = _PLACE.match(name)
    place = found[0].removeprefix("中共") if found else ""
    return place if len(place) < len(name) else ""


def without_place(name: str) -> str:
    """A body's own name: 望海市兰台区民政局 and 区民政局 → 民政局. A name that is nothing but a place stays."""
    place = place_of(name)
    bare = name.removeprefix("中共").removeprefix(place) if place else _SHORT_LEVEL.sub("", name, count=1)
    return bare or name


@lru_cache(maxsize=8192)
def territory_of(name: str) -> str:
    """The smallest unit of a body's place: 兰台区民政局 and 望海市兰台区人民政府 → 兰台区; "" when it shows none."""
    return _last_part(classify(name).place)


@lru_cache(maxsize=8192)
def parts_of(name: str) -> tuple[str, ...]:
    """The units of a body's place, the largest first: 望海市兰台区民政局 → 望海市, 兰台区; empty when it shows none."""
    return tuple(_PARTS.findall(classify(name).place))


def _last_part(place: str) -> str:
    parts = _PARTS.findall(place)
    return parts[-1] if parts else ""


def maker_status(issuer: str) -> MakerStatus:
    """Whether a body of this name may make normative documents (rules.md §1.4: 湘办法 Art 5, 鲁353 Art 5 …).

    Provinces differ on dispatched organs of departments (所、分局): NEEDS_AUTHORITY. A name that a later
    reform ended was a lawful maker before it, so a rename never changes the answer.
    """
    return {
        Body.GOVERNMENT: MakerStatus.OK,
        Body.TOWN: MakerStatus.OK,
        Body.STREET: MakerStatus.OK,
        Body.OFFICE: MakerStatus.OFFICE,
        Body.DEPARTMENT: MakerStatus.OK,
        Body.INTERNAL: MakerStatus.FORBIDDEN,
        Body.TEMPORARY: MakerStatus.FORBIDDEN,
        Body.DISPATCHED: MakerStatus.NEEDS_AUTHORITY,
        Body.ENTERPRISE: MakerStatus.NEEDS_AUTHORITY,
        Body.PARTY: MakerStatus.OTHER_REGIME,
        Body.CONGRESS: MakerStatus.OTHER_REGIME,
        Body.JUDICIAL: MakerStatus.OTHER_REGIME,
    }.get(classify(issuer).type, MakerStatus.UNKNOWN)
