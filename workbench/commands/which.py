"""`workbench which`: which certificate a URL would get, with every entry and the reason it won or lost."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench import marks, masking, records
from workbench.certificates import selection
from workbench.certificates.faults import MaterialError
from workbench.certificates.hosts import HostError, authority, origin
from workbench.commands import (
    identity_options,
    opening,
    output,
    parsing,
    passphrase_options,
    statuses,
    target,
    variable_options,
)
from workbench.commands.calls import Call
from workbench.commands.faults import CommandError
from workbench.models import CertificateEntry, Choice, Considered, Request, Seen, Selection, Terms
from workbench.settings import Settings
from workbench.settings.schema import ASK, is_command
from workbench.settings.terms import terms

if TYPE_CHECKING:
    from workbench.certificates.passphrases import Passphrases

_WIDTH = 79
_BY_COMMAND = "its passphrase comes from a command, which a send runs."


class WhichOptions(
    parsing.JsonOptions,
    identity_options.ChoiceOptions,
    passphrase_options.PassphraseOptions,
    variable_options.VariableOptions,
):
    """The options as parsed."""

    target: str


def run(call: Call) -> int:
    """Print the selection; nothing is sent, not even a name looked up."""
    options = _parser().read(call.arguments, WhichOptions())
    found = target.read(options.target, call.folders)
    if found.note:
        output.note(found.note)
    url = variable_options.url(found.request, variable_options.read(options, call.folders).values)
    settings = opening.settings(call)
    kept = opening.passphrases(call)
    identity_options.unlock(settings.certificates, passphrase_options.read(options), kept)
    selected = _select(url, _choice(options, found.request), settings)
    judged = _judged(selected, kept, terms(found.request, settings))
    _show(judged, as_json=options.json)
    return statuses.CERTIFICATE if judged.usable is False else statuses.DONE


def _parser() -> parsing.Parser:
    parser = parsing.Parser(
        "which",
        usage="URL|FILE [options]",
        description="Which certificate this would get: every entry, with the reason it won or lost.\n"
        "Exit 0 also when it gets none; 3 when the one that wins cannot be used.",
        examples=(
            "https://api.example.com:8443/",
            "get-user.toml --env staging",
            "https://api.example.com/ --cert alice --json",
        ),
    )
    parser.add_argument("target", metavar="URL|FILE")
    identity_options.add_choice(parser)
    passphrase_options.add(parser, several=True)
    variable_options.add(parser)
    parsing.add_json(parser, "the selection")
    return parser


def _choice(options: WhichOptions, request: Request) -> Choice | None:
    pin = request.tls.certificate
    return identity_options.choice(options) or (Choice(by="pin", value=pin) if pin else None)


def _select(url: str, choice: Choice | None, settings: Settings) -> Selection:
    try:
        own = origin(url)
    except HostError as fault:
        raise CommandError("invalid_request", str(fault), where="url") from fault
    return selection.select(own, settings.certificates, choice, own, url=url, everything=True)


def _judged(selected: Selection, passphrases: Passphrases, sent_on: Terms) -> Selection:
    """Load what was chosen, as a send would, and say whether it can be used; None where its passphrase is asked for."""
    if selected.stop is not None:
        return replace(selected, usable=False, reason=selected.stop)
    if selected.entry is None:
        return selected
    try:
        entry, refusal = _loaded(selected.entry, passphrases, sent_on)
    except MaterialError as fault:
        asked = _comes_later(selected.entry) and fault.code == "needs_passphrase"
        remark = "not tried" if asked else "it cannot be used"
        message = _BY_COMMAND if asked and is_command(selected.entry.passphrase) else fault.message
        reason = f"{selected.reason}; {remark}: {message}"
        return replace(selected, usable=None if asked else False, reason=reason)
    reason = f"{selected.reason}; it cannot be used: {refusal}" if refusal else selected.reason
    return replace(selected, usable=not refusal, entry=entry, reason=reason)


def _loaded(entry: CertificateEntry, passphrases: Passphrases, sent_on: Terms) -> tuple[CertificateEntry, str]:
    """Return the entry as its files are, and why OpenSSL refuses them: "" where it does not."""
    from workbench.certificates import material
    from workbench.tls import loading

    identity = material.load(entry, _passphrase(entry, passphrases))
    seen = Seen(subject=identity.subject, not_after=identity.not_after, sha256=identity.sha256)
    return replace(entry, seen=seen), loading.refusal(identity, sent_on)


def _passphrase(entry: CertificateEntry, passphrases: Passphrases) -> str | None:
    try:
        return passphrases.of(entry)
    except MaterialError:
        if not _comes_later(entry):
            raise
        return None  # nobody is asked here; the files may do without


def _comes_later(entry: CertificateEntry) -> bool:
    """Tell whether only a send asks for the passphrase: a person, or the command that prints it."""
    return entry.passphrase == ASK or is_command(entry.passphrase)


def _show(selected: Selection, *, as_json: bool) -> None:
    if as_json:
        output.document(records.selection_document(selected))
        return
    output.line(masking.url(selected.url))
    for name, text in _facts(selected):
        output.line(f"  {name:<12}{text}")
    for entry in selected.considered:
        output.line()
        _show_entry(entry)


def _facts(selected: Selection) -> Iterator[tuple[str, str]]:
    entry = selected.entry
    yield "certificate", f"{marks.label(entry)}  id:{entry.id}" if entry else "none"
    if entry:
        where = authority(entry.host, entry.port)
        yield "decided by", f"{selected.by}, entry for {where}{_outside(selected)}"
        usable = {True: "yes", False: "NO", None: "not known"}[selected.usable]
        seen = f"  {entry.seen.subject}, until {entry.seen.not_after:%Y-%m-%d}" if entry.seen else ""
        yield "usable", usable + seen
    for number, text in enumerate(_lines(selected.reason, _WIDTH - 14)):
        yield "" if number else "why", text


def _outside(selected: Selection) -> str:
    return "  OUTSIDE ITS RULE" if selected.outside_rule else ""


def _show_entry(entry: Considered) -> None:
    sign = ">" if entry.outcome == "selected" else " "
    name = entry.name or f"id:{entry.id}"
    output.line(f"{sign} {name:<12}  {authority(entry.host, entry.port)}  {entry.outcome.replace('_', ' ')}")
    for text in _lines(entry.reason, _WIDTH - 4):
        output.line(f"    {text}")


def _lines(text: str, width: int) -> list[str]:
    """Break a sentence into lines; most of ten thousand are short, and need no looking into."""
    return [text] if 0 < len(text) <= width else textwrap.wrap(text, width)
