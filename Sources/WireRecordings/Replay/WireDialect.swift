/// Which way bytes go.
public enum WireDirection: Sendable {
    /// From the driver to the device.
    case outbound
    /// From the device to the driver.
    case inbound
}

/// What a replay must know of a driver's protocol: where messages end, what may differ, and how to say it in words.
public protocol WireDialect: Sendable {
    /// Cuts the bytes of one direction of one stream into messages.
    func splitter(_ direction: WireDirection) -> any WireSplitter
    /// A message in a few words, for instance `READ_VMM request 7`.
    func summary(of message: WireMessage, _ direction: WireDirection) -> String
    /// The message's content field by field, in a fixed order; empty where it has no known form.
    func fields(of message: WireMessage, _ direction: WireDirection) -> [WireField]
}

/// Cuts a stream into messages; every byte belongs to exactly one.
public protocol WireSplitter: Sendable {
    /// Takes in one write or read; returns the messages that end in it.
    mutating func receive(_ bytes: [UInt8]) -> [WireMessage]
    /// What has come of a message that has not ended.
    var rest: [UInt8] { get }
}

/// One message of a protocol.
public struct WireMessage: Sendable, Equatable {
    /// The bytes on the wire.
    public var bytes: [UInt8]
    /// What is compared with another message's content, with zeros where two sessions legitimately differ; nil for
    /// bytes that are no message, which are compared as they are.
    public var content: [UInt8]?
    /// Whether the message may come or not, as a heartbeat may: it is neither compared nor answered in a replay.
    public var isIncidental: Bool

    /// A message from its parts.
    public init(bytes: [UInt8], content: [UInt8]? = nil, isIncidental: Bool = false) {
        self.bytes = bytes
        self.content = content
        self.isIncidental = isIncidental
    }
}

/// One field of a message.
public struct WireField: Sendable, Equatable {
    /// The name it has in the protocol.
    public var name: String
    /// Its value in words.
    public var value: String

    /// A field from its parts.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// For a driver that has no dialect of its own: each write is a message, and nothing may differ.
public struct WholeWrites: WireDialect {
    /// The dialect.
    public init() {}

    public func splitter(_ direction: WireDirection) -> any WireSplitter { Splitter() }
    public func summary(of message: WireMessage, _ direction: WireDirection) -> String {
        "\(message.bytes.count) bytes"
    }
    public func fields(of message: WireMessage, _ direction: WireDirection) -> [WireField] { [] }

    private struct Splitter: WireSplitter {
        var rest: [UInt8] { [] }
        mutating func receive(_ bytes: [UInt8]) -> [WireMessage] {
            bytes.isEmpty ? [] : [WireMessage(bytes: bytes, content: bytes)]
        }
    }
}
