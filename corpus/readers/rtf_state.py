"""What is open while a rich-text file is read: the group, its font, the story that its text belongs to."""

from dataclasses import dataclass

from corpus.readers.fields import Fields
from corpus.readers.rtf_codes import Target
from corpus.readers.story import Story


@dataclass(slots=True)
class State:
    """What a group inherits from the one around it, and what happens when it closes."""

    target: Target = Target.TEXT
    fallback: int = 1
    font: int = 0
    hidden: bool = False
    deleted: bool = False
    style: int = 0
    outline: int | None = None
    in_table: bool = False
    outer: Target = Target.TEXT
    property: str = ""
    closing: str = ""


@dataclass(slots=True)
class Font:
    name: str = ""
    character_set: int = 0


@dataclass(slots=True)
class Open:
    """A story that another one was interrupted for."""

    story: Story
    fields: Fields
    label: list[str]
    is_endnote: bool = False
