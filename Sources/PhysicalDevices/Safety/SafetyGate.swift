/// The only way to a device: every request passes the envelope, every reading is checked, and the safe state holds.
///
/// A safe state that somebody called for holds until somebody lifts it with `release`: neither the run that is going on
/// nor the next one in the queue overrules whoever stopped the hardware. A routine one, between two runs, is lifted by
/// `arm`. What a gate does besides refusing: it waits where a rate is limited, moves bias voltages in ramps, and keeps
/// the register of energised devices current.
public actor SafetyGate {
    let device: any PhysicalDevice
    let clock: SafetyClock
    let register: (any EnergisedRegister)?
    let observer: (any GateObserver)?
    var limiter: SafetyLimiter
    private var safeHold: Hold?

    /// Whether the register shows the device as energised.
    var isListed = false
    /// The last change of the register that was begun; the next one waits for it.
    var lastListing: Task<Void, any Error>?
    /// How often the device was struck out of the register.
    var strikes = 0
    /// Requests that were handed to the device, and those of them that have not ended.
    private(set) var begun = 0
    private var inFlight = 0

    /// Waits for a rate or a ramp, to be ended when the safe state is called for.
    var waits: [Int: Task<Void, any Error>] = [:]
    var nextWait = 0
    var isRamping = false
    /// When the next step of a ramp may be made [s].
    var nextStep = -Double.infinity

    private struct Hold {
        let reason: String
        let isRoutine: Bool
    }

    /// A gate before `device`, which is open and in its safe state.
    ///
    /// - Parameters:
    ///   - clock: what rates and ramps are timed by.
    ///   - register: where to note whether the device may be energised; nil for nowhere.
    /// - Throws: `DeviceError` when the envelope is wider than the open device allows.
    public init(
        device: any PhysicalDevice, envelope: SafetyEnvelope, clock: SafetyClock = .continuous,
        register: (any EnergisedRegister)? = nil, observer: (any GateObserver)? = nil
    ) async throws {
        self.device = device
        self.clock = clock
        self.register = register
        self.observer = observer
        let descriptor = await device.descriptor
        limiter = SafetyLimiter(device: device.id, descriptor: descriptor, envelope: envelope)
        let excess = envelope.excess(over: descriptor)
        guard excess.isEmpty else {
            throw DeviceError(
                .refusedByEnvelope, "the envelope is wider than the device: \(excess.joined(separator: "; "))",
                remedy: "Narrow [device.envelope] in the configuration.", device: device.id, operation: "open",
                hardwareState: .asBefore)
        }
        await deviceWasOpened()
    }

    /// Allows energising after a routine safe state. Throws `DeviceError` `heldSafe` when somebody called for the one
    /// that holds.
    public func arm() throws {
        if let safeHold, !safeHold.isRoutine { throw heldSafe(safeHold, "arm") }
        safeHold = nil
    }

    /// Lifts a safe state that somebody called for; a routine one stays.
    public func release() {
        if let safeHold, !safeHold.isRoutine { self.safeHold = nil }
    }

    /// Why nothing is driven at present; nil when armed.
    public var heldSafeReason: String? { safeHold?.reason }

    /// Turns every output off and holds the device there: until `release` or, where it is `routine`, until `arm`.
    ///
    /// Requests that wait are refused at once. Throws `DeviceError` when the safe state cannot be confirmed; it is held
    /// all the same.
    public func enterSafeState(reason: String, routine: Bool = false) async throws {
        if safeHold?.isRoutine != false { safeHold = Hold(reason: reason, isRoutine: routine) }
        for wait in waits.values { wait.cancel() }
        try await confirmSafeState()
    }

    /// The device as `C`. Throws when it is held safe or has no such capability.
    func capability<C>(_ type: C.Type, _ operation: String) throws -> C {
        if let safeHold { throw heldSafe(safeHold, operation) }
        guard let capable = device as? C else { throw notSupported(operation) }
        return capable
    }

    /// Hands a cleared request to the device, and sees to it that one which overlapped a safe state does not outlast
    /// it.
    func handOver<R>(_ body: () async throws -> R) async throws -> R {
        begun += 1
        inFlight += 1
        do {
            let result = try await body()
            await settle()
            return result
        } catch {
            await settle()
            throw error
        }
    }

    private func settle() async {
        inFlight -= 1
        guard safeHold != nil, inFlight == 0 else { return }
        // The request may have reached the device after the safe state did. Whoever asked for that one has been told
        // how it went; if this one fails, the device stays on the list of energised ones.
        try? await confirmSafeState()
    }

    private func confirmSafeState() async throws {
        let begunBefore = begun
        try await observer.observing("safe-state") { try await device.enterSafeState() }
        limiter.bias.release()
        if inFlight == 0, begun == begunBefore { await strikeOut() }
    }

    private func heldSafe(_ hold: Hold, _ operation: String) -> DeviceError {
        DeviceError(
            .heldSafe, "the device is held in its safe state (\(hold.reason))",
            remedy: "Submit a run or measure once it is safe to go on: that lifts it.", device: device.id,
            operation: operation, hardwareState: .safe)
    }

    func notSupported(_ operation: String) -> DeviceError {
        DeviceError(
            .notSupported, "the device cannot \(operation)", remedy: "See its capabilities with pibctl device show.",
            device: device.id, operation: operation, hardwareState: .asBefore)
    }
}
