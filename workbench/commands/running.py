"""From a command line to an exit status, with words for what went wrong before there was a result."""

from __future__ import annotations

from collections.abc import Sequence

from workbench import __version__
from workbench.commands import COMMANDS, calls, output, overview, statuses
from workbench.commands.app_start import AppStart, StartApp, check_terminal
from workbench.commands.calls import Call
from workbench.commands.faults import CommandError, OutputError, UsageError

_WITH_ACTIONS = ("certs", "ca")


def run(argv: Sequence[str], start_app: StartApp) -> int:
    """Run one command or the app; whatever a person or a script did wrong is told, never raised."""
    try:
        return _run(calls.read(argv), start_app)
    except OutputError as fault:
        return report(fault, as_json=False)
    except UsageError as fault:
        return report(fault if fault.where else UsageError(fault.message, _asked(argv)), as_json="--json" in argv)
    except CommandError as fault:
        return report(fault, as_json="--json" in argv)
    except KeyboardInterrupt:
        return report(_interrupted(), as_json="--json" in argv)
    except SystemExit as ended:  # argparse, after a help page
        return int(ended.code or 0)
    finally:
        output.flush()


def report(fault: CommandError, *, as_json: bool) -> int:
    """Say what stopped a command, as a document or as a sentence, and return its exit status."""
    if as_json:
        from workbench import records

        output.document(records.error_document(fault.kind, fault.message, fault.where))
        return fault.status
    for line in f"workbench: {fault.message}".split("\n"):
        output.note(line)
    if isinstance(fault, UsageError):
        output.note(f"Try: {fault.where or 'workbench'} --help")
    return fault.status


def _asked(argv: Sequence[str]) -> str | None:
    """Return the command whose help tells what it takes; None where it is none."""
    try:
        call = calls.read(argv)
    except UsageError:
        return None
    if call.command not in COMMANDS:
        return None
    action = call.arguments[:1] if call.command in _WITH_ACTIONS and len(call.arguments) > 1 else ()
    return " ".join(("workbench", call.command, *action))


def _interrupted() -> CommandError:
    return CommandError("cancelled", "Interrupted.", status=statuses.INTERRUPTED)


def _run(call: Call, start_app: StartApp) -> int:
    match call.command:
        case "send":
            from workbench.commands import send

            return send.run(call)
        case "which":
            from workbench.commands import which

            return which.run(call)
        case "doctor":
            from workbench.commands import doctor

            return doctor.run(call)
        case "certs":
            from workbench.commands import certs

            return certs.run(call)
        case "ca":
            from workbench.commands import ca

            return ca.run(call)
        case "demo":
            from workbench.commands import demo

            return demo.run(call, start_app)
        case None:
            return _without_command(call, start_app)
        case unknown:
            raise UsageError(f"There is no command {unknown}. Commands: {', '.join(COMMANDS)}.")


def _without_command(call: Call, start_app: StartApp) -> int:
    match call.arguments:
        case ():
            return _start(call, start_app)
        case ("--help" | "-h", *_):
            return overview.run()
        case ("--version" | "-V",):
            output.line(f"workbench {__version__}")
            return statuses.DONE
        case ("--reset-terminal",):
            from workbench.commands import reset_terminal

            return reset_terminal.run()
        case _:
            raise UsageError(f"Workbench does not know {' '.join(call.arguments)}.")


def _start(call: Call, start_app: StartApp) -> int:
    from workbench.commands import opening

    check_terminal()
    return start_app(AppStart(folders=call.folders, settings=opening.load(call.folders.settings_file)))
