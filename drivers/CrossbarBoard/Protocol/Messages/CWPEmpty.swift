/// A payload of no bytes.
public struct CWPEmpty: CWPPayload {
    /// The only value.
    public init() {}

    public init(payload: [UInt8]) throws(CWPMessageError) {
        try PayloadReader(payload, of: "empty payload").finish()
    }

    public func payload() -> [UInt8] { [] }
}

/// The number of elements that a board took.
public struct CWPCount: CWPPayload {
    /// Elements taken.
    public var count: UInt16

    /// `count` elements.
    public init(count: UInt16) {
        self.count = count
    }

    public init(payload: [UInt8]) throws(CWPMessageError) {
        var reader = PayloadReader(payload, of: "count response")
        count = try reader.integer()
        try reader.finish()
    }

    public func payload() -> [UInt8] {
        var writer = PayloadWriter(capacity: 2)
        writer.append(count)
        return writer.bytes
    }

    /// Why the board cannot have taken `asked` elements and answer this.
    func mismatch(asked: Int) -> String? {
        Int(count) == asked ? nil : "\(count) elements were taken of the \(asked) asked for"
    }
}
