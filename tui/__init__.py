"""Everything a person types at or looks at: the command line and the full-screen review app.

The top floor: may import every floor below; nothing imports it.
"""
