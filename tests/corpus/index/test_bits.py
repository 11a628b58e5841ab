"""Sets of documents as numbers."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.index.bits import bits_of, flags_of, keys_of

KEYS = st.sets(st.integers(0, 3_000))


@given(KEYS, KEYS)
def test_sets_stay_the_sets_they_were(one: set[int], other: set[int]) -> None:
    assert keys_of(bits_of(one)) == sorted(one)
    assert keys_of(bits_of(one) & bits_of(other)) == sorted(one & other)
    assert keys_of(bits_of(one) & ~bits_of(other)) == sorted(one - other)
    assert bits_of(one).bit_count() == len(one)
    assert [key for key, flag in enumerate(flags_of(bits_of(one))) if flag] == sorted(one)
