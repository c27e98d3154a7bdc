"""The command `mokuhyo` as a module: `python -m orchestration.command_line`."""

from orchestration.command_line import main

if __name__ == "__main__":
    main()
