"""Fixture files are made here, not kept: a name, how to make the bytes, and what reading must give."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from corpus.readers.errors import Unreadable

#: The article that most fixtures hold. Fictional: no such district, office or number exists.
TITLE = "云岭区人民政府办公室关于印发《云岭区闲置校舍利用管理办法》的通知"
NUMBER = "云政办发〔2023〕17号"
ARTICLE = (
    TITLE,
    NUMBER,
    "各镇人民政府、街道办事处，区政府各部门：",
    "《云岭区闲置校舍利用管理办法》已经区政府第31次常务会议审议通过，现印发给你们，请认真贯彻执行。",
    "云岭区人民政府办公室",
    "2023年6月9日",
    "云岭区闲置校舍利用管理办法",
    "第一条　为规范闲置校舍的利用，防止国有资产流失，根据有关法律、法规，结合本区实际，制定本办法。",
    "第二条　本区行政区域内闲置校舍的登记、出租、改建和收回，适用本办法。任何单位和个人不得擅自占用。",
    "第三条　本办法自2023年7月10日起施行，有效期五年。",
)


@dataclass(frozen=True)
class Fixture:
    """A file. Exactly one of `error` and a page is expected; of a page only what is given is compared."""

    name: str
    make: Callable[[], bytes]
    format: str = ""
    texts: tuple[str, ...] | None = None
    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    warns: tuple[str, ...] = ()
    silent: bool = False
    needs_ocr: bool = False
    attachments: tuple[str, ...] | None = None
    detail: str | None = None
    error: type[Unreadable] | None = None
