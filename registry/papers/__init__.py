"""The papers that leave the office: decision, catalogues, amending drafts, notices, reports. Pure: bytes out.

Official documents are set after GB/T 9704-2012 (`layout` has the measures, `paper` writes them). What only the
office can know is left as a marked placeholder, never invented. May import `registry` only.
"""
