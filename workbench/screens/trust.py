"""Trust a CA for one host: the topmost certificate received, its SHA-256 shown and to be confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Final

from cryptography import x509
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen

from workbench.certificates import anchor_file, chain, names
from workbench.certificates.hosts import authority
from workbench.models import CaEntry, PeerCertificate
from workbench.nouns import dataclass
from workbench.screens import certificate_list
from workbench.screens.desk import Desk
from workbench.visible import visible
from workbench.widgets.action_button import ActionButton
from workbench.widgets.fact_sheet import Fact, FactSheet
from workbench.widgets.finding import Finding, Note
from workbench.widgets.footer import Footer
from workbench.widgets.form import Buttons, Form
from workbench.widgets.switch_field import SwitchField

_COMPARED: Final = ("I have compared the SHA-256", "I have compared the SHA-256")
_ADVICE: Final = (
    "Ask the owner of the server for the SHA-256 of the CA by another way, such as the phone or the intranet. "
    "Whoever holds this CA's key can pass for this host."
)
_INSPECTED: Final = (
    "This connection looks inspected: whoever holds this CA's key reads all of it, and your certificate still cannot"
    " reach the server."
)
_UNCOMPARED: Final = "Compare the SHA-256 first, and then say so with Space."


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """The CA is trusted for this host from the next send on."""

    ca: CaEntry


class TrustScreen(Screen[Trusted | None]):
    """Offers the topmost certificate of the server's chain; writes its file and the entry by itself.

    `sent` is what the server sent, leaf first: at least one certificate, each with its DER. `inspected` says that
    the connection looks as if somebody on the way had opened it.
    """

    HELP_TOPIC: ClassVar[str] = "Forms"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "trust", "Trust", id="trust.yes"),
        Binding("escape,q", "cancel", "Back", id="trust.no"),
    ]
    DEFAULT_CSS = """
    TrustScreen {
        & FactSheet { height: auto; max-height: 13; margin-bottom: 1; }
        & Buttons { margin-left: 0; }
    }
    """

    def __init__(
        self, desk: Desk, sent: Sequence[PeerCertificate], host: str, port: int, *, inspected: bool = False
    ) -> None:
        super().__init__()
        self._inspected = inspected
        self._desk = desk
        self._chain = tuple(sent)
        self._top = _topmost(self._chain)
        self._host = host
        self._port = port

    def compose(self) -> ComposeResult:
        """Put what is to be compared above the confirmation."""
        with Form() as form:
            form.border_title = Content(f"Trust a CA for {visible(authority(self._host, self._port))}")
            yield FactSheet(list(self._facts()))
            yield SwitchField(value=False, words=_COMPARED, id="compared")
            with Buttons():
                yield ActionButton("Cancel", key="Esc", id="cancel")
                yield ActionButton("Trust for this host", key="^S", id="trust")
            yield Finding(id="outcome")
        yield Footer()

    def on_mount(self) -> None:
        """Begin at the confirmation, and say what is odd."""
        self.query_one("#compared").focus()
        self._say(*self._warnings())

    @on(SwitchField.Changed, "#compared")
    def compared(self) -> None:
        """Take the reminder away."""
        self._say(*self._warnings())

    @on(ActionButton.Pressed, "#trust")
    def action_trust(self) -> None:
        """Trust it once it has been compared."""
        if not self.query_one("#compared", SwitchField).value:
            self._say(Note(text=_UNCOMPARED, tone="bad"))
            self.query_one("#compared").focus()
            return
        try:
            file = self._written()
        except OSError as error:
            self._say(Note(text=f"The CA's file cannot be written: {error.strerror or error}.", tone="bad"))
            return
        entry = CaEntry(file=str(file), host=self._host, port=self._port)
        if self._desk.change_settings(certificate_list.with_ca(self._desk.settings, entry)):
            self.dismiss(Trusted(ca=entry))
        else:
            self._say(Note(text="Not saved: the console (F9) says why.", tone="bad"))

    @on(ActionButton.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Trust nothing."""
        self.dismiss(None)

    def _facts(self) -> Iterator[Fact]:
        top = self._top
        yield Fact(label="Certificate", value=top.subject or "no subject", tone="strong")
        yield Fact(label="Issuer", value=self._issuer())
        yield Fact(label="Valid", value=f"{top.not_before:%Y-%m-%d} to {top.not_after:%Y-%m-%d}")
        yield Fact(label="Key", value=top.key_type)
        yield Fact(label="Serial", value=top.serial)
        yield Fact(label="SHA-256", value=_grouped(top.sha256[:32]), tone="accent")
        yield Fact(label="", value=_grouped(top.sha256[32:]), tone="accent")
        yield Fact(label="Trusted for", value=f"https://{authority(self._host, self._port)} only")
        yield Fact(label="", value="")
        yield Fact(label="", value=_ADVICE)

    def _issuer(self) -> str:
        if not _is_root(self._top):
            return self._top.issuer
        return "itself (no CA vouches for it)" if self._is_leaf else "itself (a root)"

    @property
    def _is_leaf(self) -> bool:
        return self._top is self._chain[0]

    def _warnings(self) -> Iterator[Note]:
        now = datetime.now(UTC)
        if self._inspected:
            yield Note(text=_INSPECTED, tone="warn")
        if not _is_root(self._top):
            missing = self._top.issuer or "a CA without a name"
            text = f"It is not a root: {missing} issued it and was not sent. Trust ends here, which is enough."
            yield Note(text=text, tone="warn")
        if self._is_leaf:
            yield Note(text="It is the server's own certificate: a new one will need trust again.", tone="warn")
        if self._top.not_after < now:
            yield Note(text="It has expired: trusting it will not make the connection good.", tone="bad")
        if not self._desk.settings.tls.extra_ca:
            yield Note(text="Extra CAs are switched off in the settings: this one is without effect.", tone="warn")

    def _written(self) -> Path:
        return anchor_file.write(self._desk.folders, self._top)

    def _say(self, *notes: Note) -> None:
        self.query_one("#outcome", Finding).notes = notes


def _topmost(sent: Sequence[PeerCertificate]) -> PeerCertificate:
    """Return the certificate that the server's own leads up to: a server may send more, and in any order."""
    parsed = [x509.load_der_x509_certificate(one.der) for one in sent]
    top = names.sha256(chain.topmost(parsed))
    return next(one for one in sent if one.sha256 == top)


def _is_root(certificate: PeerCertificate) -> bool:
    return certificate.subject == certificate.issuer


def _grouped(sha256: str) -> str:
    """Return the hash in groups of four, which people compare without losing their place."""
    return " ".join(sha256[at : at + 4] for at in range(0, len(sha256), 4))
