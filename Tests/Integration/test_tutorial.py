"""docs/adding-a-board.md, followed to the letter: its programs are taken from the page, built and run."""
import json
import os
import re
import select
import shutil
import struct
import subprocess
import tempfile
import time
import tty
import unittest
import zlib
from pathlib import Path

from laboratory import PATIENCE, ROOT, Laboratory

PAGE = (ROOT / "docs" / "adding-a-board.md").read_text()
VECTORS = json.loads((ROOT / "Tests" / "CrossbarBoardTests" / "cwp1-vectors.json").read_text())
LSB = 200e-6 / 2047  # [A]
ARMED, WATCHED = 1, 2


def blocks(name):
    """The blocks of the page that make up the file `name`, in order."""
    return re.findall(rf"<!-- {re.escape(name)} -->\n```\w+\n(.*?)\n```\n", PAGE, re.DOTALL)


def commands():
    """Every command of the page, one a line."""
    return [line for block in re.findall(r"```console\n(.*?)\n```", PAGE, re.DOTALL) for line in block.splitlines()]


def conductance(row, column):
    return 1e-6 * (5 + (7 * row + 13 * column) % 90)


def stuff(body):
    out, block = bytearray(), bytearray()
    for byte in body + b"\0":
        if byte != 0:
            block.append(byte)
        if byte == 0 or len(block) == 254:
            out += bytes([len(block) + 1]) + block
            block = bytearray()
    return bytes(out)


def unstuff(wire):
    out, position = bytearray(), 0
    while position < len(wire):
        code = wire[position]
        out += wire[position + 1:position + code]
        position += code
        if code < 255 and position < len(wire):
            out.append(0)
    return bytes(out)


def frame(opcode, number, payload=b"", flags=0):
    body = struct.pack("<BBHHHI", 1, opcode, number, 0, flags, len(payload)) + payload
    return stuff(body + struct.pack("<I", zlib.crc32(body))) + b"\0"


class Board:
    """board.c as the page has it, built with the page's own command, running on a terminal."""

    def __init__(self):
        self.directory = Path(tempfile.mkdtemp(prefix="pibd-board."))
        self.path = self.directory / "link"
        (self.directory / "board.c").write_text("\n\n".join(blocks("board.c")) + "\n")
        (self.directory / "drivers").symlink_to(ROOT / "drivers")
        compile_command = next(command for command in commands() if command.startswith("cc "))
        done = subprocess.run(["bash", "-c", compile_command], cwd=self.directory, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        self.process = None
        self.terminal = None
        self.start()

    def start(self):
        command = next(command for command in commands() if command.startswith("./board "))
        path = command.split()[1]
        assert path in PAGE and command.endswith("&"), command
        self.path.unlink(missing_ok=True)
        self.process = subprocess.Popen([self.directory / "board", self.path])
        deadline = time.monotonic() + PATIENCE
        while not self.path.exists():
            assert self.process.poll() is None and time.monotonic() < deadline, "the board does not start"

    def stop(self):
        self.process.kill()
        self.process.wait(timeout=PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.hang_up()
        self.stop()
        shutil.rmtree(self.directory)

    def connect(self):
        self.terminal = os.open(self.path, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self.terminal)
        self.received = b""

    def hang_up(self):
        if self.terminal is not None:
            os.close(self.terminal)
            self.terminal = None

    def send(self, wire):
        os.write(self.terminal, wire)

    def receive(self):
        """(opcode, id, status, payload) of the next frame."""
        deadline = time.monotonic() + PATIENCE
        while b"\0" not in self.received:
            ready, _, _ = select.select([self.terminal], [], [], max(0, deadline - time.monotonic()))
            assert ready, f"no answer; so far {self.received.hex()}"
            self.received += os.read(self.terminal, 65536)
        wire, _, self.received = self.received.partition(b"\0")
        body = unstuff(wire)
        version, opcode, number, status, flags, size = struct.unpack_from("<BBHHHI", body)
        assert (version, flags, size) == (1, 0, len(body) - 16), body.hex()
        assert struct.unpack_from("<I", body, 12 + size)[0] == zlib.crc32(body[:-4]), body.hex()
        return opcode, number, status, body[12:-4]

    def ask(self, opcode, number, payload=b"", flags=0):
        self.send(frame(opcode, number, payload, flags))
        return self.receive()

    def open_session(self, watchdog=5000):
        self.ask(0x01, 1, struct.pack("<HHII", 0x0100, 0x0100, 0, int.from_bytes(os.urandom(4), "little")))
        self.ask(0x04, 2, struct.pack("<H", watchdog))
        return self.ask(0x06, 3, b"\x01")


class Codec(unittest.TestCase):
    def test_this_test_speaks_the_protocol_itself(self):
        for vector in VECTORS["cobs"]:
            self.assertEqual(stuff(bytes.fromhex(vector["plain"])).hex(), vector["encoded"], vector["name"])
        for vector in VECTORS["frames"]:
            body, wire = bytes.fromhex(vector["body"]), bytes.fromhex(vector["wire"])
            self.assertEqual((stuff(body) + b"\0").hex(), wire.hex(), vector["name"])
            self.assertEqual(unstuff(wire[:-1]).hex(), body.hex(), vector["name"])


class Firmware(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.board = Board()
        cls.addClassCleanup(cls.board.__exit__)

    def setUp(self):
        self.board.connect()
        self.addCleanup(self.board.hang_up)

    def vector(self, name):
        return bytes.fromhex(next(vector["wire"] for vector in VECTORS["frames"] if vector["name"] == name))

    def exchange(self, name):
        self.board.send(self.vector(name))
        return self.board.receive()

    def test_answers_the_frames_of_the_protocols_description(self):
        opcode, number, status, descriptor = self.exchange("hello_request")
        self.assertEqual((opcode, number, status), (0x81, 1, 0))
        self.assertEqual(struct.unpack_from("<HHIHHHBB", descriptor), (0x0100, 100, 0b11101, 1, 16, 8, 8, 12))
        self.assertEqual((descriptor[64:76], descriptor[86:]), (b"TUTORIAL-001", b"tutorial board"))
        self.assertEqual(self.exchange("arm")[:3], (0x86, 3, 9), "armed without a watchdog")
        self.assertEqual(self.exchange("set_watchdog_500ms"), (0x84, 2, 0, struct.pack("<H", 500)))
        self.assertEqual(self.exchange("read_vmm_request")[2], 9, "measured while safe")
        self.assertEqual(self.board.ask(0x06, 9, b"\x01"), (0x86, 9, 0, bytes([ARMED | WATCHED])))
        opcode, number, status, payload = self.exchange("heartbeat")
        self.assertEqual((opcode, number, status, payload[:8]), (0x82, 4, 0, bytes.fromhex("0807060504030201")))
        self.assertEqual(struct.unpack_from("<H", payload, 12)[0], ARMED | WATCHED)

        request = unstuff(self.vector("read_vmm_request")[:-1])[12:-4]
        drive = request[16:]
        opcode, number, status, payload = self.exchange("read_vmm_request")
        self.assertEqual((opcode, number, status), (0x91, 5, 0))
        self.assertEqual(struct.unpack_from("<HBBHH", payload), (0, 0, 0, 2, 3))
        codes = struct.unpack_from("<6h", payload, 12)
        for vector in range(2):
            for column in range(3):
                current = sum(drive[4 * vector + row] / 255 * 0.2 * conductance(row, column) for row in range(4))
                self.assertAlmostEqual(codes[3 * vector + column], current / LSB, delta=0.5001)

        _, _, status, payload = self.exchange("read_conductance_request")
        self.assertEqual((status, struct.unpack_from("<HHHHf", payload)), (0, (0, 2, 2, 0, 1.0)))
        for cell, siemens in enumerate(struct.unpack_from("<4f", payload, 12)):
            self.assertAlmostEqual(siemens, conductance(cell // 2, cell % 2), delta=1e-11)
        self.assertEqual(self.exchange("program_pulses_request")[:3], (0xA0, 6, 15), "conductances after pulses")
        self.assertEqual(self.exchange("safe_state"), (0x85, 8, 0, b""))
        self.assertEqual(self.board.ask(0x11, 11, request)[2], 9, "measured while safe")

    def train(self, row, column, millivolts=1200, count=10, width=100):
        return struct.pack("<HHhHI", row, column, millivolts, count, width)

    def cell(self, number, row, column):
        _, _, status, payload = self.board.ask(
            0x21, number, struct.pack("<HHHHHhHH", 0, row, 1, column, 1, 200, 1, 0))
        self.assertEqual(status, 0)
        return struct.unpack_from("<f", payload, 12)[0]

    def test_repeated_pulses_are_applied_once(self):
        self.board.open_session()
        before = self.cell(10, 3, 2)
        pulses = struct.pack("<HHI", 0, 1, 0) + self.train(3, 2)
        first = self.board.ask(0x20, 11, pulses)
        self.assertEqual(first[2:], (0, struct.pack("<HHHH", 0, 1, 0xFFFF, 0)))
        self.assertEqual(self.board.ask(0x20, 11, pulses, flags=2), first)
        self.assertAlmostEqual(self.cell(12, 3, 2) - before, 10 * 99e-6 / 200, delta=1e-9)
        self.board.ask(0x20, 13, pulses)
        self.assertAlmostEqual(self.cell(14, 3, 2) - before, 20 * 99e-6 / 200, delta=1e-9)

    def test_a_request_is_carried_out_as_a_whole_or_not_at_all(self):
        self.board.open_session()
        before = self.cell(10, 2, 2)
        bad = [(self.train(16, 0), 7), (self.train(0, 8), 7), (self.train(0, 0, 1501), 6), (self.train(0, 0, -1501), 6),
               (self.train(0, 0, width=40), 5), (self.train(0, 0, width=105), 5), (self.train(0, 0, width=1000010), 5),
               (self.train(0, 0, count=1001), 5)]
        for number, (train, status) in enumerate(bad, 20):
            answer = self.board.ask(0x20, number, struct.pack("<HHI", 0, 2, 0) + self.train(2, 2) + train)
            self.assertEqual(answer[2:], (status, struct.pack("<HH", 1, 0)))
        self.assertEqual(self.cell(40, 2, 2), before)

    def test_lengths_and_indices_are_checked(self):
        self.board.open_session()
        vmm = lambda **k: struct.pack("<HBBHHHHHH", k.get("tile", 0), k.get("i", 0), k.get("o", 0), k.get("n", 1),
                                      k.get("r0", 0), k.get("r", 4), k.get("c0", 0), k.get("c", 2), 1)
        cases = [
            (0x11, vmm() + bytes(4), 0), (0x11, vmm() + bytes(3), 3), (0x11, vmm()[:15], 3), (0x11, b"", 3),
            (0x11, vmm(tile=1) + bytes(4), 7), (0x11, vmm(r0=13) + bytes(4), 7), (0x11, vmm(r0=65535) + bytes(4), 7),
            (0x11, vmm(c0=7) + bytes(4), 7), (0x11, vmm(c=0) + bytes(4), 7), (0x11, vmm(r=65535) + bytes(4), 7),
            (0x11, vmm(n=0), 5), (0x11, vmm(n=33) + bytes(132), 5), (0x11, vmm(i=1) + bytes(4), 15),
            (0x11, vmm(o=1) + bytes(4), 15), (0x11, vmm(n=32, r=16, c=8) + bytes(512), 0),
            (0x21, struct.pack("<HHHHHhHH", 0, 0, 16, 0, 8, 200, 1, 0), 0),
            (0x21, struct.pack("<HHHHHhHH", 0, 0, 17, 0, 8, 200, 1, 0), 7),
            (0x21, struct.pack("<HHHHHhHH", 0, 0, 1, 0, 1, -32768, 1, 0), 6),
            (0x21, struct.pack("<HHHHHhHH", 0, 0, 1, 0, 1, 200, 1, 1), 15), (0x21, b"", 3),
            (0x20, struct.pack("<HHI", 0, 0, 0), 5), (0x20, struct.pack("<HHI", 0, 65, 0) + bytes(780), 5),
            (0x20, struct.pack("<HHI", 0, 2, 0) + bytes(12), 3), (0x20, struct.pack("<HHI", 1, 1, 0) + bytes(12), 7),
            (0x10, struct.pack("<HHHHi", 0, 0, 1, 0, 100000), 0), (0x10, struct.pack("<HHHHi", 0, 0, 1, 0, -1), 6),
            (0x10, struct.pack("<HHHHi", 0, 16, 1, 0, 0), 7), (0x10, bytes(7), 3), (0x04, struct.pack("<H", 0), 5),
            (0x12, b"", 15), (0x22, bytes(20), 15), (0x33, b"", 2), (0x7E, bytes(4), 5), (0x02, bytes(7), 3),
            (0x03, b"x", 3), (0x06, b"", 3),
        ]
        for number, (opcode, payload, status) in enumerate(cases, 100):
            answer = self.board.ask(opcode, number, payload)
            self.assertEqual(answer[:3], (opcode | 0x80, number, status), (opcode, payload))

    def test_silence_makes_an_armed_board_safe(self):
        self.assertEqual(self.board.open_session(watchdog=50)[3], bytes([ARMED | WATCHED]))
        self.assertEqual(self.board.receive(), (0x40, 0, 0, struct.pack("<HHI", 11, 0, 50)))
        state = self.board.ask(0x03, 9)[3]
        self.assertEqual(struct.unpack_from("<H", state, 12)[0], WATCHED)

    def test_a_new_session_and_a_hang_up_make_it_safe(self):
        self.board.open_session()
        self.board.ask(0x01, 4, struct.pack("<HHII", 0x0100, 0x0100, 0, 77))
        self.assertEqual(struct.unpack_from("<H", self.board.ask(0x03, 5)[3], 12)[0], 0)
        self.board.open_session()
        deadline = time.monotonic() + PATIENCE
        state, pause = ARMED, 0.01
        while state & ARMED:
            self.assertLess(time.monotonic(), deadline)
            self.board.hang_up()
            # A board sees that the other end is gone only while it is gone: longer each time.
            select.select([], [], [], pause := pause * 2)
            self.board.connect()
            state = struct.unpack_from("<H", self.board.ask(0x03, 6)[3], 12)[0]

    def test_broken_frames_are_dropped_and_reported(self):
        whole = frame(0x03, 21)
        for position in range(len(whole) - 1):
            damaged = bytearray(whole)
            damaged[position] ^= 0x10 if damaged[position] != 0x10 else 0x11
            self.board.send(bytes(damaged))
        self.assertEqual(self.board.receive(), (0x40, 0, 0, struct.pack("<HHI", 4, 0, 0)))
        self.board.send(b"\0\0\0" + frame(0x03, 22))
        while (answer := self.board.receive())[0] == 0x40:
            pass
        self.assertEqual(answer[:3], (0x83, 22, 0))

    def test_it_speaks_no_other_version(self):
        self.assertEqual(self.board.ask(0x01, 1, struct.pack("<HHII", 0x0200, 0x0300, 0, 1))[2], 1)


class Driver(unittest.TestCase):
    def test_the_driver_of_the_page_is_the_one_that_is_tested(self):
        source = (ROOT / "Tests" / "TutorialTests" / "LineBoard.swift").read_text()
        self.assertEqual("\n\n".join(blocks("LineBoard.swift")) + "\n", source)

    def test_what_the_page_names_is_there(self):
        for path in set(re.findall(r"`((?:drivers|Sources|Tests)/[\w/.-]+)`", PAGE)) - {"drivers/LineBoard/"}:
            self.assertTrue((ROOT / path).exists(), path)
        for link in re.findall(r"\]\(([\w.-]+\.md)\)", PAGE):
            self.assertTrue((ROOT / "docs" / link).exists(), link)


class Daemon(unittest.TestCase):
    def test_every_command_of_the_page_works_on_the_board(self):
        with Board() as board, tempfile.TemporaryDirectory(prefix="pibd-test.") as directory:
            configuration = Path(directory) / "board.toml"
            configuration.write_text(blocks("board.toml")[0].replace("/tmp/board", str(board.path)) + "\n")
            with Laboratory("--config", configuration, directory=directory) as lab:
                ran = 0
                for command in commands():
                    if not command.startswith("pibctl "):
                        continue
                    done = lab.ctl(*command.split()[1:])
                    self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}{done.stderr}{lab.log.read_text()}")
                    ran += 1
                self.assertGreaterEqual(ran, 6)
                self.check(lab)

    def check(self, lab):
        device = lab.json("device", "show", "board")["device"]
        self.assertEqual((device["serial"], device["model"]), ("TUTORIAL-001", "tutorial board"))
        drive = [1, 0.5, 0.25]
        measured = lab.json("device", "measure", "board", "--full-scale", "4", "--drive",
                            ",".join(map(str, drive)))["measured"][0]
        self.assertEqual(len(measured), 4)
        for output, value in enumerate(measured):
            pair = [sum(round(part * 255) / 255 * conductance(row, column) for row, part in enumerate(drive))
                    for column in (2 * output, 2 * output + 1)]
            # Each column is rounded to a code of its own.
            self.assertAlmostEqual(value, (pair[0] - pair[1]) / 100e-6, delta=1.01 * LSB / 20e-6)
        cells = lab.json("device", "read", "board")["conductances"]
        self.assertEqual((len(cells), len(cells[0])), (16, 8))
        for row, line in enumerate(cells):
            for column, siemens in enumerate(line):
                self.assertAlmostEqual(siemens, conductance(row, column), delta=1e-10)
        self.assertEqual(lab.json("device", "show", "board")["device"]["hardware_state"], "safe")

    def test_a_board_that_was_away_comes_back(self):
        with Board() as board, tempfile.TemporaryDirectory(prefix="pibd-test.") as directory:
            configuration = Path(directory) / "board.toml"
            configuration.write_text(blocks("board.toml")[0].replace("/tmp/board", str(board.path)) + "\n")
            with Laboratory("--config", configuration, directory=directory) as lab:
                self.assertEqual(lab.ctl("device", "wait", "board").returncode, 0)
                board.stop()
                self.wait(lab, lambda state: state not in ("ready", "busy"))
                board.start()
                self.wait(lab, lambda state: state == "ready")
                self.check(lab)

    def wait(self, lab, condition):
        deadline = time.monotonic() + PATIENCE
        while not condition(state := lab.json("devices")["state"]):
            self.assertLess(time.monotonic(), deadline, state)


if __name__ == "__main__":
    unittest.main()
