/// The header of a .npy file: a Python dictionary with the keys descr, fortran_order and shape (NumPy Enhancement
/// Proposal 1).
struct NumpyHeader: Equatable {
    let type: NumpyElementType
    let isBigEndian: Bool
    let isFortranOrder: Bool
    let shape: [Int]

    /// NumPy's own bound on the number of dimensions.
    static let maximumDimensions = 64

    /// Reads the dictionary; throws `ArrayFileError` (wrongFormat, unsupported).
    init(dictionary: ArraySlice<UInt8>, file: String) throws {
        var scanner = PythonLiteralScanner(dictionary)
        var descriptor: String?
        var order: Bool?
        var shape: [Int]?
        var sound = scanner.skip("{")
        while sound, !scanner.skip("}") {
            guard let key = scanner.string(), scanner.skip(":") else { throw Self.malformed(file) }
            switch key {
            case "descr" where descriptor == nil:
                guard !scanner.skip("[") else { throw Self.unsupported(file, "a structured type") }
                descriptor = scanner.string()
                sound = descriptor != nil
            case "fortran_order" where order == nil:
                order = scanner.boolean()
                sound = order != nil
            case "shape" where shape == nil:
                shape = scanner.tuple()
                sound = shape != nil
            default: throw Self.malformed(file)
            }
            guard scanner.skip(",") || scanner.next == "}" else { throw Self.malformed(file) }
        }
        guard sound, scanner.next == nil, let descriptor, let order, let shape,
            shape.count <= Self.maximumDimensions
        else { throw Self.malformed(file) }
        guard let mark = descriptor.first, "<>|=".contains(mark),
            let type = NumpyElementType(rawValue: String(descriptor.dropFirst()))
        else { throw Self.unsupported(file, "'\(descriptor.prefix(20))'") }
        self.type = type
        self.shape = shape
        isBigEndian = mark == ">"
        isFortranOrder = order
    }

    /// The number of elements of `shape`, or nil when it does not fit in an Int or an extent is negative.
    static func elementCount(_ shape: [Int]) -> Int? {
        var count = 1
        for extent in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard extent >= 0, !overflow else { return nil }
            count = product
        }
        return count
    }

    /// The dictionary for an array in little-endian C order.
    static func dictionary(type: NumpyElementType, shape: [Int]) -> String {
        let extents = shape.map { "\($0)," }.joined(separator: " ")
        return "{'descr': '\(type.descriptor)', 'fortran_order': False, 'shape': (\(extents)), }"
    }

    private static func malformed(_ file: String) -> ArrayFileError {
        ArrayFileError(
            .wrongFormat, file, "has a malformed .npy header", remedy: "write it with numpy.save or numpy.savez")
    }

    private static func unsupported(_ file: String, _ type: String) -> ArrayFileError {
        ArrayFileError(
            .unsupported, file, "has elements of \(type); booleans, integers, float32 and float64 are read",
            remedy: "convert the array first, e.g. with .astype(numpy.float32)")
    }
}
