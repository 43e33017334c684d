"""``python -m rnnbook`` is the command ``rnnbook``."""

from rnnbook.cli import main

if __name__ == "__main__":
    main(prog_name="rnnbook")
