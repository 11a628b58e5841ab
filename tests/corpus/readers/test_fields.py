"""What of a Word field is text."""

import pytest

from corpus.readers.fields import Fields


def shown(instruction: str, result: str | None = None, *, prints: str = "") -> str:
    fields = Fields()
    out = fields.text("前")
    fields.begin(prints)
    fields.instruction(instruction)
    if result is not None:
        fields.separate()
        out += fields.text(result)
    return out + fields.end() + fields.text("后")


@pytest.mark.parametrize(
    ("instruction", "result", "expected"),
    [
        ("REF x", "第三条", "前第三条后"),
        ("HYPERLINK x", "网址", "前网址后"),
        ("PAGE", "7", "前后"),
        ('TOC \\o "1-3"', "总则", "前后"),
        ("EQ \\o\\ac(○,7)", None, "前⑦后"),
        ("EQ \\o\\ac(○,甲)", None, "前甲后"),
        ("eq \\o\\ac(○,88)", None, "前88后"),
        ("EQ \\* jc0 \\o\\ad(\\s\\up 9(zhù,bì),注)", None, "前注后"),
        ("EQ \\f(1,2)", None, "前后"),
        ("SYMBOL 254 \\f Wingdings", None, "前☑后"),
        ("SYMBOL 0x25A1", None, "前□后"),
        ("FORMTEXT", "云岭区", "前云岭区后"),
        ("DATE", "", "前后"),
    ],
)
def test_field(instruction: str, result: str | None, expected: str) -> None:
    assert shown(instruction, result) == expected


def test_a_form_field_without_result_prints_its_state() -> None:
    assert shown("FORMCHECKBOX", prints="☑") == "前☑后"


def test_a_field_inside_an_instruction_is_part_of_it() -> None:
    fields = Fields()
    fields.begin()
    fields.instruction("EQ \\o\\ac(○,")
    fields.begin()
    fields.instruction("REF n")
    fields.separate()
    assert fields.text("5") == ""
    assert fields.end() == ""
    fields.instruction(")")
    assert fields.end() == "⑤"


def test_marks_out_of_balance_do_nothing() -> None:
    fields = Fields()
    assert fields.end() == ""
    fields.separate()
    assert fields.text("文") == "文"


def test_an_instruction_outside_a_field_is_never_seen() -> None:
    fields = Fields()
    fields.instruction("MERGEFIELD x")
    assert fields.text("文") == "文"
