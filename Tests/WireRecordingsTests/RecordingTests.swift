import PhysicalDevices
import Testing
import Transports

@testable import WireRecordings

@Suite("Recording")
struct RecordingTests {
    @Test("streams and operations are recorded in order, and the file is complete")
    func order() async throws {
        let recording = try Recording(parsing: try await Bench().standardRecording())
        #expect(recording.remark == nil)
        #expect(!recording.header.inSession)
        let kinds = recording.records.map { record -> String in
            switch record.event {
            case .began(_, let operation): operation.name
            case .ended: "end"
            case .opened: "opened"
            case .sent: "out"
            case .received: "in"
            case .discarded: "discarded"
            case .finished: "finished"
            default: "?"
            }
        }
        #expect(
            kinds == ["open", "opened", "discarded", "out", "in", "end"] + ["process", "out", "in", "end"]
                + ["program", "out", "in", "end"] + ["process", "out", "in", "end"] + ["safe-state", "out", "in", "end"]
                + ["finished"])
    }

    @Test("a tap that is off lets everything pass, and keeps nothing")
    func off() async throws {
        let tap = WireTap()
        let (host, device) = try streamPair()
        let stream = try await tap.tapping { _ in host }(.soon)
        try await stream.write([1, 2, 3], deadline: .soon)
        #expect(try await device.read(upTo: 10, deadline: .soon) == [1, 2, 3])
        #expect(!tap.isRecording)
        #expect(!tap.stop("nothing"))
    }

    @Test("one recording at a time, and another after it")
    func oneAtATime() async throws {
        let tap = WireTap()
        let feed = try tap.start(.sample())
        #expect(throws: RecordingError.self) { _ = try tap.start(.sample()) }
        tap.stop("enough")
        #expect(try Recording(parsing: try await collect(feed).value).records.count == 1)
        _ = try tap.start(.sample())
    }

    @Test("a full queue ends the recording with a record that says so, and the device is not held up")
    func overflow() async throws {
        let tap = WireTap(capacity: 10_000)
        let feed = try tap.start(.sample())
        let (host, device) = try streamPair()
        let stream = try await tap.tapping { _ in host }(.soon)
        // Nobody reads the feed: were the queue to wait, this would not end.
        for _ in 0..<100 {
            try await stream.write([UInt8](repeating: 7, count: 1000), deadline: .soon)
            _ = try await device.read(upTo: 1000, deadline: .soon)
        }
        #expect(!tap.isRecording)
        let recording = try Recording(parsing: try await collect(feed).value)
        guard case .lost(let reason) = recording.records.last?.event else {
            Issue.record("the last record is \(String(describing: recording.records.last))")
            return
        }
        #expect(reason.contains("too slow"))
        #expect(recording.remark?.contains("too slow") == true)
        #expect((5...10).contains(recording.records.count))
    }

    @Test("a recording switched on in mid-session says so, and its streams are those from before")
    func midSession() async throws {
        let tap = WireTap()
        let (host, device) = try streamPair()
        let stream = try await tap.tapping { _ in host }(.soon)
        let file = collect(try tap.start(.sample()))
        try await stream.write([5], deadline: .soon)
        _ = try await device.read(upTo: 1, deadline: .soon)
        await stream.close()
        tap.stop("enough")
        let recording = try Recording(parsing: try await file.value)
        #expect(recording.header.inSession)
        guard case .sent(0, [5]) = recording.records.first?.event else {
            Issue.record("the first record is \(String(describing: recording.records.first))")
            return
        }
        let later = try tap.start(.sample())
        #expect(!later.header.inSession)
    }

    @Test("an operation that began before the recording does not end in it")
    func earlierOperation() async throws {
        let tap = WireTap()
        let early = tap.began("open", nil)
        var file = collect(try tap.start(.sample()))
        tap.ended(early, .success("done"))
        let late = tap.began("open", nil)
        tap.stop("enough")
        #expect(try Recording(parsing: try await file.value).records.count == 2)
        file = collect(try tap.start(.sample()))
        tap.ended(late, .success("done"))
        tap.stop("enough")
        #expect(try Recording(parsing: try await file.value).records.count == 1)
    }

    @Test("a far end that goes is recorded once, and not when the driver closes")
    func hangUp() async throws {
        let tap = WireTap()
        let file = collect(try tap.start(.sample()))
        let (host, device) = try streamPair()
        let stream = try await tap.tapping { _ in host }(.soon)
        await device.close()
        await stream.waitForHangUp()
        await #expect(throws: ByteStreamError.self) { _ = try await stream.read(upTo: 1, deadline: .soon) }
        await stream.close()
        let (second, other) = try streamPair()
        let quiet = try await tap.tapping { _ in second }(.soon)
        await quiet.close()
        await quiet.waitForHangUp()
        await other.close()
        tap.stop("enough")
        let kinds = try Recording(parsing: try await file.value).records.map { record -> String in
            switch record.event {
            case .opened(let stream, _): "opened \(stream)"
            case .hungUp(let stream): "hung up \(stream)"
            case .closed(let stream): "closed \(stream)"
            default: "other"
            }
        }
        #expect(kinds == ["opened 1", "hung up 1", "closed 1", "opened 2", "closed 2", "other"])
    }

    @Test("a line that cannot be opened is recorded with its error")
    func openFailure() async throws {
        let tap = WireTap()
        let file = collect(try tap.start(.sample()))
        let refused = ByteStreamError(.busy, path: "pty:/x", "another opener holds it", remedy: "Stop it.")
        await #expect(throws: ByteStreamError.self) { _ = try await tap.tapping { _ in throw refused }(.soon) }
        tap.stop("enough")
        let recording = try Recording(parsing: try await file.value)
        guard case .openFailed(let error) = recording.records.first?.event else {
            Issue.record("the first record is \(String(describing: recording.records.first))")
            return
        }
        #expect(error == refused)
    }

    @Test("a reader that goes away ends the recording")
    func readerLeaves() async throws {
        let tap = WireTap()
        let reader = collect(try tap.start(.sample()))
        reader.cancel()
        _ = try? await reader.value
        #expect(!tap.isRecording)
        do { _ = try tap.start(.sample()) }
        #expect(!tap.isRecording)
    }
}
