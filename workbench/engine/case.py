"""A hop that is over, with everything that is known of it: what its record is written from."""

from __future__ import annotations

from typing import Final

from workbench.engine import errors
from workbench.engine.connection import TlsFacts
from workbench.engine.hop import Answer
from workbench.engine.routing import Plan
from workbench.engine.ticket import Ticket
from workbench.engine.watch import Watch
from workbench.nouns import dataclass
from workbench.tls import judgement
from workbench.tls.client_certificate import Ending
from workbench.tls.handshake import Observed
from workbench.tls.recorder import HANDSHAKE
from workbench.visible import decoded

_HEAD: Final = 4096  # bytes of a body that are searched for words about the certificate
_REFUSALS: Final = 400  # RFC 9110 §15.5
_CERTIFICATE: Final = b"\x0b"  # RFC 8446 §4


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything known of a hop that went out."""

    ticket: Ticket
    plan: Plan
    answer: Answer
    watch: Watch
    facts: TlsFacts | None
    observed: Observed | None

    @property
    def verify(self) -> bool:
        """Whether the server was verified."""
        return self.plan.route is not None and self.plan.route.profile.verify

    @property
    def cause(self) -> BaseException | None:
        """The error below the one that httpcore passed on."""
        match self.answer.error:
            case errors.HandshakeFailed() | errors.ReceiveFailed() | errors.SendFailed() as error:
                return error.cause
            case errors.PeerClosed():
                return None
            case error:
                return error

    @property
    def rejected(self) -> bool:
        """Whether our own verification ended the handshake."""
        return judgement.was_rejected(self.cause)

    @property
    def head(self) -> str:
        """The beginning of a refusal's body as text; what a server grants says nothing of certificates."""
        refused = self.answer.response is not None and self.answer.response.status >= _REFUSALS
        return decoded(self.answer.body.data[:_HEAD]) if refused and self.answer.body is not None else ""

    @property
    def shown_now(self) -> bool:
        """Whether our Certificate message went out in the midst of this request: asked for late, or anew."""
        started = self.watch.send_started
        if started is None or self.observed is None:
            return False
        return any(
            message.at >= started and message.direction == "write" and message.content_type == HANDSHAKE
            for message in self.observed.messages
            if message.data[:1] == _CERTIFICATE
        )

    @property
    def accusable(self) -> bool:
        """Whether an end without an answer may be laid to a certificate: never on a kept connection, unless asked now.

        A connection that has served shows that the server had taken what it got (contract §6).
        """
        return self.watch.first_byte is None and (not self.watch.reused or self.shown_now)


def ending(case: Case) -> Ending:
    """Return how a hop ended, as far as it tells about our certificate."""
    answer = case.answer
    broke_off = answer.error is not None and case.watch.first_byte is None
    return Ending(
        stopped_by_us=case.rejected,
        dropped=broke_off and _is_drop(case),
        first=not case.watch.reused,
        shown_now=case.shown_now,
        status=answer.response.status if answer.response is not None else None,
        head=case.head,
        to_head=case.plan.outgoing.method == "HEAD",
    )


def _is_drop(case: Case) -> bool:
    network = errors.HandshakeFailed | errors.ReceiveFailed | errors.SendFailed | errors.PeerClosed
    return isinstance(case.answer.error, network) and judgement.ended(case.cause)
