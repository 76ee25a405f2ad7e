@testable import Laboratory

/// Texts and shortcuts that the configuration tests share.
enum TestFiles {
    /// An experiment in which every key is written, none with its default.
    static let experiment = """
        # A comment with = and [brackets] and "quotes"
        name = "first light"
        seed = 3
        batches = 1200
        batch = 64
        loss = "log-det"
        trainer = "random-units"
        dataset = "mnist"
        data = '/srv/data'
        device = "board"
        validation = 4000
        evaluate-every = 50
        evaluation-samples = 500

        [loss-options]
        alpha = 1.01
        eps = 1
        beta = [-0.5, 0.25]
        width = 0.75
        input-width = 0.5

        [optimizer]
        eta = 0.02
        momentum = 0.9
        variance = 0.999
        epsilon = 1e-8
        schedule-knee = 2
        max-pulses = 7

        [[unit]]
        name = "wide"
        inputs = 784
        outputs = 256
        activation = "tanh"
        eta = 0.03
        initial = 1.5

        [[unit]]  # the second
        outputs = 64
        beta = 0.125

        [head]
        eta = 0.05
        full-scale = 4.0
        inputs = "last"
        initial = 0.5
        target = 1.5

        [calibration]
        samples = 256
        percentile = 98
        target = 0.4
        """

    /// The shortest experiment.
    static let minimal = """
        batches = 10
        dataset = "mnist"
        [[unit]]
        outputs = 16
        """

    /// A daemon configuration with one device of every kind of key.
    static let daemon = """
        [daemon]
        socket = "/tmp/pibd.sock"
        state-directory = "/tmp/state"
        group = "lab"

        [[device]]
        id = "chip"
        driver = "simulated-crossbar"
        seed = 5
        [device.chip]
        read-noise = 0.01
        wire-resistance = "2.5 ohm"
        [device.envelope]
        max-read-voltage = "200 mV"
        max-set-voltage = "1.5 V"
        max-reset-voltage = "1.6 V"
        max-pulse-width = "100 us"
        max-pulses-per-request = 15
        max-pulses-per-cell = 1000000
        warn-pulses-per-cell = 900000

        [[device]]
        id = "spare"
        driver = "simulated-crossbar"
        """

    static func experiment(
        _ text: String = minimal, _ overrides: String..., file: String = "mnist.toml"
    ) throws -> Experiment {
        try ExperimentFile(text: text, file: file, overrides: overrides).experiment
    }

    /// The error that reading `text` as an experiment gives; nil when it is accepted.
    static func experimentError(_ text: String, _ overrides: String...) -> ConfigurationError? {
        configurationError { _ = try ExperimentFile(text: text, file: "mnist.toml", overrides: overrides) }
    }

    /// The error that reading `text` as a daemon's configuration gives; nil when it is accepted.
    static func daemonError(_ text: String) -> ConfigurationError? {
        configurationError { _ = try DaemonFile(text: text, file: "pibd.toml") }
    }

    static func configurationError(_ body: () throws -> Void) -> ConfigurationError? {
        do {
            try body()
            return nil
        } catch {
            return error as? ConfigurationError
        }
    }
}

/// A generator that gives the same numbers for the same seed (Steele, Lea and Flood 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
