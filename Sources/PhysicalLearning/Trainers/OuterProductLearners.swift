import Matrices

/// The learning sides of a network whose errors are made elsewhere: one optimiser a hidden unit, one learner a head.
struct OuterProductLearners: Sendable {
    private let units: [OuterProductLearner]
    private let heads: [HeadLearner]

    /// One update of the whole network.
    struct Update: Sendable {
        /// The pulses of the hidden units.
        let units: [UnitPulses]
        /// The pulses of the heads, and what they showed.
        let heads: [HeadUpdate]
    }

    init(_ network: Network, optimizer: PulseOptimizer.Settings, steps: Int, seed: UInt64, meter: ActivityMeter) {
        func make(_ circuit: UnitCircuit) -> PulseOptimizer {
            PulseOptimizer(circuit: circuit, settings: optimizer, steps: steps, seed: seed)
        }
        units = network.units.map { OuterProductLearner(optimizer: make($0), meter: meter) }
        heads = network.heads.map { HeadLearner(optimizer: make($0.circuit), meter: meter) }
    }

    /// Lets all circuits learn at once from one pass, and applies each one's pulses as soon as its turn has come: heads
    /// first, then from the last unit to the first, which is the largest.
    ///
    /// - Parameter slopes: dLoss/dz of each hidden unit (n x d_out).
    func step(_ network: Network, pass: ForwardPass, slopes: [Matrix<Float>], labels: [Int]) async throws -> Update {
        try await withThrowingTaskGroup(of: (Int, UnitPulses).self) { group in
            for index in units.indices.reversed() {
                let (learner, drive, slope) = (units[index], pass.units[index].drive, slopes[index])
                group.addTask { (index, await learner.learn(drive: drive, slope: slope)) }
            }
            var headUpdates: [HeadUpdate] = []
            for (index, head) in network.heads.enumerated() {
                let update = await heads[index].learn(pass.heads[index], labels: labels)
                try await head.circuit.program(update.counts)
                headUpdates.append(update)
            }
            var updates = [UnitPulses?](repeating: nil, count: units.count)
            var next = units.count - 1
            while let (index, update) = try await group.next() {
                updates[index] = update
                while next >= 0, let ready = updates[next] {
                    try await network.units[next].program(ready.counts)
                    next -= 1
                }
            }
            return Update(units: updates.compactMap { $0 }, heads: headUpdates)
        }
    }
}

/// The optimiser of one hidden unit behind an actor, so that units compute in parallel: D = [X, 1]^T dLoss/dz.
private actor OuterProductLearner {
    private let meter: ActivityMeter
    private var optimizer: PulseOptimizer

    init(optimizer: PulseOptimizer, meter: ActivityMeter) {
        self.optimizer = optimizer
        self.meter = meter
    }

    func learn(drive: Matrix<Float>, slope: Matrix<Float>) -> UnitPulses {
        meter.during(.compute) {
            let gradient = Matrix.product(drive, slope, transposingFirst: true)
            let (counts, total) = optimizer.pulses(for: gradient)
            return UnitPulses(counts: counts, total: total)
        }
    }
}

/// The pulses of one update of a unit.
struct UnitPulses: Sendable {
    /// One signed count a cell.
    let counts: [Int8]
    /// Pulses in all.
    let total: Int
}
