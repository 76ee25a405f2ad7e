import PhysicalDevices
import Transports

/// What is said when a session could not be begun.
extension CrossbarBoard {
    func openingFailure(_ thrown: any Error) async -> DeviceError {
        if isArmed || hardwareState == .asBefore { hardwareState = .unknown }
        isArmed = false
        let name = link?.stream.address ?? id
        await dropLink()
        move(to: profile == nil ? .absent : .lost)
        let hardware = hardwareState
        switch thrown {
        case let failure as DeviceError: return failure
        case let failure as ByteStreamError: return streamFailure(failure)
        case let lie as CWPDescriptorError:
            return error(
                .invalidReading, lie.description, remedy: "Nothing was energised.", operation: "open", hardware)
        case let refusal as CWPErrorResponse:
            return error(
                .notSupported, "the board on \(name) refuses the session (\(refusal.status))",
                remedy: "Check that its firmware speaks version 1 of the protocol.", operation: "open", hardware,
                cause: refusal)
        case let failure as CWPLinkError where failure.kind == .superseded: return heldSafe("open")
        case let failure as CWPLinkError:
            let code: DeviceError.Code =
                failure.kind == .timedOut ? .timedOut : failure.kind == .contradicted ? .invalidReading : .lost
            return error(
                code, "no board with the crossbar wire protocol answers on \(name)",
                remedy: "Check that the port is the board's, its baud rate and its firmware.", operation: "open",
                hardware, cause: failure)
        default:
            return error(
                .notReady, "the session could not be begun", remedy: "Look at the cause.", operation: "open", hardware,
                cause: thrown)
        }
    }

    private func streamFailure(_ failure: ByteStreamError) -> DeviceError {
        let code: DeviceError.Code =
            switch failure.code {
            case .notFound, .hungUp, .inputOutput: .lost
            case .timedOut: .timedOut
            default: .notReady
            }
        return error(
            code, "the port cannot be opened: \(failure.message)", remedy: failure.remedy, operation: "open",
            hardwareState, cause: failure)
    }
}

extension CWPBoardStatus.State {
    /// The set bits in words.
    var text: String {
        let names: [(CWPBoardStatus.State, String)] = [
            (.armed, "armed outputs"), (.fault, "a fault"), (.overCurrent, "over-current"),
            (.overTemperature, "over-temperature"),
        ]
        return names.filter { contains($0.0) }.map(\.1).joined(separator: ", ")
    }
}
