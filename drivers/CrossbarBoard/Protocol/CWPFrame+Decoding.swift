extension CWPFrame {
    /// The frame whose decoded body is `body`: header, payload and checksum, all checked.
    init(body: UnsafeRawBufferPointer, maximumPayload: Int) throws(CWPFrameError) {
        guard body.count >= Self.overhead else { throw .tooShort(bytes: body.count) }
        let contentSize = body.count - Self.checksumSize
        var checksum = CRC32()
        checksum.update(UnsafeRawBufferPointer(rebasing: body[..<contentSize]))
        guard checksum.value == body.littleEndian(UInt32.self, at: contentSize) else { throw .wrongChecksum }
        guard body[0] == Self.version else { throw .unknownVersion(body[0]) }
        let announced = Int(body.littleEndian(UInt32.self, at: 8))
        let payloadSize = contentSize - Self.headerSize
        guard announced == payloadSize else { throw .wrongLength(announced: announced, present: payloadSize) }
        guard payloadSize <= maximumPayload else { throw .tooLong(limit: maximumPayload) }
        self.init(
            opcode: CWPOpcode(rawValue: body[1]), isResponse: body[1] & 0x80 != 0,
            requestID: body.littleEndian(UInt16.self, at: 2),
            status: CWPStatus(rawValue: body.littleEndian(UInt16.self, at: 4)),
            flags: Flags(rawValue: body.littleEndian(UInt16.self, at: 6)),
            payload: [UInt8](body[Self.headerSize..<contentSize]))
    }
}

extension UnsafeRawBufferPointer {
    /// The little-endian integer at `offset`, which lies wholly inside.
    fileprivate func littleEndian<Value: FixedWidthInteger>(_ type: Value.Type, at offset: Int) -> Value {
        Value(littleEndian: loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
}
