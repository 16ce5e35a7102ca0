"""`workbench certs`: the client certificates in the settings."""

from __future__ import annotations

from workbench.commands import output, statuses
from workbench.commands.calls import Call

ACTIONS = (
    *("list", "add", "remove", "replace", "edit", "undo", "enable", "disable", "check", "inspect", "reseal"),
    *("import", "export"),
)
HELP = """\
usage: workbench certs ACTION [options]

The client certificates in the settings, and which hosts they are for.

  list                  every certificate with host, expiry and state
  add                   add one for a host: --host H (--crt F [--key F] | --pfx F)
  edit ID|NAME          change any of add's options; what is absent stays as it is
  replace ID|NAME       put new files in place of the old ones, keeping id and rank
  undo                  take back the last removal, replacement, edit or import, also one made in the app
  remove ID|NAME        take one out of the settings; its files stay
  enable, disable ID|NAME
  check [ID|NAME …]     silent when all is well; exit 6 and one line for each entry with findings
  inspect FILE          examine a file without adding it
  import FILE           take over a list of newman, Bruno, OpenCollection, Insomnia, or an exported one
  export [FILE]         write the list without secrets, as TOML or for newman
  reseal                seal every passphrase anew, with a new key of this machine

examples:
  workbench certs add --host '*.example.com' --crt alice.crt --key alice.key --name alice
  workbench certs add --host api.example.com --port 8443 --pfx bob.p12 --passphrase-env BOB
  workbench certs check --expiring 14
  workbench certs ACTION --help tells more
"""


def run(call: Call) -> int:
    """Run one action."""
    if call.wants_help:
        output.lines(HELP)
        return statuses.DONE
    action = call.action(ACTIONS)
    if action in ("import", "export"):
        return _exchange(action, call.without_action())
    return _act(action, call.without_action())


def _act(action: str, call: Call) -> int:
    match action:
        case "list":
            from workbench.commands import certs_list

            return certs_list.run(call)
        case "check":
            from workbench.commands import certs_check

            return certs_check.run(call)
        case "inspect":
            from workbench.commands import certs_inspect

            return certs_inspect.run(call)
        case "add":
            from workbench.commands import certs_add

            return certs_add.run(call)
        case "edit" | "replace":
            from workbench.commands import certs_edit

            return certs_edit.run(call, action)
        case "undo":
            from workbench.commands import certs_undo

            return certs_undo.run(call)
        case "reseal":
            from workbench.commands import certs_reseal

            return certs_reseal.run(call)
        case _:
            from workbench.commands import certs_state

            return certs_state.run(call, action)


def _exchange(action: str, call: Call) -> int:
    if action == "import":
        from workbench.commands import certs_import

        return certs_import.run(call)
    from workbench.commands import certs_export

    return certs_export.run(call)
