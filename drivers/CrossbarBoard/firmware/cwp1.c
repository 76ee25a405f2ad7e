#include "cwp1.h"

uint16_t cwp1_get_u16(const uint8_t *bytes) {
    return (uint16_t)(bytes[0] | (uint16_t)(bytes[1] << 8));
}

uint32_t cwp1_get_u32(const uint8_t *bytes) {
    return (uint32_t)cwp1_get_u16(bytes) | (uint32_t)cwp1_get_u16(bytes + 2) << 16;
}

uint64_t cwp1_get_u64(const uint8_t *bytes) {
    return (uint64_t)cwp1_get_u32(bytes) | (uint64_t)cwp1_get_u32(bytes + 4) << 32;
}

void cwp1_put_u16(uint8_t *bytes, uint16_t value) {
    bytes[0] = (uint8_t)(value & 0xFF);
    bytes[1] = (uint8_t)(value >> 8);
}

void cwp1_put_u32(uint8_t *bytes, uint32_t value) {
    cwp1_put_u16(bytes, (uint16_t)(value & 0xFFFF));
    cwp1_put_u16(bytes + 2, (uint16_t)(value >> 16));
}

void cwp1_put_u64(uint8_t *bytes, uint64_t value) {
    cwp1_put_u32(bytes, (uint32_t)(value & 0xFFFFFFFFu));
    cwp1_put_u32(bytes + 4, (uint32_t)(value >> 32));
}

/* Half a byte at a time: 64 bytes of table instead of 1024. */
static const uint32_t nibbles[16] = {
    0x00000000u, 0x1DB71064u, 0x3B6E20C8u, 0x26D930ACu, 0x76DC4190u, 0x6B6B51F4u, 0x4DB26158u, 0x5005713Cu,
    0xEDB88320u, 0xF00F9344u, 0xD6D6A3E8u, 0xCB61B38Cu, 0x9B64C2B0u, 0x86D3D2D4u, 0xA00AE278u, 0xBDBDF21Cu};

uint32_t cwp1_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
    crc = ~crc;
    for (size_t i = 0; i < count; i++) {
        crc ^= bytes[i];
        crc = crc >> 4 ^ nibbles[crc & 0x0F];
        crc = crc >> 4 ^ nibbles[crc & 0x0F];
    }
    return ~crc;
}

static void put_header(uint8_t header[CWP1_HEADER_SIZE], const cwp1_frame *frame) {
    header[0] = CWP1_VERSION;
    header[1] = frame->opcode;
    cwp1_put_u16(header + 2, frame->request_id);
    cwp1_put_u16(header + 4, frame->status);
    cwp1_put_u16(header + 6, frame->flags);
    cwp1_put_u32(header + 8, frame->length);
}

uint32_t cwp1_repetition_key(const cwp1_frame *request) {
    uint8_t header[CWP1_HEADER_SIZE];
    put_header(header, request);
    uint32_t crc = cwp1_crc32(0, header, 6);
    crc = cwp1_crc32(crc, header + 8, 4);
    return cwp1_crc32(crc, request->payload, request->length);
}

static void put_stuffed(cwp1_encoder *encoder, const uint8_t *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        /* The byte, the next block's code when this one becomes full, and the delimiter must fit. */
        const bool fills = bytes[i] != 0 && encoder->position + 1 - encoder->block == 0xFF;
        if (encoder->failed || encoder->capacity - encoder->position < (fills ? 3u : 2u)) {
            encoder->failed = true;
            return;
        }
        if (bytes[i] != 0) encoder->wire[encoder->position++] = bytes[i];
        if (bytes[i] == 0 || fills) {
            encoder->wire[encoder->block] = (uint8_t)(encoder->position - encoder->block);
            encoder->block = encoder->position++;
        }
    }
}

void cwp1_encoder_begin(cwp1_encoder *encoder, uint8_t *wire, size_t capacity, const cwp1_frame *header) {
    uint8_t bytes[CWP1_HEADER_SIZE];
    put_header(bytes, header);
    encoder->wire = wire;
    encoder->capacity = capacity;
    encoder->position = 1;
    encoder->block = 0;
    encoder->crc = cwp1_crc32(0, bytes, CWP1_HEADER_SIZE);
    encoder->remaining = header->length;
    encoder->failed = capacity < 2;
    put_stuffed(encoder, bytes, CWP1_HEADER_SIZE);
}

void cwp1_encoder_write(cwp1_encoder *encoder, const uint8_t *bytes, size_t count) {
    if (count > encoder->remaining) {
        encoder->failed = true;
        return;
    }
    encoder->remaining -= (uint32_t)count;
    encoder->crc = cwp1_crc32(encoder->crc, bytes, count);
    put_stuffed(encoder, bytes, count);
}

size_t cwp1_encoder_end(cwp1_encoder *encoder) {
    uint8_t crc[4];
    cwp1_put_u32(crc, encoder->crc);
    put_stuffed(encoder, crc, 4);
    if (encoder->failed || encoder->remaining != 0) return 0;
    encoder->wire[encoder->block] = (uint8_t)(encoder->position - encoder->block);
    encoder->wire[encoder->position] = 0;
    return encoder->position + 1;
}

size_t cwp1_encode(uint8_t *wire, size_t capacity, const cwp1_frame *frame) {
    cwp1_encoder encoder;
    cwp1_encoder_begin(&encoder, wire, capacity, frame);
    cwp1_encoder_write(&encoder, frame->payload, frame->length);
    return cwp1_encoder_end(&encoder);
}

static void restart(cwp1_decoder *decoder) {
    decoder->size = 0;
    decoder->block_left = 0;
    decoder->full_block = false;
    decoder->started = false;
    decoder->overflow = false;
}

void cwp1_decoder_init(cwp1_decoder *decoder, uint8_t *body, size_t capacity) {
    decoder->body = body;
    decoder->capacity = capacity;
    restart(decoder);
}

static void append(cwp1_decoder *decoder, uint8_t byte) {
    if (decoder->size < decoder->capacity) {
        decoder->body[decoder->size++] = byte;
    } else {
        decoder->overflow = true;
    }
}

static cwp1_result check(const cwp1_decoder *decoder, cwp1_frame *frame) {
    const uint8_t *body = decoder->body;
    if (decoder->overflow) return CWP1_ERROR_TOO_LONG;
    if (decoder->block_left != 0) return CWP1_ERROR_STUFFING;
    if (decoder->size < CWP1_OVERHEAD) return CWP1_ERROR_TOO_SHORT;
    const size_t content = decoder->size - 4;
    if (cwp1_crc32(0, body, content) != cwp1_get_u32(body + content)) return CWP1_ERROR_CHECKSUM;
    if (body[0] != CWP1_VERSION) return CWP1_ERROR_VERSION;
    if (cwp1_get_u32(body + 8) != content - CWP1_HEADER_SIZE) return CWP1_ERROR_LENGTH;
    frame->opcode = body[1];
    frame->request_id = cwp1_get_u16(body + 2);
    frame->status = cwp1_get_u16(body + 4);
    frame->flags = cwp1_get_u16(body + 6);
    frame->length = (uint32_t)(content - CWP1_HEADER_SIZE);
    frame->payload = body + CWP1_HEADER_SIZE;
    return CWP1_FRAME;
}

cwp1_result cwp1_decoder_push(cwp1_decoder *decoder, uint8_t byte, cwp1_frame *frame) {
    if (byte == 0) {
        const cwp1_result result = decoder->started ? check(decoder, frame) : CWP1_PENDING;
        restart(decoder);
        return result;
    }
    if (decoder->block_left == 0) {
        /* A block's code: the zero that the block before stands for comes first, unless that block was full. */
        if (decoder->started && !decoder->full_block) append(decoder, 0);
        decoder->started = true;
        decoder->full_block = byte == 0xFF;
        decoder->block_left = (uint8_t)(byte - 1);
    } else {
        append(decoder, byte);
        decoder->block_left--;
    }
    return CWP1_PENDING;
}
