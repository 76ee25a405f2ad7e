import Matrices
import PhysicalDevices

/// Holds what an operation returned or threw against what was recorded. Times are not compared.
enum OutcomeComparison {
    /// What was expected and what came, in words; nil where they agree.
    static func difference(_ expected: RecordedOutcome, _ got: RecordedOutcome) -> (expected: String, got: String)? {
        switch (expected, got) {
        case (.threw(let old), .threw(let new)):
            old.code == new.code && old.hardwareState == new.hardwareState
                ? nil : (old.words, "\(new.words): \(new.message)")
        case (.threw(let old), .returned): ("the error \(old.words)", "no error")
        case (.returned, .threw(let new)): ("no error", "the error \(new.words): \(new.message)")
        case (.returned(let old), .returned(let new)): difference(old, new)
        }
    }

    private static func difference(_ expected: DeviceOutcome, _ got: DeviceOutcome) -> (String, String)? {
        switch (expected, got) {
        case (.done, .done): return nil
        case (.opened(let old), .opened(let new)): return old == new ? nil : (words(old), words(new))
        case (.measured(let old), .measured(let new)):
            return difference(old.outputs, new.outputs, "output", "V")
                ?? (old.saturatedFraction.bitPattern == new.saturatedFraction.bitPattern
                    ? nil : ("\(old.saturatedFraction) of the outputs saturated", "\(new.saturatedFraction)"))
        case (.programmed(let old), .programmed(let new)):
            return old.applied == new.applied && old.refusedCells == new.refusedCells ? nil : (words(old), words(new))
        case (.conductances(let old), .conductances(let new)): return difference(old, new, "cell", "S")
        default: return ("another kind of outcome", "this one")
        }
    }

    private static func difference(
        _ expected: Matrix<Float>, _ got: Matrix<Float>, _ name: String, _ unit: String
    ) -> (String, String)? {
        guard expected.rows == got.rows, expected.columns == got.columns else {
            return ("\(expected.rows) x \(expected.columns) values", "\(got.rows) x \(got.columns)")
        }
        let pairs = zip(expected.elements, got.elements).enumerated()
        guard let first = pairs.first(where: { $0.element.0.bitPattern != $0.element.1.bitPattern }) else { return nil }
        let place = "\(name) [\(first.offset / expected.columns), \(first.offset % expected.columns)]"
        return ("\(place) = \(first.element.0) \(unit)", "\(first.element.1) \(unit)")
    }

    private static func words(_ identity: DeviceIdentity) -> String {
        "\(identity.vendor) \(identity.model), serial \(identity.serial), firmware \(identity.firmware)"
    }

    private static func words(_ report: ProgramReport) -> String {
        "\(report.applied) pulses applied, \(report.refusedCells) cells refused"
    }
}
