import ControlInterface
import Datasets
import Laboratory
import PhysicalDevices
import RunStore

extension LabError {
    /// The interface's error for an error of the laboratory; nil for one that has none.
    init?(describing error: any Error) {
        switch error {
        case let error as ConfigurationError:
            let place = [error.file.map { file in error.line.map { "\(file):\($0)" } ?? file }, error.key]
            self.init(
                .invalidExperiment(file: error.file, key: error.key, line: error.line),
                message: (place.compactMap { $0 } + [error.message]).joined(separator: ": "), remedy: error.remedy)
        case let error as DatasetError:
            self.init(
                .invalidData(file: error.file),
                message: [error.file, error.problem].compactMap { $0 }.joined(separator: ": "), remedy: error.remedy)
        case let error as LaboratoryError: self.init(error)
        case let error as DeviceError: self.init(error)
        case let error as RunStoreError:
            self.init(.storeFailed, message: error.message, remedy: error.remedy)
        default: return nil
        }
    }

    private init(_ error: LaboratoryError) {
        let kind: Kind =
            switch error.code {
            case .deviceNotFound(let device): .deviceNotFound(device: device)
            case .wrongState(let state): .wrongState(state: state)
            }
        self.init(kind, message: error.message, remedy: error.remedy)
    }

    private init(_ error: DeviceError) {
        let state = error.hardwareState.rawValue
        let kind: Kind =
            switch error.code {
            case .refusedByEnvelope, .heldSafe: .refusedByEnvelope(device: error.device, hardwareState: state)
            case .invalidRequest, .notSupported: .invalidParameter(parameter: error.operation)
            case .lost: .deviceLost(device: error.device, hardwareState: state)
            case .timedOut: .timedOut(device: error.device, hardwareState: state)
            case .notReady, .invalidReading, .hardwareFault:
                .deviceFailed(device: error.device, operation: error.operation, hardwareState: state)
            }
        self.init(
            kind, message: "\(error.device): \(error.operation): \(error.message); hardware state: \(state)",
            remedy: error.remedy)
    }
}
