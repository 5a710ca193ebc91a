"""``crosspost`` on the command line."""

import gc
import sys

from . import __version__


def main() -> int:
    """Run the command in ``sys.argv``; the exit code is what ``--help`` says.

    ``--version`` is answered before anything is imported: it is what scripts and completions ask
    most, and costs no more than Python itself.
    """
    if sys.stdout is None:
        sys.stderr.write("crosspost: standard output is closed\n")
        return 1
    if sys.argv[1:] == ["--version"]:
        try:
            sys.stdout.write(f"crosspost {__version__}\n")
            sys.stdout.flush()
        except OSError as error:
            from .cli import unwritable  # noqa: PLC0415

            return unwritable(error)
        return 0
    gc.set_threshold(100_000)  # a short life: looking for rubbish would be a part of start-up

    from .cli import run  # noqa: PLC0415 - what only the other commands need

    return run(sys.argv[1:])


if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # python -m puts the working folder there, whoever filled it with modules
    sys.exit(main())
