import ControlInterface
import Foundation
import Laboratory
import RunStore

/// Finding runs again, and what people say about them.
extension LabService {
    func listRuns(_ request: ListRuns) async throws -> ListRuns.Reply {
        let filter = RunFilter(
            state: try request.state.map(Self.state), device: request.device, dataset: request.dataset,
            trainer: request.trainer, tag: request.tag, since: try request.since.map(Self.moment))
        let limit = min(10_000, max(0, request.limit ?? 100))
        return ListRuns.Reply(
            runs: try await laboratory.store.runs(limit: limit, matching: filter).map(RunSummary.init))
    }

    func tag(_ request: TagRun, by user: Operator) async throws -> TagRun.Reply {
        let (add, remove) = (request.add ?? [], request.remove ?? [])
        return try await judging(remove.isEmpty ? "add" : "remove", of: request.run) {
            TagRun.Reply(
                tags: try await laboratory.store.changeTags(
                    $0, adding: add, removing: remove, authorUID: user.uid, authorName: user.name))
        }
    }

    func note(_ request: AddNote, by user: Operator) async throws -> AddNote.Reply {
        try await judging("text", of: request.run) {
            AddNote.Reply(
                note: RunNote(
                    try await laboratory.store.addNote(
                        $0, request.text, authorUID: user.uid, authorName: user.name)))
        }
    }

    /// What the store refuses is the caller's mistake, not the store's failure.
    private func judging<Reply>(
        _ parameter: String, of run: Int, _ body: (Int64) async throws -> Reply
    ) async throws -> Reply {
        do {
            return try await body(Int64(run))
        } catch let error as RunStoreError where error.code == .invalidValue {
            throw LabError(.invalidParameter(parameter: parameter), message: error.message, remedy: error.remedy)
        } catch let error as RunStoreError where error.code == .noSuchRun {
            throw LabError(.runNotFound(run: run), message: error.message, remedy: error.remedy)
        }
    }

    private static func state(_ text: String) throws -> RunState {
        guard let state = RunState(rawValue: text) else {
            throw LabError(
                .invalidParameter(parameter: "state"), message: "there is no state \"\(text)\"",
                remedy: "Use one of \(RunState.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return state
    }

    private static func moment(_ text: String) throws -> Date {
        for fractions in [false, true] {
            let style = Date.ISO8601FormatStyle(includingFractionalSeconds: fractions)
            if let moment = try? style.parse(text) { return moment }
        }
        throw LabError(
            .invalidParameter(parameter: "since"), message: "\"\(text)\" is not a moment",
            remedy: "Write it as 2026-11-21T10:15:30Z.")
    }
}

extension RunNote {
    init(_ note: StoredNote) {
        self.init(at: note.time, author: note.authorName, text: note.text)
    }
}
