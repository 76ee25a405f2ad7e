import PhysicalDevices

/// The parameter lines of the test routines, in the order of the board's modules.
enum ArcRoutine {
    static func lines(_ method: CharacterisationMethod, count: Int) -> ArcLines {
        switch method {
        case .form(let ramp): formFinder(ramp).adding(count)
        case .switch(let search): switchSeeker(search).adding(count)
        case .curve(let trace): curveTracer(trace).adding(count)
        case .converge(let convergence): convergeToState(convergence).adding(count)
        case .endurance(let cycling): endurance(cycling).adding(count)
        // One bit line, not a list of cells: see ArcBitLineJob.
        case .bitLine: ArcLines("50")
        }
    }

    private static func formFinder(_ ramp: FormingRamp) -> ArcLines {
        let sign = ramp.start.value < 0 || ramp.stop.value < 0 ? -1.0 : 1.0
        let (step, mode): (Double, Int) =
            switch ramp.widths.step {
            case .factor(let part): (part * 100, 0)
            case .constant(let time): (time.value, 1)
            }
        let resistor =
            switch ramp.seriesResistance {
            case .ohm1k: 1
            case .ohm10k: 2
            case .ohm100k: 3
            case .ohm1M: 4
            case .none: 7
            }
        return ArcLines("141")
            .adding(ramp.start.value, sign * abs(ramp.step.value), ramp.stop.value)
            .adding(ramp.widths.start.value, step, ramp.widths.stop.value)
            .adding(ramp.interpulse.value, ramp.threshold.value, ramp.thresholdFraction * 100)
            .adding(mode, resistor, ramp.pulses)
    }

    private static func switchSeeker(_ search: SwitchingSearch) -> ArcLines {
        let polarity =
            switch search.polarity {
            case .automatic: 0
            case .positive: 1
            case .negative: -1
            }
        return ArcLines(search.isFast ? "15" : "152")
            .adding(search.width.value, search.start.value, search.step.value, search.stop.value)
            .adding(search.interpulse.value, search.threshold.value)
            .adding(search.reads, search.pulses, search.cycles, Int((search.tolerance * 100).rounded()))
            .adding(search.readsAfterPulse ? 1 : 0, polarity)
    }

    private static func curveTracer(_ trace: CurveTrace) -> ArcLines {
        let span =
            switch trace.span {
            case .positiveFirst: 0
            case .negativeFirst: 1
            case .positiveOnly: 2
            case .negativeOnly: 3
            }
        return ArcLines("201")
            .adding(trace.positivePeak.value, -trace.negativePeak.value, trace.start.value, trace.step.value)
            .adding(trace.width.value, trace.interpulse.value)
            .adding(cutOff(trace.positiveCompliance), -cutOff(trace.negativeCompliance))
            .adding(trace.cycles, trace.isPulsed ? 1 : 0, span, trace.stopsAtCompliance ? 1 : 0)
    }

    /// The board changes its range at exactly 10 uA; its own clients step aside by one per cent.
    private static func cutOff(_ limit: ElectricCurrent?) -> Double {
        guard let limit else { return 0 }
        return (9.95e-6..<10.1e-6).contains(limit.value) ? 10.1e-6 : limit.value
    }

    private static func convergeToState(_ convergence: StateConvergence) -> ArcLines {
        ArcLines("21")
            .adding(convergence.start.value, convergence.step.value, convergence.stop.value)
            .adding(convergence.width.value, convergence.widthFactor * 100, convergence.longestWidth.value)
            .adding(convergence.interpulse.value, convergence.target.value)
            .adding(convergence.tolerance * 100, convergence.initialTolerance * 100)
            .adding(convergence.pulses, convergence.startsPositive ? 1 : -1)
    }

    private static func endurance(_ cycling: EnduranceCycling) -> ArcLines {
        ArcLines("191")
            .adding(cycling.set.voltage.value, cycling.set.width.value, cycling.set.compliance?.value ?? 0)
            .adding(cycling.reset.voltage.value, cycling.reset.width.value, cycling.reset.compliance?.value ?? 0)
            .adding(cycling.interpulse.value)
            .adding(cycling.set.pulses, cycling.reset.pulses, cycling.cycles)
    }
}
