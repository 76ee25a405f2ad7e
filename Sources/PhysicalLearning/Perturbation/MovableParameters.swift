import Matrices

/// Parameters of one unit that can be moved, and of which nothing else is known.
///
/// A perturbation is an offset from where the parameters rest; taking it back, keeping it and moving the place of rest
/// are all it takes to learn.
protocol MovableParameters: Sendable {
    /// How many there are.
    var count: Int { get }
    /// The largest offset that can be applied, in the parameters' own unit.
    var largestOffset: Double { get }
    /// Share of the parameters that one direction moves.
    var density: Float { get }
    /// Most directions that can be gone at once, each by a part of a batch's samples.
    var directions: Int { get }
    /// Goes to `amplitude` times `directions` (k x count) from the place of rest, sample i along i mod k; returns the
    /// pulses it took.
    mutating func offset(by amplitude: Float, along directions: Matrix<Float>) async throws -> Int
    /// Makes the present offset, of a single direction, part of the place of rest.
    mutating func keep()
    /// Moves the place of rest; the device follows with the next offset or `rest`.
    mutating func move(by change: [Float])
    /// Goes to the place of rest; returns the pulses it took.
    mutating func rest() async throws -> Int
}

/// The phases of a mask [rad].
struct MaskParameters: MovableParameters {
    private var mask: PhaseMask
    private var amplitude: Float = 0
    private var direction: [Float] = []
    let directions: Int

    init(_ mask: PhaseMask) {
        self.mask = mask
        directions = mask.range.frames
    }

    var count: Int { mask.phases.count }
    var largestOffset: Double { .pi / 2 }
    var density: Float { 1 }

    mutating func offset(by amplitude: Float, along directions: Matrix<Float>) async throws -> Int {
        (self.amplitude, direction) = (amplitude, directions.row(0))
        try await mask.show(movedBy: amplitude, along: directions)
        return 0
    }

    mutating func keep() {
        mask.move(by: direction.map { amplitude * $0 })
        direction = []
    }

    mutating func move(by change: [Float]) { mask.move(by: change) }

    mutating func rest() async throws -> Int {
        direction = []
        try await mask.show()
        return 0
    }
}
