"""A virtual machine of the rig: what QEMU is started with, what it says, and how it ended."""
import contextlib
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

EMULATOR = "qemu-system-x86_64"
TIME_LIMIT = 124  # exit statuses, as timeout(1) and the guest's runner have them
NO_REPORT = 99
PROBE_STATUS = 42
GRACE = 60  # seconds in which a test that was told to stop may show what it can
MARK = re.compile(r"^rig: (begin|end) ")


class Machine:
    """One boot of an image with a disk of programs and tests; more disks and devices as QEMU arguments."""

    def __init__(self, image, accelerator, *, memory=1024, kernel_words=(), arguments=()):
        self.command = [
            EMULATOR, "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none",
            "-machine", "q35", "-m", str(memory), *accelerator,
            "-kernel", str(image / "vmlinux"), "-initrd", str(image / "initrd.img"),
            "-append", " ".join([
                "console=ttyS0 quiet loglevel=3 systemd.show_status=0 panic=-1 audit=0 mitigations=off nokaslr",
                "random.trust_cpu=on cryptomgr.notests 8250.nr_uarts=1 rcupdate.rcu_expedited=1", *kernel_words]),
            "-device", "virtio-rng-pci",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04",
            "-serial", "stdio",
            *disk(image / "root.ext4", readonly=True),
            *arguments,
        ]

    def run(self, limit, line_read=lambda line: None):
        """Boots, gives every line of the console to `line_read` as it comes, and answers the status.

        After `limit` seconds the test is told to stop by a line on its console, and `GRACE` seconds later the machine
        is switched off.
        """
        overdue = threading.Event()
        with subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            def stop():
                overdue.set()
                with contextlib.suppress(BrokenPipeError):
                    process.stdin.write(b"stop\n")
                    process.stdin.flush()

            timers = [threading.Timer(limit, stop), threading.Timer(limit + GRACE, process.kill)]
            for timer in timers:
                timer.start()
            try:
                for line in process.stdout:
                    line_read(line.decode(errors="replace").rstrip())
                code = process.wait()
            finally:
                for timer in timers:
                    timer.cancel()
                process.kill()
        if overdue.is_set():
            return TIME_LIMIT
        # isa-debug-exit makes an odd code of the guest's byte; anything else is a machine that died.
        return code >> 1 if code > 0 and code & 1 else NO_REPORT


def disk(path, *, readonly=False):
    """QEMU's arguments for a raw disk image as a virtio block device."""
    name = "disk-" + Path(path).stem
    options = "readonly=on" if readonly else "cache=writeback"
    return ["-drive", f"file={path},format=raw,if=none,id={name},{options}", "-device", f"virtio-blk-pci,drive={name}"]


def accelerator(image):
    """KVM where it runs this kernel, else emulation. A /dev/kvm that opens may be unable to run a stock kernel, so it
    is asked for a real boot, once in the life of the host.

    The emulated processor does 10^9 instructions in a second of the guest, however long they take: a busy host makes a
    test slower, but what is measured in it is the same.
    """
    emulation = ["-accel", "tcg,thread=single", "-icount", "shift=0,sleep=on", "-cpu", "max", "-smp", "1"]
    hardware = ["-accel", "kvm", "-cpu", "host", "-smp", "2"]
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        return emulation
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    verdict = image / f"kvm-{boot}"
    if verdict.exists():
        works = verdict.read_text() == "works"
    else:
        works = Machine(image, hardware, kernel_words=["rig.probe"]).run(limit=10) == PROBE_STATUS
        if os.access(image, os.W_OK):
            verdict.write_text("works" if works else "does not work")
    return hardware if works else emulation


def run_test(image, programs, name, limit):
    """Runs one guest test; its own lines are shown as they come, what else the machine said if it fails."""
    started = time.monotonic()
    inside = False
    other_lines = []

    def show(line):
        nonlocal inside
        if inside or MARK.match(line):
            print(line, flush=True)
        else:
            other_lines.append(line)
        if mark := MARK.match(line):
            inside = mark[1] == "begin"

    machine = Machine(
        image, accelerator(image), kernel_words=[f"rig.test={name}"], arguments=disk(programs, readonly=True))
    status = machine.run(limit, show)
    if status != 0:
        print("rig: what else the machine said:", *other_lines, sep="\n", file=sys.stderr)
        if status == TIME_LIMIT:
            print(f"rig: {name} took longer than {limit} s", file=sys.stderr)
        if status == NO_REPORT:
            print(f"rig: the machine of {name} ended without a report", file=sys.stderr)
    print(f"rig: {name} {'passed' if status == 0 else 'failed'} in {time.monotonic() - started:.0f} s", flush=True)
    return status
