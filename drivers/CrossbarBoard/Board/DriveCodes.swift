import Matrices
import PhysicalDevices

/// Inputs in fractions of full scale as codes of the wire.
///
/// Each is first rounded to the converter's own steps, 2^bits - 1 of them up to full scale, and then to the format's:
/// so the board finds exactly the step that was meant, whatever its resolution.
struct DriveCodes: Sendable {
    private enum Format: Sendable { case bits, u8, i8, u16, i16 }

    private let format: Format
    private let steps: Float
    private let fullScale: Double
    private let low: Double
    private let span: Double

    init(_ profile: BoardProfile) {
        let board = profile.board
        let isWide = board.dacBits > 8
        if profile.isSigned {
            format = isWide ? .i16 : .i8
        } else {
            format = board.dacBits == 1 ? .bits : isWide ? .u16 : .u8
        }
        steps = Float((1 << profile.descriptor.drive.bits) - 1)
        fullScale = profile.descriptor.drive.fullScale.value * 1e6
        low = Double(board.inputMicrovolts.minimum)
        span = Double(board.inputMicrovolts.maximum) - low
    }

    /// Bytes that one vector takes.
    func bytes(rows: Int) -> Int {
        switch format {
        case .bits: (rows + 7) / 8
        case .u8, .i8: rows
        case .u16, .i16: 2 * rows
        }
    }

    /// The codes of the vectors in `range`.
    func codes(_ drive: Matrix<Float>, _ range: Range<Int>) -> CWPInputCodes {
        let part = range.lowerBound * drive.columns..<range.upperBound * drive.columns
        return drive.withUnsafeElements { elements in
            let values = UnsafeBufferPointer(rebasing: elements[part])
            return switch format {
            case .bits: .bits(values.map { ($0 * steps).rounded(.toNearestOrEven) >= 1 })
            case .u8: .u8(integers(values, top: 255, offset: 0))
            case .i8: .i8(integers(values, top: 255, offset: 128))
            case .u16: .u16(integers(values, top: 65_535, offset: 0))
            case .i16: .i16(integers(values, top: 65_535, offset: 32_768))
            }
        }
    }

    /// Codes of a format with `top` equal steps over the whole input range, from -`offset` on.
    private func integers<Code: FixedWidthInteger>(
        _ values: UnsafeBufferPointer<Float>, top: Double, offset: Int
    ) -> [Code] {
        let perStep = fullScale / Double(steps) / span * top
        let zero = -low / span * top
        return [Code](unsafeUninitializedCapacity: values.count) { target, count in
            for index in values.indices {
                let step = Double((values[index] * steps).rounded(.toNearestOrEven))
                let code = (zero + step * perStep).rounded(.toNearestOrEven)
                target.initializeElement(at: index, to: Code(clamping: Int(min(max(code, 0), top)) - offset))
            }
            count = values.count
        }
    }
}
