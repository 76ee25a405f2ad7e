/// HELLO: opens a session, clears the board's stored answers and puts it into its safe state.
public struct CWPHelloRequest: CWPRequest {
    public typealias Response = CWPDescriptor
    public static let opcode = CWPOpcode.hello
    /// Version 1.0, as HELLO and the descriptor write it.
    public static let version: UInt16 = 0x0100

    /// The lowest version spoken, major in the high byte.
    public var minimumVersion: UInt16
    /// The highest version spoken, major in the high byte.
    public var maximumVersion: UInt16
    /// Capabilities of the host; none are defined.
    public var hostCapabilities: UInt32
    /// A new number for each session.
    public var nonce: UInt32

    /// Opens a session of version 1.0.
    public init(nonce: UInt32) {
        minimumVersion = Self.version
        maximumVersion = Self.version
        hostCapabilities = 0
        self.nonce = nonce
    }

    public init(payload: [UInt8]) throws(CWPMessageError) {
        var reader = PayloadReader(payload, of: "HELLO request")
        minimumVersion = try reader.integer()
        maximumVersion = try reader.integer()
        hostCapabilities = try reader.integer()
        nonce = try reader.integer()
        try reader.finish()
    }

    public func payload() -> [UInt8] {
        var writer = PayloadWriter(capacity: 12)
        writer.append(minimumVersion)
        writer.append(maximumVersion)
        writer.append(hostCapabilities)
        writer.append(nonce)
        return writer.bytes
    }
}
