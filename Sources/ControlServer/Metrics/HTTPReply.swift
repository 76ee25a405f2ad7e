/// A reply of HTTP/1.1, after which the connection is closed.
struct HTTPReply: Equatable {
    let status: String
    let type: String
    let body: String
    var headers: [String] = []
    var isHead = false

    static func page(_ text: String, type: String, isHead: Bool) -> HTTPReply {
        HTTPReply(status: "200 OK", type: type, body: text, isHead: isHead)
    }

    static func problem(_ status: String, _ text: String, headers: [String] = []) -> HTTPReply {
        HTTPReply(status: status, type: "text/plain; charset=utf-8", body: text + "\n", headers: headers)
    }

    var text: String {
        let head = [
            "HTTP/1.1 \(status)", "Content-Type: \(type)", "Content-Length: \(body.utf8.count)",
            "Cache-Control: no-store", "Connection: close",
        ]
        return (head + headers).joined(separator: "\r\n") + "\r\n\r\n" + (isHead ? "" : body)
    }
}
