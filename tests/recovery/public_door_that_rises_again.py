"""The public door in a process that is made anew as soon as it is killed: everything is loaded before, so that it takes
milliseconds, and a test can kill it a hundred times.

Run with the port; prints the process id of each new door on a line of its own.
"""

import os
import sys


def main(port: int) -> None:
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    from commonground.doors.public.wsgi import application

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Says nothing: an address of a reader belongs in no log, not even here."""

    class Door(ThreadedWSGIServer):
        allow_reuse_address = True
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, request: object, client_address: object) -> None:
            """Whoever hangs up hangs up."""

    while True:
        child = os.fork()
        if child == 0:
            door = Door(("127.0.0.1", port), Quiet)
            door.set_app(application)
            sys.stdout.write(f"{os.getpid()}\n")
            sys.stdout.flush()
            door.serve_forever()
        os.waitpid(child, 0)


if __name__ == "__main__":
    import django

    django.setup()
    main(int(sys.argv[1]))
