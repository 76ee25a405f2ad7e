import FaultScripts
import Matrices
import PhysicalDevices

/// A simulated rig: a modulator shows vectors, a scattering medium mixes them, a camera takes pictures of the speckle.
///
/// One vector is one frame, one output one camera pixel, |sum_j t_ij E_j|^2 in parts of full scale. It cannot be
/// trained but for the phases of its mask, if it has one, and it fails in the same ways as other simulated devices.
/// The same seed and the same operations give the same pictures bit for bit.
public actor SimulatedOptics: VectorProcessor, MaskProgrammable, Fabricable, FaultInjectable {
    public nonisolated let id: String
    public nonisolated let driver = "simulated-optics"
    public nonisolated let isSimulated = true
    /// The physics it was made with.
    public nonisolated let parameters: OpticsParameters

    private var bench: OpticalBench
    private var presence: SimulatedPresence

    /// A rig called `id`, made from `seed` and failing as `faults` say; closed at first.
    ///
    /// - Parameter seconds: The clock by which faults happen and end [s].
    public init(
        id: String, parameters: OpticsParameters = OpticsParameters(), seed: UInt64 = 0,
        faults: FaultSchedule = FaultSchedule(), seconds: @escaping @Sendable () -> Double = SimulatedCrossbar.uptime()
    ) {
        self.id = id
        self.parameters = parameters
        bench = OpticalBench(parameters: parameters, seed: seed)
        presence = SimulatedPresence(device: id, script: FaultScript(schedule: faults, seconds: seconds))
    }

    public var state: DeviceState { presence.state }
    public var hardwareState: HardwareState { presence.hardwareState }
    public var descriptor: DeviceDescriptor { Self.descriptor(for: parameters) }
    public var maskRange: MaskRange? { Self.maskRange(for: parameters) }
    public var identity: DeviceIdentity {
        DeviceIdentity(
            vendor: "pibd", model: "simulated optics",
            serial: presence.script.serial ?? "SIM-\(String(bench.seed, radix: 16))", firmware: "1")
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
    public func fabricate(seed: UInt64) { bench = OpticalBench(parameters: parameters, seed: seed) }

    /// Moves the medium at once: a bump on the table. Each element then correlates with what it was by `correlation`
    /// (0...1), the pictures by its square.
    public func drift(toCorrelation correlation: Double) {
        bench.drift(toCorrelation: min(1, max(0, correlation)))
    }

    public func process(_ request: Cleared<DriveRequest>) throws -> Measured {
        var (measured, outcome) = try perform("process") { $0.measure(request.request) }
        measured.duration.value += outcome.delay
        return outcome.isShort ? measured.withoutLastVector : measured
    }

    public func display(_ request: Cleared<MaskRequest>) throws {
        _ = try perform("display") { $0.display(request.request) }
    }

    private func perform<Result>(
        _ operation: String, _ body: (inout OpticalBench) -> Result
    ) throws -> (result: Result, outcome: SimulatedPresence.Outcome) {
        var faults: [Fault] = []
        let delayed = try presence.begin(operation, suffering: &faults)
        for fault in faults { bench.suffer(fault) }
        let result = body(&bench)
        return (result, try presence.end(operation, delayed))
    }

    public var faults: [ScheduledFault] { presence.script.schedule.faults }

    @discardableResult
    public func inject(_ fault: ScheduledFault) throws -> Int {
        let number = try presence.script.schedule.add(fault)
        for fault in presence.strikeDue() { bench.suffer(fault) }
        return number
    }

    @discardableResult
    public func clearFaults(_ id: Int?) -> Int { presence.clearFaults(id) }
}
