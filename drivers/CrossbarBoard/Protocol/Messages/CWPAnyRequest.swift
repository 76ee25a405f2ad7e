/// A request of any opcode, as a board receives it.
public enum CWPAnyRequest: Hashable, Sendable {
    /// `CWPOpcode.hello`.
    case hello(CWPHelloRequest)
    /// `CWPOpcode.heartbeat`.
    case heartbeat(CWPHeartbeatRequest)
    /// `CWPOpcode.getStatus`.
    case getStatus(CWPGetStatusRequest)
    /// `CWPOpcode.setWatchdog`.
    case setWatchdog(CWPSetWatchdogRequest)
    /// `CWPOpcode.safeState`.
    case safeState(CWPSafeStateRequest)
    /// `CWPOpcode.arm`.
    case arm(CWPArmRequest)
    /// `CWPOpcode.setInput`.
    case setInput(CWPSetInputRequest)
    /// `CWPOpcode.readVMM`.
    case readVMM(CWPReadVMMRequest)
    /// `CWPOpcode.setGain`.
    case setGain(CWPSetGainRequest)
    /// `CWPOpcode.programPulses`.
    case programPulses(CWPProgramPulsesRequest)
    /// `CWPOpcode.readConductance`.
    case readConductance(CWPReadConductanceRequest)
    /// `CWPOpcode.programMap`.
    case programMap(CWPProgramMapRequest)
    /// `CWPOpcode.reset`.
    case reset(CWPResetRequest)

    /// Reads a request frame.
    ///
    /// Throws `CWPErrorResponse`, the answer that a board gives to what is no request that it can read.
    public init(frame: CWPFrame) throws(CWPErrorResponse) {
        let request: CWPAnyRequest?
        do throws(CWPMessageError) {
            request = frame.isResponse ? nil : try Self.request(frame.opcode, frame.payload)
        } catch {
            throw CWPErrorResponse(opcode: frame.opcode, status: error.status)
        }
        guard let request else { throw CWPErrorResponse(opcode: frame.opcode, status: .badOpcode) }
        self = request
    }

    private static func request(_ opcode: CWPOpcode, _ payload: [UInt8]) throws(CWPMessageError) -> CWPAnyRequest? {
        switch opcode {
        case .hello: .hello(try CWPHelloRequest(payload: payload))
        case .heartbeat: .heartbeat(try CWPHeartbeatRequest(payload: payload))
        case .getStatus: .getStatus(try CWPGetStatusRequest(payload: payload))
        case .setWatchdog: .setWatchdog(try CWPSetWatchdogRequest(payload: payload))
        case .safeState: .safeState(try CWPSafeStateRequest(payload: payload))
        case .arm: .arm(try CWPArmRequest(payload: payload))
        case .setInput: .setInput(try CWPSetInputRequest(payload: payload))
        case .readVMM: .readVMM(try CWPReadVMMRequest(payload: payload))
        case .setGain: .setGain(try CWPSetGainRequest(payload: payload))
        case .programPulses: .programPulses(try CWPProgramPulsesRequest(payload: payload))
        case .readConductance: .readConductance(try CWPReadConductanceRequest(payload: payload))
        case .programMap: .programMap(try CWPProgramMapRequest(payload: payload))
        case .reset: .reset(try CWPResetRequest(payload: payload))
        default: nil
        }
    }
}
