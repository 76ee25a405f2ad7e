/// The CRC-32 of zlib and Ethernet (IEEE 802.3): polynomial 04C11DB7 reflected, initial value and final XOR FFFFFFFF.
struct CRC32 {
    private var register: UInt32 = 0xFFFF_FFFF

    /// The checksum of all bytes so far.
    var value: UInt32 { ~register }

    /// Takes in `bytes`, four at a time over four tables (M. Kounavis, F. Berry, "Slicing-by-N", ISCC 2005).
    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var crc = register
        Self.tables.withUnsafeBufferPointer { table in
            let wholeWords = bytes.count & ~3
            for offset in stride(from: 0, to: wholeWords, by: 4) {
                crc ^= UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                let low = table[768 + Int(crc & 0xFF)] ^ table[512 + Int(crc >> 8 & 0xFF)]
                let high = table[256 + Int(crc >> 16 & 0xFF)] ^ table[Int(crc >> 24)]
                crc = low ^ high
            }
            for offset in wholeWords..<bytes.count {
                crc = crc >> 8 ^ table[Int((crc ^ UInt32(bytes[offset])) & 0xFF)]
            }
        }
        register = crc
    }

    /// Four tables of 256: entry `256 k + b` is the register after byte `b` and `k` zero bytes.
    private static let tables: [UInt32] = {
        var table: [UInt32] = []
        for byte in 0..<UInt32(256) {
            var crc = byte
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
            table.append(crc)
        }
        for index in 256..<1024 {
            let previous = table[index - 256]
            table.append(previous >> 8 ^ table[Int(previous & 0xFF)])
        }
        return table
    }()
}
