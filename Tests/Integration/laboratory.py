"""A private daemon and its command line, as a user runs them: real binaries, a real socket, no root."""
import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARIES = Path(os.environ.get("PIBD_BINARIES", ROOT / ".build" / "debug"))
PYTHON = os.environ.get("PIBD_TEST_PYTHON")
PATIENCE = 60  # seconds; every wait in these tests is bounded

EXPERIMENT = """\
batches = 12
batch = 32
dataset = "clusters"
evaluate-every = 5

[[unit]]
outputs = 12

[[unit]]
outputs = 8

[calibration]
samples = 64
"""


class Laboratory:
    """A daemon in a directory of its own; `with` ends it."""

    def __init__(self, *options, state=None, directory=None):
        self.directory = Path(directory or tempfile.mkdtemp(prefix="pibd-test."))
        self.owns_directory = directory is None
        self.state = Path(state or self.directory / "state")
        self.socket = self.directory / "pibd.sock"
        self.environment = {**os.environ, "PIBD_SOCKET": str(self.socket)}
        self.options = options or ("--simulate",)
        self.log = self.directory / "log"
        self.write_data()
        self.daemon = None

    def write_data(self):
        stream = random.Random(7)
        rows = ["a,b,c,d,e,f,label"]
        for row in range(400):
            label = row % 3
            values = [stream.uniform(0.6, 0.9) if (i + label) % 3 == 0 else stream.uniform(0.1, 0.4) for i in range(6)]
            rows.append(",".join(f"{value:.4f}" for value in values) + f",{label}")
        (self.directory / "clusters.csv").write_text("\n".join(rows))
        self.experiment = self.directory / "clusters.toml"
        self.experiment.write_text(EXPERIMENT)

    def start(self):
        with open(self.log, "a") as log:
            self.daemon = subprocess.Popen(
                [BINARIES / "pibd", *self.options, "--state-directory", self.state], env=self.environment,
                stderr=log, cwd=self.directory)
        deadline = time.monotonic() + PATIENCE
        while self.ctl("status").returncode != 0:
            assert self.daemon.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
        return self

    def stop(self, number=signal.SIGTERM):
        self.daemon.send_signal(number)
        return self.daemon.wait(timeout=PATIENCE)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.daemon and self.daemon.poll() is None:
            self.stop()
        if self.owns_directory:
            shutil.rmtree(self.directory, ignore_errors=True)

    def ctl(self, *words, timeout=PATIENCE):
        return subprocess.run(
            [BINARIES / "pibctl", *map(str, words)], env=self.environment, capture_output=True, text=True,
            timeout=timeout, cwd=self.directory)

    def json(self, *words):
        done = self.ctl(*words, "--json")
        assert done.returncode == 0, f"{words}: {done.stderr}"
        return json.loads(done.stdout.strip().splitlines()[-1])

    def json_lines(self, *words):
        done = self.ctl(*words, "--json")
        assert done.returncode == 0, f"{words}: {done.stderr}"
        return [json.loads(line) for line in done.stdout.splitlines()]

    def train(self, *overrides):
        return self.json("train", self.experiment, "data=clusters.csv", *overrides)

    def submit(self, *overrides):
        return self.json("run", "submit", self.experiment, "data=clusters.csv", *overrides)["run"]

    def summary(self, run):
        return self.json("run", "show", run)["summary"]

    def wait(self, run, condition):
        deadline = time.monotonic() + PATIENCE
        while not condition(summary := self.summary(run)):
            assert time.monotonic() < deadline, summary
        return summary

    def wait_for_runs(self, count):
        deadline = time.monotonic() + PATIENCE
        while len(self.json_lines("run", "list")) < count:
            assert time.monotonic() < deadline, "no run was queued"
