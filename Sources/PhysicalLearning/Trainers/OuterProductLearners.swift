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
        try await withThrowingTaskGroup(of: (Int, UnitPulses, NotedPulses).self) { group in
            for index in units.indices.reversed() {
                let (learner, drive, slope) = (units[index], pass.units[index].drive, slopes[index])
                let unit = network.units[index]
                group.addTask {
                    let pulses = await learner.learn(drive: drive, slope: slope)
                    return (index, pulses, try await unit.note(pulses.counts))
                }
            }
            var headUpdates: [HeadUpdate] = []
            for (index, head) in network.heads.enumerated() {
                let update = await heads[index].learn(pass.heads[index], labels: labels)
                try await head.circuit.program(update.counts)
                headUpdates.append(update)
            }
            var updates = [(pulses: UnitPulses, noted: NotedPulses)?](repeating: nil, count: units.count)
            var next = units.count - 1
            while let (index, pulses, noted) = try await group.next() {
                updates[index] = (pulses, noted)
                while next >= 0, let ready = updates[next] {
                    try await network.units[next].program(ready.noted)
                    next -= 1
                }
            }
            return Update(units: updates.compactMap { $0?.pulses }, heads: headUpdates)
        }
    }
}

extension OuterProductLearners {
    /// The states of all optimisers, each under the name of its circuit in `network`.
    func state(_ network: Network) async -> TrainerState {
        var state = await network.headState(heads)
        for (unit, learner) in zip(network.units, units) { state.add(await learner.state, as: unit.specification.name) }
        return state
    }

    /// Takes up the states of all optimisers. Throws `TrainerError` for one that does not fit.
    func restore(_ network: Network, _ state: TrainerState) async throws {
        try await network.restoreHeads(heads, state)
        for (unit, learner) in zip(network.units, units) {
            try await learner.restore(state.part(unit.specification.name))
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

    var state: TrainerState { optimizer.state }

    func restore(_ state: TrainerState) throws { try optimizer.restore(state) }

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
