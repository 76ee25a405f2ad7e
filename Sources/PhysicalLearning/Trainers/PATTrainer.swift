import Matrices
import PhysicalDevices
import RandomStreams

/// Physics-aware training: forward measured on the chip, backward through a digital twin at the measured outputs.
///
/// Wright et al., Nature 601, 549 (2022). The twin is read out from the chip or fitted to measured pairs; of the first
/// unit no twin is needed, since nobody asks for the gradient at the samples. See docs/methods/pat.md.
public struct PATTrainer: ResumableTrainer {
    public static let needs = TrainerNeeds(readBack: .whereReadable, model: true, backwardChain: true)
    public static let constants = LearningConstants(learningRate: 0.01)

    /// Where the twin comes from, and how often.
    public struct Settings: Sendable, Equatable {
        /// Where the twin comes from.
        public enum Source: String, Sendable, CaseIterable {
            /// Read out where the device can be read, else fitted.
            case automatic
            /// Read out from the chip, cell by cell.
            case readOut = "read-out"
            /// Fitted by ridge regression to the pairs (x, z) of the training passes.
            case measured
        }

        /// Where the twin comes from.
        public var source = Source.automatic
        /// Batches between two refreshments of the twin.
        public var refitEvery = 10
        /// Error added to every conductance read, standard deviation in parts of the window's upper end. For a
        /// simulated chip, which reads without error; 0 for real hardware, which has its own.
        public var readOutNoise = 0.01
        /// Ridge of the fit, in mean squares of the drives.
        public var ridge = 1e-3

        /// The defaults.
        public init() {}

        /// Throws `TrainerError` where the twin is to be read out from a device that cannot be read.
        public func check(on descriptor: DeviceDescriptor) throws {
            guard source == .readOut, !descriptor.capabilities.contains(.conductanceReadable) else { return }
            throw TrainerError(
                message: "pat is to read its twin out, and the cells of this device cannot be read",
                remedy: "let it fit the twin to what is measured (source = \"measured\")")
        }
    }

    public let network: Network
    private let learners: OuterProductLearners
    private let chain: BackwardChain
    private let meter: ActivityMeter
    private let settings: Settings
    private let reads: Bool
    /// The circuits that have a twin: every hidden unit but the first, then the first head.
    private let modelled: [UnitCircuit]
    private var twins: [UnitTwin]
    private var reading: RandomStream
    private var batches = 0

    /// A trainer for a calibrated network; the chain begins at its first head.
    ///
    /// Throws `TrainerError` where the twin is to be read out and the device cannot be read.
    public init(
        network: Network, optimizer: PulseOptimizer.Settings, steps: Int, seed: UInt64, meter: ActivityMeter,
        settings: Settings = Settings()
    ) throws {
        precondition(!network.heads.isEmpty && settings.refitEvery > 0, "a chain begins at a head")
        let circuits = Array(network.units.dropFirst()) + [network.heads[0].circuit]
        for circuit in circuits { try settings.check(on: circuit.descriptor) }
        let readable = circuits.allSatisfy { $0.descriptor.capabilities.contains(.conductanceReadable) }
        self.network = network
        self.meter = meter
        self.settings = settings
        reads = readable && settings.source != .measured
        modelled = circuits
        twins = circuits.map(UnitTwin.init)
        chain = BackwardChain(network)
        reading = RandomStream(seed: seed, name: "twin/read-out")
        learners = OuterProductLearners(network, optimizer: optimizer, steps: steps, seed: seed, meter: meter)
    }

    public mutating func step(samples: Matrix<Float>, labels: [Int]) async throws -> BatchReport {
        let cellsRead = reads && batches % settings.refitEvery == 0 ? try await readOut() : 0
        let (pass, linear) = try await measure(samples)
        let slopes = try meter.during(.compute) {
            if !reads { try fit(pass, linear) }
            let error = CrossEntropy(scores: pass.heads[0].outputs, labels: labels).gradient
            return chain.slopes(
                error: error, outputs: pass.outputs, jacobians: twins.dropLast().map(\.jacobian),
                head: twins[twins.count - 1].jacobian)
        }
        let update = try await learners.step(network, pass: pass, slopes: slopes, labels: labels)
        meter.during(.compute) {
            let counts = update.units.dropFirst().map(\.counts) + [update.heads[0].counts]
            for index in twins.indices { twins[index].follow(counts[index]) }
        }
        batches += 1
        return BatchReport(
            pass, network: network, update: update, measurements: samples.rows, cellsRead: cellsRead)
    }

    public func state() async -> TrainerState {
        var state = TrainerState(numbers: ["batches": Double(batches)], streams: ["read-out": reading])
        for (index, twin) in twins.enumerated() { state.add(twin.state, as: "twin-\(index)") }
        state.add(await learners.state(network), as: "learners")
        return state
    }

    public mutating func restore(_ state: TrainerState) async throws {
        batches = try state.count("batches")
        reading = try state.stream("read-out", like: reading)
        for index in twins.indices { try twins[index].restore(state.part("twin-\(index)")) }
        try await learners.restore(network, state.part("learners"))
    }

    /// Takes every twin from the chip anew; the cells read.
    private mutating func readOut() async throws -> Int {
        var cells = 0
        for (index, circuit) in modelled.enumerated() {
            let conductances = try await circuit.conductances()
            twins[index].read(conductances, noise: Float(settings.readOutNoise), stream: &reading)
            cells += conductances.rows * conductances.columns
        }
        return cells
    }

    /// One pass, with the outputs before the activation beside those after it.
    private func measure(_ samples: Matrix<Float>) async throws -> (pass: ForwardPass, linear: [Matrix<Float>]) {
        var pass = ForwardPass()
        var linear: [Matrix<Float>] = []
        var x = samples
        for unit in network.units {
            let raw = try await unit.withoutActivation.forward(x)
            linear.append(raw.outputs)
            x = unit.specification.activation(raw.outputs)
            pass.units.append(UnitRecord(drive: raw.drive, outputs: x, saturatedFraction: raw.saturatedFraction))
        }
        let outputs = pass.outputs
        for head in network.heads { pass.heads.append(try await head.circuit.forward(head.drive(from: outputs))) }
        return (pass, linear)
    }

    /// Holds the twins against a pass, and corrects them when it is time.
    private mutating func fit(_ pass: ForwardPass, _ linear: [Matrix<Float>]) throws {
        let records = pass.units.dropFirst() + [pass.heads[0]]
        let outputs = linear.dropFirst() + [pass.heads[0].outputs]
        for (index, (record, z)) in zip(records, outputs).enumerated() {
            twins[index].observe(drive: record.drive, z: z)
            // The first batches are all there is to begin with, so they count at once.
            if (batches + 1) % settings.refitEvery == 0 || batches < settings.refitEvery {
                try twins[index].fit(ridge: Float(settings.ridge))
            }
        }
    }
}

extension UnitCircuit {
    /// The same cells at the same gain, giving z itself.
    var withoutActivation: UnitCircuit {
        var linear = specification
        linear.activation = .linear
        var circuit = UnitCircuit(
            specification: linear, placement: placement, gate: gate, descriptor: descriptor, meter: meter)
        circuit.gain = gain
        circuit.zeros = zeros
        return circuit
    }
}
