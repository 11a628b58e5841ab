"""When two texts are the same document. Pure.

An instrument is not a file and a number is not an identity: identity is (issuer, number, title), or
(issuer, title, day) where no number is printed. Two files of one identity are copies only when their
texts say the same.
"""

import hashlib
import re

from rapidfuzz.distance import Indel

from corpus.reading import Reading
from registry.docno import number_key

#: Texts above this similarity are copies of one document (scan errors, a missing header, other blanks).
SAME_TEXT = 0.95
_COMPARED = 20_000
_NOISE = re.compile(r"[\s\W_]+")


def identity_of(
    issuer: str | None, number: str | None, title: str | None, signed_on: str | None
) -> str | None:
    """A comparison key, or None when the document says too little about itself to be told from others."""
    name = _NOISE.sub("", title or "")
    if number and (key := number_key(number)):
        return f"{issuer or ''}|{key}|{name}"
    if name and (issuer or signed_on):
        return f"{issuer or ''}|{name}|{signed_on or ''}"
    return None


def identity(reading: Reading) -> str | None:
    """The identity that a text itself shows. The inner title counts: a wrapper may be printed or left out."""
    issuer = reading.issuers[0] if reading.issuers else None
    return identity_of(issuer, reading.number, reading.inner_title or reading.title, reading.signed_on)


def same_text(one: str, other: str) -> bool:
    """Whether two texts say the same but for blanks, punctuation and a few characters."""
    a, b = _NOISE.sub("", one), _NOISE.sub("", other)
    if a == b:
        return True
    if not a or not b or min(len(a), len(b)) / max(len(a), len(b)) < SAME_TEXT:
        return False
    return Indel.normalized_similarity(a[:_COMPARED], b[:_COMPARED], score_cutoff=SAME_TEXT) >= SAME_TEXT


def document_id(seed: str) -> str:
    """A short, stable, typeable id from what the document was first known by (a SHA-256 or an identity)."""
    return "d" + hashlib.sha256(seed.encode()).hexdigest()[:11]
