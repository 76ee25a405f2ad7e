import CrossbarBoard

extension CrossbarBoard {
    /// Opens the board, again and again for five seconds: its node may not be there yet, and HELLO fails like the rest.
    func openPatiently() async throws {
        let deadline = ContinuousClock.now + .seconds(5)
        while true {
            do {
                return try await open()
            } catch {
                guard ContinuousClock.now < deadline else { throw error }
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }
}
