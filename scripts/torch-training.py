"""Runs the train.py in each folder, one after the other in one process: `torch-training.py ARGUMENTS -- FOLDER...`."""

import contextlib
import io
import runpy
import sys
from pathlib import Path

split = sys.argv.index("--")
arguments, folders = sys.argv[1:split], sys.argv[split + 1 :]
for folder in map(Path, folders):
    sys.modules.pop("model", None)
    sys.path[0] = str(folder)
    sys.argv = ["train.py", str(folder / "data.json"), *arguments]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        runpy.run_path(str(folder / "train.py"), run_name="__main__")
    (folder / "printed.txt").write_text(printed.getvalue())
