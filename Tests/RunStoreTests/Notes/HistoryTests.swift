import Foundation
import Testing

@testable import RunStore

@Suite("History")
struct HistoryTests {
    private let directory: TemporaryDirectory
    private let store: RunStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try RunStore(directory: directory.path, clock: steppingClock())
    }

    /// Three runs a second apart: 1 on chip/mnist, 2 on board/mnist with a tag, 3 on chip/letters with pat.
    private func fill() async throws {
        var run = NewRun.sample(name: "a")
        _ = try await store.createRun(run)
        run.device = "board"
        let second = try await store.createRun(run)
        _ = try await store.changeTags(second, adding: ["paper"], authorUID: 7, authorName: "ada")
        run.device = "chip"
        run.dataset = "letters"
        run.trainer = "pat"
        _ = try await store.createRun(run)
    }

    private func ids(_ filter: RunFilter, limit: Int = 100) async throws -> [Int64] {
        try await store.runs(limit: limit, matching: filter).map(\.id)
    }

    @Test("every part of the filter narrows the list, newest first")
    func filters() async throws {
        try await fill()
        #expect(try await ids(RunFilter()) == [3, 2, 1])
        #expect(try await ids(RunFilter(), limit: 2) == [3, 2])
        #expect(try await ids(RunFilter(device: "chip")) == [3, 1])
        #expect(try await ids(RunFilter(dataset: "mnist")) == [2, 1])
        #expect(try await ids(RunFilter(trainer: "pat")) == [3])
        #expect(try await ids(RunFilter(tag: "paper")) == [2])
        #expect(try await ids(RunFilter(device: "chip", tag: "paper")) == [])
        #expect(try await ids(RunFilter(state: .finished)) == [])
        #expect(try await ids(RunFilter(state: .queued, dataset: "mnist")) == [2, 1])
    }

    @Test("since takes runs submitted at that very moment, and none before")
    func since() async throws {
        try await fill()
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        let second = try style.parse(try await store.run(2).submittedAt)
        #expect(try await ids(RunFilter(since: second)) == [3, 2])
        #expect(try await ids(RunFilter(since: second.addingTimeInterval(0.01))) == [3])
    }
}
