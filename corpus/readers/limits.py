"""Every limit of reading, in one place, with its reason."""

#: A file that is handed in: the largest real document (a scan) had 60 MB.
INPUT_BYTES = 100 << 20
#: Web pages: the largest saved page without its pictures had 2 MB; libxml2 needs 10 times the size.
HTML_BYTES = 10 << 20
#: Plain text: as TEXT_CHARS below, in an encoding of up to 4 bytes.
TEXT_BYTES = 64 << 20
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
#: Columns of a sheet that are read; a ledger has some thirty.
SHEET_COLUMNS = 512
#: Elements of a web page; the largest real page had 30,000.
HTML_ELEMENTS = 250_000
#: Pages of a PDF or OFD; the thickest compilation had 1,100.
PAGES = 2_000
#: Glyphs of one PDF or OFD page: a dense newspaper page has 20,000.
PAGE_GLYPHS = 200_000

#: An archive: one member, all members together, their number, archives inside archives.
MEMBER_BYTES = 100 << 20
ARCHIVE_BYTES = 2 << 30
ARCHIVE_ENTRIES = 20_000
ARCHIVE_DEPTH = 3
#: A member's path: longer ones cannot be stored by any file system.
MEMBER_NAME = 1024
#: All members of a 7z archive, which are unpacked together.
SEVEN_ZIP_BYTES = 128 << 20
#: Unpacked members that a worker keeps, so that an archive is not unpacked once for each member.
MEMBER_CACHE_BYTES = 64 << 20

#: Seconds a worker may take for one file; the slowest real one took 1.1.
WORKER_SECONDS = 10.0
#: Processor seconds for one file: only met when the program that ends late workers is gone itself.
WORKER_CPU_SECONDS = 120
#: Seconds for unpacking an archive.
ARCHIVE_SECONDS = 25.0
#: Address space of all workers together, so that the program stays below 1 GiB whatever they read; of one
#: worker at most, and at least: an XML part of 64 MB takes 400 MB, and 150 MB are taken by the program itself.
WORKERS_SPACE = 900 << 20
WORKER_SPACE = 800 << 20
WORKER_SPACE_LEAST = 450 << 20
#: Seconds that OCR may take for one page, and pixels of its picture.
OCR_SECONDS = 60.0
OCR_PIXELS = 40_000_000
#: Seconds for one conversion by an office program.
OFFICE_SECONDS = 60.0
#: Groups inside groups of a rich-text file; real ones have some twenty.
RTF_DEPTH = 1_000


def worker_space(workers: int) -> int:
    """The address space of each of so many workers."""
    return max(WORKER_SPACE_LEAST, min(WORKER_SPACE, WORKERS_SPACE // workers))
