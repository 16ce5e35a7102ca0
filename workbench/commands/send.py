"""`workbench send`: one request; its body to stdout, what happened to the certificate to stderr."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from workbench.commands import (
    as_command,
    connection_options,
    har_file,
    identity_options,
    moved_files,
    opening,
    output,
    parsing,
    passphrase_options,
    request_options,
    sending,
    sent,
    statuses,
    target,
    tls_options,
    variable_options,
)
from workbench.commands.calls import Call
from workbench.commands.faults import UsageError
from workbench.commands.passphrase_options import GivenPassphrase
from workbench.commands.variable_options import Variables
from workbench.engine import Ticket
from workbench.models import Choice
from workbench.settings.schema import COMMAND_ID


class SendOptions(
    request_options.RequestOptions,
    tls_options.TlsOptions,
    identity_options.ChoiceOptions,
    identity_options.FileOptions,
    passphrase_options.PassphraseOptions,
    connection_options.ConnectionOptions,
    variable_options.VariableOptions,
    sent.ShowOptions,
    har_file.HarOptions,
    as_command.AsOptions,
):
    """The options as parsed."""

    target: list[str]
    dry_run: bool


def run(call: Call) -> int:
    """Send and show; the exit status says what came of it, any HTTP status being success without `--fail`."""
    options = _parser().read(call.arguments, SendOptions())
    har_file.check(options, sent.destination(options))
    as_command.check(options, body_from_stdin=options.body_from_stdin)
    given = _passphrases(options)
    variables = variable_options.read(options, call.folders)
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory()) if options.body_from_stdin else "."
        ticket = _ticket(call, options, variables, Path(folder) / "stdin")
        identity_options.unlock(ticket.entries, given, ticket.passphrases)
        if options.written_as:
            as_command.show(options, ticket)
            return statuses.DONE
        stream = sent.stream(options)
        exchange = sending.prepared(ticket) if options.dry_run else sending.send(ticket, stack, stream)
        unwritten = har_file.write(options, exchange, variables.secrets, show_secrets=options.show_secrets)
        sent.show(passphrase_options.hinted(exchange), options, variables.secrets, stream)
        if not options.json:
            moved_files.tell_of(exchange, ticket.passphrases)
    opening.remember(ticket.settings, exchange)
    left = stream is not None and stream.reader_left
    ended = statuses.of_exchange(sent.answered(exchange) if left else exchange, fail_on_error=options.fail)
    return ended or unwritten


def _parser() -> parsing.Parser:
    parser = parsing.Parser(
        "send",
        usage="[METHOD] URL|FILE [options]",
        description="Send a request. The body goes to stdout as it arrives, then one line to stderr says status,\n"
        "time, TLS and what happened to the certificate. FILE is a saved request; https:// is put\n"
        "before a URL that has no scheme.",
        examples=(
            "https://api.example.com/users",
            "POST api.example.com/users -d '{\"name\": \"x\"}' -H 'X-Trace: 1'",
            "get-user.toml --env staging --var id=42 --var token=@env:API_TOKEN",
            "https://api.example.com/ --cert alice --json",
            "https://api.example.com/ --pfx bob.p12 --passphrase-env BOB_PASSPHRASE",
            "https://api.example.com/ --resolve api.example.com=10.0.0.5 --cacert company-ca.pem",
            "https://api.example.com/users --as curl",
            "https://legacy.example.com/ --tls-min 1.0 --ciphers 'ALL:!aNULL'",
        ),
    )
    parser.add_argument("target", nargs="*", metavar="[METHOD] URL|FILE")
    request_options.add(parser)
    _add_identity(parser)
    connection_options.add(parser)
    tls_options.add(parser)
    variable_options.add(parser)
    sent.add(parser)
    har_file.add(parser)
    as_command.add(parser)
    parser.add_argument("--dry-run", action="store_true", help="prepare the request, send nothing")
    return parser


def _add_identity(parser: parsing.Parser) -> None:
    identity_options.add_choice(parser)
    identity_options.add_files(parser)
    passphrase_options.add(parser, several=True)


def _passphrases(options: SendOptions) -> tuple[GivenPassphrase, ...]:
    if options.passphrase_stdin and options.body_from_stdin:
        raise UsageError("--passphrase-stdin and -d @- both read stdin: give the passphrase by --passphrase-env.")
    if options.cert is not None and (options.crt or options.pfx):
        raise UsageError("--cert chooses among the settings' certificates, --crt and --pfx bring their own.")
    return passphrase_options.read(options)


def _ticket(call: Call, options: SendOptions, variables: Variables, spool: Path) -> Ticket:
    method, named = _positionals(options.target)
    found = target.read(named, call.folders)
    if found.note:
        output.note(found.note)
    request = tls_options.apply(options, request_options.apply(options, method, found.request, spool))
    settings = opening.settings(call)
    tls_options.check(options, request, settings.tls)
    ticket = Ticket(
        request=request,
        settings=settings,
        passphrases=opening.passphrases(call),
        variables=variables.values,
        secrets=variables.secrets,
        choice=identity_options.choice(options),
        save_to=sent.destination(options),
    )
    return _with_identity(connection_options.apply(options, ticket), options)


def _with_identity(ticket: Ticket, options: SendOptions) -> Ticket:
    url = variable_options.url(ticket.request, ticket.variables) if options.crt or options.pfx else ""
    one_off = identity_options.one_off(options, url)
    if one_off is None:
        return ticket
    return replace(ticket, one_off=one_off, choice=Choice(by="command", value=f"id:{COMMAND_ID}"))


def _positionals(texts: list[str]) -> tuple[str | None, str]:
    match texts:
        case [named]:
            return None, named
        case [method, named]:
            return method.upper(), named
        case []:
            raise UsageError("send: the URL or the request file is missing.", "workbench send")
        case _:
            raise UsageError("send: give one method and one URL or request file.", "workbench send")
