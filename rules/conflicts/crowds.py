"""What was not compared is said: a document whose matter too many of its place share."""

from collections.abc import Iterator
from dataclasses import replace

from rules.base import Check, Context, Hit, Unknown
from rules.conflicts.nearby import NEXT
from rules.conflicts.pairs import crowd_of
from rules.view import DocumentView


def telling_crowds(check: Check) -> Check:
    """A check that goes through the pairs of a document, and that says so where these are not all there could be."""

    def told(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
        crowd = ctx.registry.row(crowd_of, doc.id)
        compared = f"只与成文时间在前、在后最近的各{NEXT}件比对，其余未逐件比对"
        for found in check(doc, ctx):
            if crowd and isinstance(found, Hit):
                found = replace(found, facts={**found.facts, "比对范围": f"同一事项{crowd}件，{compared}"})
            yield found
        if crowd:
            yield Unknown((), f"同一地域内与本件事项相同或者用语相近的现行文件有{crowd}件，按事项{compared}")

    return told
