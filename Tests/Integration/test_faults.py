"""Faults by hand, in simulated devices and in emulated boards; and the test routines of an emulated ArC ONE."""
import csv
import os
import signal
import subprocess
import tempfile
import time
import unittest
import xml.etree.ElementTree
from pathlib import Path

from laboratory import BINARIES, PATIENCE, Laboratory
from test_boards import Bench

ARC = """\
[[device]]
id = "arc"
driver = "arc-one"
port = "pty:{port}"
"""


def changed(before, after):
    """Cells whose conductance is another by more than a quarter: no reading noise does that."""
    pairs = [pair for rows in zip(before["conductances"], after["conductances"]) for pair in zip(*rows)]
    return sum(abs(new - old) > 0.25 * max(abs(old), 1e-6) for old, new in pairs)


def refused(test, done, code, *words):
    test.assertEqual(done.returncode, code, done.stdout + done.stderr)
    for word in words:
        test.assertIn(word, done.stderr)


class Faults(unittest.TestCase):
    def test_stuck_cells_of_the_simulated_chip_are_read_as_such(self):
        with Laboratory() as lab:
            cells = ("device", "read", "chip", "--rows", "16", "--columns", "16")
            before = lab.json(*cells)
            self.assertEqual(changed(before, lab.json(*cells)), 0)
            self.assertEqual(lab.json("fault", "inject", "chip", "stuck-cells", "--share", "0.5"), {"id": 1})
            self.assertGreater(changed(before, lab.json(*cells)), 64)
            fault, = lab.json_lines("fault", "list", "chip")
            self.assertEqual((fault["kind"], fault["happened"], fault["over"]), ("stuck-cells", 1, True))
            self.assertEqual(lab.json("fault", "clear", "chip", "1"), {"cleared": 1})
            self.assertEqual(lab.json_lines("fault", "list", "chip"), [])

    def test_a_link_that_drops_is_lost_and_comes_back(self):
        with Laboratory() as lab:
            lab.json("fault", "inject", "chip", "drop-link", "--duration", "3")
            for state in ("lost", "ready"):
                done = lab.ctl("device", "wait", "chip", "--state", state, "--timeout", PATIENCE)
                self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(lab.json_lines("fault", "list", "chip")[0]["happened"], 1)

    def test_faults_that_make_no_sense_are_refused_with_a_remedy(self):
        with Laboratory() as lab:
            refused(self, lab.ctl("fault", "inject", "chip", "stuk-cells"), 2, "did you mean stuck-cells?")
            refused(self, lab.ctl("fault", "inject", "chip", "stall", "--share", "0.1"), 2, "duration")
            refused(self, lab.ctl("fault", "inject", "chap", "stall"), 2, "chip")
            refused(self, lab.ctl("fault", "list", "--emulator", "nowhere"), 3, "nowhere.control", "pibd emulate")

    def test_an_emulated_board_fails_when_its_emulator_is_told_to(self):
        with Bench("--seed", "3") as bench:
            lab, port = bench.lab, bench.board.port
            bench.wait("ready")
            refused(self, lab.ctl("fault", "inject", "board", "stuck-cells"), 2, "--emulator")
            cells = ("device", "read", "board", "--rows", "16", "--columns", "16")
            before = lab.json(*cells)
            self.assertEqual(changed(before, lab.json(*cells)), 0)
            self.assertEqual(
                lab.json("fault", "inject", "--emulator", port, "stuck-cells", "--share", "0.5"), {"id": 1})
            self.assertGreater(changed(before, lab.json(*cells)), 64)
            self.assertTrue(lab.json_lines("fault", "list", "--emulator", port)[0]["over"])
            refused(self, lab.ctl("fault", "inject", "--emulator", port, "stall", "--share", "1"), 2, "duration")
            self.assertEqual(lab.json("fault", "clear", "--emulator", port), {"cleared": 1})


class TestRoutines(unittest.TestCase):
    """One emulated ArC ONE and one daemon for all tests."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="pibd-test.")
        cls.addClassCleanup(directory.cleanup)
        port = Path(directory.name) / "port"
        board = subprocess.Popen(
            [BINARIES / "pibd", "emulate", "arc-one", "--pty", port, "--seed", "4"], stderr=subprocess.DEVNULL)
        cls.addClassCleanup(board.wait, timeout=PATIENCE)
        cls.addClassCleanup(board.send_signal, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while not os.path.lexists(port):
            assert board.poll() is None and time.monotonic() < deadline, "the emulator did not start"
        file = Path(directory.name) / "pibd.toml"
        file.write_text(ARC.format(port=port))
        cls.lab = Laboratory("--config", file, directory=directory.name)
        cls.addClassCleanup(cls.lab.__exit__)
        cls.lab.start()
        done = cls.lab.ctl("device", "wait", "arc", "--state", "ready", "--timeout", PATIENCE)
        assert done.returncode == 0, done.stderr + cls.lab.log.read_text()

    def test_a_curve_is_measured_drawn_and_kept(self):
        record = self.lab.json(
            "device", "curve", "arc", "--rows", "1:3", "--columns", "2", "--step", "0.2", "-o", "curve.svg",
            "--csv", "curve.csv")
        self.assertEqual([(cell["row"], cell["column"]) for cell in record["cells"]], [(1, 2), (2, 2)])
        points = record["cells"][0]["points"]
        voltages = [point["voltage"] for point in points]
        self.assertAlmostEqual(max(voltages), 0.9, places=5)
        self.assertAlmostEqual(min(voltages), -0.9, places=5)
        for point in points:
            self.assertAlmostEqual(point["current"] * point["resistance"], point["voltage"], places=6)
        with open(self.lab.directory / "curve.csv") as table:
            rows = list(csv.DictReader(table))
        self.assertEqual(len(rows), sum(len(cell["points"]) for cell in record["cells"]))
        self.assertEqual(float(rows[0]["current_A"]), points[0]["current"])
        picture = xml.etree.ElementTree.parse(self.lab.directory / "curve.svg").getroot()
        lines = picture.findall("{http://www.w3.org/2000/svg}polyline")
        self.assertGreaterEqual(len(lines), 2)
        self.assertEqual(self.lab.json("device", "show", "arc")["device"]["hardware_state"], "safe")

    def test_forming_switching_convergence_and_endurance_give_their_series(self):
        cell = ("--row", "0", "--column", "1")
        for words in (("form", "--threshold", "1e3", "--stop", "1", "-o", "form.svg"),
                      ("switch", "--stop", "1.5", "--cycles", "1", "-o", "switch.svg"),
                      ("converge", "--maximum-pulses", "20"), ("endurance", "--cycles", "3")):
            record = self.lab.json("device", words[0], "arc", *cell, *words[1:])
            self.assertEqual(record["method"], words[0])
            self.assertGreater(len(record["cells"][0]["points"]), 1, words)
        self.assertIn("Resistance [ohm]", (self.lab.directory / "form.svg").read_text())

    def test_what_is_refused_says_why(self):
        cell = ("arc", "--row", "0", "--column", "1")
        refused(self, self.lab.ctl("device", "form", *cell, "--stop", "13"), 4, "13 V")
        refused(self, self.lab.ctl("device", "form", *cell, "--start", "2", "--stop", "1"), 2, "voltage ramp")
        refused(self, self.lab.ctl("device", "curve", *cell, "--span", "sideways"), 2, "positive-only")
        refused(self, self.lab.ctl("device", "curve", "arc", "--row", "99", "--column", "1"), 2, "rows 99")


if __name__ == "__main__":
    unittest.main()
