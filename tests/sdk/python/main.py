"""Runs one story: `python main.py STORY SERVER`. The exit code is 0 when it succeeds."""

import importlib
import sys

# Leave no files in the source folder.
sys.dont_write_bytecode = True

name, server = sys.argv[1:]
importlib.import_module(name).story(server)
