#!/usr/bin/env python3
"""The peer of `pibd-benchmark wire`: a straightforward client for a crossbar board, one blocking request at a time.

Frames of docs/crossbar-wire-protocol.md over pyserial, in the formats that pibd's driver uses: inputs of one byte,
signed outputs of column pairs. It answers nothing and repeats nothing: a lost reply ends it.
"""

import argparse
import json
import random
import struct
import time
import zlib

import serial

HELLO, SET_WATCHDOG, SAFE_STATE, ARM, READ_VMM = 0x01, 0x04, 0x05, 0x06, 0x11
U8, I8, U16, I16 = 0, 1, 2, 3
DIFFERENTIAL = 0x80
WATCHDOG_MS = 2000


def stuffed(body):
    """COBS (S. Cheshire, M. Baker, 1999) and the delimiter."""
    out = bytearray()
    for block in body.split(b"\0"):
        for start in range(0, len(block) - 253, 254):
            out.append(255)
            out += block[start:start + 254]
        rest = block[len(block) // 254 * 254:]
        out.append(len(rest) + 1)
        out += rest
    out.append(0)
    return bytes(out)


def unstuffed(frame):
    body, position = bytearray(), 0
    while position < len(frame):
        code = frame[position]
        body += frame[position + 1:position + code]
        position += code
        if code < 255 and position < len(frame):
            body.append(0)
    return bytes(body)


class Board:
    def __init__(self, path, baud):
        self.port = serial.Serial(path, baud, timeout=5)
        self.pending = bytearray()
        self.request_id = 0

    def frame(self):
        """The next frame's bytes; whatever is there is read at once."""
        while (end := self.pending.find(0)) < 0:
            piece = self.port.read(self.port.in_waiting or 1)
            if not piece:
                raise SystemExit(f"serial_client.py: no answer to request {self.request_id} within 5 s")
            self.pending += piece
        frame = bytes(self.pending[:end])
        del self.pending[:end + 1]
        return frame

    def ask(self, opcode, payload):
        self.request_id = self.request_id % 0xEFFF + 1
        body = struct.pack("<BBHHHI", 1, opcode, self.request_id, 0, 0, len(payload)) + payload
        self.port.write(stuffed(body + struct.pack("<I", zlib.crc32(body))))
        while True:
            body = unstuffed(self.frame())
            if len(body) < 16 or zlib.crc32(body[:-4]) != struct.unpack("<I", body[-4:])[0]:
                continue
            _, answered, request_id, status, _, _ = struct.unpack_from("<BBHHHI", body)
            if answered != opcode | 0x80 or request_id != self.request_id:
                continue
            if status:
                raise SystemExit(f"serial_client.py: opcode {opcode:02x} was refused with status {status}")
            return body[12:-4]


def values(descriptor):
    """DAC bits, ADC bits and whether inputs are signed, as pibd's driver reads the descriptor."""
    lowest, highest = struct.unpack_from("<ii", descriptor, 16)
    return descriptor[14], descriptor[15], -lowest * 2 >= highest


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path")
    parser.add_argument("--baud", type=int, required=True)
    parser.add_argument("--rows", type=int, default=128)
    parser.add_argument("--columns", type=int, default=64)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=5)
    options = parser.parse_args()
    board = Board(options.path, options.baud)
    nonce = random.getrandbits(31) + 1
    dac_bits, adc_bits, signed = values(board.ask(HELLO, struct.pack("<HHII", 0x100, 0x100, 0, nonce)))
    board.ask(SET_WATCHDOG, struct.pack("<H", WATCHDOG_MS))
    board.ask(ARM, b"\1")
    input_format = (I8 if signed else U8) if dac_bits <= 8 else (I16 if signed else U16)
    input_bytes = 1 if dac_bits <= 8 else 2
    output_format, code = (2, "b") if adc_bits <= 8 else (0, "h")
    outputs = options.columns // 2
    generator = random.Random(0)

    def read_batch():
        head = struct.pack(
            "<HBBHHHHHH", 0, input_format, output_format | DIFFERENTIAL, options.batch, 0, options.rows, 0,
            options.columns, 1)
        vectors = generator.randbytes(options.batch * options.rows * input_bytes)
        answer = board.ask(READ_VMM, head + vectors)
        return struct.unpack_from(f"<{options.batch * outputs}{code}", answer, 12)

    def read_for(seconds):
        """Seconds and vectors, from the first answer to the last."""
        read_batch()
        start, vectors = time.monotonic(), 0
        while time.monotonic() < start + seconds:
            vectors += len(read_batch()) // outputs
        return time.monotonic() - start, vectors

    read_for(options.seconds / 4)
    seconds, vectors = read_for(options.seconds)
    board.ask(SAFE_STATE, b"\0")
    print(json.dumps({
        "peer": "pyserial", "baud": options.baud, "rows": options.rows, "columns": options.columns,
        "batch": options.batch, "seconds": seconds, "vectors_per_second": vectors / seconds,
        "input_bytes_per_vector": options.rows * input_bytes,
        "output_bytes_per_vector": outputs * struct.calcsize(code),
    }))


if __name__ == "__main__":
    main()
