import Logging
import PhysicalDevices

/// Keeps one device open: opens it, sees it go, waits for it to come back, and opens it again.
///
/// A device that is not there when the daemon starts is no reason not to start. Who wants to use a device asks for its
/// `entry`; who lost it in the middle of something waits with `returned`.
public actor DeviceSupervisor {
    /// How long to wait between attempts to open a device.
    struct Patience: Sendable {
        /// For one that is not there; returning within a second is promised, so this is well below.
        var whenAbsent = Duration.milliseconds(200)
        /// For one that is there but is not the one it should be.
        var whenRefused = Duration.seconds(2)
    }

    /// The device: identity, descriptor, states.
    public nonisolated let device: any PhysicalDevice
    /// Pulses of a cell from which on the device's status warns; nil for never.
    public nonisolated let warningPulses: Int?
    /// What records the device's wire; nil where it has none.
    public nonisolated let recording: DeviceRecording?
    /// Counts and times what reaches the driver.
    public nonisolated let meter: OperationMeter

    private let envelope: @Sendable (DeviceDescriptor) throws -> SafetyEnvelope
    private let register: (any EnergisedRegister)?
    private let wearKeeper: WearKeeper?
    private let appearances: (@Sendable () -> AsyncStream<Void>)?
    private let patience: Patience
    private let logger: Logger
    private var open: (entry: DeviceRegistry.Entry, descriptor: DeviceDescriptor)?
    private var isOpen = false
    private var supervision: Task<Void, Never>?
    private var watchers: [Int: AsyncStream<Bool>.Continuation] = [:]
    private var nextWatcher = 0

    /// Why the device cannot be used at present; nil while it can.
    public private(set) var trouble: DeviceError?

    init(
        _ device: any PhysicalDevice, warningPulses: Int?, register: (any EnergisedRegister)?,
        recording: DeviceRecording?, wearKeeper: WearKeeper?,
        appearances: (@Sendable () -> AsyncStream<Void>)?, patience: Patience = Patience(), logger: Logger,
        envelope: @escaping @Sendable (DeviceDescriptor) throws -> SafetyEnvelope
    ) {
        self.device = device
        self.warningPulses = warningPulses
        self.register = register
        self.recording = recording
        meter = OperationMeter(passingTo: recording?.tap)
        self.wearKeeper = wearKeeper
        self.appearances = appearances
        self.patience = patience
        self.logger = logger
        self.envelope = envelope
    }

    /// Tries to open the device once, then goes on supervising it. A simulated device that does not open is a mistake
    /// in the configuration, so that is thrown.
    func start() async throws {
        guard supervision == nil else { return }
        do {
            try await attempt()
        } catch {
            guard !device.isSimulated else { throw error }
            report(error)
        }
        // Weakly, between one wait and the next: a registry that is dropped takes its supervision with it.
        supervision = Task { [weak self] in
            while !Task.isCancelled, let step = await self?.nextStep() {
                switch step {
                case .watch(let states):
                    for await state in states where Self.needsOpening.contains(state) { break }
                    await self?.noticeLoss()
                case .pause(let duration): await Pause.wait(duration)
                case .chances(let chances):
                    for await _ in chances { guard await self?.isStillAway() == true else { break } }
                }
            }
        }
    }

    /// Ends the supervision, puts the device into its safe state and closes it.
    func stop() async {
        supervision?.cancel()
        supervision = nil
        await keepWear()
        await close()
        isOpen = false
    }

    /// Keeps the pulses that the device has had until now.
    func keepWear() async {
        if let gate = open?.entry.gate { await wearKeeper?.keep(gate, of: device) }
    }

    /// The open device behind its gate. Throws the reason why it cannot be used.
    public func entry() throws -> DeviceRegistry.Entry {
        guard isOpen, let open else { throw trouble ?? notOpen }
        return open.entry
    }

    /// The gate, also of a device that is away: its hold and its wear account outlive the cable.
    public var gate: SafetyGate? { open?.entry.gate }

    /// Waits until the device can be used; false when the caller was cancelled first.
    func returned() async -> Bool {
        await noticeLoss()
        let id = nextWatcher
        nextWatcher += 1
        let changes = AsyncStream<Bool>(bufferingPolicy: .bufferingNewest(1)) { continuation in
            continuation.yield(isOpen)
            watchers[id] = continuation
            continuation.onTermination = { _ in Task { await self.forget(id) } }
        }
        for await isOpen in changes where isOpen { return true }
        return false
    }

    /// Whether the device gets into one of `states` within `limit`.
    public func reaches(_ states: Set<DeviceState>, within limit: Duration) async -> Bool {
        let changes = await device.states()
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await state in changes where states.contains(state) { return true }
                return false
            }
            group.addTask {
                await Pause.wait(limit)
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }

    private func forget(_ watcher: Int) { watchers[watcher] = nil }

    private var notOpen: DeviceError {
        DeviceError(
            .notReady, "the device was not found yet", remedy: "Check that it is plugged in and powered.",
            device: device.id, operation: "open", hardwareState: .unknown)
    }

    private enum Step {
        case watch(AsyncStream<DeviceState>)
        case pause(Duration)
        /// Moments at which a device that is away might be back; the first comes at once.
        case chances(AsyncStream<Void>)
    }

    /// What to wait for next; the wait itself is done without holding on to this actor.
    private func nextStep() async -> Step {
        do {
            if !isOpen { try await attempt() }
            return .watch(await device.states())
        } catch {
            report(error)
            guard Self.isAbsence(error) else { return .pause(patience.whenRefused) }
            return appearances.map { .chances($0()) } ?? .pause(patience.whenAbsent)
        }
    }

    /// Tries to open a device that was away; true when it is away still.
    private func isStillAway() async -> Bool {
        guard !isOpen, !Task.isCancelled else { return false }
        do {
            try await attempt()
            return false
        } catch {
            report(error)
            return Self.isAbsence(error)
        }
    }

    private static func isAbsence(_ error: any Error) -> Bool {
        (error as? DeviceError).map { $0.code == .lost || $0.code == .notReady } ?? false
    }

    /// Closes the device and waits until the supervision has opened it again. Throws why it has not.
    func reopen(within limit: Duration = .seconds(10)) async throws {
        change(to: false)
        await close()
        let isBack = await withTaskGroup(of: Bool.self) { group in
            group.addTask { await self.returned() }
            group.addTask {
                await Pause.wait(limit)
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
        guard isBack else { throw trouble ?? notOpen }
    }

    private var observer: (any GateObserver)? { meter }

    private func close() async {
        // Nothing is thrown: closing does not fail.
        try? await observer.observing("close") { await device.close() }
    }

    private func attempt() async throws {
        _ = try await observer.observing("open") {
            try await device.open()
            return await device.identity
        }
        let descriptor = await device.descriptor
        if let open, open.descriptor == descriptor {
            await open.entry.gate.deviceWasOpened()
        } else {
            let envelope = try envelope(descriptor)
            let gate = try await SafetyGate(device: device, envelope: envelope, register: register, observer: observer)
            // The cells are the same ones, whatever else the board says of itself now.
            if let worn = await open?.entry.gate.wear { try? await gate.restore(worn) }
            await wearKeeper?.restore(gate, of: device)
            open = (DeviceRegistry.Entry(device: device, gate: gate, envelope: envelope), descriptor)
        }
        let state = await device.state
        guard !Self.needsOpening.contains(state) else { throw await unusable(state) }
        trouble = nil
        change(to: true)
    }

    private func noticeLoss() async {
        guard isOpen, !Task.isCancelled else { return }
        let state = await device.state
        guard Self.needsOpening.contains(state) else { return }
        trouble = await unusable(state)
        logger.warning("\(device.id) is \(state.rawValue)", metadata: ["DEVICE": "\(device.id)"])
        change(to: false)
    }

    /// States out of which only opening again leads.
    private static let needsOpening: Set<DeviceState> = [.lost, .absent, .degraded, .unknown]

    private func unusable(_ state: DeviceState) async -> DeviceError {
        let isAway = state == .lost || state == .absent
        return DeviceError(
            isAway ? .lost : .hardwareFault, isAway ? "the device is gone" : "the device is \(state.rawValue)",
            remedy: isAway
                ? "Check cable and power; it is taken up again as soon as it is back."
                : "It is opened again; if it stays so, see its log and its wiring.",
            device: device.id, operation: "supervise", hardwareState: await device.hardwareState)
    }

    private func report(_ error: any Error) {
        let failure =
            error as? DeviceError
            ?? DeviceError(
                .notReady, "\(error)", remedy: "See the daemon's configuration.", device: device.id,
                operation: "open", hardwareState: .asBefore)
        if trouble?.message != failure.message {
            logger.warning("\(failure)", metadata: ["DEVICE": "\(device.id)"])
        }
        trouble = failure
        change(to: false)
    }

    private func change(to isOpen: Bool) {
        if isOpen, !self.isOpen { logger.info("\(device.id) is ready", metadata: ["DEVICE": "\(device.id)"]) }
        self.isOpen = isOpen
        for watcher in watchers.values { watcher.yield(isOpen) }
    }
}
