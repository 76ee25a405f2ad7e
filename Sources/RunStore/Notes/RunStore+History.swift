import Foundation
import GRDB

extension RunStore {
    /// The newest `limit` runs for which `filter` holds, newest first.
    public func runs(limit: Int = 100, matching filter: RunFilter) async throws -> [StoredRun] {
        let since = filter.since.map(Date.ISO8601FormatStyle(includingFractionalSeconds: true).format)
        return try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    \(StoredRun.selection)
                    WHERE (:state IS NULL OR state = :state) AND (:device IS NULL OR device = :device)
                        AND (:dataset IS NULL OR dataset = :dataset) AND (:trainer IS NULL OR trainer = :trainer)
                        AND (:since IS NULL OR submitted_at >= :since)
                        AND (:tag IS NULL OR runs.id IN (SELECT run FROM tags WHERE name = :tag))
                    ORDER BY runs.id DESC LIMIT :limit
                    """,
                arguments: [
                    "state": filter.state?.rawValue, "device": filter.device, "dataset": filter.dataset,
                    "trainer": filter.trainer, "since": since, "tag": filter.tag, "limit": max(0, limit),
                ]
            ).map(StoredRun.init)
        }
    }
}
