import Testing

@testable import FaultScripts

@Suite("Fault schedules")
struct FaultScheduleTests {
    /// The operations of 1...`last` in which something happens.
    private static func operations(_ schedule: inout FaultSchedule, until last: Int) -> [Int] {
        (1...last).filter { !schedule.due(operation: $0, seconds: 0).isEmpty }
    }

    @Test("after N operations: in operation N+1, once")
    func afterOperations() throws {
        var schedule = try FaultSchedule([ScheduledFault(Fault(.corruptByte), trigger: .afterOperations(3))])
        #expect(Self.operations(&schedule, until: 10) == [4])
        #expect(schedule.isIdle && schedule.faults[0].happened == 1)
    }

    @Test("a count makes it happen in so many operations in a row")
    func countInARow() throws {
        var schedule = try FaultSchedule([
            ScheduledFault(Fault(.dropReply), trigger: .afterOperations(3), count: 3)
        ])
        #expect(Self.operations(&schedule, until: 10) == [4, 5, 6])
    }

    @Test("at a time: in the first operation from then on")
    func atSeconds() throws {
        var schedule = try FaultSchedule([ScheduledFault(Fault(.delayReply), trigger: .atSeconds(2))])
        #expect(schedule.due(operation: 1, seconds: 1.99).isEmpty)
        #expect(schedule.due(operation: 2, seconds: 2) == [Fault(.delayReply)])
        #expect(schedule.due(operation: 3, seconds: 3).isEmpty)
    }

    @Test("without an operation only the device's faults happen; a reply's waits for one")
    func idle() throws {
        var schedule = try FaultSchedule([
            ScheduledFault(Fault(.corruptByte)), ScheduledFault(Fault(.dropLink), trigger: .atSeconds(1)),
        ])
        #expect(schedule.due(seconds: 0.5).isEmpty)
        #expect(schedule.due(seconds: 1) == [Fault(.dropLink)])
        #expect(schedule.due(operation: 1, seconds: 1) == [Fault(.corruptByte)])
    }

    @Test("every N operations: those, without a limit, or up to the count")
    func every() throws {
        let trigger = FaultTrigger.everyOperations(3, probability: 1, seed: 0)
        var schedule = try FaultSchedule([ScheduledFault(Fault(.stall), trigger: trigger)])
        #expect(Self.operations(&schedule, until: 10) == [3, 6, 9])
        #expect(!schedule.isIdle)
        var limited = try FaultSchedule([ScheduledFault(Fault(.stall), trigger: trigger, count: 2)])
        #expect(Self.operations(&limited, until: 100) == [3, 6])
    }

    @Test("a probability is kept, follows from the seed, and differs with it")
    func probability() throws {
        func run(_ seed: UInt64) throws -> [Int] {
            var schedule = try FaultSchedule([
                ScheduledFault(Fault(.dropReply), trigger: .everyOperations(1, probability: 0.25, seed: seed))
            ])
            return Self.operations(&schedule, until: 4000)
        }
        let first = try run(1)
        #expect(try run(1) == first)
        #expect(try run(2) != first)
        // 1000 expected, standard deviation 27.
        #expect(abs(first.count - 1000) < 140)
    }

    @Test("one fault's chances do not shift another's")
    func independent() throws {
        let trigger = FaultTrigger.everyOperations(1, probability: 0.5, seed: 9)
        func happenings(_ kinds: [FaultKind], of kind: FaultKind) throws -> [Int] {
            var schedule = try FaultSchedule(kinds.map { try ScheduledFault(Fault($0), trigger: trigger) })
            return (1...200).filter { schedule.due(operation: $0, seconds: 0).contains { $0.kind == kind } }
        }
        #expect(
            try happenings([.dropReply], of: .dropReply) == happenings([.stall, .dropReply], of: .dropReply))
    }

    @Test("faults are injected, listed and cleared while it runs, under numbers that stay")
    func injecting() throws {
        var schedule = FaultSchedule()
        #expect(try schedule.add(ScheduledFault(Fault(.stall))) == 1)
        #expect(try schedule.add(ScheduledFault(Fault(.brownOut), trigger: .afterOperations(5))) == 2)
        #expect(schedule.due(operation: 1, seconds: 0) == [Fault(.stall)])
        #expect(schedule.faults.map(\.isOver) == [true, false])
        #expect(schedule.clear(2) == 1 && schedule.clear(2) == 0)
        #expect(try schedule.add(ScheduledFault(Fault(.drift))) == 3)
        #expect(schedule.clear() == 2 && schedule.faults.isEmpty)
        #expect(schedule.due(operation: 2, seconds: 0).isEmpty)
    }

    @Test("there is an end to the list, and what is over makes room")
    func limit() throws {
        var schedule = FaultSchedule()
        for _ in 0..<FaultSchedule.limit { try schedule.add(ScheduledFault(Fault(.stall))) }
        #expect(throws: FaultScriptError.self) { try schedule.add(ScheduledFault(Fault(.stall))) }
        #expect(schedule.due(operation: 1, seconds: 0).count == FaultSchedule.limit)
        #expect(try schedule.add(ScheduledFault(Fault(.stall))) == FaultSchedule.limit + 1)
    }
}
