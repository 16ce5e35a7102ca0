"""What an examination of typed files found, sorted under the fields of the form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from workbench.certificates.faults import MaterialField
from workbench.models import PeerCertificate, Problem, ProblemCode, Seen
from workbench.screens.typed_certificate import FormField, TypedCertificate
from workbench.widgets.finding import Note, note

if TYPE_CHECKING:  # loads cryptography
    from workbench.certificates.checkup import Inspection

_FIELDS: Final[Mapping[str, FormField]] = {
    "cert_file": "cert",
    "key_file": "key",
    "pfx_file": "pfx",
    "passphrase": "passphrase",
    "ca_file": "ca",
}
_CONCERNED: Final[Mapping[str, MaterialField]] = {
    "needs_passphrase": "passphrase",
    "wrong_passphrase": "passphrase",
    "no_key": "key_file",
    "key_mismatch": "key_file",
    "not_a_ca": "ca_file",
}
AS_CA: Final = "{what}: ^T adds it as a CA instead."
_USELESS: Final = frozenset(
    {
        "file_missing",
        "file_unreadable",
        "wrong_passphrase",
        "unsupported",
        "no_certificate",
        "no_key",
        "key_mismatch",
    }
)


def concerned(problem: ProblemCode | None) -> MaterialField:
    """Return the field in which a person is most likely to put this right; a form for a PFX has only that file."""
    return _CONCERNED.get(problem or "", "cert_file")


def form_field(field: MaterialField, typed: TypedCertificate) -> FormField:
    """Return the form's own field for one that a message names, as far as the format chosen has it."""
    if typed.files == "pfx" and field in ("cert_file", "key_file"):
        return "pfx"
    return "cert" if typed.files == "pair" and field == "pfx_file" else _FIELDS[field]


def useless(found: Inspection | None, typed: TypedCertificate) -> str | None:
    """Say what keeps the files from serving at all; None where it is only their dates, or who would take them."""
    problems = found.problems if found else ()
    return next((_note(problem, typed).text for problem in problems if problem.code in _USELESS), None)


def examine(typed: TypedCertificate, passphrase: str | None, now: datetime, warning_days: int) -> Inspection:
    """Read the files that are typed; away from the UI's thread, since it reads and loads cryptography."""
    from workbench.certificates import checkup

    pair = typed.files == "pair"
    return checkup.inspect(
        (typed.cert or None) if pair else None,
        (typed.key or None) if pair else None,
        None if pair else (typed.pfx or None),
        passphrase,
        now,
        warning_days,
    )


def under_fields(found: Inspection, typed: TypedCertificate, now: datetime) -> dict[FormField, list[Note]]:
    """Return the notes for each field; what is good is said too."""
    main: FormField = "pfx" if typed.files == "pfx" else "cert"
    notes: dict[FormField, list[Note]] = {"cert": [], "key": [], "pfx": [], "passphrase": []}
    for problem in found.problems:
        if problem.code == "no_client_auth" and of_server(found, typed):
            continue  # whose it is says as much
        notes.setdefault(_place(problem, typed, main), []).append(_note(problem, typed))
    if found.leaf:
        is_bad = any(each.tone == "bad" for each in notes[main])
        notes[main].insert(0, Note(text=_described(found.leaf, now), tone="plain" if is_bad else "good"))
    if found.choice:
        notes[main].append(Note(text=found.choice, tone="warn"))
    if found.status == "ok" and not _codes(found) & {"no_key", "no_certificate", "key_mismatch"}:
        _praise(notes, typed, found)
    return notes


def of_server(found: Inspection | None, typed: TypedCertificate) -> bool:
    """Tell whether the certificate file holds what is a server's or a CA's, so that it can be added as a CA instead."""
    return found is not None and typed.files == "pair" and bool(typed.cert) and "server_certificate" in _codes(found)


def seen(found: Inspection) -> Seen | None:
    """Return what the entry is to remember of its files, None where no certificate could be read."""
    leaf = found.leaf
    return Seen(subject=leaf.subject, not_after=leaf.not_after, sha256=leaf.sha256) if leaf else None


def _described(leaf: PeerCertificate, now: datetime) -> str:
    days = (leaf.not_after - now).days
    left = f", {days} days left" if days >= 0 else ""
    return f"{leaf.subject or 'no subject'}, until {leaf.not_after:%Y-%m-%d}{left}, issued by {leaf.issuer}"


def missing_file(message: str, path: str, before: str | None) -> str:
    """Return the words for a file that is not there: only one that was in the entry before can have moved."""
    return message if path and path == before else f"{path}: no such file."


def _note(problem: Problem, typed: TypedCertificate) -> Note:
    if problem.code == "file_missing":
        return Note(text=_missing(problem, typed), tone="bad")
    if problem.code == "server_certificate" and typed.files == "pair":
        return Note(text=AS_CA.format(what=problem.message.rpartition(": to trust ")[0]), tone="warn")
    unasked = problem.code == "no_key" and typed.files == "pair" and not typed.key
    return Note(text=problem.message, tone="warn") if unasked else note(problem)


def _missing(problem: Problem, typed: TypedCertificate) -> str:
    entry = typed.entry
    match problem.field:
        case "key_file":
            return missing_file(problem.message, typed.key, entry.key_file if entry else None)
        case "pfx_file":
            return missing_file(problem.message, typed.pfx, entry.pfx_file if entry else None)
        case _:
            return missing_file(problem.message, typed.cert, entry.cert_file if entry else None)


def _place(problem: Problem, typed: TypedCertificate, main: FormField) -> FormField:
    place = _FIELDS.get(problem.field or "", main)
    # Without a file of its own the key is looked for beside the certificate, but it is the key that is wanting.
    return "key" if problem.code == "no_key" and typed.files == "pair" else place


def _praise(notes: dict[FormField, list[Note]], typed: TypedCertificate, found: Inspection) -> None:
    if not found.has_key:
        return
    if typed.files == "pair":
        where = "this certificate's key" if typed.key else "the key is in the certificate's file"
        notes["key"].insert(0, Note(text=f"{found.key_type}, {where}", tone="good"))
    if typed.passphrase and not notes["passphrase"]:
        opens = Note(text="opens the file", tone="good")
        needless = Note(text="not needed, and not kept: the key is not encrypted", tone="plain")
        notes["passphrase"].append(opens if found.is_encrypted else needless)


def _codes(found: Inspection) -> set[str]:
    return {problem.code for problem in found.problems}
