import PhysicalDevices
import Transports

/// What a recording says that a driver is asked, sends, and is answered, from the first opening on.
struct ReplayScript: Sendable {
    /// How far a replay must be for something to happen.
    struct Point: Sendable {
        /// Messages sent, over all streams.
        var messages: Int
        /// Operations ended.
        var ends: Int
    }

    /// What the driver sends and is answered on one stream.
    struct Stream: Sendable {
        var address: String
        var expected: [WireMessage] = []
        var inbound: [(bytes: [UInt8], point: Point)] = []
        /// For each time the driver threw input away, how many of `inbound` came before.
        var discards: [Int] = []
        var failures: [(error: ByteStreamError, point: Point)] = []
        var hangUp: Point?
    }

    /// What the laboratory did.
    enum Action: Sendable {
        case begin(Int, DeviceOperation, Point)
        case end(Int, RecordedOutcome, Point)
    }

    private(set) var openings: [Result<Stream, ByteStreamError>] = []
    private(set) var actions: [(action: Action, seconds: Double)] = []
    /// Messages over all streams.
    private(set) var messages = 0
    private(set) var remarks: [String] = []

    /// Where each recorded stream stands in `openings`.
    private var places: [Int: Int] = [:]
    private var splitters: [Int: any WireSplitter] = [:]
    private var ends = 0

    /// Throws ``RecordingError`` `notReplayable` where the driver was never opened.
    init(_ recording: Recording, dialect: any WireDialect) throws {
        let records = recording.records
        let first = records.firstIndex { record in
            if case .began(_, .open) = record.event { true } else { false }
        }
        guard let first else {
            throw RecordingError(
                .notReplayable, "the recording never opens the device, so a driver cannot be brought to where it began",
                remedy: "Record with --reopen, or from before the device is opened.")
        }
        if let remark = recording.remark { remarks.append(remark) }
        if first > 0, records[..<first].contains(where: \.event.isTraffic) {
            remarks.append("what came before the first opening was left out")
        }
        let inbound = Self.incidentalInbound(records[first...], dialect)
        for index in first..<records.count {
            if case .began(let number, .other(let name)) = records[index].event {
                remarks.append("operation \(number), \(name), cannot be asked for again: compared up to there")
                break
            }
            take(records[index], kept: inbound[index], dialect)
        }
        for (stream, splitter) in splitters.sorted(by: { $0.key < $1.key }) where !splitter.rest.isEmpty {
            remarks.append("stream \(stream) ends inside a message of the driver; those bytes were not compared")
        }
    }

    private var point: Point { Point(messages: messages, ends: ends) }

    private mutating func take(_ record: WireRecord, kept: [UInt8]?, _ dialect: any WireDialect) {
        switch record.event {
        case .opened(let stream, let address):
            places[stream] = openings.count
            splitters[stream] = dialect.splitter(.outbound)
            openings.append(.success(Stream(address: address)))
        case .openFailed(let error): openings.append(.failure(error))
        case .sent(let stream, let bytes):
            let sent = splitters[stream]?.receive(bytes).filter { !$0.isIncidental } ?? []
            change(stream) { $0.expected += sent }
            messages += places[stream] == nil ? 0 : sent.count
        case .received(let stream, _):
            guard let kept, !kept.isEmpty else { return }
            change(stream) { [point] in $0.inbound.append((kept, point)) }
        case .discarded(let stream): change(stream) { $0.discards.append($0.inbound.count) }
        case .writeFailed(let stream, let error): change(stream) { [point] in $0.failures.append((error, point)) }
        case .hungUp(let stream): change(stream) { [point] in $0.hangUp = point }
        case .began(let number, let operation):
            actions.append((.begin(number, operation, point), record.seconds))
        case .ended(let number, let outcome):
            // One that began before the first opening is no part of the script.
            guard hasBegun(number) else { return }
            actions.append((.end(number, outcome, point), record.seconds))
            ends += 1
        case .closed, .lost, .finished: break
        }
    }

    private func hasBegun(_ number: Int) -> Bool {
        guard case .begin(let first, _, _)? = actions.first?.action else { return false }
        return number >= first
    }

    private mutating func change(_ stream: Int, _ body: (inout Stream) -> Void) {
        guard let place = places[stream], case .success(var script) = openings[place] else { return }
        // Taken out first: a copy of all that came before for every record would take for ever.
        openings[place] = .success(Stream(address: ""))
        body(&script)
        openings[place] = .success(script)
    }

    /// What is served of each `received` record: all of it but incidental messages, wherever they begin and end.
    private static func incidentalInbound(
        _ records: ArraySlice<WireRecord>, _ dialect: any WireDialect
    ) -> [Int: [UInt8]] {
        var pieces: [Int: [(record: Int, bytes: [UInt8])]] = [:]
        for index in records.indices {
            if case .received(let stream, let bytes) = records[index].event {
                pieces[stream, default: []].append((index, bytes))
            }
        }
        var kept: [Int: [UInt8]] = [:]
        for pieces in pieces.values {
            var splitter = dialect.splitter(.inbound)
            let messages = pieces.flatMap { splitter.receive($0.bytes) }
            var message = 0
            var left = messages.first?.bytes.count ?? Int.max
            for piece in pieces {
                var served: [UInt8] = []
                var position = 0
                while position < piece.bytes.count {
                    let count = min(left, piece.bytes.count - position)
                    if message >= messages.count || !messages[message].isIncidental {
                        served += piece.bytes[position..<(position + count)]
                    }
                    position += count
                    left -= count
                    if left == 0 {
                        message += 1
                        left = message < messages.count ? messages[message].bytes.count : Int.max
                    }
                }
                kept[piece.record] = served
            }
        }
        return kept
    }
}

extension WireEvent {
    /// Whether it is about a stream.
    fileprivate var isTraffic: Bool {
        switch self {
        case .sent, .received, .opened, .openFailed: true
        default: false
        }
    }
}
