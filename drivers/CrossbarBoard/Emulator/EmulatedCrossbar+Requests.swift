import CrossbarBoard

extension EmulatedCrossbar {
    /// Carries a request out; the answer, and how long the board is at it [s].
    mutating func carryOut(
        _ request: CWPAnyRequest, _ id: UInt16
    ) throws(CWPErrorResponse) -> (CWPFrame, delay: Double) {
        switch request {
        case .hello(let request): return (try frame(request, id, hello(request)), 0)
        case .heartbeat(let request): return (try frame(request, id, status(echo: request.hostTime)), 0)
        case .getStatus(let request): return (try frame(request, id, status(echo: 0)), 0)
        case .setWatchdog(let request): return (try frame(request, id, setWatchdog(request)), 0)
        case .safeState(let request):
            enterSafeState()
            return (try frame(request, id, CWPEmpty()), 0)
        case .arm(let request): return (try frame(request, id, arm(request)), 0)
        case .setInput(let request): return (try frame(request, id, setInput(request)), 0)
        case .setGain(let request): return (try frame(request, id, setGain(request)), 0)
        case .readVMM(let request):
            let (response, seconds) = try multiply(request)
            return (try frame(request, id, response), seconds)
        case .readConductance(let request): return (try frame(request, id, readConductances(request)), 0)
        case .programPulses(let request):
            let (response, seconds) = try applyPulses(request)
            return (try frame(request, id, response), seconds)
        case .programMap(let request):
            let (response, seconds) = try applyMap(request)
            return (try frame(request, id, response), seconds)
        case .reset(let request): return (try frame(request, id, CWPEmpty()), 0)
        }
    }

    /// A refusal of `Request`.
    func refusal<Request: CWPRequest>(
        of request: Request, _ status: CWPStatus, index: Int = 0, detail: Int = 0
    ) -> CWPErrorResponse {
        CWPErrorResponse(
            opcode: Request.opcode, status: status, index: UInt16(clamping: index), detail: UInt16(clamping: detail))
    }

    private func frame<Request: CWPRequest>(
        _ request: Request, _ id: UInt16, _ response: Request.Response
    ) throws(CWPErrorResponse) -> CWPFrame {
        do throws(CWPMessageError) {
            return try Request.frame(answering: id, with: response)
        } catch {
            throw refusal(of: request, .hardwareFault)
        }
    }

    private mutating func hello(_ request: CWPHelloRequest) throws(CWPErrorResponse) -> CWPDescriptor {
        guard request.minimumVersion...max(request.minimumVersion, request.maximumVersion) ~= CWPHelloRequest.version
        else { throw refusal(of: request, .badVersion) }
        begin()
        return descriptor
    }

    private func status(echo: UInt64) -> CWPBoardStatus {
        let (state, temperature) = safety.status(at: now)
        return CWPBoardStatus(
            echo: echo, uptimeMilliseconds: uptimeMilliseconds, state: state, temperatureCentidegrees: temperature)
    }

    private mutating func setWatchdog(_ request: CWPSetWatchdogRequest) throws(CWPErrorResponse) -> CWPWatchdogTime {
        let asked = request.time.milliseconds
        // An armed board without a watchdog would stay armed behind a dead host.
        guard asked > 0 || !safety.isArmed else { throw refusal(of: request, .badParameter) }
        let range = descriptor.watchdogMinimumMilliseconds...descriptor.watchdogMaximumMilliseconds
        safety.watchdogMilliseconds = asked == 0 ? 0 : min(max(asked, range.lowerBound), range.upperBound)
        return CWPWatchdogTime(milliseconds: safety.watchdogMilliseconds)
    }

    private mutating func arm(_ request: CWPArmRequest) throws(CWPErrorResponse) -> CWPArmRequest.Response {
        if request.isArmed {
            if let trip = safety.trip { throw refusal(of: request, trip) }
            guard safety.watchdogMilliseconds > 0 else {
                throw refusal(of: request, .notArmed, detail: Int(CWPStatus.watchdogExpired.rawValue))
            }
            safety.isArmed = true
        } else {
            enterSafeState()
        }
        return CWPArmRequest.Response(state: safety.status(at: now).state)
    }
}
