import Matrices
import PhysicalDevices

/// Backpropagation on a twin of the data sheet's chip; the hardware sees nothing but the weights at the end.
///
/// The training samples never go through the device, so its measurements are none. What is reached depends on how well
/// the chip takes the weights: blindly, or with read-back and correction. See docs/methods/in-silico.md.
public struct InSilicoTrainer: ResumableTrainer {
    public static let needs = TrainerNeeds(
        readBack: .forSomeSettings, model: true, backwardChain: true, passesPerSample: 0, writesPerBatch: 0)

    /// What the twin begins with, and how its weights come to the chip.
    public struct Settings: Sendable, Equatable {
        /// The weights that the twin begins with.
        public enum Model: String, Sendable, CaseIterable {
            /// Drawn on the host: any chip of the kind.
            case nominal
            /// Read out from the chip once.
            case readOut = "read-out"
        }

        /// How weights come to the chip.
        public enum Programming: String, Sendable, CaseIterable {
            /// Once, without looking: to a target where the device can, else by counted pulses.
            case openLoop = "open-loop"
            /// In rounds of pulses and read-back.
            case writeVerify = "write-verify"
        }

        /// What the twin begins with.
        public var model = Model.nominal
        /// How its weights come to the chip.
        public var programming = Programming.openLoop
        /// Batches between two programmings on the way; 0 for one at the end.
        public var programEvery = 0

        /// The defaults.
        public init() {}

        /// Throws `TrainerError` where a setting reads conductances and the device cannot.
        public func check(on descriptor: DeviceDescriptor) throws {
            let reads = model == .readOut || programming == .writeVerify
            guard reads, !descriptor.capabilities.contains(.conductanceReadable) else { return }
            throw TrainerError(
                message: "in-silico is to read cells, and those of this device cannot be read",
                remedy: "use model = \"nominal\" and programming = \"open-loop\"")
        }
    }

    public let network: Network
    private let settings: Settings
    private let steps: Int
    private let meter: ActivityMeter
    private var twin: NetworkTwin
    private var batches = 0

    /// A trainer for a calibrated network, whose gains the twin has.
    ///
    /// - Parameter steps: batches of the whole run; the chip is programmed after the last.
    /// - Throws: `TrainerError` where a setting reads conductances and the device cannot.
    public init(
        network: Network, optimizer: PulseOptimizer.Settings, steps: Int, seed: UInt64, meter: ActivityMeter,
        settings: Settings = Settings()
    ) throws {
        precondition(!network.heads.isEmpty, "a chain begins at a head")
        for circuit in network.circuits { try settings.check(on: circuit.descriptor) }
        self.network = network
        self.settings = settings
        self.steps = steps
        self.meter = meter
        twin = NetworkTwin(network, optimizer: optimizer, steps: steps, seed: seed)
    }

    public mutating func step(samples: Matrix<Float>, labels: [Int]) async throws -> BatchReport {
        var efforts = [CellProgrammer.Effort](repeating: .init(), count: network.circuits.count)
        if batches == 0, settings.model == .readOut { try await readOut(&efforts) }
        let pass = meter.during(.compute) { twin.learn(samples, labels: labels) }
        batches += 1
        let isDue = settings.programEvery > 0 && batches % settings.programEvery == 0
        // A programming that failed half-way is made up for by the batch after it.
        if batches >= steps || isDue { try await program(&efforts) }
        let hidden = network.units.count
        return BatchReport(
            measurements: 0,
            units: network.units.indices.map {
                UnitReport(
                    pass.units[$0], unit: network.units[$0].specification, information: nil,
                    pulses: efforts[$0].pulses)
            },
            heads: network.heads.indices.map {
                let entropy = CrossEntropy(scores: pass.heads[$0].outputs, labels: labels)
                return HeadReport(loss: entropy.bits, accuracy: entropy.accuracy, pulses: efforts[hidden + $0].pulses)
            }, cellsRead: efforts.reduce(0) { $0 + $1.cellsRead })
    }

    public func state() async -> TrainerState {
        var state = twin.state
        state.numbers["batches"] = Double(batches)
        return state
    }

    public mutating func restore(_ state: TrainerState) async throws {
        try twin.restore(state)
        batches = try state.count("batches")
    }

    private mutating func readOut(_ efforts: inout [CellProgrammer.Effort]) async throws {
        for (index, circuit) in network.circuits.enumerated() {
            let cells = try await circuit.conductances()
            twin.read(cells, circuit: index, upperEnd: circuit.descriptor.conductanceWindow.upperBound)
            efforts[index].cellsRead += cells.elements.count
        }
    }

    private func program(_ efforts: inout [CellProgrammer.Effort]) async throws {
        let programmer = CellProgrammer(verifies: settings.programming == .writeVerify)
        for (index, circuit) in network.circuits.enumerated() {
            let effort = try await programmer.program(circuit, to: twin.weights[index])
            efforts[index].pulses += effort.pulses
            efforts[index].cellsRead += effort.cellsRead
        }
    }
}
