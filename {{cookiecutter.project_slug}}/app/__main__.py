"""`python -m app`: the production entry."""

import os
import signal


def main() -> None:
    # The imports take a second. The first process of a container would not even hear
    # of a signal without a handler, and be killed in the end.
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: os._exit(0))
    from app.server import serve  # noqa: PLC0415 - see above

    serve()


if __name__ == "__main__":
    main()
