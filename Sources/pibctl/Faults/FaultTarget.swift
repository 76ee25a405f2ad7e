import ArgumentParser
import ControlInterface

/// Which emulator is meant, if one is.
struct EmulatorOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The emulator on this pseudo-terminal (or its control socket) instead of a device.", valueName: "path"))
    var emulator: String?

    private static let suffix = ".control"

    /// The emulator's own socket; nil when a device of the daemon is meant.
    func socket(in session: Session) -> String? {
        emulator.map { session.absolute($0.hasSuffix(Self.suffix) ? $0 : $0 + Self.suffix) }
    }
}

/// What faults are injected into: a simulated device of the daemon, or an emulator.
enum FaultTarget {
    case device(String, LabClient)
    case emulator(EmulatorClient)

    /// Connects to the emulator where one is named, else to the daemon for `device`.
    init(
        device: String?, _ emulator: EmulatorOptions, _ daemon: DaemonOptions, in session: Session
    ) async throws {
        if let socket = emulator.socket(in: session) {
            self = .emulator(EmulatorClient(over: try await Self.connect(socket, session)))
        } else {
            self = .device(device ?? "", try await session.client(daemon))
        }
    }

    func inject(_ fault: InjectFault) async throws -> Int {
        switch self {
        case .device(_, let client): try await client.inject(fault)
        case .emulator(let client): try await client.inject(fault)
        }
    }

    func clear(_ id: Int?) async throws -> Int {
        switch self {
        case .device(let device, let client): try await client.clearFaults(device: device, id: id)
        case .emulator(let client): try await client.clearFaults(id: id)
        }
    }

    func faults() async throws -> [DeviceFault] {
        switch self {
        case .device(let device, let client): try await client.faults(device: device)
        case .emulator(let client): try await client.faults()
        }
    }

    private static func connect(_ socket: String, _ session: Session) async throws -> LabClient {
        do {
            return try await session.connect(socket)
        } catch let error as VarlinkConnectionError {
            guard case .notFound = error else {
                if case .refused = error { throw unreachable(error) }
                throw error
            }
            throw unreachable(error)
        }
    }

    private static func unreachable(_ error: VarlinkConnectionError) -> CommandFailure {
        CommandFailure(
            .daemonUnreachable, error.message,
            remedy: "start the emulator (pibd emulate ... --pty PATH), and give --emulator the same PATH")
    }
}
