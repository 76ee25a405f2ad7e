/*
 * cwp1: reference codec of the crossbar wire protocol, version 1, for firmware.
 *
 * C11, freestanding, no allocation, no global state: all memory is the caller's. The protocol itself is described in
 * docs/crossbar-wire-protocol.md.
 */
#ifndef CWP1_H
#define CWP1_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CWP1_VERSION 1u
#define CWP1_HEADER_SIZE 12u
#define CWP1_OVERHEAD 16u
#define CWP1_INITIAL_MAX_PAYLOAD 256u

/* Bytes of a decoded body, and the most bytes on the wire, for a payload of n bytes. */
#define CWP1_BODY_SIZE(n) ((size_t)(n) + CWP1_OVERHEAD)
#define CWP1_WIRE_SIZE(n) (CWP1_BODY_SIZE(n) + 1u + CWP1_BODY_SIZE(n) / 254u + 1u)

enum cwp1_opcode {
    CWP1_HELLO = 0x01,
    CWP1_HEARTBEAT = 0x02,
    CWP1_GET_STATUS = 0x03,
    CWP1_SET_WATCHDOG = 0x04,
    CWP1_SAFE_STATE = 0x05,
    CWP1_ARM = 0x06,
    CWP1_SET_INPUT = 0x10,
    CWP1_READ_VMM = 0x11,
    CWP1_SET_GAIN = 0x12,
    CWP1_PROGRAM_PULSES = 0x20,
    CWP1_READ_CONDUCTANCE = 0x21,
    CWP1_PROGRAM_MAP = 0x22,
    CWP1_EVENT_STATE = 0x40,
    CWP1_EVENT_LOG = 0x41,
    CWP1_RESET = 0x7E,
    CWP1_RESPONSE = 0x80 /* bit of the opcode byte */
};

enum cwp1_flag { CWP1_FLAG_MORE = 1, CWP1_FLAG_RETRY = 2 };

enum cwp1_status {
    CWP1_OK = 0,
    CWP1_BAD_VERSION = 1,
    CWP1_BAD_OPCODE = 2,
    CWP1_BAD_LENGTH = 3,
    CWP1_BAD_FRAME = 4,
    CWP1_BAD_PARAMETER = 5,
    CWP1_VOLTAGE_OUT_OF_RANGE = 6,
    CWP1_INDEX_OUT_OF_RANGE = 7,
    CWP1_BUSY = 8,
    CWP1_NOT_ARMED = 9,
    CWP1_SAFE_STATE_FORCED = 10,
    CWP1_WATCHDOG_EXPIRED = 11,
    CWP1_OVER_CURRENT = 12,
    CWP1_OVER_TEMPERATURE = 13,
    CWP1_HARDWARE_FAULT = 14,
    CWP1_UNSUPPORTED = 15,
    CWP1_ABORTED = 16
};

/* The header of a frame, and where its payload is. */
typedef struct {
    uint8_t opcode; /* as on the wire, with CWP1_RESPONSE in responses */
    uint16_t request_id;
    uint16_t status;
    uint16_t flags;
    uint32_t length;
    const uint8_t *payload; /* inside the decoder's buffer, until its next byte */
} cwp1_frame;

/* Little-endian helpers. */
uint16_t cwp1_get_u16(const uint8_t *bytes);
uint32_t cwp1_get_u32(const uint8_t *bytes);
uint64_t cwp1_get_u64(const uint8_t *bytes);
void cwp1_put_u16(uint8_t *bytes, uint16_t value);
void cwp1_put_u32(uint8_t *bytes, uint32_t value);
void cwp1_put_u64(uint8_t *bytes, uint64_t value);

/* CRC-32 of zlib; start with 0 and pass the result on to continue. */
uint32_t cwp1_crc32(uint32_t crc, const uint8_t *bytes, size_t count);

/*
 * What tells a repeated request from a new one, together with its id: the CRC-32 of everything but the flags. Keep the
 * last max_inflight responses under (id, key) and send the stored one again instead of executing a repetition.
 */
uint32_t cwp1_repetition_key(const cwp1_frame *request);

/*
 * Encoder: cwp1_encoder_begin with the header (its payload is not read), then exactly header->length bytes in any
 * number of cwp1_encoder_write calls, then cwp1_encoder_end, which returns the bytes on the wire, or 0 when the buffer
 * was too small or the number of payload bytes was wrong. CWP1_WIRE_SIZE(length) bytes are always enough.
 */
typedef struct {
    uint8_t *wire;
    size_t capacity;
    size_t position;
    size_t block;
    uint32_t crc;
    uint32_t remaining;
    bool failed;
} cwp1_encoder;

void cwp1_encoder_begin(cwp1_encoder *encoder, uint8_t *wire, size_t capacity, const cwp1_frame *header);
void cwp1_encoder_write(cwp1_encoder *encoder, const uint8_t *bytes, size_t count);
size_t cwp1_encoder_end(cwp1_encoder *encoder);

/* The whole frame at once; returns the bytes on the wire, or 0 when the buffer is too small. */
size_t cwp1_encode(uint8_t *wire, size_t capacity, const cwp1_frame *frame);

/*
 * Decoder: give it each received byte. CWP1_FRAME fills in the frame, whose payload stays valid until the next byte.
 * After anything else but CWP1_PENDING the frame is dropped (send event BAD_FRAME, rate-limited) and decoding goes on
 * after the next zero byte.
 */
typedef enum {
    CWP1_PENDING,
    CWP1_FRAME,
    CWP1_ERROR_STUFFING,
    CWP1_ERROR_TOO_SHORT,
    CWP1_ERROR_TOO_LONG,
    CWP1_ERROR_CHECKSUM,
    CWP1_ERROR_VERSION,
    CWP1_ERROR_LENGTH
} cwp1_result;

typedef struct {
    uint8_t *body;
    size_t capacity;
    size_t size;
    uint8_t block_left;
    bool full_block;
    bool started;
    bool overflow;
} cwp1_decoder;

/* The body buffer takes payloads of up to capacity - CWP1_OVERHEAD bytes. */
void cwp1_decoder_init(cwp1_decoder *decoder, uint8_t *body, size_t capacity);
cwp1_result cwp1_decoder_push(cwp1_decoder *decoder, uint8_t byte, cwp1_frame *frame);

#ifdef __cplusplus
}
#endif

#endif
