"""How far a command has come, on stderr: over itself on a terminal, else every so often."""

import sys


def progress(command, word, every=100):
    """``say(done, total)`` for a command: "12 / 384 written"."""
    is_terminal = command.stderr.isatty()

    def say(done, total):
        if is_terminal:
            sys.stderr.write(f"\r{done:,} / {total:,} {word}" + ("\n" if done == total else ""))
            sys.stderr.flush()
        elif done % every == 0 or done == total:
            command.stderr.write(f"{done:,} / {total:,} {word}", command.style.NOTICE)

    return say
