"""Boards on a line, each an emulator in a process of its own: found, trained on, lost, taken up again, left safe."""
import io
import os
import signal
import subprocess
import tempfile
import time
import unittest
import zipfile
from pathlib import Path

from laboratory import BINARIES, PATIENCE, Laboratory

CONFIGURATION = """\
[[device]]
id = "board"
driver = "crossbar-board"
port = "pty:{port}"

[[device]]
id = "chip"
driver = "simulated-crossbar"
"""


class Board:
    """An emulated board on a pseudo-terminal."""

    def __init__(self, directory, *options):
        self.port = Path(directory) / "port"
        self.options = options
        self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def start(self, *more):
        self.process = subprocess.Popen(
            [BINARIES / "pibd", "emulate", "crossbar", "--pty", self.port, *self.options, *more],
            stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        while not os.path.lexists(self.port):
            assert self.process.poll() is None and time.monotonic() < deadline, "the emulator did not start"
        return self

    def stop(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(timeout=PATIENCE)
        if os.path.lexists(self.port):  # left behind by a kill
            os.unlink(self.port)


class Bench:
    """A board and a laboratory that is configured for it."""

    def __init__(self, *options, configuration=CONFIGURATION):
        self.directory = tempfile.TemporaryDirectory(prefix="pibd-test.")
        self.board = Board(self.directory.name, *options)
        file = Path(self.directory.name) / "pibd.toml"
        file.write_text(configuration.format(port=self.board.port))
        self.lab = Laboratory("--config", file, directory=self.directory.name)

    def __enter__(self):
        self.board.start()
        self.lab.start()
        return self

    def __exit__(self, *_):
        self.lab.__exit__()
        self.board.stop()
        self.directory.cleanup()

    def wait(self, state, seconds=PATIENCE):
        done = self.lab.ctl("device", "wait", "board", "--state", state, "--timeout", seconds)
        assert done.returncode == 0, done.stderr + self.lab.log.read_text()

    def energised(self):
        folder = Path(self.directory.name) / "energised"
        return sorted(file.name for file in folder.iterdir()) if folder.exists() else []


class OverTheWire(unittest.TestCase):
    def test_a_run_over_the_wire_is_bit_for_bit_the_run_in_process(self):
        exports = {}
        with Bench("--seed", "5") as bench:
            for device in ("board", "chip"):
                run = bench.lab.train("seed=5", f"device={device}")
                self.assertEqual(run["state"], "finished")
                name = f"{device}.npz"
                self.assertEqual(bench.lab.ctl("export", run["run"], "--format", "npz", "-o", name).returncode, 0)
                exports[device] = (bench.lab.directory / name).read_bytes()
        names = zipfile.ZipFile(io.BytesIO(exports["chip"])).namelist()
        self.assertTrue(any("hidden1" in name for name in names), names)
        for name in names:
            if "seconds" in name:
                continue
            here, there = (zipfile.ZipFile(io.BytesIO(exports[device])).read(name) for device in ("chip", "board"))
            self.assertEqual(here, there, name)

    def test_a_run_rides_out_a_board_that_goes_and_comes_back(self):
        with Bench("--seed", "1") as bench:
            run = bench.lab.submit("device=board", "batches=400")
            bench.lab.wait(run, lambda summary: summary["batches_done"] > 3)
            bench.board.stop(signal.SIGKILL)
            paused = bench.lab.wait(run, lambda summary: summary["state"] == "paused")
            self.assertIn("waiting for board", paused["message"])
            bench.board.start()
            ended = bench.lab.wait(run, lambda summary: summary["state"] not in ("paused", "running"))
            self.assertEqual(ended["state"], "finished", ended)
            self.assertEqual(ended["batches_done"], 400)
            kinds = [event["kind"] for event in bench.lab.json("run", "show", run)["events"]]
            self.assertIn("device-lost", kinds)
            self.assertIn("device-back", kinds)

    def test_another_board_behind_the_port_is_refused(self):
        with Bench("--serial", "FIRST-1") as bench:
            bench.wait("ready")
            bench.board.stop(signal.SIGKILL)
            bench.wait("lost")
            bench.board.options = ("--serial", "OTHER-2")
            bench.board.start()
            deadline = time.monotonic() + PATIENCE
            while "OTHER-2" not in (bench.lab.json_lines("devices")[0].get("message") or ""):
                self.assertLess(time.monotonic(), deadline, bench.lab.log.read_text())
            self.assertNotEqual(bench.lab.ctl("device", "measure", "board", "--drive", "0.5").returncode, 0)
            self.assertEqual(bench.energised(), [])

    def test_an_envelope_wider_than_the_board_is_refused_with_the_limit_named(self):
        wide = CONFIGURATION + '\n'
        wide = wide.replace('port = "pty:{port}"', 'port = "pty:{port}"\n[device.envelope]\nmax-set-voltage = "90 V"')
        with Bench(configuration=wide) as bench:
            deadline = time.monotonic() + PATIENCE
            while "wider than the device" not in (bench.lab.json_lines("devices")[0].get("message") or ""):
                self.assertLess(time.monotonic(), deadline, bench.lab.log.read_text())
            self.assertNotEqual(bench.lab.ctl("device", "measure", "board", "--drive", "0.5").returncode, 0)
            self.assertEqual(bench.energised(), [])


class Safety(unittest.TestCase):
    def test_a_killed_daemon_leaves_a_list_by_which_its_board_is_made_safe(self):
        with Bench("--seed", "1") as bench:
            run = bench.lab.submit("device=board", "batches=100000")
            bench.lab.wait(run, lambda summary: summary["batches_done"] > 3)
            self.assertEqual(bench.energised(), ["board.energised"])
            bench.lab.stop(signal.SIGKILL)
            done = bench.lab.ctl("safe-state")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("board: safe", done.stdout + done.stderr)
            self.assertEqual(bench.energised(), [])

    def test_a_daemon_that_stops_leaves_nothing_energised(self):
        with Bench("--seed", "1") as bench:
            run = bench.lab.submit("device=board", "batches=100000")
            bench.lab.wait(run, lambda summary: summary["batches_done"] > 3)
            self.assertEqual(bench.lab.stop(), 0)
            self.assertEqual(bench.energised(), [])

    def test_a_lease_that_runs_out_makes_the_device_safe(self):
        with Bench("--seed", "1") as bench:
            self.assertEqual(bench.lab.ctl("acquire", "board", "--for", "2").returncode, 0)
            self.assertEqual(bench.lab.ctl("device", "measure", "board", "--drive", "0.5").returncode, 0)
            self.assertEqual(bench.energised(), ["board.energised"])
            deadline = time.monotonic() + PATIENCE
            while bench.energised():
                self.assertLess(time.monotonic(), deadline)
            self.assertEqual(bench.lab.json("who")["hardware_state"], "safe")


class Recordings(unittest.TestCase):
    def test_what_was_recorded_of_a_running_daemon_replays_equal(self):
        with Bench("--seed", "1") as bench:
            recording = bench.lab.directory / "board.recording"
            recorder = subprocess.Popen(
                [BINARIES / "pibctl", "record", "board", "-o", recording, "--reopen"], env=bench.lab.environment,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            deadline = time.monotonic() + PATIENCE
            while not recording.exists() or '"open"' not in recording.read_text():
                self.assertLess(time.monotonic(), deadline)
            self.assertEqual(bench.lab.ctl("device", "measure", "board", "--drive", "0.5x20").returncode, 0)
            self.assertEqual(bench.lab.ctl("device", "read", "board", "--rows", "4", "--columns", "4").returncode, 0)
            recorder.send_signal(signal.SIGINT)
            self.assertEqual(recorder.wait(timeout=PATIENCE), 0)
            same = bench.lab.ctl("replay", recording, "--explain")
            self.assertEqual(same.returncode, 0, same.stdout + same.stderr)


if __name__ == "__main__":
    unittest.main()
