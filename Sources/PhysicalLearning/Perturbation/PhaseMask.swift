import Matrices
import PhysicalDevices

/// The phases of a mask as the host keeps them, free of the modulator's range, and what is shown of them.
public struct PhaseMask: Sendable {
    /// One phase a pixel [rad]; any number, a full turn is none.
    public private(set) var phases: [Float]
    let range: MaskRange
    private let gate: SafetyGate
    private let field: Int

    /// A flat mask for `pixels` pixels of a field, in the middle of the modulator's range; not shown yet.
    public init(field: Int, pixels: Int, range: MaskRange, gate: SafetyGate) {
        self.field = field
        self.range = range
        self.gate = gate
        phases = [Float](repeating: Float((range.phases.lowerBound + range.phases.upperBound) / 2), count: pixels)
    }

    /// Shows the phases as they are. Throws `DeviceError`.
    public func show() async throws { try await show(Matrix(rows: 1, columns: phases.count, elements: phases)) }

    /// Shows the phases moved by `amplitude` times each one of `directions` (k x pixels), without keeping that: a
    /// sequence of k masks.
    func show(movedBy amplitude: Float, along directions: Matrix<Float>) async throws {
        try await show(
            Matrix(rows: directions.rows, columns: directions.columns) { moved in
                directions.withUnsafeElements { directions in
                    phases.withUnsafeBufferPointer { phases in
                        for index in moved.indices {
                            moved.initializeElement(
                                at: index, to: phases[index % phases.count] + amplitude * directions[index])
                        }
                    }
                }
            })
    }

    /// Keeps a change; it is shown with whatever is shown next.
    mutating func move(by change: [Float]) {
        for index in phases.indices { phases[index] += change[index] }
    }

    private func show(_ wanted: Matrix<Float>) async throws {
        let phases = Matrix(
            rows: wanted.rows, columns: wanted.columns, elements: wanted.elements.map(reachable))
        try await gate.display(MaskRequest(field: field, phases: phases))
    }

    /// The phase nearest to `phase` on the circle that the modulator has.
    private func reachable(_ phase: Float) -> Float {
        let turn = 2 * Float.pi
        let (low, high) = (Float(range.phases.lowerBound), Float(range.phases.upperBound))
        let above = phase - low
        let turned = above - (above / turn).rounded(.down) * turn
        if turned <= high - low { return min(high, low + turned) }
        return turned - (high - low) < turn - turned ? high : low
    }
}
