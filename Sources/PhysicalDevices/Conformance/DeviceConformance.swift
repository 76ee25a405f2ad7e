/// What every driver must hold to, checked on a device by using it.
///
/// The kit asks nothing of a device's physics, only of its conduct: shapes, ranges, states, refusals, the safe state.
/// Every driver's tests run it on the emulator, and may run it on real hardware: it drives at most a few vectors and
/// pulses on one block.
public struct DeviceConformance: Sendable {
    /// One way in which a device breaks the rules.
    public struct Finding: Sendable, Equatable, CustomStringConvertible {
        /// The rule, as a sentence.
        public let rule: String
        /// What was seen instead.
        public let seen: String

        public var description: String { "\(rule): \(seen)" }
    }

    typealias Check = @Sendable (Bench) async throws -> [Finding]

    /// A fresh device, open behind its gate.
    struct Bench: Sendable {
        let device: any PhysicalDevice
        let gate: SafetyGate
        let descriptor: DeviceDescriptor
    }

    private let makeDevice: @Sendable () async throws -> any PhysicalDevice

    /// A kit for the devices that `makeDevice` makes; each check gets a device of its own, closed.
    public init(makeDevice: @escaping @Sendable () async throws -> any PhysicalDevice) {
        self.makeDevice = makeDevice
    }

    /// Runs all checks; an empty result means that the device conforms.
    public func findings() async -> [Finding] {
        var findings: [Finding] = []
        for (rule, check) in Self.checks {
            do {
                let device = try await makeDevice()
                try await device.open()
                let descriptor = await device.descriptor
                let gate = try await SafetyGate(device: device, envelope: SafetyEnvelope(spanning: descriptor))
                findings += try await check(Bench(device: device, gate: gate, descriptor: descriptor))
                await device.close()
            } catch {
                findings.append(Finding(rule: rule, seen: "\(error)"))
            }
        }
        return findings
    }

    private static let checks: [(String, Check)] = [
        ("a descriptor is complete and true", checkDescriptor),
        ("opening and closing can be repeated", checkLifecycle),
        ("states are published, the present one first", checkStates),
        ("measurements have the shape asked for and stay in range", checkMeasurement),
        ("a batch above the device's maximum is measured all the same", checkLargeBatch),
        ("requests that do not fit are refused and leave the hardware as it was", checkRefusals),
        ("SET pulses raise conductances and RESET pulses lower them", checkPulses),
        ("the safe state is always reached and holds until armed", checkSafeState),
        ("a closed device does nothing", checkClosed),
        ("equal seeds make equal simulated devices", checkFabrication),
    ]
}
