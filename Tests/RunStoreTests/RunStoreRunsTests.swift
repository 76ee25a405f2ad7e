import Testing

@testable import RunStore

@Suite("Runs in the store")
struct RunStoreRunsTests {
    let directory: TemporaryDirectory
    let store: RunStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try RunStore(directory: directory.path, clock: steppingClock())
    }

    @Test("a submitted run is read back as it was")
    func created() async throws {
        let new = NewRun.sample()
        let id = try await store.createRun(new)
        let run = try await store.run(id)
        #expect(id == 1)
        #expect(run.name == "first light" && run.state == .queued && run.seed == new.seed)
        #expect(run.operatorUID == new.operatorUID && run.operatorName == "ada")
        #expect(run.trainer == "pib" && run.loss == "renyi" && run.dataset == "mnist" && run.device == "chip")
        #expect(run.batchesTotal == 3 && run.batchesDone == 0 && run.measurements == 0)
        #expect(run.startedAt == nil && run.endedAt == nil && run.message == nil && run.testAccuracy == nil)
        #expect(try await store.experiment(id) == new.experiment)
        #expect(try await store.units(id) == new.units)
        #expect(try await store.provenance(id) == ["commit": "abc"])
    }

    @Test("times are ISO 8601 in UTC with milliseconds")
    func times() async throws {
        let run = try await store.startedRun()
        try await store.transition(run, to: .finished)
        let stored = try await store.run(run)
        // The first look at the clock was taken when the store was opened.
        #expect(stored.submittedAt == "2026-02-03T04:05:07.789Z")
        #expect(stored.startedAt == "2026-02-03T04:05:08.789Z")
        #expect(stored.endedAt == "2026-02-03T04:05:10.789Z")
    }

    @Test("a run keeps its start through pause and resume")
    func pauses() async throws {
        let run = try await store.startedRun()
        let started = try await store.run(run).startedAt
        try await store.transition(run, to: .paused)
        try await store.transition(run, to: .running)
        #expect(try await store.run(run).startedAt == started)
        #expect(try await store.run(run).endedAt == nil)
    }

    @Test("every transition that DESIGN does not allow is refused and changes nothing", arguments: RunState.allCases)
    func illegalTransitions(next: RunState) async throws {
        let run = try await store.createRun(.sample())
        guard !RunState.queued.successors.contains(next) else {
            try await store.transition(run, to: next)
            #expect(try await store.run(run).state == next)
            return
        }
        let error = await storeError { try await store.transition(run, to: next) }
        #expect(error?.code == .wrongState)
        #expect(try await store.run(run).state == .queued)
        #expect(try await store.events(run).isEmpty)
    }

    @Test("a run that has ended stays as it is")
    func endedForGood() async throws {
        let run = try await store.createRun(.sample())
        try await store.transition(run, to: .aborted, message: "operator")
        let error = await storeError { try await store.transition(run, to: .running) }
        #expect(error?.message == "run 1 is aborted and cannot become running")
        #expect(try await store.run(run).message == "operator")
    }

    @Test("transitions and other events are kept in order")
    func events() async throws {
        let run = try await store.createRun(.sample())
        try await store.transition(run, to: .preparing)
        try await store.addEvent(run, kind: "calibration", message: "gain 3.5 V")
        try await store.transition(run, to: .failed, message: "no data")
        let events = try await store.events(run)
        #expect(events.map(\.kind) == ["state", "calibration", "state"])
        #expect(
            events.map(\.message) == ["queued -> preparing", "gain 3.5 V", "preparing -> failed: no data"])
        #expect(events.map(\.time) == events.map(\.time).sorted())
    }

    @Test("runs are listed newest first, by state and up to a limit")
    func lists() async throws {
        for name in ["a", "b", "c"] { _ = try await store.createRun(.sample(name: name)) }
        try await store.transition(2, to: .preparing)
        #expect(try await store.runs().map(\.name) == ["c", "b", "a"])
        #expect(try await store.runs(limit: 1).map(\.name) == ["c"])
        #expect(try await store.runs(state: .preparing).map(\.id) == [2])
        #expect(try await store.runs(limit: -1).isEmpty)
    }

    @Test("provenance grows and the last word on a name counts")
    func provenance() async throws {
        let run = try await store.createRun(.sample())
        try await store.addProvenance(run, ["commit": "def", "firmware": "1.2"])
        #expect(try await store.provenance(run) == ["commit": "def", "firmware": "1.2"])
    }

    @Test("a run that is not there is named in the error")
    func unknownRun() async throws {
        let error = await storeError { _ = try await store.run(99) }
        #expect(error?.code == .noSuchRun && error?.message == "there is no run 99")
        #expect(await storeError { try await store.transition(99, to: .running) }?.code == .noSuchRun)
        #expect(await storeError { try await store.addEvent(99, kind: "a", message: "b") }?.code == .noSuchRun)
        #expect(await storeError { try await store.addProvenance(99, ["a": "b"]) }?.code == .noSuchRun)
        #expect(await storeError { _ = try await store.experiment(99) }?.code == .noSuchRun)
    }

    @Test("a write is not lost when the task that makes it is cancelled")
    func cancelled() async throws {
        let run = try await store.startedRun()
        let task = Task { [store] in
            withUnsafeCurrentTask { $0?.cancel() }
            try await store.transition(run, to: .aborted)
        }
        try await task.value
        #expect(try await store.run(run).state == .aborted)
    }
}
