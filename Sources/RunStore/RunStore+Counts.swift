import GRDB

extension RunStore {
    /// How many runs there are in each state; a state without any is left out.
    public func runCounts() async throws -> [RunState: Int] {
        try await read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT state, COUNT(*) AS runs FROM runs GROUP BY state")
            return try rows.reduce(into: [:]) { counts, row in
                counts[try RunState(stored: row.decode(forColumn: "state"))] = try row.decode(forColumn: "runs")
            }
        }
    }
}
