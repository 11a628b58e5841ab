"""The sample registry: a fictional district's documents and ledger, built from sources that are text.

望海市兰台区 does not exist. The sources stand in `tests/samples/sources` of a checkout and come with the
installed program; the files are built from them, the same bytes each time.
"""
