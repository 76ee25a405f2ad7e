import Foundation

/// A liquid-crystal modulator: what its levels do to the phase and the amplitude of light.
struct PhaseModulator: Sendable {
    /// cos and sin of the phase times the amplitude, for each level.
    private let cosines: [Float]
    private let sines: [Float]
    private let levelsPerRadian: Float
    private let highest: Float

    init(_ parameters: OpticsParameters) {
        let count = 1 << parameters.modulatorBits
        var cosines: [Float] = []
        var sines: [Float] = []
        for level in 0..<count {
            let share = Double(level) / Double(count - 1)
            let phase = parameters.phaseRange * (share + parameters.phaseBow * sin(.pi * share))
            let amplitude = 1 - (1 - parameters.lowestAmplitude) * share
            cosines.append(Float(amplitude * cos(phase)))
            sines.append(Float(amplitude * sin(phase)))
        }
        self.cosines = cosines
        self.sines = sines
        highest = Float(count - 1)
        levelsPerRadian = highest / Float(parameters.phaseRange)
    }

    /// The field behind a pixel that is asked for `phase` [rad]; what lies beyond the range gets its end.
    func field(phase: Float) -> (real: Float, imaginary: Float) {
        let level = Int(min(highest, max(0, phase * levelsPerRadian)) + 0.5)
        return (cosines[level], sines[level])
    }

    /// The fields for inputs x in 0...1 as phases pi x.
    func fields(_ inputs: [Float]) -> (real: [Float], imaginary: [Float]) {
        var real = [Float](repeating: 0, count: inputs.count)
        var imaginary = real
        for (index, x) in inputs.enumerated() {
            (real[index], imaginary[index]) = field(phase: .pi * x)
        }
        return (real, imaginary)
    }
}
