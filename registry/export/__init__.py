"""One module a format for what leaves the office. Pure: records in, bytes out; imports only `registry`.

Text from files is hostile: `inert` is the one door to each kind of sink (spreadsheet cell, csv, XML, HTML).
The same input gives the same bytes: `packing` fixes what the formats would date.
"""
