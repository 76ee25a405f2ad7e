/// How much a unit's predictor on the host counts beside its matrix-based loss, and how fast it learns.
public struct PredictorSettings: Sendable, Equatable {
    /// Weight of the predictor's slope beside that of the loss, both taken to length 1.
    public var weight = 1.0
    /// Adam's step on the predictor's weights.
    public var learningRate = 0.01

    /// The defaults of the recipe.
    public init() {}
}
