"""Every command in the documentation runs as it stands there.

Commands are the indented blocks of the pages below, run in order in one shell for each page. What needs a real board,
a service manager or a build of its own is listed here, with the reason.
"""
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from laboratory import BINARIES, PYTHON, ROOT, Laboratory

PAGES = ["README.md", "docs/quick-start.md", "docs/control.md", "docs/comparing.md", "docs/adaptation.md"]
COMMANDS = ("pibd", "pibctl", "swift", "scripts/", "python3", "venv/", "export", "cd ")
# command prefix -> why it is not run as it stands
ELSEWHERE = {
    "scripts/demo": "run by .ci/run",
    "scripts/test": "this is it",
    "swift build": "the binaries under test are built already",
    "export PATH": "the binaries under test are on the path already",
    "export PIBD_SOCKET": "each page has a daemon of its own",
    "pibd --simulate": "each page has a daemon of its own",
    "python3 -m venv": "the test's own environment has the package",
}


def commands(page):
    found = []
    for line in (ROOT / page).read_text().splitlines():
        text = line[4:].split("   #")[0].strip() if line.startswith("    ") else ""
        if text.startswith(COMMANDS):
            found.append(text)
    return found


class Documentation(unittest.TestCase):
    def test_every_command_runs(self):
        mnist = Path(os.environ.get("PIBD_DATA", "")) / "mnist"
        for page in PAGES:
            with self.subTest(page=page), Laboratory() as lab:
                lab.environment["PATH"] = f"{BINARIES}:{lab.environment['PATH']}"
                ran = 0
                for command in commands(page):
                    if command.startswith(tuple(ELSEWHERE)):
                        continue
                    if "data=" in command and mnist.is_dir():
                        command = re.sub(r"data=\S+", f"data={mnist}", command)
                    elif "data=" in command:
                        print(f"{page}: MNIST is not at hand, run with Fashion-MNIST: {command}")
                        command = re.sub(r"data=\S+", "", command).replace("mnist.toml", "fashion-mnist.toml")
                    if "venv/bin/python" in command:
                        if not PYTHON:
                            self.skipTest(f"{page}: no Python with varlink for {command}")
                        command = command.replace("venv/bin/python", PYTHON)
                    # A page shows a whole training; here a short one has to do.
                    if " train " in command and "batches=" not in command:
                        command += " batches=20"
                        # What is to break, breaks within that time.
                        command += " fault.0.batch=20 adaptation.batches=5" if "stuck-cells" in command else ""
                    self.run_command(command, lab)
                    ran += 1
                self.assertGreater(ran, 0, page)

    def run_command(self, command, lab):
        with tempfile.TemporaryDirectory() as scratch:
            command = re.sub(r"(-o|--csv) (\w+\.(?:svg|csv))", rf"\1 {scratch}/\2", command)
            if command.startswith("pibctl export"):
                command += f" -o {scratch}/run.npz"
            done = subprocess.run(["bash", "-c", command], env=lab.environment, cwd=ROOT, capture_output=True,
                                  text=True, timeout=300)
        self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}{done.stderr}{lab.log.read_text()}")


if __name__ == "__main__":
    unittest.main()
