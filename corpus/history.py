"""Printed revision history in the head of a text (通过, 公布, 修正, 修订, 批准, 施行) as dated events."""

import re


from corpus.reading import Event


def history_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of the head that print the document's own history."""
    return ()


def find_history(text: str) -> tuple[Event, ...]:
    """The events in the order printed."""
    return ()
