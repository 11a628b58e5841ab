"""What kind of body an issuer is, by its name alone: government, its office, a department, a town, a street …

The list of makers that an office keeps (profile `makers`) outranks the name; it carries dates, since a bureau
merged in 2019 was a lawful maker in 2016.
"""

import re
from enum import StrEnum
from functools import lru_cache


class Level(StrEnum):
    """Territorial level of a government or of the government a body belongs to."""

    STATE = "国家"
    PROVINCE = "省级"
    CITY = "市级"
    COUNTY = "县级"
    TOWN = "乡级"
    UNKNOWN = "不明"


class Body(StrEnum):
    """Kinds of issuers that the rules tell apart."""

    GOVERNMENT = "人民政府"
    OFFICE = "政府办公机构"
    DEPARTMENT = "工作部门"
    TOWN = "镇人民政府"
    STREET = "街道办事处"
    CONGRESS = "人大及其常委会"
    PARTY = "党委机关"
    COURT = "司法机关"
    TEMPORARY = "议事协调机构"
    INTERNAL = "内设机构"
    OTHER = "其他"


_OFFICE = re.compile(r"(?:人民政府|[省市区县旗]政府)(?:办公厅|办公室|办)$")
_TOWN = re.compile(r"[镇乡](?:人民)?政府$|[镇乡]人民政府")
_GOVERNMENT = re.compile(r"(?:政府|行政公署|国务院)$")
_STREET = re.compile(r"街道办事处$|街道办$")
_TEMPORARY = re.compile(
    r"(?:领导小组|指挥部|工作专班|专班|联席会议|委员会议|工作组|协调小组|推进组)(?:办公室)?$"
)
_CONGRESS = re.compile(r"人民代表大会|人大常委会|人大$")
_PARTY = re.compile(
    r"^(?:中共|中国共产党)|(?:区|县|市|省|镇|街道)委(?:办公室|组织部|宣传部|统战部|政法委)?$|党(?:组|工委|委)$"
)
_COURT = re.compile(r"人民法院$|人民检察院$|监察委员会$")
_INTERNAL = re.compile(r"(?:局|委员会|厅|办公室|人民政府|中心)[\u4e00-\u9fff]{1,12}(?:科|股|室|处|大队|所)$")
_STATE = re.compile(
    r"^(?:国务院|国家|中国|中华人民共和国|最高人民|全国|海关总署|税务总局|[\u4e00-\u9fff]{2,12}部$)|总局$|总署$"
)


@lru_cache(maxsize=4096)
def body_of(issuer: str) -> Body:
    """Classify an issuer's name. A name that fits nothing is OTHER, never a guess."""
    name = issuer.strip()
    if not name:
        return Body.OTHER
    if _PARTY.search(name):
        return Body.PARTY
    if _CONGRESS.search(name):
        return Body.CONGRESS
    if _COURT.search(name):
        return Body.COURT
    if _TEMPORARY.search(name):
        return Body.TEMPORARY
    if _OFFICE.search(name):
        return Body.OFFICE
    if _STREET.search(name):
        return Body.STREET
    if _GOVERNMENT.search(name):
        return Body.TOWN if _TOWN.search(name) else Body.GOVERNMENT
    if _INTERNAL.search(name):
        return Body.INTERNAL
    if re.search(r"(?:局|厅|委员会|委|部|办公室|办|署|司|院|行|分局|总队|支队|大队)$", name):
        return Body.DEPARTMENT
    return Body.OTHER


@lru_cache(maxsize=4096)
def level_of(issuer: str) -> Level:
    """The territorial level that the name shows. 望海市兰台区… is county level: the smallest unit counts."""
    name = issuer.strip()
    if body_of(name) in (Body.TOWN, Body.STREET):
        return Level.TOWN
    if _STATE.search(name):
        return Level.STATE
    territory = territory_of(name)
    if not territory:
        return _SHORT_LEVEL.get(name[:1], Level.UNKNOWN)
    if re.search(r"(?:自治区|省)$", territory) or territory in ("北京市", "上海市", "天津市", "重庆市"):
        return Level.PROVINCE
    if re.search(r"(?:区|县|旗)$", territory):
        return Level.COUNTY
    if territory.endswith(("市", "州", "盟", "地区")):
        return Level.CITY
    return Level.UNKNOWN


_SHORT_LEVEL = {"省": Level.PROVINCE, "市": Level.CITY, "区": Level.COUNTY, "县": Level.COUNTY}
"""区人民政府, 市司法局: the level without the place's name, as ledgers write it."""

#: No place's name holds 区 or 县 before its last sign: 兰台区城市管理局 is no city 兰台区城市.
_TERRITORY = re.compile(
    r"^((?:[\u4e00-\u9fff]{2,10}?(?:自治区|省))?(?:[^\W区县]{2,10}?(?:自治州|地区|市|盟))?"
    r"(?:(?!城市|市场|市政|市容)[^\W区县]{1,10}?(?:自治县|新区|开发区|区|县|旗|市))?)(?=[\u4e00-\u9fff])"
)


@lru_cache(maxsize=4096)
def territory_of(issuer: str) -> str:
    """The territory whose government the body is or serves: 兰台区民政局 → 兰台区, 望海市兰台区人民政府 → 兰台区.

    Empty when the name shows none (a town's or street's district stands in the profile).
    """
    found = _TERRITORY.match(issuer.strip())
    if not found or not found[1]:
        return ""
    parts = re.findall(
        r"[\u4e00-\u9fff]+?(?:自治区|自治州|自治县|地区|新区|开发区|省|市|区|县|旗|盟)", found[1]
    )
    return parts[-1] if parts else ""
