"""A stored reading without its structure: the same whether the structure is cut out unread or not."""

from typing import Any

import pytest

from corpus.extract import extract
from corpus.reading import without_instruments
from registry.column_types import Packed, pack

_TEXT = (
    "兰台区集市管理办法\n第一条 为了管理集市，制定本办法。\n第二条 本办法自2024年5月1日起施行，有效期3年。\n"
)
_TRAP = '甲],"issued_on":乙,"instruments":[丙\\"'


@pytest.mark.parametrize(
    "stored",
    [
        extract(_TEXT, {}).to_json(),
        extract("", {}).to_json(),
        {"act": _TRAP, "instruments": [{"units": [{"label": _TRAP}]}], "issued_on": None, "title": _TRAP},
        {"act": _TRAP, "title": "没有结构"},
        {},
    ],
)
def test_the_rest_of_a_reading_is_the_same_when_its_structure_is_cut_out(stored: dict[str, Any]) -> None:
    rest = {key: value for key, value in Packed(pack(stored)).items() if key != "instruments"}
    assert without_instruments(Packed(pack(stored))) == rest
    assert without_instruments(stored) == {k: v for k, v in stored.items() if k != "instruments"}
