"""The terminal: parse the arguments, call one library function, show what it returns.

Nothing below this package prints, reads an environment variable or knows an exit code.
"""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper


def main() -> None:
    """Run `kg`; every failure ends here as one message and an exit code, never a traceback."""
    sys.exit(_run())


def _run() -> int:
    _speak_utf8()
    try:
        gc.disable()  # what imports make is no garbage: looking for some costs 4 ms
        from kg.cli.app import app

        gc.enable()
        app(prog_name="kg")
    except SystemExit as leaving:
        if isinstance(leaving.__context__, BrokenPipeError):
            return _hung_up()
        return _flushed(leaving.code if isinstance(leaving.code, int) else 1)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return _hung_up()
    except Exception as error:
        return _told(error)
    return _flushed(0)


def _speak_utf8() -> None:
    """Read names and write text as UTF-8, whatever the locale says.

    Names of files and arguments are decoded before the first line of ours runs, so a locale of
    another encoding is left by starting again in Python's UTF-8 mode.
    """
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        settings = os.environ | {"PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8"}
        os.execve(sys.executable, sys.orig_argv, settings)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _flushed(code: int) -> int:
    """Write what is still buffered while a failure can still be told."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _hung_up()
    except OSError as error:
        return _told(error)
    return code


def _hung_up() -> int:
    """Leave quietly when the reader of a pipe has gone (`kg query … | head`): nothing is wrong."""
    _drop_output()
    return 0


def _drop_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _told(error: Exception) -> int:
    from kg.cli.terminal import complaint
    from kg.errors import KgError

    if isinstance(error, KgError):
        print(f"Error: {complaint(error)}", file=sys.stderr)
        return error.exit_code
    if isinstance(error, OSError):
        _drop_output()
        print(f"Error: {error.strerror or error}{_file_of(error)}", file=sys.stderr)
        return 1
    return _bug(error)


def _file_of(error: OSError) -> str:
    return f": {error.filename}" if error.filename else ""


def _bug(error: Exception) -> int:
    """Say that the fault is ours; the traceback is for whoever asks for it."""
    if os.environ.get("KG_TRACEBACK"):
        raise error
    print(
        f"Error: {type(error).__name__}: {error}\n"
        "This is a fault of kg, not of your data: please report it with the output that"
        " the same command gives under KG_TRACEBACK=1.",
        file=sys.stderr,
    )
    return 1
