import Synchronization
import Transports
import WireRecordings

/// The far end of `LineDevice`: answers until it is told to hang up.
final class LineBoard: Sendable {
    private let state = Mutex((asked: 0, hangUpAfter: Int.max, ticks: false))

    /// Hangs up instead of answering the line with this number, once.
    func hangUp(at line: Int) { state.withLock { $0.hangUpAfter = line } }
    /// Sends a `tick` before every answer.
    func tick() { state.withLock { $0.ticks = true } }

    var opener: StreamOpener {
        { [self] _ in
            let (host, device) = try streamPair()
            Task { await serve(device) }
            return host
        }
    }

    private func serve(_ stream: DescriptorStream) async {
        var text = ""
        while let bytes = try? await stream.read(upTo: 4096, deadline: .now + .seconds(60)) {
            text += String(decoding: bytes, as: UTF8.self)
            while let end = text.firstIndex(of: "\n") {
                let line = String(text[..<end])
                text = String(text[text.index(after: end)...])
                guard let reply = answer(line) else { return await stream.close() }
                try? await stream.write([UInt8](reply.utf8), deadline: .now + .seconds(5))
            }
        }
        await stream.close()
    }

    private func answer(_ line: String) -> String? {
        let (hangsUp, ticks) = state.withLock { state in
            state.asked += 1
            guard state.asked == state.hangUpAfter else { return (false, state.ticks) }
            state.hangUpAfter = .max
            return (true, state.ticks)
        }
        if hangsUp { return nil }
        let words = line.split(separator: " ")
        let reply =
            switch words.first {
            case "hello": "serial-7"
            case "read":
                stride(from: 1, to: words.count, by: 2).map { String((Double(words[$0]) ?? 0) / 256) }
                    .joined(separator: " ")
            case "pulse": String(words.dropFirst().reduce(0) { $0 + abs(Int($1) ?? 0) })
            default: "ok"
            }
        return (ticks ? "tick\n" : "") + reply + "\n"
    }
}
