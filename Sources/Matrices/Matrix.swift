/// A dense row-major matrix with value semantics.
///
/// The elements live in a Swift array: a copy is free until one side writes, and a matrix can be sent between actors
/// without any unchecked promise (docs/decisions/0002). All products go to BLAS; see `Matrix+Products.swift`.
public struct Matrix<Scalar: MatrixScalar>: Sendable, Equatable {
    /// Number of rows; for a batch, the number of samples n.
    public let rows: Int
    /// Number of columns; for a batch, the dimension d.
    public let columns: Int
    /// The elements, row after row; always `rows * columns` of them.
    public internal(set) var elements: [Scalar]

    /// A matrix of `rows` x `columns` in which every element is `value`.
    public init(rows: Int, columns: Int, repeating value: Scalar = 0) {
        precondition(rows >= 0 && columns >= 0, "a matrix has no negative extent")
        self.rows = rows
        self.columns = columns
        self.elements = [Scalar](repeating: value, count: rows * columns)
    }

    /// A matrix over existing elements, row-major; there must be exactly `rows * columns` of them.
    public init(rows: Int, columns: Int, elements: [Scalar]) {
        precondition(elements.count == rows * columns, "\(elements.count) elements do not fill \(rows) x \(columns)")
        self.rows = rows
        self.columns = columns
        self.elements = elements
    }

    /// A matrix whose elements `fill` writes, every one of them, into uninitialised row-major memory.
    public init(rows: Int, columns: Int, filledBy fill: (UnsafeMutableBufferPointer<Scalar>) throws -> Void) rethrows {
        let count = rows * columns
        self.rows = rows
        self.columns = columns
        self.elements = try [Scalar](unsafeUninitializedCapacity: count) { buffer, initialised in
            try fill(UnsafeMutableBufferPointer(rebasing: buffer[0..<count]))
            initialised = count
        }
    }

    /// The matrix with these rows; all must be of one length.
    public init(_ rowArrays: [[Scalar]]) {
        let columns = rowArrays.first?.count ?? 0
        precondition(rowArrays.allSatisfy { $0.count == columns }, "rows of different lengths")
        self.init(rows: rowArrays.count, columns: columns, elements: rowArrays.flatMap { $0 })
    }

    /// The element in row `row` and column `column`, both from 0.
    public subscript(row: Int, column: Int) -> Scalar {
        get { elements[row * columns + column] }
        set { elements[row * columns + column] = newValue }
    }

    /// One row as an array of `columns` elements.
    public func row(_ row: Int) -> [Scalar] { Array(elements[row * columns..<(row + 1) * columns]) }

    /// Calls `body` with the row-major elements.
    public func withUnsafeElements<R>(_ body: (UnsafeBufferPointer<Scalar>) throws -> R) rethrows -> R {
        try elements.withUnsafeBufferPointer(body)
    }

    /// Calls `body` with the row-major elements, to be changed in place.
    public mutating func withUnsafeMutableElements<R>(
        _ body: (UnsafeMutableBufferPointer<Scalar>) throws -> R
    ) rethrows -> R {
        try elements.withUnsafeMutableBufferPointer { try body($0) }
    }
}
