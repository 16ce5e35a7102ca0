"""What the panel of a trouble offers, done: each is a screen to answer, or a send that is different once.

The screens are loaded when they are wanted, not with the app.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench import marks
from workbench.models import CertificateEntry, Exchange, Hop, Request
from workbench.screens import composer_keys, identity, live_certificate, proxy_identity
from workbench.screens.one_off import lent_to
from workbench.settings.schema import ASK, COMMAND_ID
from workbench.widgets.remedy import Act
from workbench.widgets.url_field import completed

if TYPE_CHECKING:
    from workbench.certificates.faults import MaterialField
    from workbench.screens.add_certificate import CertificateSaved
    from workbench.screens.chosen import Chosen
    from workbench.screens.composer import ComposerScreen
    from workbench.screens.passphrase import Opened
    from workbench.screens.send_control import Finished
    from workbench.screens.trust import Trusted


class Remedies:
    """Acts on the last exchange of a composer; "once" changes neither the request nor the settings."""

    def __init__(self, composer: ComposerScreen) -> None:
        self._composer = composer

    def offers(self, key: str) -> bool:
        """Tell whether the trouble at hand has a remedy with this key."""
        return self._act_of(key) is not None

    def do_key(self, key: str) -> None:
        """Do the remedy with this key, where there is one."""
        if act := self._act_of(key):
            self.do(act)

    def do(self, act: Act) -> None:
        """Do a remedy."""
        exchange = self._composer.response.exchange
        if exchange is None or not exchange.hops:
            return
        deeds: dict[Act, Callable[[Exchange, Hop], None]] = {
            "choose": self._choose,
            "add": self._add,
            "chain": self._show_chain,
            "network": self._show_network,
            "trust": self._trust,
            "unverified": self._send_unverified,
            "without": self._send_without,
            "file": self._choose_file,
            "passphrase": self._ask_passphrase,
            "rules": self._follow_rules,
            "resolve": self._use_header_host,
            "options": self._show_options,
            "doctor": self._examine,
        }
        deeds[act](exchange, exchange.hops[-1])

    def unlock(self, event: Finished, otherwise: Callable[[Finished], Awaitable[None]]) -> bool:
        """Ask at once for the passphrase that alone kept a send back; False where it was something else.

        With the passphrase the send follows by itself; without it `otherwise` gets what had come of it.
        """
        hop = event.exchange.hops[-1] if event.exchange.hops else None
        entry = self._current(event.exchange, hop) if hop else None
        failure = event.exchange.failure
        if entry is None or failure is None or not _asks(entry) or failure.problem != "needs_passphrase":
            return False
        from workbench.screens.passphrase import PassphraseScreen

        async def opened(answer: Opened | None) -> None:
            if answer:
                self._composer.outbox.send(event.exchange.request, once=event.once, again=True)
            else:
                await otherwise(event)

        self._composer.app.push_screen(PassphraseScreen(self._composer.desk, entry), opened)
        return True

    def choose_for(self, request: Request) -> None:
        """Show every certificate for the request that is composed, and take what the person chooses."""
        composer = self._composer
        found = live_certificate.live(request, composer.workpiece.watch.index, composer.desk.choice)
        if found.selection is None:
            composer.tell(found.words, "warn")
            return
        word = live_certificate.word(request, composer.desk.choice)
        borrowed = lent_to(composer.workpiece.composition.one_off, request)
        lent = borrowed.entry if borrowed else None
        from workbench.screens.chooser import ChooserScreen

        composer.app.push_screen(ChooserScreen(composer.desk, found.selection.url, word, lent), self._chosen)

    def compare(self, request: Request) -> None:
        """Let the person choose as whom to send a request, and see the answers side by side."""
        composer = self._composer
        composer.hush()
        request = replace(request, url=completed(request.url))
        found = live_certificate.live(request, composer.workpiece.watch.index, None)
        if found.selection is None:
            composer.tell(found.words, "warn")
        elif not found.selection.url.lower().startswith(("https:", "wss:")):
            composer.tell("An http URL never gets a certificate: there are no identities to compare.", "warn")
        else:
            from workbench.screens.compare import CompareScreen

            lent = composer.workpiece.composition.one_off
            composer.app.push_screen(CompareScreen(composer.desk, request, found.selection.url, lent))

    def switched(self, request: Request) -> None:
        """Say what the session's identity, which is another one now, comes to for the request composed."""
        composer = self._composer
        choice, entries = composer.desk.choice, composer.desk.settings.certificates
        here = live_certificate.live(request, composer.workpiece.watch.index, choice).selection
        said = identity.consequence(request, entries, choice, here)
        composer.tell(said, "warn" if choice else "accent")

    def examine(self, request: Request) -> None:
        """Let the doctor examine a request as it is composed."""
        from workbench.screens.doctor import DoctorScreen

        lent = self._composer.workpiece.composition.one_off
        if url := completed(request.url):
            self._composer.app.push_screen(DoctorScreen(self._composer.desk, replace(request, url=url), lent=lent))
        else:
            self._composer.tell("Type a URL first.", "warn")

    def _act_of(self, key: str) -> Act | None:
        trouble = self._composer.response.trouble if self._composer.is_mounted else None
        offered = trouble.remedies if trouble else ()
        return next((remedy.act for remedy in offered if remedy.key == key), None)

    def _choose(self, exchange: Exchange, hop: Hop) -> None:
        if len(exchange.hops) == 1:
            self.choose_for(self._composer.workpiece.request)
            return
        from workbench.screens.chooser import ChooserScreen

        screen = ChooserScreen(self._composer.desk, hop.selection.url, self._composer.desk.choice)
        self._composer.app.push_screen(screen, self._chosen_for_redirect)

    def _chosen(self, chosen: Chosen | None) -> None:
        from workbench.screens.chosen import AddFor, BeSomebody, Compare, FollowRules, UseEntry, UseName, UseNone

        match chosen:
            case UseEntry(id=entry_id) if entry_id == COMMAND_ID:
                return  # the one of the pasted command, which stays
            case UseEntry() | UseName() | UseNone() | FollowRules():
                self._composer.workpiece.pin(chosen.pin)
            case BeSomebody(value=value):
                identity.turn(self._composer.desk, value)
            case Compare():
                self.compare(self._composer.workpiece.request)
            case AddFor(host=host, port=port):
                self._composer.desk.add_certificate(host, port)
            case None:
                return

    def _chosen_for_redirect(self, chosen: Chosen | None) -> None:
        """Take a choice for a host that a redirect led to: there a name counts, no single entry (contract §3.7)."""
        from workbench.screens.chosen import FollowRules, UseEntry

        if isinstance(chosen, UseEntry | FollowRules):
            words = "An entry holds for the request's own host, then the rules choose: take a name, or add one for it."
            self._composer.tell(words, "warn")
        else:
            self._chosen(chosen)

    def _add(self, exchange: Exchange, hop: Hop) -> None:
        self._composer.desk.add_certificate(hop.selection.host, hop.selection.port)

    def _show_chain(self, exchange: Exchange, hop: Hop) -> None:
        self._composer.response.network(chain=True)

    def _show_network(self, exchange: Exchange, hop: Hop) -> None:
        self._composer.response.network()

    def _show_options(self, exchange: Exchange, hop: Hop) -> None:
        self._composer.run_worker(self._composer.action_tab("request", composer_keys.TLS_TAB))

    def _trust(self, exchange: Exchange, hop: Hop) -> None:
        from workbench.screens.trust import TrustScreen

        chain = hop.tls.peer_chain if hop.tls else ()
        if not chain or not chain[-1].der:
            self._composer.tell("The server's certificates were not seen, so none can be trusted.", "warn")
            return
        inspected = any(one.code == "inspected" for one in hop.suspicions)
        place = (hop.selection.host, hop.selection.port)
        screen = TrustScreen(self._composer.desk, chain, *place, inspected=inspected)
        self._composer.app.push_screen(screen, self._trusted)

    def _trusted(self, trusted: Trusted | None) -> None:
        if trusted:
            place = f"{trusted.ca.host}:{trusted.ca.port}"
            self._composer.tell(f"Trusted for {place} from the next send on. ^J sends again.", "good")

    def _send_unverified(self, exchange: Exchange, hop: Hop) -> None:
        tls = replace(exchange.request.tls, verify=False)
        self._composer.outbox.send(replace(exchange.request, tls=tls), once="once unverified")

    def _send_without(self, exchange: Exchange, hop: Hop) -> None:
        if marks.stopped_for_proxy(hop):
            options = replace(exchange.request.options, proxy_certificate="none")
            once = "once without a certificate for the proxy"
            self._composer.outbox.send(replace(exchange.request, options=options), once=once)
            return
        tls = replace(exchange.request.tls, certificate="none")
        self._composer.outbox.send(replace(exchange.request, tls=tls), once="once without a certificate")

    def _follow_rules(self, exchange: Exchange, hop: Hop) -> None:
        self._composer.workpiece.pin(None)
        self._composer.tell("The rules choose the certificate again. ^J sends.", "good")

    def _use_header_host(self, exchange: Exchange, hop: Hop) -> None:
        from workbench.screens import header_host

        workpiece = self._composer.workpiece
        if named := header_host.named(workpiece.request):
            workpiece.edit(named)
            workpiece.put(workpiece.composition)
            self._composer.tell(f'{named.url} at "connect to" {named.options.resolve}. ^J sends it.', "good")
        else:
            self._composer.tell("The URL is another one now, or has a {{variable}}: change it by hand.", "warn")

    def _examine(self, exchange: Exchange, hop: Hop) -> None:
        from workbench.screens.doctor import DoctorScreen, of_hop

        lent = self._composer.workpiece.composition.one_off
        screen = DoctorScreen(self._composer.desk, of_hop(exchange, hop), led=len(exchange.hops) > 1, lent=lent)
        self._composer.app.push_screen(screen)

    def _choose_file(self, exchange: Exchange, hop: Hop) -> None:
        from workbench.screens.add_certificate import AddCertificateScreen
        from workbench.screens.typed_certificate import from_entry

        if entry := self._current(exchange, hop):
            # Wherever it begins, the form goes on to the field that turns out to be at fault.
            start: MaterialField = "pfx_file" if entry.pfx_file else "cert_file"
            screen = AddCertificateScreen(self._composer.desk, from_entry(entry), begin_at=start)
            self._composer.app.push_screen(screen, self._repaired)

    def _repaired(self, saved: CertificateSaved | None) -> None:
        if saved:
            self._composer.tell(f"{marks.label(saved.entry)} is saved. ^J sends again.", "good")

    def _ask_passphrase(self, exchange: Exchange, hop: Hop) -> None:
        from workbench.screens.passphrase import PassphraseScreen

        def opened(answer: Opened | None) -> None:
            if answer:
                self._composer.outbox.send(exchange.request, again=True)

        if entry := self._current(exchange, hop):
            self._composer.app.push_screen(PassphraseScreen(self._composer.desk, entry), opened)

    def _current(self, exchange: Exchange, hop: Hop) -> CertificateEntry | None:
        """Return the entry that was chosen, for the proxy where that one stopped the send, as it is now."""
        if marks.stopped_for_proxy(hop):
            return proxy_identity.of(exchange.request, hop, self._composer.desk.settings)
        chosen = hop.selection.entry
        lent = self._composer.workpiece.composition.one_off
        entries = (*self._composer.desk.settings.certificates, *((lent.entry,) if lent and lent.entry else ()))
        return next((entry for entry in entries if chosen and entry.id == chosen.id), None)


def _asks(entry: CertificateEntry) -> bool:
    """Tell whether a passphrase is asked for at once; a pasted command's is nowhere else to be had from."""
    return entry.passphrase == ASK or entry.id == COMMAND_ID
