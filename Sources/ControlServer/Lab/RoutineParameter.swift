import ControlInterface
import PhysicalDevices

/// One parameter of a test routine: its name, and how its text is put into the routine's parameters.
struct RoutineParameter<Routine> {
    let name: String
    /// Sets it; false when the text does not fit.
    let set: (inout Routine, String) -> Bool
    /// What fits, for people.
    let expected: String

    /// A quantity in its SI unit.
    static func quantity<Unit>(_ name: String, _ path: WritableKeyPath<Routine, Quantity<Unit>>) -> Self {
        number(name, in: Unit.symbol) { $0[keyPath: path] = Quantity($1) }
    }

    /// A quantity that may be absent.
    static func limit<Unit>(_ name: String, _ path: WritableKeyPath<Routine, Quantity<Unit>?>) -> Self {
        number(name, in: Unit.symbol) { $0[keyPath: path] = Quantity($1) }
    }

    /// A bare number.
    static func fraction(_ name: String, _ path: WritableKeyPath<Routine, Double>) -> Self {
        number(name, in: "") { $0[keyPath: path] = $1 }
    }

    /// A number that `apply` puts where it belongs.
    static func number(_ name: String, in unit: String, _ apply: @escaping (inout Routine, Double) -> Void) -> Self {
        let unit = unit.isEmpty ? "" : " in \(unit)"
        return RoutineParameter(name: name, set: { routine, text in
            guard let value = Double(text), value.isFinite else { return false }
            apply(&routine, value)
            return true
        }, expected: "a number\(unit)")
    }

    /// A whole number.
    static func count(_ name: String, _ path: WritableKeyPath<Routine, Int>) -> Self {
        // Beyond this no routine makes sense, and sums and products of counts would overflow.
        RoutineParameter(name: name, set: { routine, text in
            guard let value = Int(text), (0...1_000_000).contains(value) else { return false }
            routine[keyPath: path] = value
            return true
        }, expected: "a whole number up to 1000000")
    }

    /// Yes or no.
    static func flag(_ name: String, _ path: WritableKeyPath<Routine, Bool>) -> Self {
        RoutineParameter(name: name, set: { routine, text in
            guard let value = ["yes": true, "true": true, "no": false, "false": false][text] else { return false }
            routine[keyPath: path] = value
            return true
        }, expected: "yes or no")
    }

    /// One of a few words.
    static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ path: WritableKeyPath<Routine, Choice>
    ) -> Self {
        RoutineParameter(name: name, set: { routine, text in
            guard let value = Choice(rawValue: text) else { return false }
            routine[keyPath: path] = value
            return true
        }, expected: "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
}

extension CharacterisationParameters {
    /// The routine's defaults with `values` put in by name. Throws `LabError` for a name that is unknown, with the
    /// nearest, for a value that does not fit, and for parameters that make no sense together.
    static func reading(
        _ values: [String: String], into defaults: Self, _ known: [RoutineParameter<Self>], of method: String
    ) throws -> Self {
        var routine = defaults
        for (name, text) in values.sorted(by: { $0.key < $1.key }) {
            guard let parameter = known.first(where: { $0.name == name }) else {
                let names = known.map(\.name)
                let guess = names.nearest(to: name).map { "Did you mean \"\($0)\"? " } ?? ""
                throw LabError(
                    .invalidParameter(parameter: "parameters"),
                    message: "\(method) has no parameter \"\(name.prefix(64))\"",
                    remedy: "\(guess)There are: \(names.joined(separator: ", ")).")
            }
            guard parameter.set(&routine, text) else {
                throw LabError(
                    .invalidParameter(parameter: "parameters.\(name)"),
                    message: "\(method): \(name) cannot be \"\(text.prefix(64))\"",
                    remedy: "Give \(parameter.expected).")
            }
        }
        if let problem = routine.problem {
            throw LabError(
                .invalidParameter(parameter: "parameters"), message: "\(method): the parameters are wrong: \(problem)",
                remedy: "See docs/arc-one.md for what they mean.")
        }
        return routine
    }
}
