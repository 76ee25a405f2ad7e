/* Host self-test of the reference codec against frames of the protocol's description. */
#include "cwp1.h"

#include <stdio.h>
#include <string.h>

static int failures = 0;

static void expect(bool condition, const char *what) {
    if (!condition) {
        fprintf(stderr, "failed: %s\n", what);
        failures++;
    }
}

static void round_trip(const char *name, const cwp1_frame *frame, const uint8_t *wire, size_t size) {
    uint8_t out[CWP1_WIRE_SIZE(CWP1_INITIAL_MAX_PAYLOAD)];
    expect(cwp1_encode(out, sizeof out, frame) == size && memcmp(out, wire, size) == 0, name);
    expect(cwp1_encode(out, size - 1, frame) == 0, "a buffer that is too small is refused");

    uint8_t body[CWP1_BODY_SIZE(CWP1_INITIAL_MAX_PAYLOAD)];
    cwp1_decoder decoder;
    cwp1_decoder_init(&decoder, body, sizeof body);
    cwp1_frame read;
    for (size_t i = 0; i < size; i++) {
        const cwp1_result result = cwp1_decoder_push(&decoder, wire[i], &read);
        expect(result == (i + 1 == size ? CWP1_FRAME : CWP1_PENDING), name);
    }
    expect(read.opcode == frame->opcode && read.request_id == frame->request_id && read.length == frame->length, name);
    expect(memcmp(read.payload, frame->payload, read.length) == 0, name);
}

int main(void) {
    static const uint8_t digits[] = "123456789";
    expect(cwp1_crc32(0, digits, 9) == 0xCBF43926u, "CRC-32 of 123456789");

    static const uint8_t hello_wire[] = {
        0x04, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x02, 0x0c, 0x01, 0x01, 0x01, 0x02, 0x01, 0x02, 0x01,
        0x01, 0x01, 0x01, 0x09, 0xef, 0xbe, 0xad, 0xde, 0x5b, 0x86, 0x76, 0xe4, 0x00};
    uint8_t hello[12] = {0};
    cwp1_put_u16(hello, 0x0100);
    cwp1_put_u16(hello + 2, 0x0100);
    cwp1_put_u32(hello + 8, 0xDEADBEEFu);
    const cwp1_frame hello_frame = {.opcode = CWP1_HELLO, .request_id = 1, .length = 12, .payload = hello};
    round_trip("HELLO", &hello_frame, hello_wire, sizeof hello_wire);

    static const uint8_t arm_wire[] = {
        0x04, 0x01, 0x06, 0x03, 0x01, 0x01, 0x01, 0x01, 0x02, 0x01, 0x01, 0x01, 0x06, 0x01, 0xc0, 0x45, 0x5a,
        0xee, 0x00};
    static const uint8_t armed[] = {1};
    const cwp1_frame arm_frame = {.opcode = CWP1_ARM, .request_id = 3, .length = 1, .payload = armed};
    round_trip("ARM", &arm_frame, arm_wire, sizeof arm_wire);

    static const uint8_t watchdog_wire[] = {
        0x04, 0x01, 0x04, 0x02, 0x01, 0x01, 0x01, 0x01, 0x02, 0x02, 0x01, 0x01, 0x07, 0xf4, 0x01, 0x9c, 0xd9,
        0x29, 0x2a, 0x00};
    uint8_t time[2];
    cwp1_put_u16(time, 500);
    const cwp1_frame watchdog_frame = {.opcode = CWP1_SET_WATCHDOG, .request_id = 2, .length = 2, .payload = time};
    round_trip("SET_WATCHDOG", &watchdog_frame, watchdog_wire, sizeof watchdog_wire);

    if (failures == 0) puts("cwp1: all self-tests passed");
    return failures == 0 ? 0 : 1;
}
