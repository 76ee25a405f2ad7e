import ArgumentParser

/// Rows or columns as they are written on the command line: one number, or FIRST:END for those from FIRST up to, but
/// without, END.
struct CellNumbers: ExpressibleByArgument, Equatable {
    let values: [Int]

    /// More than any array has.
    private static let limit = 4096

    init?(argument: String) {
        let ends = argument.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        switch (ends.count, ends.first.flatMap { $0 }, ends.last.flatMap { $0 }) {
        case (1, let number?, _) where (0..<Self.limit).contains(number): values = [number]
        case (2, let first?, let end?) where first >= 0 && first < end && end <= Self.limit:
            values = Array(first..<end)
        default: return nil
        }
    }
}
