import WireRecordings

@testable import ArcOne

/// Replies of the ArC ONE, and its jobs as a replay reads them.
enum ArcOneFuzz {
    /// The first byte chooses what the rest is.
    static func run(_ input: inout FuzzInput) {
        let isJob = input.byte() & 1 == 1
        if isJob { jobs(&input) } else { replies(&input) }
    }

    /// The decoder beside the plainest one there is: an array that is taken from the front.
    private static func replies(_ input: inout FuzzInput) {
        let script = input.bytes(16)
        let cut = input.byte()
        var decoder = ArcReplyDecoder()
        var model: [UInt8] = []
        var step = 0
        for piece in input.remainder().pieces(cut) {
            decoder.feed(piece)
            model += piece
            for _ in 0..<2 {
                let operation = script.isEmpty ? 0 : script[step % script.count]
                step += 1
                take(operation, &decoder, &model)
                require(decoder.pending == model.count, "\(decoder.pending) bytes are pending, not \(model.count)")
            }
        }
    }

    private static func take(_ operation: UInt8, _ decoder: inout ArcReplyDecoder, _ model: inout [UInt8]) {
        switch operation % 8 {
        case 0, 1, 2:
            let count = Int(operation / 8) - 1
            let numbers = decoder.floats(count)
            guard count >= 0, model.count >= 4 * count else {
                require(numbers == nil, "\(count) numbers are read from \(model.count) bytes")
                return
            }
            let expected = (0..<count).map { number(model, 4 * $0) }
            require(numbers?.map(\.bitPattern) == expected, "numbers are read wrongly")
            model.removeFirst(4 * count)
        case 3, 4:
            guard let triplet = decoder.triplet() else {
                require(model.count < 12, "a triplet that has come is not read")
                return
            }
            require(triplet.width.bitPattern == number(model, 8), "a triplet is read wrongly")
            require(!(triplet.isEnd && triplet.isPlausible), "an end is taken for a measurement")
            model.removeFirst(12)
        case 5:
            guard let version = decoder.version() else {
                require(model.count < 4, "a version that has come is not read")
                return
            }
            require(version.major + version.minor << 16 == Int(number(model, 0)), "a version is read wrongly")
            _ = (version.isPlausible, version.description)
            model.removeFirst(4)
        case 6: line(&decoder, &model)
        default:
            guard operation > 200 else { return }
            decoder.clear()
            model = []
        }
    }

    private static func line(_ decoder: inout ArcReplyDecoder, _ model: inout [UInt8]) {
        let line = decoder.line()
        let window = model.prefix(ArcReplyDecoder.longestLine)
        let end = window.firstIndex(of: 0x0A)
        guard end != nil || window.count == ArcReplyDecoder.longestLine else {
            require(line == nil, "a line without its end is read")
            return
        }
        require(line == String(decoding: window[..<(end ?? window.count)], as: UTF8.self), "a line is read wrongly")
        model.removeFirst(end.map { $0 + 1 } ?? window.count)
    }

    private static func number(_ bytes: [UInt8], _ start: Int) -> UInt32 {
        bytes[start..<(start + 4)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Every byte is in exactly one message, wherever the stream is cut.
    private static func jobs(_ input: inout FuzzInput) {
        let cut = input.byte()
        let wire = input.remainder()
        let dialect = ArcDialect()
        for direction in [WireDirection.outbound, .inbound] {
            var splitter = dialect.splitter(direction)
            let messages = wire.pieces(cut).flatMap { splitter.receive($0) }
            require(messages.flatMap(\.bytes) + splitter.rest == wire, "a message's bytes are lost or doubled")
            for message in messages {
                _ = dialect.summary(of: message, direction)
                _ = dialect.fields(of: message, direction)
            }
        }
    }
}
