import Testing

@testable import RunStore

@Suite("States of a run")
struct RunStateTests {
    @Test("there are five ends; those before its time let a run be queued again, and nothing else")
    func ends() {
        let ends = RunState.allCases.filter(\.isEnded)
        #expect(ends == [.finished, .stopped, .aborted, .failed, .interrupted])
        #expect(ends.filter(\.isResumable) == [.aborted, .failed, .interrupted])
        #expect(ends.allSatisfy { $0.successors.isSubset(of: [.queued]) })
    }

    @Test("every state can be reached from queued")
    func reachable() {
        var reached: Set<RunState> = [.queued]
        for _ in RunState.allCases { reached.formUnion(reached.flatMap(\.successors)) }
        #expect(reached == Set(RunState.allCases))
    }

    @Test("a run that is under way can be interrupted, and no other can")
    func interruptible() {
        for state in RunState.allCases {
            #expect(state.successors.contains(.interrupted) == state.isUnderWay)
        }
    }
}
