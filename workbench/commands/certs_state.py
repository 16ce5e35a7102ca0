"""`workbench certs remove|enable|disable`."""

from __future__ import annotations

from dataclasses import replace

from workbench.commands import entries, opening, parsing, statuses
from workbench.commands.calls import Call
from workbench.models import CertificateEntry
from workbench.settings import Settings

_DESCRIPTIONS = {
    "remove": "Take a certificate out of the settings. Its files stay where they are.",
    "enable": "Let the rules choose a certificate again.",
    "disable": "Keep a certificate in the settings, but never send it.",
}


class StateOptions(parsing.JsonOptions):
    """The options as parsed."""

    certificate: str


def run(call: Call, action: str) -> int:
    """Do it to one entry and print the entry as it is now, or for `remove` as it was."""
    options = _parser(action).read(call.arguments, StateOptions())
    before = opening.settings(call)
    entry = entries.find(before, options.certificate)
    changed = None if action == "remove" else replace(entry, enabled=action == "enable")
    kept = opening.passphrases(call)
    status = entries.judge(changed or entry, kept, before.tls.expiry_warning_days)
    opening.save(call, before, _with(before, entry, changed))
    entries.show(status, f"{action}d", as_json=options.json)
    return statuses.DONE


def _parser(action: str) -> parsing.Parser:
    parser = parsing.Parser(
        f"certs {action}",
        usage="ID|NAME [--json]",
        description=_DESCRIPTIONS[action],
        examples=("alice", "id:k3f9a2"),
    )
    parser.add_argument("certificate", metavar="ID|NAME")
    parsing.add_json(parser, "the certificate as it was" if action == "remove" else "the certificate as it is now")
    return parser


def _with(settings: Settings, entry: CertificateEntry, changed: CertificateEntry | None) -> Settings:
    replaced = [changed if other is entry else other for other in settings.certificates]
    return replace(settings, certificates=tuple(other for other in replaced if other is not None))
