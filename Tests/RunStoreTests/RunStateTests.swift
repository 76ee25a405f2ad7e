import Testing

@testable import RunStore

@Suite("States of a run")
struct RunStateTests {
    @Test("only the five ends have no successor")
    func ends() {
        let ends = RunState.allCases.filter(\.isEnded)
        #expect(ends == [.finished, .stopped, .aborted, .failed, .interrupted])
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
