@testable import WireRecordings

/// Recordings of a device's wire.
enum RecordingFuzz {
    static func run(_ input: inout FuzzInput) {
        let bytes = input.remainder()
        guard let recording = try? Recording(parsing: bytes) else { return }
        // A file comes in pieces; where they end must not matter.
        var parser = RecordingParser()
        let inPieces = try? {
            for piece in bytes.pieces(0xFF) { try parser.receive(piece) }
            return try parser.finish()
        }()
        require(inPieces?.records.count == recording.records.count, "the records depend on where the file is cut")
        if let line = try? recording.header.line() {
            require((try? RecordingHeader(line: line.utf8)) == recording.header, "the header changes: \(line)")
        }
        for record in recording.records {
            guard let line = try? record.line() else { continue }
            let again = (try? WireRecord(line: line.utf8, number: 2)).flatMap { try? $0.line() }
            require(again == line, "\(line) becomes \(again ?? "nothing")")
        }
        _ = try? ReplayScript(recording, dialect: WholeWrites())
    }
}
