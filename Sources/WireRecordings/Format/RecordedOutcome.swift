import PhysicalDevices

/// What came of an operation, as a recording keeps it.
public enum RecordedOutcome: Sendable {
    /// It returned.
    case returned(DeviceOutcome)
    /// It threw.
    case threw(RecordedFault)

    /// The outcome of an operation.
    public init(_ result: Result<DeviceOutcome, any Error>) {
        switch result {
        case .success(let outcome): self = .returned(outcome)
        case .failure(let error): self = .threw(RecordedFault(error))
        }
    }

    /// [byte] About what its values take.
    var valueBytes: Int {
        switch self {
        case .returned(.measured(let measured)): measured.outputs.elements.count * 4
        case .returned(.conductances(let cells)): cells.elements.count * 4
        case .returned: 0
        case .threw(let fault): fault.message.utf8.count
        }
    }
}

/// An error that a driver threw, as far as a repetition can be held against it.
public struct RecordedFault: Codable, Sendable, Equatable {
    /// The code of a `DeviceError`; `other` for any other error.
    public var code: String
    /// What is known of the hardware; empty where the error does not say.
    public var hardwareState: String
    /// The whole error, for people.
    public var message: String

    enum CodingKeys: String, CodingKey, CaseIterable {
        case code, message
        case hardwareState = "hardware_state"
    }

    /// What is kept of `error`.
    public init(_ error: any Error) {
        if let error = error as? DeviceError {
            code = error.code.rawValue
            hardwareState = error.hardwareState.rawValue
        } else {
            code = "other"
            hardwareState = ""
        }
        message = String("\(error)".prefix(4096))
    }

    /// Code and hardware state in words.
    var words: String { code + (hardwareState.isEmpty ? "" : ", hardware \(hardwareState)") }
}
