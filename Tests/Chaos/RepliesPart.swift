import CrossbarBoard
import CrossbarEmulator
import DeviceEmulation
import FaultScripts
import Foundation
import Matrices
import PhysicalDevices
import Simulated
import Transports

/// Replies that come late, twice, in part, wrong, or never: none is ever taken for the answer to another request.
///
/// Beside each board runs its chip in this process. Every answer must be, bit for bit, what that chip gives. Where the
/// driver says that it does not know whether a request was carried out, both possibilities are followed until a later
/// answer shows which it was; a request carried out twice fits neither.
struct RepliesPart {
    let plan: Plan

    private static let boards = 4

    func run(_ findings: inout Findings) async throws {
        let target = plan.count(10_000, least: 400)
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        let bouts = try await withThrowingTaskGroup(of: ReplyBout.Outcome.self) { group in
            for index in 0..<Self.boards {
                let bout = try ReplyBout(
                    path: directory.path("board\(index)"), seed: plan.seed &* 1000 &+ UInt64(index),
                    target: (target + Self.boards - 1) / Self.boards)
                group.addTask { try await bout.run() }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        findings.note("\(bouts.map(\.injected).reduce(0, +)) injected replies")
        findings.note("\(bouts.map(\.compared).reduce(0, +)) answers compared with the chip")
        findings.note("\(bouts.map(\.lost).reduce(0, +)) operations given up by the driver")
        findings.note("\(bouts.map(\.misattributed).reduce(0, +)) misattributed")
        for bout in bouts { findings.merge(bout.findings) }
    }
}
