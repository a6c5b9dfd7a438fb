"""Is the port of the demo free? Asked before anything slow."""

import socket

HIGHEST_PORT = 65_535
HOST = "127.0.0.1"


class PortError(Exception):
    """The port cannot be used; the text says why and what to do."""


def read_port(text: str) -> int:
    """Answer the port that ``text`` (the variable PORT) names."""
    if not text.isdigit() or not 1 <= int(text) <= HIGHEST_PORT:
        message = f"PORT={text!r} is not a number from 1 to {HIGHEST_PORT}"
        raise PortError(message)
    return int(text)


def refuse_if_taken(port: int) -> None:
    """Raise when another program listens on the port, or this account may not use it."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((HOST, port))
            attempt.listen(1)
        except PermissionError:
            message = (
                f"this account may not use port {port}; choose another one: PORT=8001 make demo"
            )
        except OSError:
            free = port + 1 if port < HIGHEST_PORT else port - 1
            message = (
                f"port {port} is in use (is a demo running already?);"
                f" stop that program, or choose another port: PORT={free} make demo"
            )
        else:
            return
    raise PortError(message)
