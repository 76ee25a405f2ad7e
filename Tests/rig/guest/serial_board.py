"""A crossbar board on a real kernel's USB: found by udev and serial number, trained on, unplugged in mid-transfer and
plugged in again under another number, and left safe when the daemon is killed.

The emulated board sits on the gadget side of a CDC-ACM device; the daemon runs as its systemd service on the host side.
What crosses the wire between them is taken from the kernel's USB monitor.
"""
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from support import usb_wire
from support.calls import CallCounter
from support.checks import check, eventually, run_test
from support.gadget import SerialGadget
from support.laboratory import Caller, DeviceStates, Service, command, death_of, install, write_data
from support.port_holder import PortHolder

SERIAL = "RIG-0001"
CONFIGURATION = f"""\
[[device]]
id = "board"
driver = "crossbar-board"
port = "serial:{SERIAL}"
"""
EMULATOR = ["/usr/bin/pibd", "emulate", "crossbar", "--serial-port", str(SerialGadget.port), "--serial", SERIAL,
            "--tiles", "4", "--rows", "32", "--columns", "32", "--seed", "1"]
EMULATOR_LOG = "/run/emulator.log"
SAFE_BY_PIB_SAFE = dict(opcode=usb_wire.SAFE_STATE, request=0xFFFF, from_host=True, payload=b"\xf5")


class Bench:
    """The gadget, the emulated board behind it, the daemon's service, and the wire between them."""

    def __init__(self):
        install(CONFIGURATION)
        self.gadget = SerialGadget(0x1D6B, 0x0104, "pibd crossbar board", SERIAL)
        self.wire = usb_wire.UsbWire()
        self.experiment = write_data("/srv/clusters")
        self.library_opens = CallCounter("/rig/lib/libserialport.so.0", "sp_open")
        self.emulator = subprocess.Popen(EMULATOR, stderr=open(EMULATOR_LOG, "w"), stdout=subprocess.DEVNULL)
        self.service = Service()

    def plug(self, node):
        """Plugs the board in and answers when the node was there."""
        self.gadget.plug()
        eventually(20, Path(node).exists, f"{node} appears", pause=0.01)
        return time.monotonic()

    def unplug_in_mid_transfer(self):
        """Unplugs while a measurement's request is on the wire and its answer is not. The board is frozen first, so
        that it cannot answer in the time between."""
        frozen = []

        def freeze(frame):
            if frame.from_host and frame.opcode == usb_wire.READ_VMM and not frozen:
                os.kill(self.emulator.pid, signal.SIGSTOP)
                frozen.append(frame)

        for _ in range(20):
            frozen.clear()
            self.wire.on_frame = freeze
            eventually(30, lambda: frozen, "a measurement is on the wire", pause=0.001)
            self.wire.on_frame = lambda frame: None
            time.sleep(0.02)  # an answer that was already on its way would be seen by now
            answered = self.wire.since(
                frozen[0].seconds, from_host=False, opcode=usb_wire.READ_VMM, request=frozen[0].request)
            if answered:
                os.kill(self.emulator.pid, signal.SIGCONT)
                continue
            self.gadget.unplug()
            self.wire.forget_rest()
            os.kill(self.emulator.pid, signal.SIGCONT)
            return frozen[0]
        raise TimeoutError("the board always answered before it could be frozen")

    def submit(self, batches):
        return self.service.ctl("run", "submit", self.experiment, f"batches={batches}")[-1]["run"]


def test():
    bench = Bench()
    board_is_found(bench)
    training_finishes(bench)
    unplugging_is_survived(bench)
    killing_is_safe(bench)


def board_is_found(bench):
    command("systemctl", "start", bench.service.unit)
    check(True, "the service starts and says that it is ready while no board is plugged in")
    caller = Caller()
    state = caller.device("board")["state"]
    check(state in ("absent", "lost", "opening"), "the board that is not there is not shown as there", state)

    node_at = bench.plug("/dev/ttyACM0")
    states = DeviceStates("board")
    ready_at = eventually(20, lambda: states.first("ready"), "the board is ready", pause=0.01)
    states.end()
    check(True, "the daemon finds the board when it is plugged in", f"{ready_at - node_at:.2f} s after the node")
    # Only now: udev goes on for a moment after the node is there.
    command("udevadm", "settle", "--timeout=20")
    properties = dict(line.split("=", 1) for line in
                      command("udevadm", "info", "--query=property", "--name=/dev/ttyACM0").splitlines())
    check(properties.get("ID_PIBD_DRIVER") == "crossbar-board", "the udev rule names the driver",
          properties.get("ID_PIBD_DRIVER"))
    check(properties.get("ID_SERIAL_SHORT") == SERIAL, "udev knows the serial number", SERIAL)
    check(properties.get("ID_MM_PORT_IGNORE") == "1", "ModemManager is told to keep away")
    node = Path("/dev/ttyACM0").stat()
    check(node.st_mode & 0o777 == 0o660, "the node is open to its group and to nobody else", oct(node.st_mode & 0o777))
    links = [link for link in Path("/dev/serial/by-id").iterdir() if SERIAL in link.name]
    check(links, "there is a name by id", links[0].name if links else "none")

    listed = bench.service.ctl("devices")
    check([(device["id"], device["state"]) for device in listed] == [("board", "ready")],
          "pibctl devices shows the board ready", listed[0]["state"])
    check(not listed[0]["simulated"], "it is no simulated device")
    process = Path("/proc", str(bench.service.process))
    check(process.stat().st_uid != 0, "the daemon is not root", f"uid {process.stat().st_uid}")
    check(os.path.realpath("/dev/ttyACM0") in {os.path.realpath(link) for link in (process / "fd").iterdir()},
          "it is this port that the daemon has open")
    opens = bench.library_opens.by(bench.service.process)
    check(opens >= 1, "the daemon opened it through libserialport", f"{opens} calls of sp_open")


def training_finishes(bench):
    began = time.monotonic()
    result = bench.service.ctl("train", bench.experiment)[-1]
    check(result["state"] == "finished", "pibctl train finishes on the board", result["state"])
    check(result["test_accuracy"] > 0.6, "it learns", f"test accuracy {result['test_accuracy']:.2f}")
    measured = bench.wire.since(began, from_host=False, opcode=usb_wire.READ_VMM, status=0)
    pulsed = (bench.wire.since(began, from_host=False, opcode=usb_wire.PROGRAM_MAP, status=0)
              + bench.wire.since(began, from_host=False, opcode=usb_wire.PROGRAM_PULSES, status=0))
    check(measured and pulsed, "measurements and pulses crossed the wire", f"{len(measured)} and {len(pulsed)} answers")
    check(bench.wire.strays == 0, "every byte on the wire belonged to a whole frame", len(bench.wire.frames))


def unplugging_is_survived(bench):
    run = bench.submit(batches=24)
    caller = Caller()
    eventually(60, lambda: caller.run(run)["batches_done"] >= 3, "the run is under way")
    states = DeviceStates("board")
    holder = PortHolder("/dev/ttyACM0")
    request = bench.unplug_in_mid_transfer()
    check(True, "the board is unplugged in mid-transfer", f"request {request.request} is unanswered")
    hung_up = eventually(5, lambda: holder.hung_up_at, "the kernel hangs the port up", pause=0.001)
    lost = eventually(5, lambda: states.first("lost", since=request.seconds), "the loss is reported", pause=0.001)
    check(lost - hung_up <= 0.25, "the loss is reported within 250 ms of the kernel's hang-up",
          f"{1000 * (lost - hung_up):.0f} ms")
    eventually(5, lambda: caller.run(run)["state"] == "paused", "the run pauses")
    check(True, "the run pauses")

    node_at = bench.plug("/dev/ttyACM1")
    check(not Path("/dev/ttyACM0").exists(), "the board comes back under another number", "ttyACM1")
    ready = eventually(20, lambda: states.first("ready", "busy", since=lost), "the board is taken up again", pause=0.01)
    check(ready - node_at <= 3, "the board is taken up again", f"{ready - node_at:.2f} s after the node")
    states.end()
    eventually(20, lambda: caller.run(run)["state"] in ("running", "finished"), "the run resumes by itself")
    check(True, "the run resumes by itself")
    holder.close()
    finished = eventually(120, lambda: (now := caller.run(run))["state"] not in ("running", "paused") and now,
                          "the run ends")
    check(finished["state"] == "finished", "the run finishes", f"{finished['batches_done']} batches")
    check(bench.wire.since(node_at, opcode=usb_wire.HELLO, from_host=True), "the board was identified again")


def killing_is_safe(bench):
    run = bench.submit(batches=100_000)
    caller = Caller()
    eventually(60, lambda: caller.run(run)["batches_done"] >= 5, "the run is under way")
    process = bench.service.process
    died = death_of(process)
    began = time.monotonic()
    command("systemctl", "kill", "--signal=KILL", bench.service.unit)
    died_at = eventually(10, died, "the daemon dies", pause=0.001)
    armed = bench.wire.since(0, opcode=usb_wire.ARM, from_host=True, payload=b"\1")
    safe_before = [frame for frame in bench.wire.since(0, opcode=usb_wire.SAFE_STATE) if frame.seconds < died_at]
    check(armed and (not safe_before or armed[-1].seconds > safe_before[-1].seconds),
          "the daemon is killed while the board is armed")
    asked = eventually(10, lambda: bench.wire.since(began, **SAFE_BY_PIB_SAFE), "pib-safe calls for the safe state",
                       pause=0.005)
    answered = eventually(
        10, lambda: bench.wire.since(began, opcode=usb_wire.SAFE_STATE, request=0xFFFF, from_host=False),
        "the board answers", pause=0.005)
    check(asked and answered[0].status == 0, "pib-safe puts the board into its safe state, and the board confirms it")
    check(answered[0].seconds - died_at <= 1, "the board is safe within 1 s of the daemon's death",
          f"{1000 * (answered[0].seconds - died_at):.0f} ms")
    eventually(
        30, lambda: bench.service.process not in (0, process) and bench.service.show("ActiveState") == "active",
        "systemd starts the service again")
    check(True, "systemd starts the service again")
    caller = Caller()
    eventually(20, lambda: caller.device("board")["state"] == "ready", "the board is ready again")
    check(caller.run(run)["state"] == "interrupted", "the run is known to be interrupted", caller.run(run)["state"])

    command("systemctl", "stop", bench.service.unit)
    check(bench.service.show("Result") == "success", "the service stops cleanly")


if __name__ == "__main__":
    run_test(test, [
        "systemctl status --no-pager --full pibd.service",
        "journalctl --no-pager --output=short-monotonic --unit=pibd.service",
        f"cat {EMULATOR_LOG}", "dmesg | tail -n 30", "ls -l /dev/ttyACM* /dev/serial/by-id /run/pibd /run/pibd/*"])
    sys.exit(0)
