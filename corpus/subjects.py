"""What a document is about in the words of those who filed it: the class of its page (主题分类) and subject words (主题词)."""

import re

from registry.records import Document

#: Papers before 2012 print them behind the signature: 主题词：民政　养老　补贴　办法.
_PRINTED = re.compile(
    r"^[ \t\u3000]*主[ \u3000]?题[ \u3000]?词[ \t\u3000]*[：:][ \t\u3000]*(?P<words>[^\n]{2,80})", re.M
)
_BETWEEN = re.compile(r"[\s　、，,；;/\\]+")


def subjects_of(document: Document) -> tuple[str, ...]:
    """The subjects of a document, each once: its class as it is written (综合政务\\政务公开) and the single subject
    words; the last of these that only names the kind of text (办法) is left out."""
    printed = _PRINTED.search(document.text)
    words = [
        *_BETWEEN.split(document.page.get("主题词") or ""),
        *_BETWEEN.split(printed["words"] if printed else ""),
    ]
    known = (document.value("subject") or "", *(w for w in words if w != document.value("kind")))
    return tuple(dict.fromkeys(subject.strip() for subject in known if subject.strip()))
