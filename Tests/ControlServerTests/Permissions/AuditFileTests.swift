import ControlInterface
import Foundation
import Testing

@testable import ControlServer

@Suite("Audit trail")
struct AuditFileTests {
    private func entry(_ call: Int, _ method: String = "Process", uid: Int = 1000, outcome: String = "done")
        -> AuditEntry
    {
        AuditEntry(
            time: "2026-11-21T10:00:00.000Z", call: call, uid: uid, name: "ada", pid: 7, method: method,
            outcome: outcome)
    }

    @Test("entries are lines of JSON, in order, and a later file goes on where the earlier one ended")
    func lines() throws {
        try withDirectory { directory in
            var file = AuditFile(directory: directory)
            try file.append([entry(1), entry(2)], durable: true)
            file.close()
            var next = AuditFile(directory: directory)
            try next.append([entry(3)], durable: false)
            #expect(next.newest(10).map(\.call) == [1, 2, 3])
            #expect(next.newest(2).map(\.call) == [2, 3])
            let text = try String(contentsOfFile: file.path, encoding: .utf8)
            let line =
                #"{"call":1,"method":"Process","name":"ada","outcome":"done","pid":7,"#
                + #""time":"2026-11-21T10:00:00.000Z","uid":1000}"#
            #expect(text.split(separator: "\n")[0] == line)
            next.close()
        }
    }

    @Test("a line cut off by a power failure is passed over and does not swallow the next")
    func cutOff() throws {
        try withDirectory { directory in
            try "{\"call\":1,\"meth".write(toFile: directory + "/audit.log", atomically: true, encoding: .utf8)
            var file = AuditFile(directory: directory)
            try file.append([entry(2)], durable: true)
            #expect(file.newest(10).map(\.call) == [2])
            file.close()
        }
    }

    @Test("files are put away at their bound, a few are kept, and the newest entries are read across them")
    func rotation() throws {
        try withDirectory { directory in
            var file = AuditFile(directory: directory, limits: .init(fileBytes: 1000, olderFiles: 2))
            for call in 1...40 { try file.append([entry(call)], durable: false) }
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
                    == ["audit.log", "audit.log.1", "audit.log.2"])
            for name in ["audit.log", "audit.log.1", "audit.log.2"] {
                let size = try FileManager.default.attributesOfItem(atPath: "\(directory)/\(name)")[.size] as? Int
                #expect(try #require(size) <= 1000)
            }
            #expect(file.newest(10).map(\.call) == Array(31...40))
            let all = file.newest(100).map(\.call)
            #expect(all.count > 15 && all == Array((41 - all.count)...40))
            file.close()
        }
    }

    @Test("a place that cannot be written is an error")
    func unwritable() {
        var file = AuditFile(directory: "/no/such/directory")
        #expect(throws: POSIXError.self) { try file.append([entry(1)], durable: false) }
    }

    @Test("of one kind a few a minute are written, then how many were left out")
    func pace() {
        var pace = AuditPace(most: 3, seconds: 60)
        var written: [AuditEntry] = []
        for call in 1...10 { written += pace.admit(entry(call), at: Double(call)) }
        #expect(written.map(\.call) == [1, 2, 3])
        // Others go on being written.
        #expect(pace.admit(entry(11, uid: 1001), at: 11).map(\.call) == [11])
        #expect(pace.admit(entry(12, "ReadConductances"), at: 12).map(\.call) == [12])
        let later = pace.admit(entry(13), at: 70)
        #expect(later.map(\.call) == [10, 13])
        #expect(later.map(\.omitted) == [7, nil])
    }

    @Test("refusals of one user count together, whatever was refused")
    func refusals() {
        var pace = AuditPace(most: 2, seconds: 60)
        let methods = ["SubmitRun", "StopRun", "AbortRun", "Process"]
        let written = methods.enumerated().flatMap { index, method in
            pace.admit(entry(index, method, outcome: "NotPermitted"), at: 0)
        }
        #expect(written.map(\.method) == ["SubmitRun", "StopRun"])
        // To ask again and again makes no room for more.
        for _ in 0..<3 { #expect(pace.pending.map(\.omitted) == [2]) }
        #expect(pace.admit(entry(9, outcome: "NotPermitted"), at: 59) == [])
        #expect(pace.pending.map(\.omitted) == [3])
    }

    private func withDirectory(_ body: (String) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "audit-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try body(directory)
    }
}
