import Foundation

/// What goes out to the board: ASCII, one value a line.
///
/// The text of a job code matters, leading zeros included: `0`, `00`, `01` and `1` are different jobs. Numbers are
/// sent with seven significant digits in scientific notation: in fixed notation with six decimals a 90 ns pulse would
/// have a width of zero.
public struct ArcLines: Sendable, Equatable {
    /// The bytes.
    public private(set) var bytes: [UInt8]

    init(_ job: String) { bytes = Array((job + "\n").utf8) }

    func adding(_ integers: Int...) -> ArcLines { with(integers.map { "\($0)" }) }

    func adding(_ numbers: Double...) -> ArcLines { with(numbers.map(Self.text)) }

    func adding(_ cell: ArcCell) -> ArcLines { adding(cell.word, cell.bit) }

    /// A number as it is sent, for instance `9.000000e-08`.
    static func text(_ number: Double) -> String { String(format: "%.6e", number) }

    private func with(_ values: [String]) -> ArcLines {
        var longer = self
        for value in values { longer.bytes += Array((value + "\n").utf8) }
        return longer
    }
}
