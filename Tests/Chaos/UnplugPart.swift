import CrossbarEmulator
import DeviceEmulation
import Foundation
import Simulated

/// The cable is pulled after some bytes of a training run, wherever in a frame that is, and plugged in again: the
/// daemon lives, takes the board up within a second, and is no larger afterwards.
struct UnplugPart {
    let plan: Plan

    /// By when a board must be back [s].
    private static let limit = 1.0

    func run(_ findings: inout Findings) async throws {
        let cycles = plan.count(2_000, least: 40)
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        let seed = plan.seed
        let board = MonitoredBoard(
            settings: EmulatedCrossbarSettings(
                parameters: .small(tiles: 8, rows: 64, columns: 64), seed: seed), limits: .board)
        let link = FlakyLink(path: directory.path("board")) { Self.cable($0, seed: seed) }
        let host = EmulatorHost(board: board, link: link)
        let service = Task { try await host.run() }
        let daemon = try Daemon(programs: plan.programs, directory: directory)
        var watch = Watch(daemon: daemon, board: board, link: link, cycles: cycles, dice: Dice(seed: seed, "visits"))
        do {
            try await watch.run(&findings)
        } catch {
            findings.violate("\(error); \(daemon.lastWords)")
        }
        let visits = await board.visits
        try await daemon.end(SIGTERM)
        service.cancel()
        _ = try? await service.value
        judge(visits, watch, await board.look().violations.map { "wire: \($0)" }, &findings)
    }

    private func judge(
        _ visits: [MonitoredBoard.Visit], _ watch: Watch, _ wire: [String], _ findings: inout Findings
    ) {
        // The first visit belongs to the start of the daemon.
        let returns = visits.dropFirst().compactMap { visit in visit.ready.map { $0 - visit.plugged } }
        let p99 = quantile(returns, 0.99)
        findings.note("\(visits.count) unplugged and plugged in again")
        findings.note("back \(returns.count) times, p50 \(milliseconds(quantile(returns, 0.5)))")
        findings.note("p99 \(milliseconds(p99))")
        findings.note("longest \(milliseconds(returns.max() ?? 0))")
        findings.note("\(watch.crashes) crashes")
        findings.note("\(watch.batches.values.reduce(0, +)) batches in \(watch.submissions) runs")
        if p99 > Self.limit { findings.violate("p99 of the return is \(milliseconds(p99))") }
        if returns.count < visits.count / 4 { findings.violate("the board was back only \(returns.count) times") }
        for line in wire { findings.violate(line) }
        watch.judgeUse(&findings)
    }

    private func milliseconds(_ seconds: Double) -> String { "\(Int((seconds * 1000).rounded())) ms" }

    /// A third of the cuts falls into the opening, the others anywhere in the run.
    static func cable(_ index: Int, seed: UInt64) -> FlakyLink.Cable {
        var dice = Dice(seed: seed, "cable/\(index)")
        let bytes = dice.happens(0.33) ? dice.among(1...400) : dice.among(400...200_000)
        return FlakyLink.Cable(bytes: index == 0 ? 100_000 : bytes, absence: 0.005 + 0.03 * dice.share())
    }

    /// Follows the daemon and its board until there were so many cycles.
    struct Watch {
        let daemon: Daemon
        let board: MonitoredBoard
        let link: FlakyLink
        let cycles: Int
        var dice: Dice
        /// How long a board that is back is left alone if its bytes do not run out before [s].
        var visitSeconds = 0.3
        var crashes = 0
        var submissions = 0
        /// The run under way, and the batches that each has done.
        var run: Int?
        var batches: [Int: Int] = [:]
        var uses: [ProcessUse] = []

        mutating func run(_ findings: inout Findings) async throws {
            var client = try await daemon.start()
            var sampled = 0
            while true {
                let count = await board.visits.count
                guard count < cycles else { break }
                try await Task.sleep(for: .milliseconds(20))
                if !daemon.isAlive {
                    crashes += 1
                    findings.violate("the daemon has died: \(daemon.lastWords)")
                    guard crashes < 5 else { return }
                    client = try await daemon.start()
                }
                await pullIfDue(&findings)
                guard count >= sampled + max(1, cycles / 40) || submissions == 0 else { continue }
                sampled = count
                if let use = ProcessUse(daemon.id) { uses.append(use) }
                try await seeToRun(client)
            }
            await client.close()
        }

        /// There is always a run: one that has ended, and said why, is followed by the next.
        private mutating func seeToRun(_ client: LabClient) async throws {
            if let run {
                let reply = try await client.call("GetRun", ["run": run])
                batches[run] = reply.batches
                guard let state = reply.state, ["failed", "interrupted", "aborted", "stopped"].contains(state) else {
                    return
                }
            }
            submissions += 1
            run = try await daemon.submit(client, seed: submissions).run
        }

        /// Pulls the cable by hand where too few bytes flow, and where the board does not come back.
        private mutating func pullIfDue(_ findings: inout Findings) async {
            guard let visit = await board.visit else { return }
            let age = board.now - visit.plugged
            if let ready = visit.ready {
                if board.now - ready > visitSeconds {
                    await link.unplug()
                    visitSeconds = Self.visitSeconds(&dice)
                }
            } else if age > 6 {
                findings.violate("the board was not taken up within 6 s; \(daemon.lastWords)")
                await link.unplug()
            }
        }

        /// Mostly short; now and then long enough for a run to get on.
        private static func visitSeconds(_ dice: inout Dice) -> Double {
            dice.happens(0.1) ? 1 + dice.share() : 0.02 + 0.3 * dice.share()
        }

        /// Compares the middle of the time with its end: by then caches are filled.
        func judgeUse(_ findings: inout Findings) {
            guard uses.count >= 8 else {
                findings.note("too few samples of memory and descriptors")
                return
            }
            let early = uses[uses.count / 4..<uses.count / 2]
            let late = uses[(uses.count * 3 / 4)...]
            let descriptors = (early.map(\.descriptors).max() ?? 0, late.map(\.descriptors).max() ?? 0)
            let memory = (early.map(\.kibibytes).max() ?? 0, late.map(\.kibibytes).max() ?? 0)
            findings.note("descriptors \(descriptors.0) then \(descriptors.1)")
            findings.note("memory \(memory.0) KiB then \(memory.1) KiB")
            if descriptors.1 > descriptors.0 + 2 { findings.violate("descriptors grow") }
            if memory.1 > memory.0 + memory.0 / 10 + 2048 { findings.violate("memory grows") }
        }
    }
}
