"""The ground floor: records, Chinese dates and numbers, and the storage of the registry.

Everything here is usable without the floors above and imports none of them.
"""
