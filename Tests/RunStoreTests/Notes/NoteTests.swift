import Testing

@testable import RunStore

@Suite("Tags and notes")
struct NoteTests {
    private let directory: TemporaryDirectory
    private let store: RunStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try RunStore(directory: directory.path, clock: steppingClock())
    }

    private func change(_ run: Int64, add: [String] = [], remove: [String] = []) async throws -> [String] {
        try await store.changeTags(run, adding: add, removing: remove, authorUID: 7, authorName: "ada")
    }

    @Test("tags are kept in alphabetical order, once each, and show in the run")
    func adding() async throws {
        let run = try await store.createRun(.sample())
        #expect(try await store.run(run).tags == [])
        #expect(try await change(run, add: ["wide", "paper-2.1"]) == ["paper-2.1", "wide"])
        #expect(try await change(run, add: ["wide", "größe"]) == ["größe", "paper-2.1", "wide"])
        #expect(try await store.run(run).tags == ["größe", "paper-2.1", "wide"])
        #expect(try await store.runs().map(\.tags) == [["größe", "paper-2.1", "wide"]])
    }

    @Test("tags are taken away; one the run does not have is refused and nothing changes")
    func removing() async throws {
        let run = try await store.createRun(.sample())
        _ = try await change(run, add: ["a", "b"])
        let error = await storeError { _ = try await change(run, add: ["c"], remove: ["a", "x"]) }
        #expect(error?.code == .invalidValue)
        #expect(error?.message.contains("\"x\"") == true)
        #expect(try await store.run(run).tags == ["a", "b"])
        #expect(try await change(run, remove: ["a"]) == ["b"])
    }

    @Test("a word that cannot be a tag is refused", arguments: ["", "two words", "-x", "a,b", "a\nb", "\u{0}"])
    func words(word: String) async throws {
        let run = try await store.createRun(.sample())
        #expect(await storeError { _ = try await change(run, add: ["fine", word]) }?.code == .invalidValue)
        #expect(try await store.run(run).tags == [])
        let long = String(repeating: "a", count: RunStore.longestTag + 1)
        #expect(await storeError { _ = try await change(run, add: [long]) }?.code == .invalidValue)
        #expect(try await change(run, add: [String(long.dropLast())]).count == 1)
    }

    @Test("notes are kept with time and author, oldest first, and survive a restart")
    func notes() async throws {
        let run = try await store.createRun(.sample())
        let first = try await store.addNote(run, "chip warm\nfan off", authorUID: 7, authorName: "ada")
        _ = try await store.addNote(run, "fan on", authorUID: 8, authorName: "ben")
        #expect(first.time.hasPrefix("2026-02-03T04:05:"))
        try store.close()
        let again = try RunStore(directory: directory.path)
        let notes = try await again.notes(run)
        #expect(notes.first == first)
        #expect(notes.map(\.text) == ["chip warm\nfan off", "fan on"])
        #expect(notes.map(\.authorName) == ["ada", "ben"])
        #expect(notes.map(\.authorUID) == [7, 8])
    }

    @Test("a blank note, one too long, and anything about a run that is not there are refused")
    func refusals() async throws {
        let run = try await store.createRun(.sample())
        let long = String(repeating: "a", count: RunStore.longestNote + 1)
        for text in ["", " \n", long] {
            let error = await storeError { _ = try await store.addNote(run, text, authorUID: 7, authorName: "ada") }
            #expect(error?.code == .invalidValue)
        }
        let error = await storeError { _ = try await store.addNote(99, "x", authorUID: 7, authorName: "ada") }
        #expect(error?.code == .noSuchRun)
        #expect(await storeError { _ = try await change(99, add: ["x"]) }?.code == .noSuchRun)
        #expect(try await store.notes(run).isEmpty)
    }
}
