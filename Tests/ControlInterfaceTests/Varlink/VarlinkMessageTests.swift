import ControlInterface
import NIOCore
import Testing

@Suite("Varlink messages")
struct VarlinkMessageTests {
    @Test("a call is written as others expect it: flags only where set, NUL at the end")
    func callText() throws {
        let plain = try VarlinkCallMessage(method: "a.b.C", parameters: ["x": 1]).serialized()
        #expect(String(buffer: plain) == "{\"method\":\"a.b.C\",\"parameters\":{\"x\":1}}\0")
        let more = try VarlinkCallMessage(method: "a.b.C", more: true).serialized()
        #expect(String(buffer: more) == "{\"method\":\"a.b.C\",\"more\":true}\0")
    }

    @Test("calls and replies come back as they were")
    func roundTrip() throws {
        let call = VarlinkCallMessage(
            method: "a.b.C", parameters: ["x": [nil]], more: true, oneway: true, upgrade: true)
        #expect(try VarlinkCallMessage(parsing: Array(call.serialized().readableBytesView.dropLast())) == call)
        let reply = VarlinkReplyMessage(parameters: ["y": 2.5], continues: true, error: "a.b.E")
        #expect(try VarlinkReplyMessage(parsing: Array(reply.serialized().readableBytesView.dropLast())) == reply)
    }

    @Test(
        "what is not a call is refused",
        arguments: [
            "[]", "{}", "3", #"{"method":1}"#, #"{"method":"a.B","parameters":[]}"#, #"{"method":"a.B","more":1}"#,
            #"{"method":"a.B","oneway":"yes"}"#,
        ])
    func badCall(text: String) {
        #expect(throws: JSONError.self) { try VarlinkCallMessage(parsing: Array(text.utf8)) }
    }

    @Test(
        "what is not a reply is refused",
        arguments: ["[]", #"{"error":1}"#, #"{"parameters":"x"}"#, #"{"continues":0}"#])
    func badReply(text: String) {
        #expect(throws: JSONError.self) { try VarlinkReplyMessage(parsing: Array(text.utf8)) }
    }

    @Test("messages are cut at their NULs however the bytes arrive", arguments: [1, 2, 3, 5, 64])
    func framing(pieceBytes: Int) {
        var framing = MessageFraming(maximumMessageBytes: 8)
        var stream = ByteBuffer(string: "one\0\0three\0last")
        var messages: [String] = []
        while let piece = stream.readSlice(length: min(pieceBytes, stream.readableBytes)), piece.readableBytes > 0 {
            framing.append(piece)
            while case .message(let bytes) = framing.next() { messages.append(String(decoding: bytes, as: UTF8.self)) }
        }
        #expect(messages == ["one", "", "three"])
        #expect(framing.next() == .incomplete)
        #expect(framing.bufferedBytes == 4)
    }

    @Test("a message may have as many bytes as allowed and not one more")
    func limit() {
        var framing = MessageFraming(maximumMessageBytes: 4)
        framing.append(ByteBuffer(string: "1234"))
        #expect(framing.next() == .incomplete)
        framing.append(ByteBuffer(string: "\0"))
        #expect(framing.next() == .message(Array("1234".utf8)))
        framing.append(ByteBuffer(string: "12345"))
        #expect(framing.next() == .oversized)
        var whole = MessageFraming(maximumMessageBytes: 4)
        whole.append(ByteBuffer(string: "12345\0"))
        #expect(whole.next() == .oversized)
    }

    @Test("an error reads as its message and remedy, or as its name and parameters")
    func errorText() {
        let told = VarlinkError(name: "a.b.E", parameters: ["message": "no device c1", "remedy": "plug it in"])
        #expect("\(told)" == "no device c1; plug it in")
        #expect("\(VarlinkError(name: "a.b.E", parameters: ["n": 3]))" == #"a.b.E {"n":3}"#)
        #expect("\(VarlinkError(name: "a.b.E"))" == "a.b.E")
    }
}
