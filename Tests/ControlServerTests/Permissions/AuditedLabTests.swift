import ControlInterface
import Foundation
import Laboratory
import Logging
import Testing

@testable import ControlServer

@Suite("Audited laboratory", .timeLimit(.minutes(1)))
struct AuditedLabTests {
    private func withLab(
        trail place: String? = nil, _ body: (LabClient, _ directory: String) async throws -> Void
    ) async throws {
        try await withSocketDirectory { directory in
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let laboratory = try await Laboratory.open(
                devices: [], simulate: true, stateDirectory: directory + "/state", dataPath: nil,
                energisedDirectory: directory + "/energised", logger: logger)
            let service = try LabService(
                laboratory: laboratory,
                daemon: DaemonDescription(version: "1", commit: "c", simulate: true, stateDirectory: directory),
                access: AccessControl(group: "root"), logger: logger)
            let trail = AuditTrail(directory: place ?? directory + "/state")
            let server = try makeServer(AuditedLab(service, trail: trail))
            try await server.start(unixSocket: directory + "/s")
            do {
                try await body(try await .connect(unixSocket: directory + "/s"), directory)
            } catch {
                await server.stop()
                throw error
            }
            await laboratory.stop()
            await server.stop()
            try laboratory.store.close()
        }
    }

    @Test("what drives is entered with who, what and what came of it; what only looks is not")
    func entries() async throws {
        try await withLab { client, directory in
            _ = try await client.status()
            let drive = try Tensor(shape: [1, 2], values: [0.5, 0.5])
            _ = try await client.process(ProcessVectors(device: "chip", drive: drive))
            _ = try await client.acquire(device: "chip", seconds: 60, note: nil)
            _ = try await client.enterSafeState(device: "chip", reason: "smoke")
            await #expect(throws: LabError.self) {
                try await client.process(ProcessVectors(device: "no", drive: drive))
            }
            await #expect(throws: LabError.self) { try await client.stop(77) }
            let entries = try await client.audit()
            #expect(
                entries.map { "\($0.call) \($0.method) \($0.device ?? "") \($0.outcome)" } == [
                    "1 Process chip done", "2 AcquireDevice chip begun", "2 AcquireDevice chip done",
                    "3 SafeState chip done", "4 Process no DeviceNotFound", "5 StopRun  RunNotFound",
                ])
            #expect(entries.allSatisfy { $0.uid == Int(getuid()) && $0.pid == Int(getpid()) && !$0.name.isEmpty })
            #expect(entries[3].message == "smoke" && entries[5].run == 77)
            #expect(try await client.audit(limit: 2) == Array(entries.suffix(2)))
            let lines = try String(contentsOfFile: directory + "/state/audit.log", encoding: .utf8).split(
                separator: "\n")
            #expect(lines.count == 6)
        }
    }

    @Test("what cannot be recorded is not driven, but the safe state is reached all the same")
    func unwritable() async throws {
        try await withLab(trail: "/no/such/directory") { client, _ in
            let error = await #expect(throws: LabError.self) {
                try await client.acquire(device: "chip", seconds: 60, note: nil)
            }
            #expect(error?.kind == .storeFailed && error?.message.contains("nothing is driven") == true)
            let lease = try await client.describe(device: "chip").device.lease
            #expect(lease == nil)
            let devices = try await client.enterSafeState()
            #expect(devices.allSatisfy { $0.hardwareState == "safe" } && !devices.isEmpty)
        }
    }

    @Test("activity and metrics tell what was measured")
    func activity() async throws {
        try await withLab { client, _ in
            let drive = try Tensor(shape: [3, 2], values: [Float](repeating: 0.5, count: 6))
            let before = try await client.activity()
            _ = try await client.process(ProcessVectors(device: "chip", drive: drive))
            let after = try await client.activity()
            let chip = try #require(after.devices.first)
            #expect(before.devices.allSatisfy { $0.vectors == 0 } && chip.vectors == 3)
            #expect(chip.busySeconds > 0 && chip.medianSeconds != nil)
            #expect(chip.state == "ready" && chip.retries == nil)
            #expect(after.uptimeSeconds > before.uptimeSeconds)
            #expect(try #require(after.residentBytes) > 1 << 20)
        }
    }
}
