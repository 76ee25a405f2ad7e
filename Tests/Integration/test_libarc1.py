"""The emulated ArC ONE board against libarc1, the board's public Python client, unmodified; and what libarc1 puts on
the wire against what our driver does (Tests/ArcOneTests/arc-one-traffic.json, which the driver's tests hold it to).

$LIBARC1 names libarc1's root. Without it the tests are skipped.
"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from laboratory import BINARIES, PATIENCE, ROOT

LIBARC1 = os.environ.get("LIBARC1")
TRAFFIC = ROOT / "Tests" / "ArcOneTests" / "arc-one-traffic.json"
# What fixed notation with six decimals cannot hold.
ROUNDING = 0.5000001e-6


class Emulator:
    """`pibd emulate arc-one` on a pseudo-terminal; `with` ends it."""

    def __enter__(self):
        self.directory = tempfile.TemporaryDirectory(prefix="pibd-test.")
        self.port = Path(self.directory.name) / "board"
        self.log = Path(self.directory.name) / "wire"
        self.process = subprocess.Popen(
            [BINARIES / "pibd", "emulate", "arc-one", "--pty", self.port, "--log", self.log, "--seed", "4"],
            stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        while not self.port.exists():
            assert self.process.poll() is None, "the emulator has ended"
            assert time.monotonic() < deadline, "the emulator does not begin"
            time.sleep(0.01)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=PATIENCE)
        self.directory.cleanup()

    def lines(self):
        """Every line from the host so far. One log entry is one read of the emulator's."""
        received = b""
        for entry in self.log.read_text().splitlines():
            _, direction, message = entry.split(" ", 2)
            if direction == ">":
                received += bytes.fromhex(message)
        return received.decode().split("\n")[:-1]

    def lines_after(self, count, expected):
        """The lines behind the first `count`, once there are as many as expected."""
        deadline = time.monotonic() + PATIENCE
        while len(lines := self.lines()[count:]) < expected and time.monotonic() < deadline:
            time.sleep(0.01)
        return lines


def drained(iterator):
    """The measurements of a module, without its JSON lines for start and end."""
    return [datum for datum in iterator if isinstance(datum, tuple)]


@unittest.skipUnless(LIBARC1, "$LIBARC1 does not name a checkout of arc-instruments/libarc1")
class Libarc1(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        sys.path.insert(0, LIBARC1)
        from libarc1 import ArC1, ArC1Conf
        cls.emulator = Emulator()
        cls.emulator.__enter__()
        cls.addClassCleanup(cls.emulator.__exit__)
        # A pseudo-terminal has no parity bit, and says so; nothing else differs from a real port.
        cls.board = ArC1(str(cls.emulator.port), config=ArC1Conf(), parity="N")
        cls.addClassCleanup(cls.board.close)
        cls.session = cls.emulator.lines()

    def setUp(self):
        # libarc1 keeps the parameters of one bit line call for the next in what it calls its defaults.
        from libarc1.modules.multibias import MultiBias
        defaults = dict(MultiBias.default_config)
        self.addCleanup(MultiBias.default_config.update, defaults)

    def module(self, name, class_name, devices, **changes):
        module = __import__(f"libarc1.modules.{name}", fromlist=[class_name])
        kind = getattr(module, class_name)
        return drained(self.board.run_module(kind, devices, {**kind.default_config, **changes}))

    def test_the_board_says_its_version(self):
        self.assertEqual(self.board.firmware_version, (1, 7))

    def test_reads_one_cell_the_same_by_every_way(self):
        one = self.board.read_one(3, 2)
        everything = drained(self.board.read_all(4, 3))
        self.assertEqual([(w, b) for w, b, _ in everything], [(w, b) for w in range(1, 5) for b in range(1, 4)])
        masked = drained(self.board.read_masked([(3, 2), (31, 32)]))
        self.assertEqual([(w, b) for w, b, _ in masked], [(3, 2), (31, 32)])
        for resistance in (one, everything[7][2], masked[0][2]):
            self.assertTrue(10e3 < resistance < 40e3, resistance)
            self.assertAlmostEqual(resistance / one, 1, delta=0.1)

    def test_reads_the_whole_array(self):
        self.assertEqual(len(drained(self.board.read_all())), 1024)

    def test_pulses_move_a_cell_by_their_sign(self):
        before = sum(self.board.read_one(9, 9) for _ in range(8)) / 8
        down = [self.board.pulseread_one(9, 9, 2.5, 100e-6) for _ in range(12)][-1]
        self.assertLess(down, 0.9 * before)
        self.board.select(9, 9)
        for _ in range(24):
            self.board.pulse_active(-2.5, 100e-6)
        self.assertGreater(self.board.read_one(9, 9), 1.1 * down)

    def test_form_finder_goes_up_its_ramp_and_stops_at_the_threshold(self):
        whole = self.module("formfinder", "FormFinder", [(5, 1), (5, 2)], Vmax=1.0, PWmax=100e-6, Rthr=1.0)
        self.assertEqual([d[:2] for d in whole], [(5, 1)] * 5 + [(5, 2)] * 5)
        for voltage, expected in zip([d[3] for d in whole[:5]], [0, 0.25, 0.5, 0.75, 1.0]):
            self.assertAlmostEqual(voltage, expected, places=6)
        formed = self.module("formfinder", "FormFinder", [(5, 3)], Rthr=17e3)
        self.assertTrue(all(d[2] >= 17e3 for d in formed[:-1]))
        self.assertLess(formed[-1][2], 17e3)

    def test_curve_tracer_gives_every_cycle_of_every_cell(self):
        curve = self.module(
            "curvetracer", "CurveTracer", [(6, 1), (6, 2)], cycles=3, PW=1e-4, interpulse=1e-4)
        self.assertEqual(len(curve), 2 * 3 * 40)
        for word, bit, resistance, voltage, current, cycle in curve:
            self.assertTrue(0.09 < abs(voltage) < 1.01 and resistance > 5e3 and cycle in range(3))
            self.assertAlmostEqual(current * resistance, voltage, places=5)

    def test_a_bit_line_is_the_sum_of_its_cells(self):
        bit, current = self.board.read_bitline(4)
        cells = [self.board.read_one(word, 4) for word in (1, 2)]
        self.assertEqual(bit, 4)
        self.assertAlmostEqual(current / sum(0.5 / r for r in cells), 1, delta=0.1)

    def test_a_bit_line_is_written_on_the_chosen_words(self):
        data = drained(self.board.write_bitline(8, [1, 2, 3], vwrite=2.5))
        self.assertEqual(len(data), 64)
        before, after = data[:32], data[32:]
        for word in range(3):
            self.assertLess(after[word][2], 0.98 * before[word][2])
        self.assertEqual([d[3] for d in after], [2.5] * 3 + [1.25] * 29)

    def test_the_read_voltage_can_be_changed(self):
        self.board.update_Vread(-0.2)
        self.assertTrue(10e3 < self.board.read_one(12, 12) < 40e3)
        self.board.update_Vread(0.5)

    def calls(self):
        """What each call of the list is in libarc1."""
        board = self.board

        def module(*arguments, **changes):
            return lambda: self.module(*arguments, **changes)

        def twice(*arguments, **changes):
            # Our driver gives every cell a job of its own; libarc1 does the same when it is called twice.
            return lambda: [self.module(*arguments, [device], **changes) for device in [(5, 7), (6, 7)]]

        def selecting():
            board.select(5, 12)
            board.pulse_active(2.5, 100e-6)

        def bit_lines():
            for bit in (3, 4):
                board.read_bitline(bit)

        return {
            "read": lambda: board.read_one(2, 7),
            "pulse": lambda: board.pulseread_one(2, 7, 2.5, 100e-6),
            "pulse-90-ns": lambda: board.pulseread_one(32, 1, -1.5, 90e-9),
            "select-and-pulse": selecting,
            "read-all": lambda: drained(board.read_all(4, 3)),
            "read-masked": lambda: drained(board.read_masked([(3, 4), (3, 5), (4, 4), (4, 5)])),
            "form": module("formfinder", "FormFinder", [(1, 2)], Vmax=1.0, Rthr=1.0),
            "form-negative-linear": module(
                "formfinder", "FormFinder", [(1, 2)], Vmin=-0.5, Vstep=-0.25, Vmax=-1.0, PWmin=100e-6,
                PWstep=100e-6, PWmax=300e-6, PWnum=2, RthrP=50.0, mode=1, pSR=2),
            "curve": module("curvetracer", "CurveTracer", [(5, 7)]),
            "curve-two-cells": twice(
                "curvetracer", "CurveTracer", CSp=10e-6, CSn=100e-6, cycles=2, IVtype=1, IVspan=1, halt=True),
            "switch": module("switchseeker", "SwitchSeeker", [(3, 3)]),
            "converge": module(
                "convergetostate", "ConvergeToState", [(3, 4)], PWmin=100e-6, PWmax=100e-6, Rtarget=20e3),
            "endurance": module("endurance", "Endurance", [(3, 5)]),
            "read-bit-line": bit_lines,
            "write-bit-line": lambda: drained(board.write_bitline(2, [1, 2, 3])),
        }

    def test_the_driver_puts_the_same_on_the_wire(self):
        listed = {entry["call"]: entry["lines"] for entry in json.loads(TRAFFIC.read_text())}
        self.same("session", self.session, listed.pop("session"))
        calls = self.calls()
        self.assertEqual(set(calls), set(listed))
        for name, ours in listed.items():
            count = len(self.emulator.lines())
            calls[name]()
            self.same(name, self.emulator.lines_after(count, len(ours)), ours)

    def same(self, name, theirs, ours):
        # libarc1 ends the job code of its SwitchSeeker twice: a blank line, which is white space to the board.
        theirs = [line for line in theirs if line]
        self.assertEqual(len(theirs), len(ours), (name, theirs, ours))
        for their, our in zip(theirs, ours):
            if "." in their or "." in our:
                self.assertLessEqual(abs(float(their) - float(our)), ROUNDING, (name, theirs, ours))
            else:
                self.assertEqual(their, our, (name, theirs, ours))


if __name__ == "__main__":
    unittest.main()
