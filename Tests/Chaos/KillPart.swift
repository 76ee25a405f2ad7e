import CrossbarEmulator
import DeviceEmulation
import Foundation
import Simulated
import WireMonitor

/// The daemon is killed somewhere in a training run, and pib-safe is run as the service manager would: the board is
/// safe within a second, and no pulse reaches it twice.
struct KillPart {
    let plan: Plan

    func run(_ findings: inout Findings) async throws {
        let kills = plan.count(300, least: 6)
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        let board = MonitoredBoard(
            settings: EmulatedCrossbarSettings(
                parameters: .small(tiles: 8, rows: 64, columns: 64), seed: plan.seed), limits: .board)
        let host = EmulatorHost(board: board, link: FlakyLink(path: directory.path("board")))
        let service = Task { try await host.run() }
        let daemon = try Daemon(programs: plan.programs, directory: directory)
        var dice = Dice(seed: plan.seed, "kills")
        var tally = Tally()
        do {
            for _ in 0..<kills { try await kill(daemon, board, &dice, &tally, &findings) }
        } catch {
            findings.violate("\(error); \(daemon.lastWords)")
        }
        try await daemon.end(SIGKILL)
        service.cancel()
        _ = try? await service.value
        let longest = Int(((tally.seconds.max() ?? 0) * 1000).rounded())
        let p50 = Int((quantile(tally.seconds, 0.5) * 1000).rounded())
        findings.note("\(tally.count) kills, \(tally.seconds.count) of them while the board was energised")
        findings.note("safe after p50 \(p50) ms, longest \(longest) ms")
        findings.note("\(await board.look().requests) requests judged")
        findings.take(await board.look().violations, from: "wire")
    }

    private struct Tally {
        var count = 0
        /// From the kill of a daemon with an energised board to the safe state [s].
        var seconds: [Double] = []
    }

    private func kill(
        _ daemon: Daemon, _ board: MonitoredBoard, _ dice: inout Dice, _ tally: inout Tally,
        _ findings: inout Findings
    ) async throws {
        let client = try await daemon.start()
        let reply = try await daemon.submit(client, seed: tally.count)
        if let error = reply.error { throw Daemon.Failure(description: "no run: \(error)") }
        // Most strike the run; some strike what comes before it.
        let mayComeEarly = dice.happens(0.1)
        let deadline = ContinuousClock.now + .seconds(mayComeEarly ? 0 : 20)
        while await !board.isEnergised, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(2))
        }
        try await Task.sleep(for: .seconds(1.2 * dice.share()))
        let death = board.now
        try await daemon.end(SIGKILL)
        let wasEnergised = await board.isEnergised
        await board.hostDied(at: death)
        let code = try await daemon.makeSafe()
        await client.close()
        tally.count += 1
        var look = await board.look()
        // Its answer may be on its way still.
        let limit = ContinuousClock.now + .seconds(1)
        while look.isEnergised, ContinuousClock.now < limit {
            try await Task.sleep(for: .milliseconds(2))
            look = await board.look()
        }
        if wasEnergised {
            guard let seconds = look.secondsToSafe else {
                findings.violate("kill \(tally.count): the board was never safe; pib-safe ended with \(code)")
                await board.hostReturned()
                return
            }
            tally.seconds.append(seconds)
            if code != 0 { findings.violate("kill \(tally.count): pib-safe ended with \(code)") }
        }
        await board.hostReturned()
    }
}
