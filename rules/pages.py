"""The page of a rule (`rules/docs/<CODE>.md`): its sections, and the examples in it that run as tests."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources

from registry.errors import UsageError

SECTIONS = ("检查什么", "依据", "反例", "正例", "例外")
_HEADING = re.compile(r"^## (.+?)\s*$", re.MULTILINE)
_BLOCK = re.compile(r"^```case\n(.*?)^```", re.MULTILINE | re.DOTALL)
_OTHER = re.compile(r"^=== .*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """An example of a page. `fields` are its `name: value` lines, `text` the words below the line `---`;
    `others` are the further documents in the same form."""

    section: str
    fields: Mapping[str, str]
    text: str = ""
    others: tuple["Example", ...] = ()


@dataclass(frozen=True, slots=True)
class RulePage:
    """A page: title line, sections by their heading, in order, and the examples."""

    code: str
    title: str
    sections: Mapping[str, str]
    examples: tuple[Example, ...] = field(default=())


def read_page(code: str) -> RulePage:
    """Read the page of a rule. Raises UsageError when there is none."""
    file = resources.files("rules").joinpath("docs", f"{code}.md")
    if not file.is_file():
        raise UsageError(f"规则“{code}”没有说明页。", "用 guiqing rules list 查看全部规则编号。")
    return parse_page(code, file.read_text("utf-8"))


def parse_page(code: str, text: str) -> RulePage:
    """Split a page into its sections and examples; what is missing is simply absent."""
    parts = _HEADING.split(text)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    examples = tuple(
        _example(name, block) for name, body in sections.items() for block in _BLOCK.findall(body)
    )
    title = parts[0].strip().lstrip("# ").strip()
    return RulePage(code, title, {k: v.strip() for k, v in sections.items()}, examples)


def _example(section: str, block: str) -> Example:
    first, *rest = _OTHER.split(block)
    others = tuple(_one(section, part) for part in rest)
    main = _one(section, first)
    return Example(section, main.fields, main.text, others)


def _one(section: str, block: str) -> Example:
    head, _, text = block.partition("\n---\n") if "\n---\n" in block else (block, "", "")
    fields: dict[str, str] = {}
    for line in head.splitlines():
        name, colon, value = line.partition(":")
        if colon:
            fields[name.strip()] = value.strip()
    return Example(section, fields, text.strip("\n"))
