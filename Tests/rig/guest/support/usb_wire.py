"""The wire as the kernel's USB monitor sees it: what crosses the bulk endpoints of the one board, with its time.

Of the crossbar wire protocol this knows only the frame (COBS, header, CRC-32), and it shares no code with what it
watches.
"""
import os
import select
import struct
import subprocess
import threading
import time
import zlib
from collections import namedtuple

READ_VMM, PROGRAM_PULSES, PROGRAM_MAP = 0x11, 0x20, 0x22
ARM, SAFE_STATE, HELLO = 0x06, 0x05, 0x01

# seconds on the clock of time.monotonic(); opcode without the bit of a response
Frame = namedtuple("Frame", "seconds from_host opcode request status payload")

_PACKET = struct.Struct("<Q4BH2bqi2I4x8x")  # struct usbmon_packet of Documentation/usb/usbmon.rst, 48 bytes
_BULK = 3


def unstuff(data):
    """Undoes COBS; None where it cannot have been COBS."""
    out = bytearray()
    at = 0
    while at < len(data):
        code = data[at]
        block = data[at + 1:at + code]
        if code == 0 or len(block) != code - 1:
            return None
        out += block
        at += code
        if code < 255 and at < len(data):
            out.append(0)
    return bytes(out)


def parse(data, seconds, from_host):
    """One frame between two zero bytes; None for bytes that are none."""
    body = unstuff(data)
    if body is None or len(body) < 16 or zlib.crc32(body[:-4]) != int.from_bytes(body[-4:], "little"):
        return None
    _, opcode, request, status, _, length = struct.unpack_from("<BBHHHI", body)
    if length != len(body) - 16:
        return None
    return Frame(seconds, from_host, opcode & 0x7F, request, status, body[12:-4])


class UsbWire:
    """Watches in a thread of its own. `on_frame` is called there for every frame, at once."""

    def __init__(self):
        subprocess.run(["modprobe", "usbmon"], check=True)
        self._monitor = os.open("/dev/usbmon0", os.O_RDONLY)
        self._rest = {True: b"", False: b""}
        self.frames = []
        self.strays = 0  # bytes between zeros that were no frame
        self.on_frame = lambda frame: None
        threading.Thread(target=self._watch, daemon=True).start()

    def since(self, seconds, **wanted):
        """The frames from `seconds` on whose fields are as wanted."""
        return [frame for frame in list(self.frames) if frame.seconds >= seconds
                and all(getattr(frame, name) == value for name, value in wanted.items())]

    def forget_rest(self):
        """What was under way when the board was unplugged never ends."""
        self._rest = {True: b"", False: b""}

    def _watch(self):
        clock = time.time() - time.monotonic()
        while True:
            select.select([self._monitor], [], [])
            event = os.read(self._monitor, 1 << 17)
            _, kind, transfer, endpoint, _, _, _, _, seconds, microseconds, _, _ = _PACKET.unpack_from(event)
            from_host = endpoint & 0x80 == 0
            # Data goes out with the submission of a transfer and comes in with its completion.
            if transfer != _BULK or chr(kind) != ("S" if from_host else "C") or len(event) <= _PACKET.size:
                continue
            self._take(event[_PACKET.size:], seconds + microseconds / 1e6 - clock, from_host)

    def _take(self, data, seconds, from_host):
        *complete, self._rest[from_host] = (self._rest[from_host] + data).split(b"\0")
        for piece in complete:
            if not piece:
                continue
            frame = parse(piece, seconds, from_host)
            if frame is None:
                self.strays += 1
                continue
            self.frames.append(frame)
            self.on_frame(frame)
