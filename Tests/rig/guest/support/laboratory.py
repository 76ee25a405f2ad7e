"""The daemon as a service of the guest, as a package would install it, and two ways to talk to it."""
import json
import os
import random
import select
import socket
import subprocess
import threading
import time
from pathlib import Path

FILES = Path("/rig")
SOCKET = "/run/pibd/pibd.sock"
PATIENCE = 60  # seconds; every wait in the guest is bounded

EXPERIMENT = """\
batches = 12
batch = 32
dataset = "clusters"
data = "{data}"
device = "board"
evaluate-every = 5

[[unit]]
outputs = 12

[[unit]]
outputs = 8

[calibration]
samples = 64
"""


def command(*words, check=True):
    """Runs a program to its end and answers what it printed."""
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=PATIENCE)
    if check and done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, words))}: status {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def install(configuration):
    """Programs, users, udev rules and the service, from the files of the project, and a configuration."""
    for program in (FILES / "bin").iterdir():
        Path("/usr/bin", program.name).symlink_to(program)
    Path("/usr/lib/sysusers.d/pibd.conf").write_text((FILES / "systemd" / "pibd.sysusers").read_text())
    command("systemd-sysusers")
    command("sh", FILES / "udev" / "install")
    for unit in (FILES / "systemd").glob("*.service"):
        Path("/usr/lib/systemd/system", unit.name).write_text(unit.read_text())
    Path("/etc/pibd").mkdir()
    Path("/etc/pibd/pibd.toml").write_text(configuration)
    command("systemctl", "daemon-reload")


def write_data(directory):
    """Three easy classes as a CSV file, and the experiment that learns them. Answers the experiment's path."""
    stream = random.Random(7)
    rows = ["a,b,c,d,e,f,label"]
    for row in range(400):
        label = row % 3
        values = [stream.uniform(0.6, 0.9) if (i + label) % 3 == 0 else stream.uniform(0.1, 0.4) for i in range(6)]
        rows.append(",".join(f"{value:.4f}" for value in values) + f",{label}")
    directory = Path(directory)
    directory.mkdir(mode=0o755)
    (directory / "clusters.csv").write_text("\n".join(rows))
    (directory / "clusters.toml").write_text(EXPERIMENT.format(data=directory / "clusters.csv"))
    return directory / "clusters.toml"


class Service:
    """pibd.service of this machine."""

    def __init__(self, unit="pibd.service"):
        self.unit = unit

    def show(self, name):
        return command("systemctl", "show", "--property", name, "--value", self.unit)

    @property
    def process(self):
        return int(self.show("MainPID"))

    def ctl(self, *words):
        """What `pibctl` says, as the objects of its JSON lines."""
        return [json.loads(line) for line in command("pibctl", *words, "--json").splitlines()]


class Caller:
    """A varlink client of the daemon's socket: quick enough to time it with."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(SOCKET)
        self.rest = b""

    def call(self, method, **parameters):
        message = {"method": f"io.pibd.Lab.{method}", "parameters": parameters}
        self.socket.sendall(json.dumps(message).encode() + b"\0")
        while b"\0" not in self.rest:
            data = self.socket.recv(1 << 16)
            if not data:
                raise ConnectionError("the daemon closed the connection")
            self.rest += data
        reply, _, self.rest = self.rest.partition(b"\0")
        reply = json.loads(reply)
        if "error" in reply:
            raise RuntimeError(f"{method}: {reply}")
        return reply["parameters"]

    def device(self, name):
        return next(device for device in self.call("ListDevices")["devices"] if device["id"] == name)

    def run(self, number):
        return next(run for run in self.call("ListRuns")["runs"] if run["run"] == number)


class DeviceStates:
    """Every state of a device that the daemon reports, with the time at which a client had the answer."""

    def __init__(self, name):
        self.name = name
        self.seen = []
        self._ended = threading.Event()
        self._caller = Caller()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def _follow(self):
        while not self._ended.is_set():
            state = self._caller.device(self.name)["state"]
            if not self.seen or self.seen[-1][1] != state:
                self.seen.append((time.monotonic(), state))
            time.sleep(0.005)

    def first(self, *states, since=0.0):
        """When one of `states` was first reported from `since` on; None while it was not."""
        return next((at for at, state in list(self.seen) if at >= since and state in states), None)

    def end(self):
        self._ended.set()
        self._thread.join(PATIENCE)


def death_of(process):
    """A function that answers when the process died; None while it lives."""
    handle = os.pidfd_open(process)
    times = []

    def wait():
        select.select([handle], [], [])
        times.append(time.monotonic())

    threading.Thread(target=wait, daemon=True).start()
    return lambda: times[0] if times else None
