import Environments
import PhysicalDevices

extension UnitSpecification {
    /// The hidden units of a policy in order, with outputs tanh z, and its head, driven by the last of them alone.
    ///
    /// Full scales, initial spreads and rates are those of docs/reinforcement.md. The gain of every unit stays at
    /// `maximumWeight`, full conductance: observations come scaled, so there is nothing to calibrate on.
    public static func policy(
        hidden: [(name: String, outputs: Int)], for environment: EnvironmentDescription
    ) -> [UnitSpecification] {
        let constants = ReinforcementTrainer.constants
        var specifications: [UnitSpecification] = []
        for unit in hidden {
            specifications.append(
                UnitSpecification(
                    name: unit.name, inputs: specifications.last?.outputs ?? environment.observations,
                    outputs: unit.outputs, activation: .tanh, fullScale: Voltage(4), calibrationTarget: 2,
                    initialSpread: specifications.isEmpty ? 2 : 1.5, learningRate: constants.learningRate))
        }
        let head = UnitSpecification(
            name: "head", inputs: specifications.last?.outputs ?? environment.observations,
            outputs: environment.actions, activation: .linear, fullScale: Voltage(8), calibrationTarget: 2,
            initialSpread: 0, learningRate: constants.headLearningRate)
        return specifications + [head]
    }
}
