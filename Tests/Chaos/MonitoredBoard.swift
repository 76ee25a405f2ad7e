import CrossbarBoard
import CrossbarEmulator
import DeviceEmulation
import FaultScripts
import Foundation
import Simulated
import WireMonitor

/// An emulated board with a monitor on its pins: inside of whatever happens to replies and links on their way.
actor MonitoredBoard: EmulatedBoard {
    /// What one time on the link has seen [s].
    struct Visit: Sendable {
        let plugged: Double
        var hostSpoke: Double?
        var ready: Double?
        var armed: Double?
    }

    /// What the monitor knows at one moment.
    struct Look: Sendable {
        let violations: [Violation]
        let isEnergised: Bool
        let secondsToSafe: Double?
        let requests: Int
    }

    nonisolated let messageEnd: UInt8? = 0
    private var monitor: WireMonitor
    /// Times on the link that are over.
    private(set) var visits: [Visit] = []
    private(set) var visit: Visit?

    private var board: EmulatedCrossbar
    private var greeted = false
    private let start = ContinuousClock.now

    init(settings: EmulatedCrossbarSettings, limits: MonitorLimits) {
        board = EmulatedCrossbar(settings: settings)
        monitor = WireMonitor(limits: limits)
    }

    /// [s] since the board was made.
    nonisolated var now: Double { start.duration(to: .now) / .seconds(1) }

    func connected(at seconds: Double) {
        monitor.hostReturned(at: now)
        visit = Visit(plugged: now)
        greeted = false
    }

    func disconnected(at seconds: Double) {
        board.linkLost(at: seconds)
        if let visit { visits.append(visit) }
        visit = nil
    }

    func receive(_ bytes: [UInt8], at seconds: Double) -> [EmulatedReply] {
        let now = now
        if visit?.hostSpoke == nil { visit?.hostSpoke = now }
        monitor.hostSent(bytes, at: now)
        return say(board.receive(bytes, at: seconds))
    }

    func tick(at seconds: Double) -> [EmulatedReply] { say(board.tick(at: seconds)) }

    func show(_ fault: Fault, at seconds: Double) -> [EmulatedReply] { say(board.show(fault, at: seconds)) }

    func forgetFaults() { board.forgetFaults() }

    var isEnergised: Bool { monitor.isEnergised }

    /// The host has been dead since then.
    func hostDied(at seconds: Double) { monitor.hostDied(at: seconds) }

    /// A new host may come.
    func hostReturned() { monitor.hostReturned(at: now) }

    /// The monitor at this moment; a safe state that is overdue is a violation from here on.
    func look() -> Look {
        monitor.check(at: now)
        return Look(
            violations: monitor.violations, isEnergised: monitor.isEnergised, secondsToSafe: monitor.secondsToSafe,
            requests: monitor.frames.host)
    }

    /// Begins to judge by other limits; returns what the monitor so far has seen.
    func exchange(limits: MonitorLimits) -> [Violation] {
        defer { monitor = WireMonitor(limits: limits) }
        return monitor.violations
    }

    private func say(_ replies: [EmulatedReply]) -> [EmulatedReply] {
        let now = now
        for reply in replies {
            monitor.boardSent(reply.bytes, at: now)
            if visit?.ready == nil { follow(reply.bytes, at: now) }
        }
        if monitor.isEnergised, visit?.armed == nil { visit?.armed = now }
        return replies
    }

    /// A driver has its board back when the last question of its opening is answered: how the board is.
    private func follow(_ bytes: [UInt8], at now: Double) {
        var decoder = CWPFrameDecoder(maximumPayload: 1 << 20)
        for case .success(let frame) in decoder.receive(bytes) where frame.isResponse {
            if frame.opcode == .hello { greeted = true }
            if frame.opcode == .getStatus, greeted { visit?.ready = now }
        }
    }
}

extension MonitorLimits {
    /// All that the emulated board itself allows.
    static let board = MonitorLimits(
        readMicrovolts: 200_000, setMillivolts: 500...2000, resetMillivolts: -2000 ... -500,
        widthNanoseconds: 50...1_000_000, pulsesPerRequest: 127)
}

extension CrossbarParameters {
    /// A chip that is small enough to be quick.
    static func small(tiles: Int, rows: Int, columns: Int) -> CrossbarParameters {
        var parameters = CrossbarParameters()
        (parameters.tiles, parameters.rows, parameters.columns) = (tiles, rows, columns)
        return parameters
    }
}
