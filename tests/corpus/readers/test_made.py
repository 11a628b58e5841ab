"""Each made file yields the expected text or the expected outcome."""

import pytest

from corpus.readers import read_bytes
from tests.corpus.readers.made import FIXTURES
from tests.corpus.readers.made.base import Fixture


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_made(fixture: Fixture) -> None:
    data = fixture.make()
    if fixture.error is not None:
        with pytest.raises(fixture.error) as caught:
            read_bytes(data, fixture.name)
        assert type(caught.value) is fixture.error
        assert caught.value.message
        return
    page = read_bytes(data, fixture.name)
    if fixture.texts is not None:
        assert tuple(block.text for block in page.blocks) == fixture.texts
    for part in fixture.contains:
        assert part in page.text
    for part in fixture.lacks:
        assert part not in page.text
    assert fixture.metadata.items() <= dict(page.metadata).items()
    for warning in fixture.warns:
        assert any(warning in w for w in page.warnings), page.warnings
    if fixture.silent:
        assert page.warnings == ()
    if fixture.format:
        assert page.format == fixture.format
    if fixture.detail is not None:
        assert page.detail == fixture.detail
    if fixture.attachments is not None:
        assert page.attachments == fixture.attachments
    assert page.needs_ocr is fixture.needs_ocr
    spans = page.block_spans
    assert [page.text[a:b] for a, b in spans] == [block.text for block in page.blocks]
