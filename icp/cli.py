"""`icp`: start the workshop on this computer or for a room, or do one thing and end.

Errors are one plain line on standard error and exit code 2.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import os
import signal
import socket
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from icp.commands import COMMANDS, Command, CommandError, database_argument, use_database
from icp.site import site_folder

_PORT = 8501
_PORTS_TRIED = 100


def main(argv: Sequence[str] | None = None) -> None:
    """The console script. Exits with 2 after an error; a started server keeps this process."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # names are in every script, whatever a pipe's own encoding
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="replace")
    arguments = _parser().parse_args(argv)
    try:
        arguments.run(arguments)
    except CommandError as error:
        sys.exit(_fail(str(error)))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(line: str) -> int:
    print(f"icp: {' '.join(line.split())}", file=sys.stderr)
    return 2


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        sys.exit(_fail(message))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="icp",
        description="Ideal Client Workshop. Without a command it starts on this computer, for you alone.",
    )
    _local_arguments(parser)
    # A command has no defaults for these, or it would undo what was said before its name.
    parser.set_defaults(run=_start_here, database=None, port=None, demo=False)
    rows = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)
    for command in (_SERVE, *COMMANDS):
        row = rows.add_parser(command.name, help=command.help, description=command.help)
        command.arguments(row)
        row.set_defaults(run=command.run)
    return parser


def _server_arguments(parser: argparse.ArgumentParser) -> None:
    unsaid = argparse.SUPPRESS
    parser.add_argument(
        "--port", type=_port, metavar="N", default=unsaid, help=f"default {_PORT}, or the next free one"
    )
    database_argument(parser)
    parser.add_argument(
        "--demo", action="store_true", default=unsaid, help="new workbooks start with the sample business"
    )


def _local_arguments(parser: argparse.ArgumentParser) -> None:
    _server_arguments(parser)
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser window")


def _room_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host", metavar="H", default="127.0.0.1", help="address or name to listen on (default: %(default)s)"
    )
    _server_arguments(parser)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port number from 1 to 65535")
    return int(text)


def _start_here(arguments: argparse.Namespace) -> None:
    """One workbook for one person, its key in a file beside the database."""
    use_database(arguments)
    os.environ["ICP_KEY_FILE"] = str(_key_file())
    _start("127.0.0.1", arguments, open_browser=not arguments.no_browser)


def _start_room(arguments: argparse.Namespace) -> None:
    """A workbook for every browser."""
    use_database(arguments)
    os.environ.pop("ICP_KEY_FILE", None)
    _start(arguments.host, arguments, open_browser=False)


_SERVE = Command("serve", "start for a room: a workbook for every browser", _room_arguments, _start_room)


def _key_file() -> str:
    from icp.store import StoreUnavailable, key_file

    try:
        return str(key_file())
    except StoreUnavailable as error:
        raise CommandError(f"the database cannot be used ({error})") from error


def _start(host: str, arguments: argparse.Namespace, *, open_browser: bool) -> None:
    """Run the server in this very process, so that signals reach it. Returns when it was stopped."""
    from icp.server.connections import bound_connections
    from icp.store import StoreUnavailable, get_store

    try:
        get_store()
    except StoreUnavailable as error:
        raise CommandError(f"the database cannot be used ({error})") from error
    bound_connections()
    port = _free_port(host, arguments.port)
    address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0', '::') else host}:{port}"
    if arguments.demo:
        os.environ["ICP_DEMO"] = "1"
    if open_browser:
        os.environ["ICP_OPEN_BROWSER"] = address
    print(f"Ideal Client Workshop is at {address} (Ctrl+C stops it)", flush=True)
    script = site_folder() / "app.py"
    # Streamlit looks for its settings and for relative pages beside the started script, not beside the app.
    sys.argv = [str(script)]
    # The server ends tidily at a SIGTERM and then sends it to itself again: being told to stop is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    _application(script).run(
        config={
            "server.address": host,
            "server.port": port,
            "server.headless": True,
            "logger.hideWelcomeMessage": True,
        }
    )


def _application(script: os.PathLike[str]) -> Any:
    spec = importlib.util.spec_from_file_location("icp_app", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.app


def _free_port(host: str, wanted: int | None) -> int:
    """The wanted port or the first free one from 8501. Raises CommandError when there is none."""
    reason: OSError | None = None
    for port in [wanted] if wanted else range(_PORT, _PORT + _PORTS_TRIED):
        try:
            family, kind, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind) as probe:
                if os.name != "nt":
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(where)
            return port
        except OSError as error:
            reason = error
    raise CommandError(f"cannot listen on {host} port {wanted or _PORT}: {reason.strerror if reason else 'none free'}")


if __name__ == "__main__":
    main()
