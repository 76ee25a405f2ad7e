extension NumpyArray {
    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    private static let headerLimit = 1 << 16

    /// The array in the bytes of a .npy file of version 1 or 2, in C or Fortran order, either byte order.
    ///
    /// Throws `ArrayFileError`: wrongFormat, unsupported, truncated, tooLarge. Nothing is allocated by what the header
    /// announces before the bytes are known to be there.
    /// - Parameter file: the name for error messages.
    public init(npy contents: [UInt8], file: String) throws {
        let (header, start) = try Self.header(of: contents, file: file)
        guard let count = NumpyHeader.elementCount(header.shape) else {
            throw ArrayFileError(
                .tooLarge, file, "announces the impossible shape \(header.shape)", remedy: "write it again")
        }
        let available = contents.count - start
        guard count <= available / header.type.size else {
            throw ArrayFileError(
                .truncated, file,
                "announces \(count) elements of \(header.type.size) bytes and holds \(available) bytes",
                remedy: "copy or write it again, completely")
        }
        guard count * header.type.size == available else {
            throw ArrayFileError(
                .wrongFormat, file, "has \(available - count * header.type.size) bytes after its last element",
                remedy: "store one array a file")
        }
        var bytes = Array(contents[start...])
        if header.type == .bool { for index in bytes.indices where bytes[index] != 0 { bytes[index] = 1 } }
        if header.isBigEndian { Self.reverseElements(&bytes, size: header.type.size) }
        if header.isFortranOrder { bytes = Self.inCOrder(bytes, shape: header.shape, size: header.type.size) }
        self.init(shape: header.shape, type: header.type, bytes: bytes)
    }

    /// The bytes of a .npy file with this array (version 1, little-endian, C order; version 2 if the header is long).
    public var npy: [UInt8] {
        let dictionary = NumpyHeader.dictionary(type: type, shape: shape)
        let isLong = dictionary.utf8.count > Int(UInt16.max) - 64
        let prefix = Self.magic.count + 2 + (isLong ? 4 : 2)
        // The data start at a multiple of 64 bytes, so that they can be mapped; a line feed ends the header.
        let padding = (64 - (prefix + dictionary.utf8.count + 1) % 64) % 64
        let length = dictionary.utf8.count + padding + 1
        var result = Self.magic + [isLong ? 2 : 1, 0]
        result.reserveCapacity(prefix + length + bytes.count)
        if isLong { result.appendLittleEndian(UInt32(length)) } else { result.appendLittleEndian(UInt16(length)) }
        result += dictionary.utf8
        result += repeatElement(UInt8(ascii: " "), count: padding)
        result.append(UInt8(ascii: "\n"))
        return result + bytes
    }

    private static func header(of contents: [UInt8], file: String) throws -> (NumpyHeader, start: Int) {
        guard contents.starts(with: magic) else {
            throw ArrayFileError(
                .wrongFormat, file, "does not start like a .npy file", remedy: "write it with numpy.save")
        }
        let start: Int
        let length: Int?
        switch contents.dropFirst(magic.count).first {
        case 1:
            start = magic.count + 4
            length = contents.littleEndian(UInt16.self, at: magic.count + 2).map { Int($0) }
        case 2:
            start = magic.count + 6
            length = contents.littleEndian(UInt32.self, at: magic.count + 2).map { Int($0) }
        case let version:
            throw ArrayFileError(
                .unsupported, file, "is of .npy version \(version.map { "\($0)" } ?? "unknown"); 1 and 2 are read",
                remedy: "write it with numpy.save as an array of plain numbers")
        }
        guard let length, length <= contents.count - start else {
            throw ArrayFileError(
                .truncated, file, "ends inside its .npy header", remedy: "copy or write it again, completely")
        }
        guard length <= headerLimit else {
            throw ArrayFileError(
                .tooLarge, file, "has a .npy header of \(length) bytes; at most \(headerLimit) are read",
                remedy: "write it as an array of plain numbers")
        }
        return (try NumpyHeader(dictionary: contents[start..<start + length], file: file), start + length)
    }

    private static func reverseElements(_ bytes: inout [UInt8], size: Int) {
        for element in stride(from: 0, to: bytes.count, by: size) {
            for offset in 0..<size / 2 { bytes.swapAt(element + offset, element + size - 1 - offset) }
        }
    }

    /// Elements stored first index fastest, as C order; one extent after the other like an odometer.
    private static func inCOrder(_ bytes: [UInt8], shape: [Int], size: Int) -> [UInt8] {
        // Without this, a huge extent beside one of zero would overflow the strides.
        guard !bytes.isEmpty else { return bytes }
        var strides: [Int] = []
        var stride = size
        for extent in shape {
            strides.append(stride)
            stride *= extent
        }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = [Int](repeating: 0, count: shape.count)
        var source = 0
        while result.count < bytes.count {
            result += bytes[source..<source + size]
            var axis = shape.count - 1
            while axis >= 0 {
                index[axis] += 1
                source += strides[axis]
                if index[axis] < shape[axis] { break }
                source -= strides[axis] * shape[axis]
                index[axis] = 0
                axis -= 1
            }
        }
        return result
    }
}
