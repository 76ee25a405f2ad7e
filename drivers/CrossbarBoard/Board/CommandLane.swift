import PhysicalDevices

/// Who may use a board: reads that need the same settings share it, everything else has it alone, in order of arrival.
struct CommandLane {
    /// What an operation needs.
    enum Admission {
        case alone
        /// Shared with others of its kind, where the board is prepared for it.
        case reading(CellBlock, GainBook.Setting)
    }

    struct Waiter {
        let ticket: Int
        let admission: Admission
        let continuation: CheckedContinuation<Void, any Error>
    }

    var waiters: [Waiter] = []
    var active = 0
    /// Whether one of them has the board alone, for good or until it has prepared it.
    var isExclusive = false
    private var lastTicket = 0

    mutating func nextTicket() -> Int {
        lastTicket += 1
        return lastTicket
    }
}
