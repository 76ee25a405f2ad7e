import Foundation
import PhysicalDevices
import Transports

extension WireRecord {
    /// The record as one line of JSON, without its end. Throws `EncodingError` for numbers that JSON does not have.
    public func line() throws -> String {
        String(decoding: try RecordingCoder.encode(RecordLine(self)), as: UTF8.self)
    }

    /// The record that a line describes; throws ``RecordingError`` `malformed` with the line's `number`.
    init(line: some Collection<UInt8>, number: Int) throws {
        do {
            self = try RecordingCoder.decode(StrictRecordLine.self, from: line).line.record()
        } catch let error as Misfit {
            throw RecordingError.malformed(number, error.problem)
        } catch let error as DecodingError {
            throw RecordingError.malformed(number, error.problem)
        }
    }
}

extension RecordingHeader {
    /// The header as one line of JSON, without its end. Throws `EncodingError`.
    public func line() throws -> String { String(decoding: try RecordingCoder.encode(self), as: UTF8.self) }

    /// The header that the first line holds; throws ``RecordingError``.
    init(line: some Collection<UInt8>) throws {
        // The version first: a newer one may have members that are not known here.
        guard let mark = try? RecordingCoder.decode(RecordingMark.self, from: line), mark.format == Self.formatName
        else { throw RecordingError.malformed(1, "this is no recording: its first line is not the header of one") }
        guard mark.version >= 1, mark.version <= Self.currentVersion else {
            throw RecordingError(
                .unknownVersion, line: 1,
                "the recording is of version \(mark.version), and up to \(Self.currentVersion) is read here",
                remedy: "Read it with the program that wrote it, or a newer one.")
        }
        do {
            self = try RecordingCoder.decode(StrictRecordingHeader.self, from: line).header
        } catch let error as DecodingError {
            throw RecordingError.malformed(1, error.problem)
        }
    }
}

/// What every version's header has.
private struct RecordingMark: Decodable {
    let format: String
    let version: Int
}

enum RecordingCoder {
    static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from line: some Collection<UInt8>) throws -> Value {
        try JSONDecoder().decode(type, from: Data(line))
    }
}

extension DecodingError {
    /// What is wrong, without the text at fault.
    fileprivate var problem: String {
        let context: Context? =
            switch self {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): context
            case .keyNotFound(let key, _): Context(codingPath: [key], debugDescription: "is missing")
            @unknown default: nil
            }
        let path = (context?.codingPath ?? []).map(\.stringValue).joined(separator: ".")
        let text = context?.debugDescription ?? "it does not fit the format"
        return String((path.isEmpty ? text : "\(path): \(text)").prefix(300))
    }
}

extension RecordLine {
    fileprivate init(_ record: WireRecord) {
        let seconds = record.seconds
        switch record.event {
        case .opened(let stream, let address):
            self.init(seconds, .open, stream: stream)
            self.address = address
        case .openFailed(let error):
            self.init(seconds, .openFailed)
            failure = StreamFailure(error)
        case .sent(let stream, let bytes):
            self.init(seconds, .out, stream: stream)
            self.bytes = Hexadecimal.text(bytes)
        case .received(let stream, let bytes):
            self.init(seconds, .received, stream: stream)
            self.bytes = Hexadecimal.text(bytes)
        case .discarded(let stream): self.init(seconds, .discard, stream: stream)
        case .writeFailed(let stream, let error):
            self.init(seconds, .writeFailed, stream: stream)
            failure = StreamFailure(error)
        case .hungUp(let stream): self.init(seconds, .hangUp, stream: stream)
        case .closed(let stream): self.init(seconds, .close, stream: stream)
        case .began(let number, let operation):
            self.init(seconds, .begin)
            self.operation = number
            name = operation.name
            parameters = OperationValues(operation)
        case .ended(let number, let outcome):
            self.init(seconds, .end)
            self.operation = number
            switch outcome {
            case .returned(let values): result = OutcomeValues(values)
            case .threw(let fault): self.fault = fault
            }
        case .lost(let reason):
            self.init(seconds, .lost)
            self.reason = reason
        case .finished(let reason):
            self.init(seconds, .finish)
            self.reason = reason
        }
    }

    fileprivate func record() throws -> WireRecord {
        guard seconds.isFinite, seconds >= 0 else { throw Misfit("the time \(seconds) s is not one since the start") }
        return WireRecord(seconds: seconds, event: try event())
    }

    private func event() throws -> WireEvent {
        switch kind {
        case .open: .opened(stream: try streamNumber(), address: try required(address, "address"))
        case .openFailed: .openFailed(try required(failure, "failure").error())
        case .out: .sent(stream: try streamNumber(), try content())
        case .received: .received(stream: try streamNumber(), try content())
        case .discard: .discarded(stream: try streamNumber())
        case .writeFailed: .writeFailed(stream: try streamNumber(), try required(failure, "failure").error())
        case .hangUp: .hungUp(stream: try streamNumber())
        case .close: .closed(stream: try streamNumber())
        case .begin:
            .began(
                operation: try required(operation, "operation"),
                try OperationValues.operation(try required(name, "name"), parameters))
        case .end:
            .ended(
                operation: try required(operation, "operation"),
                try fault.map { .threw($0) } ?? .returned(try required(result, "result").outcome()))
        case .lost: .lost(try required(reason, "reason"))
        case .finish: .finished(try required(reason, "reason"))
        }
    }

    private func streamNumber() throws -> Int {
        let number = try required(stream, "stream")
        guard (0...RecordingLimits.records).contains(number) else { throw Misfit("the stream is \(number)") }
        return number
    }

    private func content() throws -> [UInt8] {
        guard let bytes = Hexadecimal.bytes(try required(bytes, "bytes")) else {
            throw Misfit("the bytes are not pairs of hexadecimal digits")
        }
        return bytes
    }

    private func required<Value>(_ value: Value?, _ name: String) throws -> Value {
        guard let value else { throw Misfit("the member \"\(name)\" is missing") }
        return value
    }
}

extension StreamFailure {
    fileprivate init(_ error: ByteStreamError) {
        self.init(code: error.code.rawValue, path: error.path, message: error.message, remedy: error.remedy)
    }

    fileprivate func error() throws -> ByteStreamError {
        guard let code = ByteStreamError.Code(rawValue: code) else { throw Misfit("the failure's code is not known") }
        return ByteStreamError(code, path: path, message, remedy: remedy)
    }
}
