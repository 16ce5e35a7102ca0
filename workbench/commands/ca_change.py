"""`workbench ca add|remove|enable|disable`."""

from __future__ import annotations

from dataclasses import replace

from workbench.certificates.hosts import HostError, compile_pattern, typed_host
from workbench.commands import authorities, ca_list, certs_options, opening, output, parsing, statuses
from workbench.commands.calls import Call
from workbench.commands.faults import CommandError
from workbench.commands.identity_options import lasting
from workbench.models import CaEntry, Port
from workbench.settings import Settings

_DESCRIPTIONS = {
    "add": "Trust the CAs in FILE (PEM, may hold several), for every host or for those that --host names.",
    "remove": "Take a CA out of the settings. Its file stays where it is.",
    "enable": "Trust a CA again.",
    "disable": "Keep a CA in the settings without trusting it.",
}


class CaOptions(parsing.JsonOptions):
    """The options as parsed."""

    file: str
    host: str | None
    port: Port


def run(call: Call, action: str) -> int:
    """Change the list and print the entry as it is now, or for `remove` as it was."""
    options = _parser(action).read(call.arguments, CaOptions())
    host, port = _place(options)
    before = opening.settings(call)
    if action == "add":
        entry = _added(before, CaEntry(file=lasting(options.file), host=host, port=port))
    else:
        entry = authorities.find(before, options.file, host, port)
    changed = None if action == "remove" else replace(entry, enabled=action != "disable")
    found = authorities.read(changed or entry)
    opening.save(call, before, _with(before, entry, changed))
    if options.json:
        output.document(authorities.document(found))
    else:
        output.line(f"{action.removesuffix('e')}ed")
        for line in ca_list.lines(found):
            output.line(line)
    return statuses.DONE


def _parser(action: str) -> parsing.Parser:
    parser = parsing.Parser(
        f"ca {action}",
        usage="FILE [--host H] [--port P] [--json]",
        description=_DESCRIPTIONS[action],
        examples=("company-ca.pem", "partner-ca.pem --host '*.partner.example'"),
    )
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--host", metavar="H", help="only for this host or pattern; without it for every host")
    parser.add_argument("--port", type=certs_options.port, metavar="P", help="a number, or * for any")
    parsing.add_json(parser, "the CA")
    return parser


def _place(options: CaOptions) -> tuple[str | None, Port]:
    if options.host is None:
        return None, options.port
    try:
        host, port = typed_host(options.host, options.port)
        compile_pattern(host)
    except HostError as fault:
        raise CommandError("invalid_host", f"--host: {fault}", where="host") from fault
    return host, port


def _added(settings: Settings, entry: CaEntry) -> CaEntry:
    """Return the entry, or the one that is there already for the same file and hosts; raises CommandError."""
    authorities.check(entry)
    if not settings.tls.extra_ca:
        output.note("note: tls.extra_ca is off in the settings, so no extra CA is trusted.")
    for other in settings.cas:
        if (other.file, other.host, other.port) == (entry.file, entry.host, entry.port):
            output.note("note: it was in the settings already.")
            return other
    return entry


def _with(settings: Settings, entry: CaEntry, changed: CaEntry | None) -> Settings:
    listed = settings.cas if entry in settings.cas else (*settings.cas, entry)
    replaced = [changed if other is entry else other for other in listed]
    return replace(settings, cas=tuple(other for other in replaced if other is not None))
