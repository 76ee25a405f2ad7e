import Foundation
import Testing

@testable import Transports

@Suite("Waiting")
struct WakeupTests {
    @Test("a wait is ended once, by one of many foreign threads")
    func foreignThreads() async throws {
        let thread = try PollThread.shared()
        for _ in 0..<50 {
            let wakeup = Wakeup()
            async let outcome = wakeup.wait(until: .soon, on: thread)
            let wins = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<4 {
                    group.addTask { await Self.resume(wakeup) }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(wins == 1)
            #expect(await outcome == .ready)
        }
    }

    /// Resumes from a thread that Swift's concurrency knows nothing of.
    private static func resume(_ wakeup: Wakeup) async -> Bool {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: wakeup.resume(.ready)) }
        }
    }

    @Test("every wait ends by its own deadline and not before, whatever the order in which they were set")
    func deadlines() async throws {
        let thread = try PollThread.shared()
        let start = ContinuousClock.now
        await withTaskGroup(of: Void.self) { group in
            for delay in [60, 20, 40] {
                group.addTask {
                    let deadline = start + .milliseconds(delay)
                    #expect(await Wakeup().wait(until: deadline, on: thread) == .deadlinePassed)
                    #expect(ContinuousClock.now >= deadline)
                }
            }
        }
    }

    @Test("a turn given up in the queue goes to the next")
    func turns() async throws {
        let thread = try PollThread.shared()
        let turnstile = Turnstile()
        #expect(await turnstile.enter(before: .soon, on: thread) == .ready)
        #expect(await turnstile.enter(before: .now, on: thread) == .deadlinePassed)
        async let next = turnstile.enter(before: .soon, on: thread)
        turnstile.leave()
        #expect(await next == .ready)
        turnstile.leave()
        #expect(await turnstile.enter(before: .now, on: thread) == .ready)
    }
}
