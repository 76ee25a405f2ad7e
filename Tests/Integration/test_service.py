"""The daemon under a service manager: fed while everything works, and a configuration that changes under it."""
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from laboratory import PATIENCE, ROOT, Laboratory
from test_boards import Board

BOARD = '[[device]]\nid = "board"\ndriver = "crossbar-board"\nport = "pty:{port}"\n'
CHIP = '[[device]]\nid = "{id}"\ndriver = "simulated-crossbar"\nseed = {seed}\n'
STUCK = ROOT / "Tests" / "rig" / "stuck_write.c"


class Manager:
    """What a service manager hears."""

    def __init__(self, lab):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        path = str(lab.directory / "notify")
        self.socket.bind(path)
        lab.environment["NOTIFY_SOCKET"] = path

    def hears(self, start, seconds=PATIENCE):
        """The next message that begins with `start`; None when it does not come in time."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                message = self.socket.recv(4096).decode()
            except TimeoutError:
                return None
            if message.startswith(start):
                return message
        return None

    def forget(self):
        """Whatever was said until now."""
        self.socket.settimeout(0)
        try:
            while self.socket.recv(4096):
                pass
        except BlockingIOError:
            pass


class Watchdog(unittest.TestCase):
    def test_a_daemon_that_works_says_so_and_one_whose_driver_hangs_does_not(self):
        compiler = shutil.which("cc")
        if not compiler:
            self.skipTest("there is no C compiler to make a driver hang with")
        with tempfile.TemporaryDirectory(prefix="pibd-test.") as directory, Board(directory) as board:
            library, flag = Path(directory, "stuck.so"), Path(directory, "stuck")
            subprocess.run([compiler, "-shared", "-fPIC", f'-DSTUCK="{flag}"', "-o", library, STUCK], check=True)
            file = Path(directory, "pibd.toml")
            file.write_text(BOARD.format(port=board.port) + CHIP.format(id="chip", seed=0))
            lab = Laboratory("--config", file)
            manager = Manager(lab)
            self.addCleanup(manager.socket.close)
            lab.environment |= {"WATCHDOG_USEC": "4000000", "LD_PRELOAD": str(library)}
            with lab:
                self.assertEqual(lab.ctl("device", "wait", "board", "--state", "ready").returncode, 0)
                manager.forget()
                for _ in range(3):
                    self.assertIsNotNone(manager.hears("WATCHDOG=1"), lab.log.read_text())
                flag.write_text(str(lab.daemon.pid))
                # The board's heartbeat is what hangs first. A round may have been under way.
                deadline = time.monotonic() + PATIENCE
                while manager.hears("WATCHDOG=1", seconds=6):
                    self.assertLess(time.monotonic(), deadline, "a daemon that hangs goes on saying that it works")
                self.assertIn("does not answer", lab.log.read_text())
                lab.daemon.kill()


class Reloading(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="pibd-test.")
        self.addCleanup(directory.cleanup)
        self.file = Path(directory.name, "pibd.toml")
        self.file.write_text(CHIP.format(id="chip", seed=0) + CHIP.format(id="spare", seed=0))
        self.lab = Laboratory("--config", self.file)
        self.manager = Manager(self.lab)
        self.addCleanup(self.manager.socket.close)
        self.lab.start()
        self.addCleanup(self.lab.__exit__)

    def reload(self, configuration):
        self.file.write_text(configuration)
        self.manager.forget()
        self.lab.daemon.send_signal(signal.SIGHUP)
        self.assertIsNotNone(self.manager.hears("RELOADING=1"))
        return self.manager.hears("READY=1")

    def ids(self):
        return [device["id"] for device in self.lab.json_lines("devices")]

    def test_devices_come_and_go_and_others_are_not_touched(self):
        self.assertEqual(self.lab.ctl("device", "measure", "chip", "--drive", "0.5").returncode, 0)
        before = self.lab.ctl("device", "read", "chip").stdout
        answer = self.reload(CHIP.format(id="new", seed=3) + CHIP.format(id="chip", seed=0))
        self.assertNotIn("refused", answer, self.lab.log.read_text())
        self.assertEqual(self.ids(), ["new", "chip"])
        self.assertEqual(self.lab.ctl("device", "measure", "new", "--drive", "0.5").returncode, 0)
        self.assertEqual(self.lab.ctl("device", "read", "chip").stdout, before)
        log = self.lab.log.read_text()
        self.assertIn("added new; removed spare", log)

    def test_a_bad_configuration_changes_nothing(self):
        good = self.file.read_text()
        for bad, reason in ((good + "nonsense = 1\n", "nonsense"),
                            (good + CHIP.format(id="third", seed=0)
                             + '[device.envelope]\nmax-read-voltage = "90 V"\n', "envelope"),
                            ('[daemon]\ngroup = "others"\n' + good, "permissions")):
            self.assertIn("refused", self.reload(bad))
            self.assertIn(reason, self.lab.log.read_text())
            self.assertEqual(self.ids(), ["chip", "spare"])

    def test_a_device_that_somebody_has_is_not_changed(self):
        self.assertEqual(self.lab.ctl("acquire", "chip").returncode, 0)
        self.assertIn("refused", self.reload(CHIP.format(id="chip", seed=1)))
        self.assertEqual(self.ids(), ["chip", "spare"])
        self.assertEqual(self.lab.ctl("release", "chip").returncode, 0)
        self.assertNotIn("refused", self.reload(CHIP.format(id="chip", seed=1)))
        self.assertEqual(self.ids(), ["chip"])

    def test_a_configuration_can_be_looked_at_without_a_daemon(self):
        program = Path(os.environ.get("PIBD_BINARIES", ROOT / ".build" / "debug")) / "pibd"
        for text, status in ((self.file.read_text(), 0), ("[daemon]\nsoket = \"/run/x\"\n", 1)):
            self.file.write_text(text)
            done = subprocess.run([program, "check", "--config", self.file], capture_output=True, text=True)
            self.assertEqual(done.returncode, status, done.stderr)
        self.assertIn("soket", done.stderr)


if __name__ == "__main__":
    unittest.main()
