"""What screens over one desk have in common; deciding with one key, in the queue and in a document alike."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.binding import Binding, BindingType
from textual.screen import Screen

from registry.records import Disposition
from tui.desk import Desk
from tui.screens.reason import Given, ReasonScreen

if TYPE_CHECKING:
    from tui.app import ReviewApp

#: Decision keys, in the order of the official lists.
KEYS = {
    "1": Disposition.KEEP, "2": Disposition.AMEND, "3": Disposition.REPEAL, "4": Disposition.LAPSE,
    "5": Disposition.NOT_NORMATIVE,
}  # fmt: skip


class Page(Screen[None]):
    """A screen over the desk. What it shows of the registry it fetches when it comes to the front
    (`on_screen_resume`), not when it is made: the app makes it ahead of time."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        #: The edition of the desk that stands on the screen.
        self.drawn = 0

    @property
    def review(self) -> "ReviewApp":
        return cast("ReviewApp", self.app)


class DecidingPage(Page):
    """A page on which 1–5 decide and r changes what belongs to a decision."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(key, f"decide({key!r})", disposition.value, id=f"decide.{disposition.name.lower()}")
            for key, disposition in KEYS.items()
        ),
        Binding("r", "reason", "改理由、时限", show=False, id="reason"),
    ]

    @property
    def current_id(self) -> str | None:
        """The document in front of the person."""
        raise NotImplementedError

    def to_decide(self) -> list[str]:
        """The documents that a decision is for; none where there is nothing to decide."""
        return [self.current_id] if self.current_id else []

    def go_on(self, decided: Sequence[str]) -> None:
        """Go on to the next document after a decision."""
        raise NotImplementedError

    @work
    async def action_decide(self, key: str) -> None:
        """Decide, several documents after a preview, one against a grave finding with a reason."""
        ids, disposition = self.to_decide(), KEYS[key]
        if not ids:
            return
        given: Given | None = Given(self.desk.default_reason(ids[0], disposition))
        if len(ids) > 1 or self.desk.needs_reason(ids[0], disposition):
            given = await self.app.push_screen_wait(ReasonScreen(self.desk, ids, disposition))
        if given is not None and self.review.decide(ids, disposition, given):
            self.go_on(ids)

    @work
    async def action_reason(self) -> None:
        """Give the decision another reason, deadline or department."""
        here = self.current_id
        decision = self.desk.row(here).decision if here else None
        if here is None or decision is None:
            self.notify("还没有处置意见，先按 1–5", severity="warning", markup=False)
            return
        given = await self.app.push_screen_wait(ReasonScreen(self.desk, [here], decision.disposition))
        if given is not None:
            self.review.decide([here], decision.disposition, given)
