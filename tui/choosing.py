"""From what a person typed to exactly one document."""

from registry.errors import InputError
from registry.records import Document
from registry.store import Store
from tui.safe import one_line

_SHOWN = 8


def choose(store: Store, reference: str) -> Document:
    """The document meant by an id, a number in any spelling, a file name or a part of the title.

    Raises InputError when there is none or more than one, naming the candidates.
    """
    ids = store.find(reference)
    if not ids:
        raise InputError(
            f"登记库里没有“{reference}”", "可用编号、文号、文件名或标题的一部分；用 guiqing search 查找"
        )
    if len(ids) > 1:
        titles = {h.id: h for h in store.headers() if h.id in set(ids)}
        listed = "\n".join(
            f"　　{i}　{one_line(titles[i].number or '无文号', 40)}　{one_line(titles[i].title, 60)}"
            for i in ids[:_SHOWN]
        )
        more = f"\n　　……共 {len(ids)} 件" if len(ids) > _SHOWN else ""
        raise InputError(f"“{reference}”对应 {len(ids)} 件文件：\n{listed}{more}", "请改用第一列的编号")
    document = store.document(ids[0])
    assert document is not None
    return document
