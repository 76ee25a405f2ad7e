import Matrices

/// What a local loss says about one batch.
public struct LocalLossValue: Sendable, Equatable {
    /// [bits] -I(T;Y) + beta I(T;X); without dimension for the kernel alignment.
    public let loss: Double
    /// [bits] I(T;Y), what the outputs say about the labels; without dimension for the kernel alignment.
    public let information: Double
    /// The derivative of `loss` by each measured output, n x d, in `loss` per unit of the outputs.
    public let gradient: Matrix<Float>

    /// A loss, its information and its gradient (n x d).
    public init(loss: Double, information: Double, gradient: Matrix<Float>) {
        self.loss = loss
        self.information = information
        self.gradient = gradient
    }
}
