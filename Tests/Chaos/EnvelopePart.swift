import CrossbarBoard
import CrossbarEmulator
import DeviceEmulation
import Foundation
import Matrices
import PhysicalDevices
import Simulated
import Transports
import WireMonitor

/// Random commands through the safety gate under random envelopes: nothing outside an envelope reaches the wire.
struct EnvelopePart {
    let plan: Plan

    private static let workers = 2

    func run(_ findings: inout Findings) async throws {
        let commands = plan.count(1_000_000, least: 20_000)
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        let outcomes = try await withThrowingTaskGroup(of: CommandBout.Outcome.self) { group in
            for index in 0..<Self.workers {
                let bout = try CommandBout(
                    path: directory.path("board\(index)"), seed: plan.seed &* 100 &+ UInt64(index),
                    commands: (commands + Self.workers - 1) / Self.workers)
                group.addTask { try await bout.run() }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        findings.note("\(outcomes.map(\.commands).reduce(0, +)) commands in process")
        findings.note("\(outcomes.map(\.envelopes).reduce(0, +)) envelopes")
        findings.note("\(outcomes.map(\.accepted).reduce(0, +)) commands carried out")
        findings.note("\(outcomes.map(\.requests).reduce(0, +)) requests on the wire judged")
        for outcome in outcomes { findings.merge(outcome.findings) }
        if outcomes.contains(where: { $0.accepted * 50 < $0.commands }) {
            findings.violate("hardly anything was carried out: the part shows nothing")
        }
    }
}
