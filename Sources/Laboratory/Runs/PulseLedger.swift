import PhysicalDevices
import PhysicalLearning
import RunStore

/// Notes a run's pulses in the store before they are sent, and what became of them after.
///
/// What is noted while a transaction is on its way to the disk goes into the next one, all together. What became of
/// pulses waits for the next intent, so that a batch costs no transaction more; after a crash only the last ones can be
/// in doubt.
actor PulseLedger: PulseJournal {
    private let run: Int64
    private let store: RunStore
    private let resumption: Int
    private var next: Int
    private var batch = 0

    private var intended: [PulseIntent] = []
    private var settled: [PulseSettlement] = []
    private var open: Set<Int> = []
    /// Numbers up to this one are on the disk.
    private var noted: Int
    private var writing: Task<Void, any Error>?

    /// A ledger of `run`, after it was resumed `resumption` times, whose first intent gets the number `next`.
    init(run: Int64, store: RunStore, resumption: Int, next: Int) {
        self.run = run
        self.store = store
        self.resumption = resumption
        self.next = next
        noted = next - 1
    }

    /// From now on pulses belong to `batch`.
    func begin(batch: Int) { self.batch = batch }

    func intend(_ map: PulseMap, unit: String) async throws -> Int {
        let number = next
        next += 1
        intended.append(
            PulseIntent(
                number: number, resumption: resumption, batch: batch, unit: unit, tile: map.block.tile,
                rows: map.block.rows, columns: map.block.columns, pulses: map.total, digest: map.digest))
        open.insert(number)
        while noted < number { try await writeNext() }
        return number
    }

    func settle(_ number: Int, _ end: PulseEnd) {
        guard open.remove(number) != nil else { return }
        settled.append(PulseSettlement(number, end))
    }

    /// Settles what a batch that failed has noted and never sent.
    func abandon() {
        for number in open.sorted() where number <= noted { settled.append(PulseSettlement(number, .notApplied)) }
        open = open.filter { $0 > noted }
    }

    /// Writes what is not written yet.
    func close() async throws {
        abandon()
        while writing != nil || !settled.isEmpty || !intended.isEmpty { try await writeNext() }
    }

    /// Waits for the transaction under way, or makes the next one.
    private func writeNext() async throws {
        if let writing { return try await writing.value }
        let (settled, intended) = (settled, intended)
        self.settled = []
        self.intended = []
        // Who waits for this task finds the state changed when it has ended; otherwise waiters would go round in
        // circles on a task that is over, and never let go of the actor.
        let task = Task { try await write(settled, intended) }
        writing = task
        try await task.value
    }

    private func write(_ settled: [PulseSettlement], _ intended: [PulseIntent]) async throws {
        defer { writing = nil }
        do {
            try await store.notePulses(run, settled: settled, intended: intended)
        } catch {
            // Nothing of it was stored. What became of earlier pulses is tried again; the intents were never sent.
            self.settled = settled + self.settled
            for intent in intended { open.remove(intent.number) }
            throw error
        }
        noted = max(noted, intended.last?.number ?? noted)
    }
}

extension PulseSettlement {
    fileprivate init(_ number: Int, _ end: PulseEnd) {
        switch end {
        case .applied(let pulses): self.init(number: number, outcome: .applied, applied: pulses)
        case .notApplied: self.init(number: number, outcome: .notApplied, applied: 0)
        case .inDoubt: self.init(number: number, outcome: .inDoubt, applied: nil)
        }
    }
}

extension PulseMap {
    /// Tells one map of a block from another: the counts, eight at a time, through the splitmix64 finaliser.
    fileprivate var digest: UInt64 {
        counts.withUnsafeBytes { bytes in
            var hash = UInt64(bytes.count)
            var position = 0
            while position + 8 <= bytes.count {
                let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
                hash = (hash ^ word) &* 0xbf58_476d_1ce4_e5b9
                hash ^= hash >> 31
                position += 8
            }
            for byte in bytes[position...] { hash = (hash ^ UInt64(byte)) &* 0x94d0_49bb_1331_11eb }
            return hash ^ (hash >> 29)
        }
    }
}
