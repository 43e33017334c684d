"""``python -m rnnbook`` is the command ``rnnbook``."""

import sys

if __name__ == "__main__":
    # Python has put the current folder first: a random.py of the reader's would replace Python's.
    if not sys.flags.safe_path:
        sys.path.append(sys.path.pop(0))

    from rnnbook.cli import main

    main(prog_name="rnnbook")
