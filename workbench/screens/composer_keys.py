"""The keys of the composer; every one has an id, so that settings can give it another."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

from workbench.screens import answer_keys

_REQUEST_TABS: Final = (
    ("exclamation_mark", "Params"),
    ("at", "Headers"),
    ("number_sign", "Body"),
    ("dollar_sign", "TLS"),
    ("percent_sign", "Options"),
)

TLS_TAB: Final = 3
"""Which of the request's tabs is about TLS, counted from 0."""

REMEDIES: Final[dict[str, str]] = {
    "w": "Choose the certificate",
    "a": "Add a certificate for this host",
    "v": "Show the network's story",
    "t": "Trust a CA for this host",
    "o": "Send once unverified",
    "f": "Choose the certificate's file",
    "p": "Enter the passphrase",
    "n": "Send once without a certificate",
    "r": "Follow the rules for the certificate",
    "h": "Send to the host that the Host header names",
    "e": "Show the request's TLS options",
    "d": "Doctor: examine what stands in the way",
}
"""The keys of what a trouble's panel offers, and what they do in general; each holds while it is offered."""

PLACES: Final = {
    "m": "Method",
    "u": "URL",
    "k": "Cert",
    "l": "List",
    "q": "Request",
    "r": "Response",
    "a": "Actions",
    "p": "All",
}
"""The letters of jump mode."""

BINDINGS: Final[list[BindingType]] = [
    Binding("ctrl+j,f5", "send", "Send", tooltip="Send the request", id="send"),
    Binding("s", "send", "Send", tooltip="Send the request", id="send.letter"),
    Binding("ctrl+enter", "send", "Send", tooltip="Send the request", show=False, id="send.enter"),
    Binding("x", "stop", "Stop", tooltip="Stop the request that runs", key_display="^C", id="stop"),
    Binding("ctrl+o", "jump", "Jump", tooltip="Jump to a place by its letter", id="jump"),
    Binding("escape", "leave", "Leave the field", show=False, id="leave"),
    Binding("f4", "next_tab('response')", "Next response tab", show=False, id="response.next"),
    Binding("f8", "next_tab('request')", "Next request tab", show=False, id="request.next"),
    Binding("ctrl+t", "go('m')", "Go to the method", show=False, id="method"),
    Binding("ctrl+l", "go('u')", "Go to the URL", show=False, id="url"),
    Binding("ctrl+n", "new", "New request", show=False, id="new"),
    Binding("ctrl+s", "save", "Save request", show=False, id="save"),
    Binding("f12,D", "doctor", "Doctor", tooltip="Doctor: examine the URL, step by step", show=False, id="doctor"),
    Binding("A", "command('adopt')", "Add the pasted command's certificate", show=False, id="adopt"),
    Binding(
        "Y,y",
        "command('copy')",
        "Copy as curl …",
        tooltip="Copy as URL, curl, openssl s_client",
        show=False,
        id="copy_as",
    ),
    *answer_keys.BINDINGS,
    Binding("equals_sign", "app.compare", "Compare", tooltip="Compare identities", show=False, id="compare"),
    *(
        Binding(str(number), f"tab('response', {number - 1})", f"Response: {name}", show=False, id=f"response.{number}")
        for number, name in enumerate(answer_keys.TABS, 1)
    ),
    *(
        Binding(sign, f"tab('request', {number - 1})", f"Request: {name}", show=False, id=f"request.{number}")
        for number, (sign, name) in enumerate(_REQUEST_TABS, 1)
    ),
    *(Binding(key, f"remedy('{key}')", what, show=False, id=f"remedy.{key}") for key, what in REMEDIES.items()),
]
