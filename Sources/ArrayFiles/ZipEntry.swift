/// One file in a ZIP archive, as the central directory lists it.
struct ZipEntry: Equatable {
    enum Method: UInt16 {
        case stored = 0
        case deflated = 8
    }

    let name: String
    let method: UInt16
    let isEncrypted: Bool
    let checksum: UInt32
    let compressedSize: Int
    let size: Int
    /// Offset of the entry's local header in the archive.
    let offset: Int
}
