/// A record as one line of JSON; which members there are depends on `kind`.
struct RecordLine: Codable {
    /// The kinds of records.
    enum Kind: String, Codable {
        case open, out, discard, close, begin, end, lost, finish
        case openFailed = "open-failed"
        case received = "in"
        case writeFailed = "write-failed"
        case hangUp = "hang-up"
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case seconds = "t"
        case kind, stream, bytes, address, failure, operation, name, parameters, result, fault, reason
    }

    var seconds: Double
    var kind: Kind
    var stream: Int?
    var bytes: String?
    var address: String?
    var failure: StreamFailure?
    var operation: Int?
    var name: String?
    var parameters: OperationValues?
    var result: OutcomeValues?
    var fault: RecordedFault?
    var reason: String?

    init(_ seconds: Double, _ kind: Kind, stream: Int? = nil) {
        self.seconds = seconds
        self.kind = kind
        self.stream = stream
    }
}

/// A `ByteStreamError` as a recording writes it.
struct StreamFailure: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable { case code, path, message, remedy }

    var code: String
    var path: String
    var message: String
    var remedy: String
}

/// A line whose members are all known: a reader that skipped what it does not know would replay something else.
struct StrictRecordLine: Decodable {
    let line: RecordLine

    init(from decoder: any Decoder) throws {
        try StrictKeys.check(decoder, against: RecordLine.CodingKeys.self)
        let members = try decoder.container(keyedBy: RecordLine.CodingKeys.self)
        if members.contains(.parameters) {
            try StrictKeys.check(
                try members.superDecoder(forKey: .parameters), against: OperationValues.CodingKeys.self)
        }
        if members.contains(.result) {
            try StrictKeys.check(try members.superDecoder(forKey: .result), against: OutcomeValues.CodingKeys.self)
        }
        line = try RecordLine(from: decoder)
    }
}

/// A header whose members are all known.
struct StrictRecordingHeader: Decodable {
    let header: RecordingHeader

    init(from decoder: any Decoder) throws {
        try StrictKeys.check(decoder, against: RecordingHeader.CodingKeys.self)
        header = try RecordingHeader(from: decoder)
    }
}

private enum StrictKeys {
    struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    static func check<Key: CodingKey & CaseIterable>(_ decoder: any Decoder, against: Key.Type) throws {
        let known = Set(Key.allCases.map(\.stringValue))
        let container = try decoder.container(keyedBy: AnyKey.self)
        guard let unknown = container.allKeys.first(where: { !known.contains($0.stringValue) }) else { return }
        throw DecodingError.dataCorrupted(
            .init(
                codingPath: decoder.codingPath,
                debugDescription: "the member \"\(unknown.stringValue.prefix(40))\" is not known"))
    }
}
