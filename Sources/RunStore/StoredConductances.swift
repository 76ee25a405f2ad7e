import Foundation
import GRDB

/// The conductances of one unit as read back from the device.
public struct StoredConductances: Sendable, Equatable {
    /// Number of rows: inputs and the bias.
    public let rows: Int
    /// Number of columns: two cells an output.
    public let columns: Int
    /// Conductances [S], row after row (rows x columns).
    public let siemens: [Float]

    /// A block of conductances; throws `RunStoreError` `invalidValue` when `siemens` does not fill rows x columns.
    public init(rows: Int, columns: Int, siemens: [Float]) throws {
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        guard rows >= 0, columns >= 0, !overflow, count == siemens.count else {
            throw RunStoreError(
                .invalidValue, "\(siemens.count) conductances do not fill \(rows) x \(columns)",
                remedy: "store one conductance for each cell")
        }
        self.rows = rows
        self.columns = columns
        self.siemens = siemens
    }

    init(_ row: Row) throws {
        let bytes: Data = try row.decode(forColumn: "siemens")
        let siemens = bytes.withUnsafeBytes { buffer in
            (0..<buffer.count / 4).map { index in
                let bits = buffer.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
                return Float(bitPattern: UInt32(littleEndian: bits))
            }
        }
        try self.init(
            rows: row.decode(forColumn: "rows"), columns: row.decode(forColumn: "columns"), siemens: siemens)
    }

    /// The conductances as little-endian float32.
    var bytes: Data {
        siemens.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) }
    }
}
