import PhysicalDevices

extension CrossbarParameters {
    /// Named chips. Sources: docs/simulated-chip.md.
    public enum Preset: String, Sendable, CaseIterable {
        /// The defaults: soft bounds, coarse pulses, mismatch everywhere.
        case standard = "default"
        /// Fine pulses without soft bounds; the chip of the unsupervised and reinforcement figures.
        case fine
        /// RRAM array of Wan et al. 2022 (Nature 608, 504): window to 39 uS, relaxing within a day.
        case wan2022
        /// RRAM of Milo et al.: 50-225 uS.
        case milo
        /// Phase-change memory: 0.25-25 uS with drift.
        case pcm
    }

    /// The parameters of a preset.
    public init(preset: Preset) {
        self.init()
        switch preset {
        case .standard: break
        case .fine:
            pulseStep = 1.0 / 1000
            softBounds = false
            stepNoise = 0.03
            gainMismatch = 0.20
            stepMismatch = 0.20
            readNoiseOfFullScale = true
        case .wan2022:
            minimumConductance = Conductance(1e-6)
            maximumConductance = Conductance(39e-6)
            // 1.536e-4 G^3 - 1.167e-2 G^2 + 0.2374 G + 1.053 uS at mid-window (20 uS): 2.36 uS of 38 uS.
            programmingNoise = 0.062
            // The spread doubles within a day, 3.6 decades of the default time constant.
            relaxation = 0.03
        case .milo:
            minimumConductance = Conductance(50e-6)
            maximumConductance = Conductance(225e-6)
            // 4.782 - 0.0091 G uS at mid-window (137.5 uS): 3.53 uS of 175 uS.
            programmingNoise = 0.020
        case .pcm:
            minimumConductance = Conductance(0.25e-6)
            maximumConductance = Conductance(25e-6)
            // 0.263 + 1.965 x - 1.173 x^2 uS at x = 0.5: 0.95 uS of 24.75 uS.
            programmingNoise = 0.038
            driftExponent = 0.05
            // 0.0088 x^-0.65 at x = 0.5.
            readNoise = 0.0138
        }
    }
}
