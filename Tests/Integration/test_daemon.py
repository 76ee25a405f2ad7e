"""The daemon and its command line together."""
import base64
import io
import json
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import time
import unittest
import zipfile
from pathlib import Path

from laboratory import BINARIES, PYTHON, Laboratory

ENDED = ("finished", "stopped", "aborted", "failed", "interrupted")


class Training(unittest.TestCase):
    def test_trains_and_reports_one_object_on_the_last_line(self):
        with Laboratory() as lab:
            run = lab.train("seed=3")
            for key in ("run", "state", "trainer", "dataset", "seed", "test_accuracy", "validation_accuracy",
                        "measurements", "wall_seconds", "device_busy_fraction"):
                self.assertIn(key, run)
            self.assertEqual((run["state"], run["trainer"], run["seed"]), ("finished", "pib", 3))
            self.assertEqual(run["measurements"], 12 * 32)
            self.assertGreater(run["test_accuracy"], 0.7)

    def test_the_same_seed_gives_the_same_run_in_two_daemons(self):
        exports = []
        for _ in range(2):
            with Laboratory() as lab:
                run = lab.train("seed=5")["run"]
                self.assertEqual(lab.ctl("export", run, "--format", "npz", "-o", "run.npz").returncode, 0)
                shown = lab.json("run", "show", run)
                exports.append(((lab.directory / "run.npz").read_bytes(), shown["result"]["accuracies"]))
        names = zipfile.ZipFile(io.BytesIO(exports[0][0])).namelist()
        self.assertTrue(any("hidden1" in name for name in names), names)
        for name in names:
            if "seconds" in name:
                continue
            first, second = (zipfile.ZipFile(io.BytesIO(e[0])).read(name) for e in exports)
            self.assertEqual(first, second, name)
        self.assertEqual(exports[0][1], exports[1][1])

    def test_random_units_reports_both_floors(self):
        with Laboratory() as lab:
            accuracies = lab.train("trainer=random-units")["accuracies"]["test"]
            self.assertIn("head", accuracies)
            self.assertIn("head-last", accuracies)

    def test_plots_and_exports(self):
        with Laboratory() as lab:
            run = lab.train()["run"]
            self.assertEqual(lab.ctl("plot", run, "-o", "run.svg").returncode, 0)
            self.assertIn("<svg", (lab.directory / "run.svg").read_text())
            self.assertEqual(lab.ctl("export", run, "--format", "csv", "-o", "tables").returncode, 0)
            self.assertTrue(list((lab.directory / "tables").glob("*.csv")))


class Control(unittest.TestCase):
    def test_pause_resume_and_stop(self):
        with Laboratory() as lab:
            run = lab.submit("batches=1000000")
            lab.wait(run, lambda s: s["batches_done"] > 2)
            self.assertEqual(lab.ctl("run", "pause", run).returncode, 0)
            paused = lab.wait(run, lambda s: s["state"] == "paused")
            self.assertEqual(lab.json("device", "show", "chip")["device"]["hardware_state"], "safe")
            self.assertEqual(lab.ctl("run", "resume", run).returncode, 0)
            lab.wait(run, lambda s: s["batches_done"] > paused["batches_done"])
            start = time.monotonic()
            self.assertEqual(lab.ctl("run", "stop", run).returncode, 0)
            self.assertLess(time.monotonic() - start, 2)
            self.assertEqual(lab.wait(run, lambda s: s["state"] in ENDED)["state"], "stopped")

    def test_abort_leaves_the_device_safe(self):
        with Laboratory() as lab:
            run = lab.submit("batches=1000000")
            lab.wait(run, lambda s: s["batches_done"] > 2)
            self.assertEqual(lab.ctl("run", "abort", run).returncode, 0)
            self.assertEqual(lab.wait(run, lambda s: s["state"] in ENDED)["state"], "aborted")
            self.assertEqual(lab.json_lines("devices")[0]["hardware_state"], "safe")

    def test_safe_state_fails_the_run_with_exit_code_8_and_the_reason(self):
        with Laboratory() as lab:
            follower = subprocess.Popen(
                [BINARIES / "pibctl", "train", lab.experiment, "data=clusters.csv", "batches=1000000"],
                env=lab.environment, cwd=lab.directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            lab.wait_for_runs(1)
            lab.wait(1, lambda s: s["batches_done"] > 2)
            self.assertEqual(lab.ctl("safe-state").returncode, 0)
            output, _ = follower.communicate(timeout=60)
            self.assertEqual(follower.returncode, 8, output)
            self.assertIn("safe state", output)

    def test_measures_and_reads_a_device(self):
        with Laboratory() as lab:
            self.assertEqual(lab.ctl("device", "measure", "chip", "--drive", "0.5,0.25,1").returncode, 0)
            self.assertEqual(lab.ctl("device", "show", "chip").returncode, 0)
            refused = lab.ctl("device", "measure", "chip", "--drive", "7")
            self.assertEqual(refused.returncode, 2, refused.stderr)
            self.assertEqual(lab.ctl("device", "show", "nobody").returncode, 2)


@unittest.skipUnless(os.geteuid() == 0, "acting as another user takes root")
class Permissions(unittest.TestCase):
    NOBODY = 65534

    def test_an_outsider_reads_and_calls_for_the_safe_state_but_does_not_control(self):
        with Laboratory() as lab:
            lab.directory.chmod(0o755)
            program = shutil.copy(BINARIES / "pibctl", lab.directory)
            def outsider(*words):
                return subprocess.run([program, *map(str, words)], env=lab.environment, cwd=lab.directory, timeout=60,
                                      capture_output=True, text=True, user=self.NOBODY, group=self.NOBODY,
                                      extra_groups=[])
            if outsider("version").returncode not in (0, 3):
                self.skipTest("the Swift runtime cannot be read by other users here")
            self.assertEqual(outsider("status").returncode, 0)
            self.assertEqual(outsider("safe-state").returncode, 0)
            refused = outsider("train", lab.experiment, "data=clusters.csv")
            self.assertEqual(refused.returncode, 7, refused.stderr)
            self.assertIn("group", refused.stderr)


class BadInput(unittest.TestCase):
    def refused(self, lab, *words, code=2):
        done = lab.ctl(*words)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertEqual(lab.ctl("status").returncode, 0, "the daemon is gone")
        return done.stderr

    def test_a_misspelt_key_names_file_line_and_the_nearest_key(self):
        with Laboratory() as lab:
            lab.experiment.write_text(lab.experiment.read_text().replace("batches", "batchez", 1))
            message = self.refused(lab, "train", lab.experiment, "data=clusters.csv")
            for part in ("clusters.toml:1", "batchez", "batches"):
                self.assertIn(part, message)

    def test_impossible_values_are_refused_before_anything_is_queued(self):
        with Laboratory() as lab:
            for override in ("seed=minus one", "batch=1", "loss=renyy", "unit.0.inputs=99", "optimizer.eta=nan",
                             "unit.0.outputs=100000000", "nonsense=1", "device=nobody", "batches=0",
                             "calibration.percentile=200", "trainer=pip"):
                self.refused(lab, "train", lab.experiment, "data=clusters.csv", override)
            self.assertEqual(lab.json_lines("run", "list"), [])

    def test_bad_data_name_the_file(self):
        with Laboratory() as lab:
            directory = lab.directory / "mnist"
            directory.mkdir()
            names = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
                     "t10k-labels-idx1-ubyte"]
            def write(images=b"", labels=b"", magic=0x803, count=4):
                for name in names:
                    if "images" in name:
                        data = struct.pack(">IIII", magic, count, 2, 2) + (images or bytes(16))
                    else:
                        data = struct.pack(">II", 0x801, 4) + (labels or bytes([0, 1, 0, 1]))
                    (directory / name).write_bytes(data)
            arguments = ("train", lab.experiment, f"data={directory}", "dataset=mnist", "batch=2")
            write(images=bytes(9))
            self.assertIn("train-images", self.refused(lab, *arguments))
            write(magic=0x999)
            self.assertIn("train-images", self.refused(lab, *arguments))
            write(labels=bytes([0, 1, 77, 1]))
            self.assertIn("train-labels", self.refused(lab, *arguments))
            (directory / names[0]).unlink()
            self.assertIn("train-images", self.refused(lab, *arguments))
            self.assertIn("data", self.refused(lab, "train", lab.experiment))

    def test_no_daemon_is_exit_code_3(self):
        lab = Laboratory()
        done = lab.ctl("status")
        self.assertEqual(done.returncode, 3)
        self.assertIn(str(lab.socket), done.stderr)

    def test_a_message_that_is_not_json_or_too_long_costs_only_its_own_connection(self):
        with Laboratory() as lab:
            for junk in (b"\xff\x00\xfe\0", b"{" * 100_000 + b"\0", b'{"method":' + b"x" * 1000 + b"\0"):
                with socket.socket(socket.AF_UNIX) as peer:
                    peer.connect(str(lab.socket))
                    peer.settimeout(30)
                    peer.sendall(junk)
                    while peer.recv(65536):
                        pass
            self.assertEqual(lab.ctl("status").returncode, 0)

    def test_a_tensor_that_lies_about_its_shape_is_refused(self):
        with Laboratory() as lab, socket.socket(socket.AF_UNIX) as peer:
            peer.connect(str(lab.socket))
            peer.settimeout(30)
            for shape in ([2**62, 2**62], [1, -3], [1, 3], [3]):
                drive = {"shape": shape, "data": base64.b64encode(bytes(8)).decode()}
                call = {"method": "io.pibd.Lab.Process", "parameters": {"device": "chip", "drive": drive}}
                peer.sendall(json.dumps(call).encode() + b"\0")
                reply = b""
                while not reply.endswith(b"\0"):
                    reply += peer.recv(65536)
                self.assertIn("error", json.loads(reply[:-1]), shape)


class Daemons(unittest.TestCase):
    def test_a_second_daemon_is_refused_on_the_socket_and_on_the_store(self):
        with Laboratory() as lab:
            for options in (["--state-directory", lab.directory / "other"],
                            ["--state-directory", lab.state, "--socket", lab.directory / "other.sock"]):
                done = subprocess.run([BINARIES / "pibd", "--simulate", *options], env=lab.environment,
                                      capture_output=True, text=True, timeout=60)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn("pibd", done.stderr)
                self.assertIn("stop", done.stderr)
            self.assertEqual(lab.ctl("status").returncode, 0)

    def test_after_a_kill_the_next_daemon_takes_over_the_socket_and_marks_the_run_interrupted(self):
        with Laboratory() as lab:
            run = lab.submit("batches=1000000")
            done = lab.wait(run, lambda s: s["batches_done"] > 5)["batches_done"]
            lab.daemon.kill()
            lab.daemon.wait()
            lab.start()
            summary = lab.summary(run)
            self.assertEqual(summary["state"], "interrupted")
            self.assertGreaterEqual(summary["batches_done"], done, "acknowledged batches were lost")

    def test_a_daemon_asked_to_stop_ends_its_run_and_itself_cleanly(self):
        with Laboratory() as lab:
            run = lab.submit("batches=1000000")
            lab.wait(run, lambda s: s["batches_done"] > 2)
            self.assertEqual(lab.stop(), 0)
            self.assertIn("safe state", lab.log.read_text())
            self.assertFalse(lab.socket.exists())
            lab.start()
            self.assertEqual(lab.summary(run)["state"], "interrupted")

    def test_a_configuration_error_names_file_and_line(self):
        lab = Laboratory()
        configuration = lab.directory / "pibd.toml"
        configuration.write_text('[[device]]\nid = "chip"\ndriver = "simulated-crossbar"\n[device.chip]\nrowz = 3\n')
        done = subprocess.run([BINARIES / "pibd", "--config", configuration, "--state-directory", lab.state],
                              env=lab.environment, capture_output=True, text=True, timeout=60)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("pibd.toml:5", done.stderr)
        self.assertIn("rows", done.stderr)

    def test_an_envelope_wider_than_the_device_is_refused(self):
        lab = Laboratory()
        configuration = lab.directory / "pibd.toml"
        configuration.write_text(
            '[[device]]\nid = "chip"\ndriver = "simulated-crossbar"\n[device.envelope]\nmax-read-voltage = "5 V"\n')
        done = subprocess.run([BINARIES / "pibd", "--config", configuration, "--state-directory", lab.state],
                              env=lab.environment, capture_output=True, text=True, timeout=60)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("5 V", done.stderr)

    @unittest.skipUnless(os.geteuid() == 0, "mounting a small file system takes root")
    def test_a_full_disk_fails_the_run_and_nothing_else(self):
        with tempfile.TemporaryDirectory(prefix="pibd-full.") as mount:
            if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", mount]).returncode != 0:
                self.skipTest("this machine does not let us mount")
            try:
                with Laboratory(state=Path(mount) / "state") as lab:
                    run = lab.submit("batches=1000000")
                    summary = lab.wait(run, lambda s: s["batches_done"] > 2)
                    try:
                        with open(Path(mount) / "ballast", "wb", buffering=0) as ballast:
                            while ballast.write(bytes(4096)):
                                pass
                    except OSError:
                        pass
                    deadline = time.monotonic() + 60
                    while "no room left" not in lab.log.read_text():
                        self.assertLess(time.monotonic(), deadline, lab.log.read_text())
                    self.assertEqual(lab.ctl("status").returncode, 0)
                    self.assertGreaterEqual(lab.summary(run)["batches_done"], summary["batches_done"])
                    self.assertEqual(lab.json_lines("devices")[0]["hardware_state"], "safe")
                    (Path(mount) / "ballast").unlink()
                    ended = lab.wait(run, lambda s: s["state"] in ENDED)
                    self.assertEqual(ended["state"], "failed")
                    self.assertIn("no room left", ended["message"])
                    self.assertGreater(lab.train("batches=3")["run"], run)
            finally:
                subprocess.run(["umount", "-l", mount], check=True)


class ServiceManager(unittest.TestCase):
    def test_tells_the_service_manager_when_it_is_ready_and_when_it_stops(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager, tempfile.TemporaryDirectory() as directory:
            manager.bind(f"{directory}/notify")
            manager.settimeout(60)
            lab = Laboratory()
            lab.environment["NOTIFY_SOCKET"] = f"{directory}/notify"
            with lab:
                self.assertTrue(manager.recv(4096).startswith(b"READY=1"))
                self.assertEqual(lab.stop(), 0)
                self.assertEqual(manager.recv(4096), b"STOPPING=1")

    def test_serves_a_socket_that_was_handed_over(self):
        lab = Laboratory()
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(lab.socket))
            listener.listen()
            # A service manager hands the socket over as descriptor 3; the shell moves it there.
            start = (f'exec 3<&{listener.fileno()}; LISTEN_PID=$$ LISTEN_FDS=1 '
                     f'exec "{BINARIES}/pibd" --simulate --state-directory "{lab.state}"')
            with open(lab.log, "a") as log:
                lab.daemon = subprocess.Popen(
                    ["bash", "-c", start], env=lab.environment, pass_fds=(listener.fileno(),), stderr=log)
            try:
                self.assertEqual(lab.ctl("status").returncode, 0, lab.log.read_text())
            finally:
                self.assertEqual(lab.stop(), 0)


@unittest.skipUnless(PYTHON, "$PIBD_TEST_PYTHON names no Python with the package varlink")
class ThirdPartyClient(unittest.TestCase):
    def cli(self, lab, *words):
        return subprocess.run([PYTHON, "-m", "varlink.cli", *words], env=lab.environment, capture_output=True,
                              text=True, timeout=60)

    def test_lists_and_calls_the_interface(self):
        with Laboratory() as lab:
            address = f"unix:{lab.socket}"
            self.assertIn("io.pibd.Lab", self.cli(lab, "info", address).stdout)
            self.assertIn("method GetStatus", self.cli(lab, "help", f"{address}/io.pibd.Lab").stdout)
            done = self.cli(lab, "call", f"{address}/io.pibd.Lab.GetStatus")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("simulated-crossbar", done.stdout)


if __name__ == "__main__":
    unittest.main()
