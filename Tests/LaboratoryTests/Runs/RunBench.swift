import Foundation
import Logging
import PhysicalDevices
import RunStore
import Simulated

@testable import Laboratory

/// A laboratory with one small chip and a small data set, in a directory of its own.
final class RunBench: Sendable {
    let directory: String
    let registry = DeviceRegistry(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let store: RunStore
    let signals = RunSignals()
    let engine: RunEngine
    let user = Operator(uid: 1000, name: "ada")
    private let keepsDirectory: Bool

    /// A bench in `directory`, which it then leaves behind, or in one of its own, which it removes.
    init(device: (any PhysicalDevice)? = nil, directory: String? = nil) async throws {
        keepsDirectory = directory != nil
        self.directory = directory ?? Self.newDirectory()
        try FileManager.default.createDirectory(atPath: self.directory, withIntermediateDirectories: true)
        try Self.writeClusters(to: self.directory + "/clusters.csv")
        store = try RunStore(directory: self.directory + "/store")
        let device = device ?? Self.chip()
        await registry.add(device) { SafetyEnvelope(spanning: $0) }
        try await registry.open()
        engine = RunEngine(
            services: RunServices(
                devices: registry, store: store, signals: signals, dataPath: nil,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        try await engine.start()
    }

    deinit { if !keepsDirectory { try? FileManager.default.removeItem(atPath: directory) } }

    static func newDirectory() -> String {
        FileManager.default.temporaryDirectory.appending(path: "run-bench-\(UUID().uuidString)").path
    }

    static func chip() -> SimulatedCrossbar {
        var parameters = CrossbarParameters()
        parameters.tiles = 4
        parameters.rows = 32
        parameters.columns = 32
        return SimulatedCrossbar(id: "chip", parameters: parameters)
    }

    func request(_ overrides: [String] = [], appending tables: String = "") -> ExperimentRequest {
        let text = """
            seed = 1
            batches = 12
            batch = 32
            dataset = "clusters"
            device = "chip"
            evaluate-every = 5
            evaluation-samples = 50
            [[unit]]
            outputs = 12
            [[unit]]
            outputs = 8
            [calibration]
            samples = 64
            """
        return ExperimentRequest(
            text: text + tables, path: nil, overrides: ["data=\(directory)/clusters.csv"] + overrides, dataPath: nil, name: nil)
    }

    func submit(_ overrides: [String] = [], appending tables: String = "") async throws -> Int64 {
        let request = request(overrides, appending: tables)
        return try await engine.submit(try await engine.plan(request), request: request, by: user)
    }

    /// Waits until the run satisfies `condition`, looking whenever something of it was stored.
    @discardableResult
    func wait(for run: Int64, until condition: (StoredRun) -> Bool) async throws -> StoredRun {
        for await _ in signals.changes(of: run, endingAfter: 60) {
            let stored = try await store.run(run)
            if condition(stored) { return stored }
        }
        let stored = try await store.run(run)
        throw LaboratoryError(.wrongState(stored.state.rawValue), "run \(run) did not get there: \(stored)", remedy: "")
    }

    func end(of run: Int64) async throws -> StoredRun { try await wait(for: run) { $0.state.isEnded } }

    private static func writeClusters(to path: String) throws {
        var lines = ["a,b,c,d,e,f,label"]
        var state: UInt64 = 7
        for row in 0..<400 {
            let label = row % 3
            let values = (0..<6).map { column -> String in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let noise = Double(state >> 40) / Double(1 << 24)
                return "\((column + label) % 3 == 0 ? 0.6 + 0.3 * noise : 0.1 + 0.3 * noise)"
            }
            lines.append((values + ["\(label)"]).joined(separator: ","))
        }
        try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }
}
