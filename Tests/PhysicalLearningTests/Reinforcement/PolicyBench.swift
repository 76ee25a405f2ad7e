import Environments
import InformationBottleneck
import Matrices
import PhysicalDevices
import RandomStreams
import Simulated

@testable import PhysicalLearning

/// A policy network on a simulated chip of the preset `fine`, and what it takes to train it.
struct PolicyBench {
    let network: Network
    let meter = ActivityMeter()

    init(
        hidden: [Int] = [8], environment: EnvironmentDescription, seed: UInt64 = 0, blind: Bool = false,
        signed: Bool = true, actions: Int? = nil
    ) async throws {
        var parameters = CrossbarParameters(preset: .fine)
        (parameters.tiles, parameters.rows, parameters.columns) = (4, 64, 64)
        parameters.signedDrive = signed
        let chip = SimulatedCrossbar(id: "chip", parameters: parameters, seed: seed)
        try await chip.open()
        let device: any PhysicalDevice = blind ? BlindDevice(chip) : chip
        let descriptor = await device.descriptor
        let gate = try await SafetyGate(device: device, envelope: SafetyEnvelope(spanning: descriptor))
        var units = UnitSpecification.policy(
            hidden: hidden.enumerated().map { ("hidden\($0 + 1)", $1) }, for: environment)
        units[hidden.count].outputs = actions ?? environment.actions
        let meter = meter
        let circuits = zip(units, try Placement.place(units, on: descriptor.array)).map {
            UnitCircuit(specification: $0, placement: $1, gate: gate, descriptor: descriptor, meter: meter)
        }
        var initial = InitialPulses(stream: RandomStream(seed: seed, name: "initial-weights"))
        for circuit in circuits { _ = try await initial.prepare(circuit) }
        network = Network(
            units: Array(circuits.dropLast()),
            heads: [Network.Head(readOut: "head", inputs: .last, circuit: circuits[circuits.count - 1])])
    }

    func trainer(
        _ environment: any Environment, seed: UInt64 = 0,
        settings: ReinforcementSettings = ReinforcementSettings()
    ) throws -> ReinforcementTrainer {
        try ReinforcementTrainer(
            network: network, environment: CheckedEnvironment(environment), loss: AdvantageLoss(), seed: seed,
            meter: meter, settings: settings)
    }

    /// The conductances of every circuit.
    func cells() async throws -> [Matrix<Float>] {
        var result: [Matrix<Float>] = []
        for circuit in network.circuits { result.append(try await circuit.conductances()) }
        return result
    }
}

/// Two numbers of like or unlike sign; the action 1 is right where they are alike. No linear policy can tell.
actor SignsEnvironment: Environment {
    nonisolated let description: EnvironmentDescription
    /// Calls of `step`, with the number of places in each.
    private(set) var batches: [Int] = []
    private var streams: [Int: RandomStream] = [:]
    private var shown: [Int: [Double]] = [:]
    private let dying: Int?
    private let length: Int

    /// - Parameter dying: the step at which it dies; nil for never.
    init(places: Int = 16, length: Int = 8, dying: Int? = nil) {
        description = EnvironmentDescription(
            name: "signs", scales: [0.5, 0.5], actions: 2, places: places, longestEpisode: 50,
            solvedReturn: 0.9 * Double(length))
        self.dying = dying
        self.length = length
    }

    func reset(_ places: [Int], seeds: [UInt64]) -> [[Double]] {
        for (place, seed) in zip(places, seeds) { streams[place] = RandomStream(seed: seed, name: "signs") }
        return places.map(show)
    }

    func step(_ places: [Int], actions: [Int]) throws -> [EnvironmentStep] {
        batches.append(places.count)
        if batches.count == dying {
            throw EnvironmentError(environment: "signs", "it died", remedy: "bury it")
        }
        return zip(places, actions).map { place, action in
            let before = shown[place] ?? []
            let isAlike = before[0] * before[1] > 0
            let position = streams[place]?.position ?? 0
            return EnvironmentStep(
                observation: show(place), reward: (action == 1) == isAlike ? 1 : 0,
                isTerminated: position >= UInt64(length), isTruncated: false)
        }
    }

    private func show(_ place: Int) -> [Double] {
        let signs = streams[place]?.uniform(2).map { $0 < 0.5 ? -1.0 : 1.0 } ?? []
        shown[place] = signs
        return signs
    }
}
