import NIOCore

@testable import ControlInterface

/// What a peer sends over varlink, and interface descriptions.
enum VarlinkFuzz {
    private static let interface: VarlinkInterfaceDescription = {
        let text = String(decoding: PackageResources.io_pibd_Lab_varlink, as: UTF8.self)
        guard let interface = try? VarlinkInterfaceDescription(parsing: text) else {
            fatalError("the daemon's own interface is not read")
        }
        return interface
    }()

    /// The first byte chooses what the rest is.
    static func run(_ input: inout FuzzInput) {
        switch input.byte() & 3 {
        case 0: stream(&input)
        case 1: call(input.remainder())
        case 2: reply(input.remainder())
        default: interface(input.remainder())
        }
    }

    private static let limit = 512

    /// Bytes as they come over the socket, cut at their NULs.
    private static func stream(_ input: inout FuzzInput) {
        let cut = input.byte()
        let bytes = input.remainder()
        var framing = MessageFraming(maximumMessageBytes: limit)
        var messages: [[UInt8]] = []
        var isOversized = false
        reading: for piece in bytes.pieces(cut) {
            framing.append(ByteBuffer(bytes: piece))
            while true {
                switch framing.next() {
                case .message(let message): messages.append(message)
                case .incomplete: continue reading
                case .oversized:
                    isOversized = true
                    break reading
                }
            }
        }
        let parts = bytes.split(separator: 0, omittingEmptySubsequences: false)
        let expected = parts.dropLast().prefix { $0.count <= limit }
        require(messages.elementsEqual(expected, by: { $0[...] == $1 }), "messages are cut wrongly")
        require(isOversized == parts.contains { $0.count > limit }, "a message beyond the limit is not seen as one")
        for message in messages { call(message) }
    }

    private static func call(_ bytes: [UInt8]) {
        guard let call = try? VarlinkCallMessage(parsing: bytes) else { return }
        _ = try? interface.validate(call.parameters, of: call.method)
        // Whatever the method's name, its parameters may be those of any.
        for method in interface.methods {
            _ = try? interface.validate(call.parameters, of: "\(interface.name).\(method)")
        }
        guard var written = try? call.serialized() else { return }
        let text = written.readBytes(length: written.readableBytes) ?? []
        require(text.last == 0 && !text.dropLast().contains(0), "a call holds a NUL")
        let again = try? VarlinkCallMessage(parsing: [UInt8](text.dropLast()))
        require(again == call, "\(call) becomes \(String(describing: again))")
    }

    private static func reply(_ bytes: [UInt8]) {
        guard let reply = try? VarlinkReplyMessage(parsing: bytes), var written = try? reply.serialized() else {
            return
        }
        let text = written.readBytes(length: written.readableBytes - 1) ?? []
        let again = try? VarlinkReplyMessage(parsing: text)
        require(again == reply, "\(reply) becomes \(String(describing: again))")
    }

    private static func interface(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self),
            let description = try? VarlinkInterfaceDescription(parsing: text)
        else { return }
        for method in description.methods {
            _ = try? description.validate(["a": [1, true, "b"], "b": 0.5], of: "\(description.name).\(method)")
        }
    }
}
