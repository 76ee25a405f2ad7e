import Matrices
import PhysicalDevices
import RandomStreams

/// A simulated memristive chip: tiles of cell pairs with the non-idealities of `CrossbarParameters`.
///
/// It is a device like any other: same requests, same errors, same wear. The same seed and the same operations give the
/// same readings bit for bit.
public actor SimulatedCrossbar: VectorProcessor, PulseProgrammable, ConductanceReadable, TargetProgrammable, Fabricable
{
    public nonisolated let id: String
    public nonisolated let driver = "simulated-crossbar"
    public nonisolated let isSimulated = true
    /// The physics it was made with.
    public nonisolated let parameters: CrossbarParameters
    public private(set) var state = DeviceState.absent
    public private(set) var hardwareState = HardwareState.safe

    private var seed: UInt64
    private var tiles: [Int: CrossbarTile] = [:]
    private var clock = 0.0
    private var watchers: [Int: AsyncStream<DeviceState>.Continuation] = [:]
    private var nextWatcher = 0

    /// A chip called `id`, made from `seed`; closed at first.
    public init(id: String, parameters: CrossbarParameters = CrossbarParameters(), seed: UInt64 = 0) {
        self.id = id
        self.parameters = parameters
        self.seed = seed
    }

    public var identity: DeviceIdentity {
        DeviceIdentity(
            vendor: "pibd", model: "simulated crossbar", serial: "SIM-\(String(seed, radix: 16))", firmware: "1")
    }

    public func states() -> AsyncStream<DeviceState> {
        let watcher = nextWatcher
        nextWatcher += 1
        return AsyncStream(bufferingPolicy: .bufferingNewest(16)) { continuation in
            continuation.yield(state)
            watchers[watcher] = continuation
            continuation.onTermination = { _ in Task { await self.forget(watcher) } }
        }
    }

    private func forget(_ watcher: Int) { watchers[watcher] = nil }

    private func move(to next: DeviceState) {
        guard next != state else { return }
        state = next
        for watcher in watchers.values { watcher.yield(next) }
    }

    public func open() {
        guard state == .absent else { return }
        move(to: .opening)
        hardwareState = .safe
        move(to: .ready)
    }

    public func close() {
        hardwareState = .safe
        move(to: .absent)
    }

    public func enterSafeState() { hardwareState = .safe }

    public func fabricate(seed: UInt64) {
        self.seed = seed
        tiles = [:]
        clock = 0
    }

    /// Lets `seconds` pass on the chip's own clock: cells drift and relax, if the parameters say so.
    public func age(by seconds: TimeSpan) { clock += max(0, seconds.value) }

    public func process(_ request: Cleared<DriveRequest>) throws -> Measured {
        try begin("process")
        defer { move(to: .ready) }
        let request = request.request
        let n = request.drive.rows
        var tile = takeTile(request.block.tile)
        defer { tiles[request.block.tile] = tile }
        var outputs: [Float] = []
        outputs.reserveCapacity(n * request.block.outputs)
        var saturated = 0
        for start in stride(from: 0, to: n, by: descriptor.maximumVectors) {
            let burst = start..<min(n, start + descriptor.maximumVectors)
            let reading = tile.read(request, burst: burst, at: clock)
            outputs += reading.values
            saturated += reading.saturated
            clock += descriptor.timePerVector.value * Double(burst.count)
        }
        hardwareState = .safe
        return Measured(
            outputs: Matrix(rows: n, columns: request.block.outputs, elements: outputs),
            saturatedFraction: Double(saturated) / Double(max(1, outputs.count)),
            duration: TimeSpan(descriptor.timePerVector.value * Double(n)))
    }

    public func program(_ map: Cleared<PulseMap>) throws -> ProgramReport {
        try begin("program")
        defer { move(to: .ready) }
        let map = map.request
        var tile = takeTile(map.block.tile)
        tile.pulse(map, at: clock)
        tiles[map.block.tile] = tile
        let duration = TimeSpan(map.shape.width.value * Double(map.block.rows.count))
        clock += duration.value
        return ProgramReport(applied: map.total, refusedCells: 0, duration: duration)
    }

    public func program(_ request: Cleared<TargetMap>) throws {
        try begin("program-targets")
        defer { move(to: .ready) }
        let map = request.request
        let scale = 1 / Float(parameters.maximumConductance.value)
        var tile = takeTile(map.block.tile)
        let targets = Matrix(
            rows: map.targets.rows, columns: map.targets.columns, elements: map.targets.elements.map { $0 * scale })
        tile.program(map.block, towards: targets, at: clock)
        tiles[map.block.tile] = tile
    }

    public func conductances(_ block: Cleared<CellBlock>) throws -> Matrix<Float> {
        try begin("read-conductances")
        defer { move(to: .ready) }
        let block = block.request
        let tile = takeTile(block.tile)
        defer { tiles[block.tile] = tile }
        let normalised = tile.conductances(block, at: clock)
        let scale = Float(parameters.maximumConductance.value)
        return Matrix(
            rows: normalised.rows, columns: normalised.columns, elements: normalised.elements.map { $0 * scale })
    }

    private func begin(_ operation: String) throws {
        guard state == .ready else {
            throw DeviceError(
                .notReady, "the device is \(state.rawValue)", remedy: "Open it first.", device: id,
                operation: operation, hardwareState: hardwareState)
        }
        move(to: .busy)
    }

    /// Takes a tile out of the table, so that changing it does not copy its cells; the caller puts it back.
    private func takeTile(_ index: Int) -> CrossbarTile {
        tiles.removeValue(forKey: index) ?? CrossbarTile(parameters: parameters, index: index, seed: seed)
    }
}
