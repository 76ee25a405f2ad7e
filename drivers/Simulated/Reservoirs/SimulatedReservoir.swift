import FaultScripts
import Matrices
import PhysicalDevices

/// A simulated reservoir: fixed physics that is driven with vectors and read, behind the conduct of a device.
///
/// It fails in the same ways as other devices when it is told to. The same seed and the same operations give the same
/// readings bit for bit. What can be set of it, if anything, are coupling elements with targets; it takes no pulses.
public actor SimulatedReservoir<Physics: ReservoirPhysics>: VectorProcessor, Fabricable, FaultInjectable {
    public nonisolated let id: String
    public nonisolated let driver = Physics.driver
    public nonisolated let isSimulated = true
    /// The physics it was made with.
    public nonisolated let parameters: Physics.Parameters
    public var state: DeviceState { presence.state }
    public var hardwareState: HardwareState { presence.hardwareState }

    var physics: Physics
    var presence: SimulatedPresence
    private var seed: UInt64

    /// A reservoir called `id`, made from `seed` and failing as `faults` say; closed at first.
    ///
    /// - Parameter seconds: The clock by which faults happen and end [s].
    public init(
        id: String, parameters: Physics.Parameters, seed: UInt64 = 0, faults: FaultSchedule = FaultSchedule(),
        seconds: @escaping @Sendable () -> Double = SimulatedCrossbar.uptime()
    ) {
        self.id = id
        self.parameters = parameters
        self.seed = seed
        physics = Physics(parameters: parameters, seed: seed)
        presence = SimulatedPresence(device: id, script: FaultScript(schedule: faults, seconds: seconds))
    }

    public var descriptor: DeviceDescriptor { Physics.descriptor(for: parameters) }

    public var identity: DeviceIdentity {
        DeviceIdentity(
            vendor: "pibd", model: Physics.model, serial: presence.script.serial ?? "SIM-\(String(seed, radix: 16))",
            firmware: "1")
    }

    public func states() -> AsyncStream<DeviceState> {
        let (number, stream, continuation) = presence.watch()
        continuation.onTermination = { _ in Task { await self.forget(number) } }
        return stream
    }

    private func forget(_ watcher: Int) { presence.forget(watcher) }

    public func open() throws { try presence.open() }
    public func close() { presence.close() }
    public func enterSafeState() throws { try presence.enterSafeState() }

    public func fabricate(seed: UInt64) {
        self.seed = seed
        physics = Physics(parameters: parameters, seed: seed)
    }

    public func process(_ request: Cleared<DriveRequest>) throws -> Measured {
        try check(request.request.block, "process")
        var (measured, outcome) = try perform("process") { $0.measure(request.request) }
        measured.duration.value += outcome.delay
        return outcome.isShort ? measured.withoutLastVector : measured
    }

    func check(_ block: CellBlock, _ operation: String) throws {
        guard let objection = physics.objection(to: block) else { return }
        throw DeviceError(
            .invalidRequest, objection, remedy: "Use a block that begins at row 0 and column 0, with two rows or more.",
            device: id, operation: operation, hardwareState: .asBefore)
    }
}

extension SimulatedReservoir: TargetProgrammable where Physics: TargetableReservoir {
    public func program(_ request: Cleared<TargetMap>) throws {
        try check(request.request.block, "program-targets")
        _ = try perform("program-targets") { $0.program(request.request) }
    }
}

/// Coupled oscillators as a device.
public typealias SimulatedOscillators = SimulatedReservoir<OscillatorNetwork>
/// A magnonic ring as a device.
public typealias SimulatedMagnonicRing = SimulatedReservoir<MagnonicRing>
