"""The rig's own parts on the host, without a machine: python3 -m unittest discover --start-directory Tests/rig"""
import json
import os
import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "guest")]

import machine  # noqa: E402
import programs  # noqa: E402
from support import usb_wire  # noqa: E402
from support.calls import offset_of  # noqa: E402

VECTORS = json.loads((HERE.parent / "CrossbarBoardTests" / "cwp1-vectors.json").read_text())


class Frames(unittest.TestCase):
    def test_every_frame_of_the_vectors_is_read(self):
        for vector in VECTORS["frames"]:
            body = bytes.fromhex(vector["body"])
            frame = usb_wire.parse(bytes.fromhex(vector["wire"])[:-1], 1.5, True)
            self.assertEqual((frame.opcode, frame.payload), (body[1] & 0x7F, body[12:-4]), vector["name"])
            self.assertEqual(frame.request, int.from_bytes(body[2:4], "little"), vector["name"])

    def test_no_frame_with_one_bit_flipped_is_read(self):
        wire = bytes.fromhex(VECTORS["frames"][0]["wire"])[:-1]
        for bit in range(8 * len(wire)):
            flipped = bytearray(wire)
            flipped[bit // 8] ^= 1 << bit % 8
            self.assertIsNone(usb_wire.parse(bytes(flipped), 0, True), bit)

    def test_bytes_that_are_no_frame_are_refused(self):
        for data in (b"\x05ab", b"$GPGGA,123519", b"\x01", b"\xff" * 300):
            self.assertIsNone(usb_wire.parse(data, 0, True), data)


class MachineStatus(unittest.TestCase):
    def status(self, program, limit=20):
        """What a machine answers whose emulator is the shell script `program`."""
        with tempfile.TemporaryDirectory() as directory:
            emulator = Path(directory, machine.EMULATOR)
            emulator.write_text(f"#!/bin/sh\n{program}\n")
            emulator.chmod(0o755)
            made = machine.Machine(Path(directory), [])
            made.command[0] = str(emulator)
            self.lines = []
            return made.run(limit, self.lines.append)

    def test_the_status_is_the_guests(self):
        for guest in (0, 1, 42, 127):
            self.assertEqual(self.status(f"exit {2 * guest + 1 & 255}"), guest)

    def test_a_machine_that_ends_by_itself_has_not_reported(self):
        self.assertEqual(self.status("exit 0"), machine.NO_REPORT)
        self.assertEqual(self.status("kill -9 $$"), machine.NO_REPORT)

    def test_a_test_that_takes_too_long_is_told_to_stop(self):
        self.assertEqual(self.status("read word; echo $word; exit 3", limit=0.2), machine.TIME_LIMIT)
        self.assertEqual(self.lines, ["stop"])

    @unittest.mock.patch("machine.GRACE", 0.2)
    def test_a_machine_that_never_ends_is_ended(self):
        self.assertEqual(self.status("echo booted; exec sleep 60", limit=0.2), machine.TIME_LIMIT)
        self.assertEqual(self.lines, ["booted"])


class Programs(unittest.TestCase):
    def test_the_closure_leaves_out_the_guests_own_c_library(self):
        found = programs.libraries(os.path.realpath(sys.executable))
        self.assertFalse([name for name in found if name.startswith(("libc.so", "ld-linux", "libm.so"))], found)
        self.assertTrue(all(Path(path).is_file() for path in found.values()), found)

    def test_a_functions_place_in_a_library_is_where_its_code_is(self):
        library = next(Path("/usr/lib").glob("*/libz.so.1"), None)
        if library is None:
            self.skipTest("there is no zlib here")
        offset = offset_of(library, "zlibVersion")
        self.assertTrue(0 < offset < library.stat().st_size)
        self.assertRaises(LookupError, offset_of, library, "no_such_function")


if __name__ == "__main__":
    unittest.main()
