"""The cheap first look never loses a word: a document that holds one of the enrolled words has its bit."""

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.records import Document
from rules.anchors import mask_of, may_contain
from rules.view import DocumentView

_WORDS = st.lists(
    st.text(alphabet="罚款许可证明收费应当不得", min_size=1, max_size=4), min_size=1, max_size=6
)
_TEXT = st.text(alphabet="罚款许可证明收费应当不得。\n的", max_size=40)


@settings(derandomize=True, max_examples=300)
@given(_WORDS, _TEXT)
def test_a_word_that_stands_in_the_text_is_never_missed(words: list[str], text: str) -> None:
    mask = mask_of(words)
    if any(w in text for w in words):
        assert may_contain(DocumentView(Document("d", (), text=text)), mask)


def test_a_document_without_the_words_is_passed_over() -> None:
    doc = DocumentView(Document("d", (), text="居民可以向街道办事处反映情况。"))
    assert not may_contain(doc, mask_of(["罚款", "保证金"]))


def test_words_enrolled_later_are_seen_in_a_document_already_looked_at() -> None:
    doc = DocumentView(Document("d", (), text="龘龘车辆应当停放在泊位内。"))
    assert not may_contain(doc, mask_of(["罚款"]))
    assert may_contain(doc, mask_of(["龘龘"]))
