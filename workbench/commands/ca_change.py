"""`workbench ca add|remove|enable|disable`."""

from __future__ import annotations

from dataclasses import replace

from workbench.certificates.hosts import HostError, compile_pattern, typed_host
from workbench.commands import authorities, ca_list, certs_options, opening, output, parsing, statuses
from workbench.commands.authorities import Scope
from workbench.commands.calls import Call
from workbench.commands.faults import CommandError, UsageError
from workbench.commands.identity_options import lasting
from workbench.models import CaEntry, Port
from workbench.settings import Settings

_DESCRIPTIONS = {
    "add": "Trust the CAs in FILE (PEM, may hold several), for every host or for those that --host names.",
    "remove": "Take a CA out of the settings. Its file stays where it is.",
    "enable": "Trust a CA again.",
    "disable": "Keep a CA in the settings without trusting it.",
}


_SCOPES = {True: "[--host H]", False: "[--host H | --every-host]"}


class CaOptions(parsing.JsonOptions):
    """The options as parsed."""

    file: str | None
    host: str | None
    port: Port
    every_host: bool = False
    server: str | None = None
    sha256: str | None = None


def run(call: Call, action: str) -> int:
    """Change the list and print the entry as it is now, or for `remove` as it was."""
    options = _parser(action).read(call.arguments, CaOptions())
    host, port = _place(options)
    before = opening.settings(call)
    if action == "add":
        entry = _added(before, _presented(call, before, options) or _named(options, host, port))
    else:
        scope = Scope(host=host, port=port, everywhere=options.every_host)
        entry = authorities.find(before, options.file or "", scope)
    changed = None if action == "remove" else replace(entry, enabled=action != "disable")
    found = authorities.read(changed or entry, before.tls.expiry_warning_days)
    opening.save(call, before, _with(before, entry, changed))
    if options.json:
        output.document(authorities.document(found))
    else:
        output.line(f"{action.removesuffix('e')}ed")
        for line in ca_list.lines(found):
            output.line(line)
    return statuses.DONE


def _parser(action: str) -> parsing.Parser:
    adds = action == "add"
    parser = parsing.Parser(
        f"ca {action}",
        usage=f"FILE {'| --from HOST[:PORT] --sha256 HEX ' if adds else ''}{_SCOPES[adds]} [--port P] [--json]",
        description=_DESCRIPTIONS[action],
        examples=(
            "company-ca.pem",
            "partner-ca.pem --host '*.partner.example'",
            "--from api.example.com:8443 --sha256 7A:1F:90:…" if adds else "company-ca.pem --every-host",
        ),
    )
    parser.add_argument("file", metavar="FILE", nargs="?" if adds else None)
    if adds:
        server = "take it out of the chain that this server presents, for this server; nothing is sent to it"
        parser.add_argument("--from", dest="server", metavar="HOST[:PORT]", help=server)
        parser.add_argument("--sha256", metavar="HEX", help="the fingerprint you know: only a certificate that has it")
    where = "only for this host or pattern; without it for every host" if adds else "the entry for this host or pattern"
    hosts = parser.add_mutually_exclusive_group()
    hosts.add_argument("--host", metavar="H", help=where)
    if not adds:
        hosts.add_argument("--every-host", action="store_true", help="the entry that is for every host")
    parser.add_argument("--port", type=certs_options.port, metavar="P", help="a number, or * for any")
    parsing.add_json(parser, "the CA")
    return parser


def _named(options: CaOptions, host: str | None, port: Port) -> CaEntry:
    if options.file is None:
        raise UsageError("ca add: name the FILE, or a server by --from HOST[:PORT] --sha256 HEX.", "workbench ca add")
    return CaEntry(file=lasting(options.file), host=host, port=port)


def _presented(call: Call, before: Settings, options: CaOptions) -> CaEntry | None:
    """Return the entry for a CA that a server presents, for that server alone unless --host says more."""
    if options.server is None:
        return None
    if options.file is not None:
        raise UsageError("ca add: FILE and --from are two ways; take one.", "workbench ca add")
    from workbench.commands import ca_presented  # loads the engine

    server = ca_presented.place(options.server)
    host, port = _place(options) if options.host is not None else server
    return CaEntry(file=ca_presented.keep(call, before, server, options.sha256), host=host, port=port)


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
