"""Every limit of reading, in one place, with its reason."""

#: One part of an office package, in bytes as unpacked: the largest real one was 11 MB.
PART_BYTES = 64 << 20
#: All parts that are read of one package.
PACKAGE_BYTES = 256 << 20
#: Entries of a package: real ones have tens, some with many pictures a thousand.
PACKAGE_ENTRIES = 5_000
#: Unpacked to packed size; XML of tables reaches 60:1. Below RATIO_FREE_BYTES any ratio is harmless.
RATIO = 200
RATIO_FREE_BYTES = 1 << 20
#: Bytes inflated at a time, so that a lying header costs no memory.
CHUNK = 64 << 10
#: Columns of a table: Word's own maximum. A gridSpan of two thousand million is a known attack.
TABLE_COLUMNS = 63
#: Characters of one document: the Civil Code has 110,000.
TEXT_CHARS = 20_000_000
#: Cells of all tables of one document.
TABLE_CELLS = 2_000_000
