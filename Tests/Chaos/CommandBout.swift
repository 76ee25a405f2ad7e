import CrossbarBoard
import CrossbarEmulator
import DeviceEmulation
import PhysicalDevices
import Simulated
import Transports
import WireMonitor

/// One board under one envelope after the other, and random commands to it.
struct CommandBout: Sendable {
    struct Outcome: Sendable {
        var commands = 0
        var envelopes = 0
        var accepted = 0
        var requests = 0
        var findings = Findings()
    }

    private static let parameters = CrossbarParameters.small(tiles: 2, rows: 16, columns: 16)
    /// Commands under one envelope.
    private static let round = 2_000

    private let board: MonitoredBoard
    private let host: EmulatorHost
    private let device: CrossbarBoard
    private let seed: UInt64
    private let commands: Int

    init(path: String, seed: UInt64, commands: Int) throws {
        self.seed = seed
        self.commands = commands
        board = MonitoredBoard(
            settings: EmulatedCrossbarSettings(parameters: Self.parameters, seed: seed), limits: .board)
        host = EmulatorHost(board: board, link: FlakyLink(path: path))
        let address = try StreamAddress("pty:\(path)")
        device = CrossbarBoard(
            id: "board", open: { try await address.open(deadline: $0) }, heartbeat: .milliseconds(300))
    }

    func run() async throws -> Outcome {
        let service = Task { try await host.run() }
        var outcome = Outcome()
        var dice = Dice(seed: seed, "commands")
        do {
            while outcome.commands < commands { try await round(&dice, &outcome) }
        } catch {
            outcome.findings.violate("\(error)")
        }
        service.cancel()
        _ = try? await service.value
        return outcome
    }

    private func round(_ dice: inout Dice, _ outcome: inout Outcome) async throws {
        let envelope = RandomEnvelope(&dice)
        _ = await board.exchange(limits: envelope.limits)
        try await device.openPatiently()
        outcome.envelopes += 1
        let gate: SafetyGate
        do {
            gate = try await SafetyGate(device: device, envelope: envelope.envelope)
        } catch let error as DeviceError where error.code == .refusedByEnvelope {
            if envelope.fitsBoard { outcome.findings.violate("an envelope that fits was refused: \(error)") }
            return await device.close()
        }
        if !envelope.fitsBoard { outcome.findings.violate("an envelope wider than the board was taken") }
        for _ in 0..<min(Self.round, commands - outcome.commands) {
            outcome.commands += 1
            do {
                try await RandomCommand(&dice, around: envelope).ask(gate)
                outcome.accepted += 1
            } catch is DeviceError {
                guard await device.state != .ready else { continue }
                // The gate refuses before the device sees anything; a device that has stopped is opened again.
                try await device.openPatiently()
            }
        }
        await device.close()
        let look = await board.look()
        outcome.requests += look.requests
        outcome.findings.take(look.violations, from: "wire")
    }
}
