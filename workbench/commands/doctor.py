"""`workbench doctor`: what stands between here and an answer, with evidence, and what to change."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import replace

from workbench import masking
from workbench.commands import (
    connection_options,
    identity_options,
    opening,
    output,
    parsing,
    passphrase_options,
    request_options,
    statuses,
    target,
    tls_options,
    variable_options,
)
from workbench.commands.calls import Call
from workbench.commands.faults import CommandError, UsageError
from workbench.doctor import Finding, Report, documents, sheet
from workbench.doctor.examination import NotExaminable, Question, Tell
from workbench.doctor.visit import Visit
from workbench.engine import Ticket

_HEARTBEAT_SECONDS = 0.5
_SAID_AGAIN = {
    "env": "--env",
    "var": "--var",
    "name": "--as",
    "passphrase_env": "--passphrase-env",
    "cacert": "--cacert",
    "resolve": "--resolve",
    "proxy": "--proxy",
    "timeout": "--timeout",
    "insecure": "-k",
    "sni": "--sni",
    "tls_min": "--tls-min",
    "tls_max": "--tls-max",
    "ciphers": "--ciphers",
    "security_level": "--security-level",
    "proxy_cert": "--proxy-cert",
    "http2": "--http2",
}
"""What a command that goes further has to say again, by the names of the parsed options."""


class DoctorOptions(
    tls_options.TlsOptions,
    passphrase_options.PassphraseOptions,
    connection_options.ConnectionOptions,
    variable_options.VariableOptions,
    parsing.JsonOptions,
):
    """The options as parsed."""

    target: str
    name: str | None
    timeout: float | None


def run(call: Call) -> int:
    """Examine and show; exit 6 where the verdict is not good."""
    options = _parser().read(call.arguments, DoctorOptions())
    given = passphrase_options.read(options)
    question = _question(call, options)
    identity_options.unlock(question.ticket.entries, given, question.ticket.passphrases)
    report = _report(question, _silent if options.json else _show)
    if options.json:
        output.document(documents.report_document(report))
    else:
        output.line()
        for line in sheet.of_verdict(report):
            output.line(line)
    return statuses.DONE if report.verdict == "good" else statuses.CHECK


def _parser() -> parsing.Parser:
    parser = parsing.Parser(
        "doctor",
        usage="URL|FILE [--as NAME] [options]",
        description="Examine what stands between here and an answer, and say what to change.\n"
        "Nothing is sent but TLS handshakes and one HEAD, which carries no authorization,\n"
        "cookie or body. A certificate that the rules do not choose is shown to a server\n"
        "only where --as names it. Exit 6 when the verdict is not good.",
        examples=(
            "https://api.example.com:8443/",
            "get-user.toml --env staging",
            "https://api.example.com/ --as bob",
            "https://legacy.example.com/ --tls-min 1.0 --json",
        ),
    )
    parser.add_argument("target", metavar="URL|FILE")
    parser.add_argument(
        "--as",
        dest="name",
        metavar="NAME|id:ID|none",
        help="try this certificate of the settings, over pin and rules; none: no certificate",
    )
    parser.add_argument(
        "--timeout", type=request_options.seconds, metavar="S", help="give up after S seconds without a byte"
    )
    passphrase_options.add(parser, several=True)
    connection_options.add(parser)
    tls_options.add(parser)
    variable_options.add(parser)
    parsing.add_json(parser, "the report")
    return parser


def _question(call: Call, options: DoctorOptions) -> Question:
    found = target.read(options.target, call.folders)
    if found.note:
        output.note(found.note)
    if options.name is not None and ":" in options.name and not options.name.startswith("id:"):
        # The text is not repeated: what stands after the colon may be a passphrase.
        raise UsageError("--as takes a name, id:ID or none.", "workbench doctor")
    variables = variable_options.read(options, call.folders)
    request = tls_options.apply(options, found.request)
    settings = opening.settings(call)
    tls_options.check(options, request, settings.tls)
    limits = replace(request.options, timeout=options.timeout or request.options.timeout)
    ticket = Ticket(
        request=replace(request, options=limits),
        settings=settings,
        passphrases=opening.passphrases(call),
        variables=variables.values,
        secrets=variables.secrets,
    )
    named = options.target if found.file else ""
    return Question(
        ticket=connection_options.apply(options, ticket), target=named, said=tuple(_said(options)), named=options.name
    )


def _said(options: DoctorOptions) -> Iterator[tuple[str, ...]]:
    given: dict[str, object] = vars(options)
    for name, option in _SAID_AGAIN.items():
        match given[name]:
            case None | False:
                continue
            case True:
                yield (option,)
            case list(values):
                yield from ((option, str(value)) for value in values)
            case value:
                yield (option, masking.url(str(value)) if name == "proxy" else str(value))


def _report(question: Question, tell: Tell) -> Report:
    visit = Visit(question, tell)
    running = visit.start()
    try:
        return _result(running)
    except KeyboardInterrupt:
        visit.cancel()
        raise
    except CancelledError as stopped:
        raise KeyboardInterrupt from stopped
    except NotExaminable as fault:
        raise CommandError(fault.kind, fault.message, where="request") from fault


def _result(running: Future[Report]) -> Report:
    # Windows hears no Ctrl+C while a thread waits without end.
    while True:
        try:
            return running.result(_HEARTBEAT_SECONDS)
        except TimeoutError:
            continue


def _show(found: Finding) -> None:
    for line in sheet.of_finding(found):
        output.line(line)


def _silent(found: Finding) -> None:
    """Let a document be all there is."""
