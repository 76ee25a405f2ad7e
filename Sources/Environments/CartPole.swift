import Foundation

/// A pole on a cart: Barto, Sutton, Anderson, IEEE Trans. SMC 13, 834 (1983), as gymnasium's CartPole-v1 integrates it.
///
/// Explicit Euler steps of 20 ms; the cart is pushed with 10 N to the left (action 0) or the right (action 1).
public struct CartPole: Sendable, Equatable {
    /// Cart position [m], its velocity [m/s], pole angle from upright [rad], its rate [rad/s].
    public var position, velocity, angle, rate: Double

    /// A state.
    public init(position: Double, velocity: Double, angle: Double, rate: Double) {
        self.position = position
        self.velocity = velocity
        self.angle = angle
        self.rate = rate
    }

    /// [m] beyond which the cart has left its track.
    public static let track = 2.4
    /// [rad] beyond which the pole counts as fallen: 12 degrees.
    public static let fall = 12 * 2 * Double.pi / 360

    /// Whether the episode has ended.
    public var isOver: Bool { abs(position) > Self.track || abs(angle) > Self.fall }

    /// The state as observed: position, velocity, angle, rate.
    public var observation: [Double] { [position, velocity, angle, rate] }

    /// Lets 20 ms pass under a push.
    public mutating func step(action: Int) {
        let gravity = 9.8, poleMass = 0.1, totalMass = 1.1, length = 0.5, interval = 0.02
        let force = action == 1 ? 10.0 : -10.0
        let cosine = cos(angle), sine = sin(angle)
        let push = (force + poleMass * length * (rate * rate) * sine) / totalMass
        let turn =
            (gravity * sine - cosine * push)
            / (length * (4.0 / 3.0 - poleMass * (cosine * cosine) / totalMass))
        let acceleration = push - poleMass * length * turn * cosine / totalMass
        position += interval * velocity
        velocity += interval * acceleration
        angle += interval * rate
        rate += interval * turn
    }
}
