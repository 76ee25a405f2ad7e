"""The Debian package on a lab PC: installed, plugged into, used by people who may and people who may not, reloaded,
hung, upgraded under a run, and purged.

The board is emulated by the package's own pibd on the gadget side of a CDC-ACM device; what crosses the wire is taken
from the kernel's USB monitor.
"""
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from support import usb_wire
from support.checks import check, eventually, run_test
from support.gadget import SerialGadget
from support.laboratory import Caller, Service, command, write_data

SERIAL = "RIG-0001"
CONFIGURATION = Path("/etc/pibd/pibd.toml")
BOARD = f"""\
[[device]]
id = "board"
driver = "crossbar-board"
port = "serial:{SERIAL}"
"""
EMULATOR = ["/usr/bin/pibd", "emulate", "crossbar", "--serial-port", str(SerialGadget.port), "--serial", SERIAL,
            "--tiles", "4", "--rows", "32", "--columns", "32", "--seed", "1"]
SAFE_BY_PIB_SAFE = dict(opcode=usb_wire.SAFE_STATE, request=0xFFFF, from_host=True, payload=b"\xf5")
UNIT = "pibd.service"


def dpkg(*words):
    done = subprocess.run(["dpkg", *map(str, words)], capture_output=True, text=True, timeout=240)
    check(done.returncode == 0, f"dpkg {words[0]}", (done.stdout + done.stderr).strip() if done.returncode else "")
    return done.stdout + done.stderr


def traces():
    """Every path that could be the package's."""
    found = {str(path) for part in ("/etc", "/usr", "/var", "/run") for path in Path(part).rglob("*pib*")}
    return {path for path in found if not path.startswith(("/var/lib/dpkg/info", "/run/systemd", "/run/udev"))}


def by(user, *words):
    """`pibctl` as somebody else: its status and its last line of JSON."""
    done = subprocess.run(["runuser", "-u", user, "--", "pibctl", *map(str, words), "--json"], capture_output=True,
                          text=True, timeout=240)
    lines = done.stdout.splitlines()
    said = done.stderr.strip().splitlines()
    return done.returncode, json.loads(lines[-1]) if lines else None, said[-1] if said else ""


class Bench:
    def __init__(self):
        self.before = traces()
        self.package = next(Path("/rig/package").glob("*.deb"))
        self.service = Service()
        self.experiment = write_data("/srv/clusters")

    def state(self):
        return Caller().device("board")["state"]

    def wait_for_ready(self, what):
        eventually(30, lambda: self.state() == "ready", what)
        check(True, what)


def test():
    bench = Bench()
    package_is_installed(bench)
    configuration_is_taken_over(bench)
    people_may_and_may_not(bench)
    board_comes_back(bench)
    stopping_is_safe(bench)
    hang_is_noticed(bench)
    upgrade_spares_a_run(bench)
    purge_leaves_what_it_says(bench)


def package_is_installed(bench):
    dpkg("--install", bench.package)
    for unit in ("pibd.socket", UNIT):
        check(Service(unit).show("ActiveState") == "active", f"{unit} is active")
        check(command("systemctl", "is-enabled", unit) == "enabled", f"{unit} is enabled")
    socket = Path("/run/pibd/pibd.sock").stat()
    check(socket.st_mode & 0o777 == 0o666, "everybody may connect", oct(socket.st_mode & 0o777))
    check(Path("/proc", str(bench.service.process)).stat().st_uid != 0, "the daemon is not root")
    memory = int(Path("/proc", str(bench.service.process), "status").read_text().split("VmRSS:")[1].split()[0]) / 1024
    check(memory < 100, "the idle daemon is small", f"{memory:.0f} MB")
    exposure = command("systemd-analyze", "security", "--no-pager", "--threshold=15", UNIT).splitlines()[-1]
    check("exposure" in exposure, "systemd counts its sandbox as tight", exposure.strip(" →"))


def configuration_is_taken_over(bench):
    process = bench.service.process
    good = CONFIGURATION.read_text()
    CONFIGURATION.write_text(good + "\n[[device]]\nid = 3\n")
    refused = subprocess.run(["systemctl", "reload", UNIT], capture_output=True, timeout=60)
    check(refused.returncode != 0, "a reload with a bad configuration fails")
    check(bench.service.process == process and bench.service.show("ActiveState") == "active", "and the daemon goes on")
    check("pibd.toml:" in command("journalctl", "--no-pager", "--unit", UNIT), "the journal names the line")
    CONFIGURATION.write_text(good + "\n" + BOARD)
    command("systemctl", "reload", UNIT)
    eventually(20, lambda: [device["id"] for device in Caller().call("ListDevices")["devices"]] == ["board"],
               "the board of the new configuration is known")
    check(bench.service.process == process, "a reload takes a good configuration over, in the same process")

    bench.gadget = SerialGadget(0x1D6B, 0x0104, "pibd crossbar board", SERIAL)
    bench.wire = usb_wire.UsbWire()
    bench.emulator = subprocess.Popen(EMULATOR, stderr=open("/run/emulator.log", "w"), stdout=subprocess.DEVNULL)
    bench.gadget.plug()
    bench.wait_for_ready("the board is ready after it was plugged in")
    command("udevadm", "settle", "--timeout=20")
    properties = command("udevadm", "info", "--query=property", "--name=/dev/ttyACM0")
    check("ID_PIBD_DRIVER=crossbar-board" in properties, "udev names its driver")


def people_may_and_may_not(bench):
    command("useradd", "--groups", "pibd", "member")
    command("useradd", "outsider")
    status, result, said = by("member", "train", bench.experiment)
    check(status == 0 and result["state"] == "finished", "a member of the group trains", said)
    status, _, said = by("outsider", "train", bench.experiment)
    check(status == 7, "an outsider is refused with exit code 7", said)
    status, _, _ = by("outsider", "status")
    check(status == 0, "an outsider reads the status")
    status, _, said = by("outsider", "safe-state")
    check(status == 0, "an outsider calls for the safe state", said)


def board_comes_back(bench):
    bench.gadget.unplug()
    eventually(10, lambda: bench.state() in ("lost", "absent"), "the board is gone")
    bench.wire.forget_rest()
    bench.gadget.plug()
    bench.wait_for_ready("the board is ready after it was unplugged and plugged in again")


def submit(bench, batches):
    status, result, said = by("member", "run", "submit", bench.experiment, f"batches={batches}")
    check(status == 0, "a run is submitted", said)
    run = result["run"]
    eventually(60, lambda: Caller().run(run)["batches_done"] >= 3, "the run is under way")
    return run


def stopping_is_safe(bench):
    run = submit(bench, 100_000)
    began = time.monotonic()
    command("systemctl", "stop", UNIT)
    safe = bench.wire.since(began, opcode=usb_wire.SAFE_STATE, from_host=False, status=0)
    armed = bench.wire.since(0, opcode=usb_wire.ARM, from_host=True, payload=b"\1")
    check(safe and safe[-1].seconds > armed[-1].seconds, "stopping leaves the board in its safe state")
    check(not list(Path("/run/pibd").glob("energised/*")), "and nothing on the list of energised devices")
    status, _, said = by("outsider", "status")
    check(status == 0, "a call starts the daemon again", said)
    bench.wait_for_ready("the board is ready")
    check(Caller().run(run)["state"] == "interrupted", "the run is known to be interrupted")


def hang_is_noticed(bench):
    drop_in = Path("/run/systemd/system/pibd.service.d/stuck.conf")
    drop_in.parent.mkdir(parents=True)
    drop_in.write_text("[Service]\nEnvironment=LD_PRELOAD=/rig/lib/stuck_write.so\n")
    command("systemctl", "daemon-reload")
    command("systemctl", "restart", UNIT)
    bench.wait_for_ready("the board is ready")
    submit(bench, 100_000)
    process, began = bench.service.process, time.monotonic()
    Path("/run/stuck").write_text(str(process))
    eventually(60, lambda: not Path("/proc", str(process)).exists(), "the daemon is ended")
    check(True, "a driver that hangs in a system call ends the daemon", f"after {time.monotonic() - began:.0f} s")
    eventually(10, lambda: bench.wire.since(began, **SAFE_BY_PIB_SAFE), "pib-safe calls for the safe state")
    eventually(10, lambda: bench.wire.since(began, opcode=usb_wire.SAFE_STATE, request=0xFFFF, from_host=False),
               "the board confirms it")
    check(True, "pib-safe puts the board into its safe state")
    bench.wait_for_ready("the daemon is back, and the board ready")
    check(bench.service.show("NRestarts") == "1", "systemd started it once")
    journal = command("journalctl", "--no-pager", "--unit", UNIT)
    check("does not answer" in journal, "the journal says who did not answer")
    check("watchdog" in journal.lower(), "it was the watchdog")
    Path("/run/stuck").unlink()
    drop_in.unlink()
    command("systemctl", "daemon-reload")
    command("systemctl", "restart", UNIT)
    bench.wait_for_ready("the board is ready")


def upgrade_spares_a_run(bench):
    run = submit(bench, 100_000)
    process = bench.service.process
    told = dpkg("--install", bench.package)
    check(bench.service.process == process and Caller().run(run)["state"] == "running", "an upgrade spares a run")
    check("was not restarted" in told, "and says so")
    by("member", "run", "abort", run)
    eventually(20, lambda: "running" not in Caller().call("GetStatus"), "the run is over")
    dpkg("--install", bench.package)
    check(bench.service.process not in (0, process), "an upgrade puts the new daemon in place when nobody is disturbed")
    bench.wait_for_ready("the board is ready")


def purge_leaves_what_it_says(bench):
    process = bench.service.process
    told = dpkg("--purge", "pibd")
    check(not Path("/proc", str(process)).exists(), "the daemon is gone")
    bench.emulator.kill()
    check("/var/lib/pibd stays" in told, "purge says what stays")
    left = traces() - bench.before
    strangers = {path for path in left if not path.startswith("/var/lib/pibd")}
    check("/var/lib/pibd" in left and not strangers, "purge leaves nothing else", ", ".join(sorted(strangers)))
    check(not os.path.exists("/run/pibd"), "nor anything at run time")


if __name__ == "__main__":
    run_test(test, [
        "systemctl status --no-pager --full pibd.service pibd.socket",
        "journalctl --no-pager --output=short-monotonic --unit=pibd.service --unit=pibd.socket",
        "cat /run/emulator.log", "dmesg | tail -n 30", "ls -lR /run/pibd /dev/ttyACM*"])
    sys.exit(0)
