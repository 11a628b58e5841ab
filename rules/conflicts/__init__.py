"""Documents against each other: matters, normative statements, contradictions, repetition, succession (group C).

Candidates come from inverted indexes over title keys and sampled text shingles, never from a pairwise
scan; what is found between two documents is kept in one `PairBook` a registry, from which each check
takes what concerns its document.
"""
