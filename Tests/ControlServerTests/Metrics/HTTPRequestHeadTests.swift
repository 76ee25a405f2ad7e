import Testing

@testable import ControlServer

@Suite("HTTP request head")
struct HTTPRequestHeadTests {
    private func parse(_ text: String) throws -> HTTPRequestHead? { try HTTPRequestHead(Array(text.utf8)) }

    @Test("a request is taken with either kind of line end, with headers and without", arguments: ["\r\n", "\n"])
    func whole(end: String) throws {
        for headers in ["", "Host: x\(end)Accept: */*\(end)"] {
            let head = try #require(try parse("GET /metrics?a=b HTTP/1.1\(end)\(headers)\(end)"))
            #expect(head.method == "GET" && head.path == "/metrics")
        }
    }

    @Test("before the empty line it is incomplete, at every length")
    func incomplete() throws {
        let bytes = Array("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
        for length in bytes.indices { #expect(try HTTPRequestHead(Array(bytes[..<length])) == nil) }
    }

    @Test(
        "what is no request is malformed",
        arguments: [
            "{\"method\":", "\0", "\u{16}\u{3}", "GET /metrics\r\n\r\n", "GET metrics HTTP/1.1\r\n\r\n",
            "GET  /metrics HTTP/1.1\r\n\r\n", "GET /metrics HTTP/2.0\r\n\r\n", "GET /metrics SMTP/1.1\r\n\r\n",
            "GET /m\u{1}x HTTP/1.1\r\n\r\n", "GET /metrics HTTP/1.1x\r\n\r\n",
        ])
    func malformed(text: String) {
        #expect(throws: HTTPRequestHead.Problem.malformed) { try parse(text) }
    }

    @Test("a head without end is too long, and so is one that ends late")
    func long() {
        let start = "GET /metrics HTTP/1.1\r\nX: " + String(repeating: "x", count: HTTPRequestHead.longestBytes)
        #expect(throws: HTTPRequestHead.Problem.tooLong) { try parse(start) }
        #expect(throws: HTTPRequestHead.Problem.tooLong) { try parse(start + "\r\n\r\n") }
    }
}
