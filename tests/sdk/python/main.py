"""Runs one story: `python main.py STORY SERVER`. It has gone well when this ends with 0."""

import importlib
import sys

# Nothing is left behind beside the stories.
sys.dont_write_bytecode = True

name, server = sys.argv[1:]
importlib.import_module(name).story(server)
