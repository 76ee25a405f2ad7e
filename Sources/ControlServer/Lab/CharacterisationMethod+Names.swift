import ControlInterface
import PhysicalDevices

extension CharacterisationMethod {
    private static let names = ["form", "switch", "curve", "converge", "endurance"]

    /// The routine called `name`, with its parameters by name as docs/arc-one.md lists them. Throws `LabError`.
    init(named name: String, _ values: [String: String]) throws {
        switch name {
        case "form":
            guard values["width-step"] == nil || values["width-factor"] == nil else {
                throw LabError(
                    .invalidParameter(parameter: "parameters"), message: "form: the width has two steps",
                    remedy: "Give one of width-step and width-factor.")
            }
            self = .form(try .reading(values, into: FormingRamp(), FormingRamp.known, of: name))
        case "switch": self = .switch(try .reading(values, into: SwitchingSearch(), SwitchingSearch.known, of: name))
        case "curve": self = .curve(try .reading(values, into: CurveTrace(), CurveTrace.known, of: name))
        case "converge":
            self = .converge(try .reading(values, into: StateConvergence(), StateConvergence.known, of: name))
        case "endurance":
            self = .endurance(try .reading(values, into: EnduranceCycling(), EnduranceCycling.known, of: name))
        default:
            let guess = Self.names.nearest(to: name).map { "Did you mean \"\($0)\"? " } ?? ""
            throw LabError(
                .invalidParameter(parameter: "method"), message: "there is no test routine \"\(name.prefix(64))\"",
                remedy: "\(guess)There are: \(Self.names.joined(separator: ", ")).")
        }
    }
}

extension FormingRamp {
    fileprivate static var known: [RoutineParameter<Self>] {
        [
            .quantity("start", \.start), .quantity("step", \.step), .quantity("stop", \.stop),
            .quantity("width-start", \.widths.start), .quantity("width-stop", \.widths.stop),
            .number("width-factor", in: "") { $0.widths.step = .factor($1) },
            .number("width-step", in: "s") { $0.widths.step = .constant(TimeSpan($1)) }, .count("pulses", \.pulses),
            .quantity("interpulse", \.interpulse), .quantity("threshold", \.threshold),
            .fraction("threshold-fraction", \.thresholdFraction), .choice("series-resistance", \.seriesResistance),
        ]
    }
}

extension SwitchingSearch {
    fileprivate static var known: [RoutineParameter<Self>] {
        [
            .quantity("width", \.width), .quantity("start", \.start), .quantity("step", \.step),
            .quantity("stop", \.stop), .count("pulses", \.pulses), .count("reads", \.reads), .count("cycles", \.cycles),
            .fraction("tolerance", \.tolerance), .quantity("interpulse", \.interpulse),
            .quantity("threshold", \.threshold), .flag("reads-after-pulse", \.readsAfterPulse),
            .choice("polarity", \.polarity), .flag("fast", \.isFast),
        ]
    }
}

extension CurveTrace {
    fileprivate static var known: [RoutineParameter<Self>] {
        [
            .quantity("positive-peak", \.positivePeak), .quantity("negative-peak", \.negativePeak),
            .quantity("start", \.start), .quantity("step", \.step), .quantity("width", \.width),
            .quantity("interpulse", \.interpulse), .limit("positive-compliance", \.positiveCompliance),
            .limit("negative-compliance", \.negativeCompliance), .count("cycles", \.cycles),
            .flag("pulsed", \.isPulsed), .choice("span", \.span), .flag("stop-at-compliance", \.stopsAtCompliance),
        ]
    }
}

extension StateConvergence {
    fileprivate static var known: [RoutineParameter<Self>] {
        [
            .quantity("start", \.start), .quantity("step", \.step), .quantity("stop", \.stop),
            .quantity("width", \.width), .fraction("width-factor", \.widthFactor),
            .quantity("longest-width", \.longestWidth), .quantity("target", \.target),
            .fraction("tolerance", \.tolerance), .fraction("initial-tolerance", \.initialTolerance),
            .count("pulses", \.pulses), .quantity("interpulse", \.interpulse),
            .flag("starts-positive", \.startsPositive), .count("maximum-pulses", \.maximumPulses),
        ]
    }
}

extension EnduranceCycling {
    fileprivate static var known: [RoutineParameter<Self>] {
        [
            .quantity("set-voltage", \.set.voltage), .quantity("set-width", \.set.width),
            .limit("set-compliance", \.set.compliance), .count("set-pulses", \.set.pulses),
            .quantity("reset-voltage", \.reset.voltage), .quantity("reset-width", \.reset.width),
            .limit("reset-compliance", \.reset.compliance), .count("reset-pulses", \.reset.pulses),
            .quantity("interpulse", \.interpulse), .count("cycles", \.cycles),
        ]
    }
}
