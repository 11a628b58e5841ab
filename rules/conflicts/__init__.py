"""Documents against each other: matters, normative statements, contradictions, repetition, succession (group C).

Candidates come from inverted indexes over title keys, words and sampled text shingles on the cards of documents
(`cards`, `nearby`, `pairing`), never from a pairwise scan. The pairs stand in an index of the registry (`pairs`), from
which each check takes those of its document; what is found between two documents is kept in one `PairBook`.
"""
