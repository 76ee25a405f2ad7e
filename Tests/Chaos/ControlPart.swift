import CrossbarEmulator
import DeviceEmulation
import Foundation
import Simulated
import WireMonitor

/// Random configurations of a real daemon, and random calls on its control interface.
struct ControlPart {
    let plan: Plan

    private static let callsPerConfiguration = 100

    func run(_ findings: inout Findings) async throws {
        let configurations = plan.count(50, least: 4)
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        let board = MonitoredBoard(
            settings: EmulatedCrossbarSettings(
                parameters: .small(tiles: 8, rows: 64, columns: 64), seed: plan.seed), limits: .board)
        let host = EmulatorHost(board: board, link: FlakyLink(path: directory.path("board")))
        let service = Task { try await host.run() }
        var dice = Dice(seed: plan.seed, "control")
        var tally = (calls: 0, done: 0, requests: 0)
        do {
            for _ in 0..<configurations {
                let envelope = ConfiguredEnvelope(&dice)
                _ = await board.exchange(limits: envelope.limits)
                let daemon = try Daemon(programs: plan.programs, directory: directory, envelope: envelope.lines)
                let client = try await daemon.start()
                if envelope.fitsBoard {
                    _ = try await client.call(
                        "WaitDevice", ["device": "board", "states": ["ready", "busy"], "seconds": 5.0])
                }
                for _ in 0..<Self.callsPerConfiguration {
                    tally.calls += 1
                    let reply = try await call(client, daemon, &dice)
                    tally.done += reply.error == nil ? 1 : 0
                }
                let energised = await board.look().isEnergised
                if !envelope.fitsBoard, energised { findings.violate("energised under an envelope beyond the board") }
                await client.close()
                try await daemon.end(SIGTERM)
                let look = await board.look()
                if look.isEnergised { findings.violate("the daemon has left and the board is still energised") }
                tally.requests += look.requests
                findings.take(look.violations, from: "wire, \(envelope.lines.joined(separator: "; "))")
            }
        } catch {
            findings.violate("\(error)")
        }
        service.cancel()
        _ = try? await service.value
        findings.note("\(tally.calls) calls by varlink under \(configurations) configurations")
        findings.note("\(tally.done) of them carried out")
        findings.note("\(tally.requests) requests on the wire judged")
    }

    private func call(_ client: LabClient, _ daemon: Daemon, _ dice: inout Dice) async throws -> LabClient.Reply {
        switch dice.below(20) {
        case 0..<12: return try await client.call("Process", Self.drive(&dice))
        case 12..<17:
            return try await client.call(
                "ReadConductances",
                [
                    "device": "board", "tile": dice.among(-1...8), "first_row": dice.among(-1...64),
                    "rows": dice.among(0...9), "first_column": dice.among(-1...64), "columns": dice.among(0...9),
                ])
        case 17: return try await client.call("SafeState", ["reason": "chaos"])
        default:
            let reply = try await daemon.submit(
                client, seed: dice.below(1000),
                overrides: [
                    "optimizer.max-pulses=\(dice.among(1...127))", "optimizer.eta=\(dice.share())", "batches=3",
                ])
            guard let run = reply.run else { return reply }
            try await Task.sleep(for: .milliseconds(dice.below(300)))
            return try await client.call(dice.pick(["StopRun", "AbortRun"]), ["run": run])
        }
    }

    private static func drive(_ dice: inout Dice) -> [String: Any] {
        let (n, inputs) = (dice.among(1...4), dice.among(1...8))
        let values = (0..<n * inputs).map { _ in
            Float(dice.happens(0.02) ? dice.pick([.nan, .infinity, -1, 1.001, 1e30]) : dice.share())
        }
        let peak = Float(dice.share())
        let data = values.map { $0 * peak }.withUnsafeBytes { Data($0) }
        return [
            "device": "board", "drive": ["shape": [n, inputs], "data": data.base64EncodedString()],
            "tile": dice.below(8), "first_input": dice.below(70), "first_output": dice.below(36),
            "outputs": dice.among(1...6), "gain": dice.pick([1.0, 1, 1, 0, -1, 1e300]),
            "full_scale": dice.pick([1.0, 2, 2, 0, -1, 1e300]),
        ]
    }
}

/// The lines of a device's envelope in the configuration, and the same limits in the wire's numbers.
struct ConfiguredEnvelope {
    let lines: [String]
    let limits: MonitorLimits
    let fitsBoard: Bool

    init(_ dice: inout Dice) {
        fitsBoard = dice.happens(0.8)
        let read = dice.happens(0.6) ? 200 : dice.among(20...200)
        let set = dice.among(1200...2000)
        let reset = dice.among(1200...2000)
        let count = dice.among(1...127)
        let life = dice.happens(0.5) ? dice.among(1...2000) : nil
        limits = MonitorLimits(
            readMicrovolts: read * 1000, setMillivolts: 500...set, resetMillivolts: -reset ... -500,
            widthNanoseconds: 50...200, pulsesPerRequest: count, pulsesPerCell: life)
        var lines = [
            "max-read-voltage = \"\(fitsBoard ? read : read + 200) mV\"", "max-set-voltage = \"\(set) mV\"",
            "max-reset-voltage = \"\(reset) mV\"", "max-pulse-width = \"200 ns\"", "max-pulses-per-request = \(count)",
        ]
        if let life { lines.append("max-pulses-per-cell = \(life)") }
        self.lines = lines
    }
}
